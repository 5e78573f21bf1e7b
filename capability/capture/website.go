package capture

import (
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cham"
)

// Tells are what a website may tell beside page views, each by a switch of its
// source: how long pages are looked at, product views, forms sent, site search,
// files and links to other sites, errors; "messages" says that it shows some.
var Tells = []string{"errors", "forms", "links", "messages", "products", "search", "time"}

// What the website snippet calls them (sdk/js/src/more). Products, forms and
// searches have the standard's names.
const (
	EventLeft     = "Page Left" // duration: seconds looked at
	EventError    = "Page Error"
	EventSearched = "Products Searched"
)

// WebsiteEvents are the events of a website that its switches bring.
var WebsiteEvents = []string{EventError, EventLeft, EventSearched, "File Downloaded", "Form Submitted", "Link Clicked", "Product Viewed"}

// WebsiteDays is how many days are looked at for what a website told.
const WebsiteDays = 30

// Website is what a website told beside page views.
type Website struct {
	// Events are the touches of each of WebsiteEvents that came.
	Events   map[string]int
	Errors   []PageError // the most frequent first
	Searches []Search    // those that found nothing first
}

// PageError is an error on a page, of all visitors. Visitors are told apart by
// their first key: somebody with two browsers counts twice.
type PageError struct {
	Path, Kind, Message, File string
	Touches, Visitors         int
	Last                      time.Time
}

// Search is a term that was searched for on a website; Nothing is how often the
// page said that it found nothing.
type Search struct {
	Term                       string
	Touches, Visitors, Nothing int
}

// UsualSearch are the parameters that hold what was searched for on most sites.
const UsualSearch = "q s query search keyword tukhoa tu-khoa"

// Limits on the parameters of a site's search.
const (
	mostSearch   = 20
	searchLength = 40
)

// Words checks and sorts a list of words for Source.Tells.
func Words(tells []string) (string, error) {
	for _, t := range tells {
		if !slices.Contains(Tells, t) {
			return "", cham.Errorf(cham.CodeInvalid, "capture.Words", "%q is none of %s", t, strings.Join(Tells, ", "))
		}
	}
	tells = slices.Sorted(slices.Values(tells))
	return strings.Join(slices.Compact(tells), " "), nil
}

// SearchParams checks a list of parameters for Source.Search; their order is
// the one in which they are looked for.
func SearchParams(names []string) (string, error) {
	for _, n := range names {
		if n == "" || len(n) > searchLength || strings.ContainsAny(n, " \t\r\n&=#?") || clean(n, searchLength) != n {
			return "", searchError("error.searchParam", "%q is no name of a parameter", n)
		}
	}
	if len(names) > mostSearch {
		return "", searchError("error.searchParams", "at most %d parameters", mostSearch)
	}
	return strings.Join(names, " "), nil
}

func searchError(key, hint string, arg any) error {
	e := cham.Errorf(cham.CodeInvalid, "capture.SearchParams", hint, arg)
	e.Key = key
	return e
}

// EventOrderShown is an order's page on a website whose orders another source
// brings: the same order counts once, there.
const EventOrderShown = "Order Confirmation Viewed"

// countedElsewhere takes the money, and the name, from an order that another
// source brings. Which of the two comes first does not matter then, and a
// website, as which anybody can send, takes nothing from the other.
func countedElsewhere(in *incoming, t *cham.Touch) Reason {
	if in.source.OrdersFrom == "" || t.Type != cham.CallTrack {
		return ""
	}
	switch t.Name {
	case EventOrder:
		t.Name, t.Value, t.Currency = EventOrderShown, 0, ""
	case EventCancelled, EventRefunded:
		t.Value, t.Currency = 0, ""
	}
	return ""
}

// A website's errors, of all its visitors, in a minute: enough to see each kind,
// too few to drown touches of customers.
const (
	errorsAMinute = 60
	errorsAtOnce  = 120
)

// floods holds a token bucket per source that sent errors.
type floods struct {
	mu      sync.Mutex
	buckets map[cham.SourceID]*rate.Limiter
}

// flood refuses errors of a website beyond what is worth keeping.
func flood(in *incoming, t *cham.Touch) Reason {
	if t.Name != EventError || !in.source.Public() || in.floods.take(in) {
		return ""
	}
	return ReasonFlood
}

func (f *floods) take(in *incoming) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.buckets[in.source.ID]
	if b == nil {
		if f.buckets == nil {
			f.buckets = map[cham.SourceID]*rate.Limiter{}
		}
		b = rate.NewLimiter(errorsAMinute/60.0, errorsAtOnce)
		f.buckets[in.source.ID] = b
	}
	return b.AllowN(in.meta.ReceivedAt, 1)
}
