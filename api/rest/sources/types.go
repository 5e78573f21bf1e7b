package sources

import (
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"

	"github.com/danielgtaylor/huma/v2"
)

// SourceInfo is a place that touches come from, with its health.
type SourceInfo struct {
	ID             cham.SourceID  `json:"id"`
	Name           string         `json:"name"`
	Kind           string         `json:"kind" enum:"website,server,webhook,staff,file,demo,qr,form"`
	WriteKey       string         `json:"writeKey,omitempty" doc:"for managers; a server's is shown once, then only its start and end"`
	Enabled        bool           `json:"enabled"`
	RequireConsent bool           `json:"requireConsent"`
	CreatedAt      time.Time      `json:"createdAt"`
	Tells          []string       `json:"tells,omitempty" doc:"what a website tells beside page views"`
	SearchParams   []string       `json:"searchParams,omitempty" doc:"parameters of a website's addresses that hold what was searched for"`
	OrdersFrom     cham.SourceID  `json:"ordersFrom,omitempty" doc:"the source a website's orders are counted from; absent: the website"`
	Volumes        []int          `json:"volumes" doc:"accepted touches of each of the last 24 hours, the current one last"`
	LastAt         time.Time      `json:"lastAt,omitzero" doc:"when the last touch came in, to the hour when older than the newest hundred"`
	Accepted24h    int            `json:"accepted24h"`
	Refused24h     int            `json:"refused24h"`
	Refusals       map[string]int `json:"refusals" doc:"reason → refused in the last 24 hours"`
	Mixed          []MixedMoney   `json:"mixed,omitempty" doc:"events whose money is said by several fields, in 30 days"`
	Health         string         `json:"health" enum:"ok,mixed,some,quiet,refusing,off"`
}

// MixedMoney is an event whose money is not said alike. The rule is revenue,
// where there is one, else total, which has shipping and tax in it, else value.
type MixedMoney struct {
	Event   string `json:"event"`
	Revenue int    `json:"revenue" doc:"touches counted by revenue"`
	Total   int    `json:"total" doc:"those without revenue, counted by total"`
	Value   int    `json:"value" doc:"those without either, counted by value"`
}

// TransformSchema says for the API's description what the words of health mean.
func (SourceInfo) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["health"].Description = "off: switched off; refusing: over a tenth of the last 24 hours was refused; " +
		"quiet: nothing came in for 24 hours; some: calls were refused that their sender can mend; " +
		"mixed: one event's money is said by revenue here and by total there; ok"
	return s
}

// NewSource makes a source.
type NewSource struct {
	Name           string `json:"name" minLength:"1" maxLength:"200"`
	Kind           string `json:"kind" enum:"website,server,webhook,file"`
	RequireConsent bool   `json:"requireConsent,omitempty"`
}

// SourceChange changes what is set; absent fields stay.
type SourceChange struct {
	Name           *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Enabled        *bool   `json:"enabled,omitempty"`
	RequireConsent *bool   `json:"requireConsent,omitempty"`
	// Of websites:
	Tells        *[]string      `json:"tells,omitempty" doc:"all that it shall tell: errors, forms, links, messages, products, search, time"`
	SearchParams *[]string      `json:"searchParams,omitempty" doc:"at most 20; empty: the usual ones"`
	OrdersFrom   *cham.SourceID `json:"ordersFrom,omitempty" doc:"empty: the website itself"`
}

// WebsiteTold is what a website told beside page views in the last days.
type WebsiteTold struct {
	Days     int            `json:"days"`
	Events   map[string]int `json:"events" doc:"event → touches"`
	Errors   []PageError    `json:"errors" doc:"by page, the most frequent first, at most 50"`
	Searches []Search       `json:"searches" doc:"those that found nothing first, at most 50"`
}

// PageError is an error on a page, of all visitors.
type PageError struct {
	Path     string    `json:"path"`
	Kind     string    `json:"kind" doc:"script, promise: failed to run; resource: failed to load"`
	Message  string    `json:"message"`
	File     string    `json:"file,omitempty" doc:"what failed, host and path"`
	Touches  int       `json:"touches"`
	Visitors int       `json:"visitors"`
	Last     time.Time `json:"last"`
}

// Search is a term that was searched for.
type Search struct {
	Term     string `json:"term" doc:"in small letters"`
	Touches  int    `json:"touches"`
	Visitors int    `json:"visitors"`
	Nothing  int    `json:"nothing" doc:"how often the page said that it found nothing"`
}

// DebuggerPage is what came in lately, newest first: the latest taken and the
// latest refused, neither of which crowds out the other.
type DebuggerPage struct {
	Events []DebuggerEvent `json:"events"`
}

// DebuggerEvent is one call, taken or refused.
type DebuggerEvent struct {
	At        time.Time       `json:"at" doc:"when it was received"`
	Accepted  bool            `json:"accepted"`
	Reason    string          `json:"reason,omitempty" doc:"why it was refused"`
	Detail    string          `json:"detail,omitempty" mask:"hide" doc:"what exactly, in English; absent for viewers"`
	Type      cham.CallType   `json:"type,omitempty"`
	Name      string          `json:"name,omitempty"`
	MessageID string          `json:"messageId,omitempty"`
	Channel   cham.Channel    `json:"channel,omitempty"`
	Keys      []route.KeyRef  `json:"keys,omitempty"`
	Sample    json.RawMessage `json:"sample,omitempty" mask:"hide" doc:"properties, traits, page; a refused call as text; not for viewers"`
}

// Plugin is a platform of shops with what to paste into it.
type Plugin struct {
	ID    string       `json:"id" enum:"haravan,sapo,woocommerce,shopify,gtm"`
	Name  string       `json:"name"`
	Files []PluginFile `json:"files"`
}

// PluginFile is a text to paste, or to import.
type PluginFile struct {
	ID   string `json:"id" enum:"theme,order,pixel,plugin,container" doc:"where: on every page, on the page after an order …"`
	Name string `json:"name" doc:"of a file, when it is saved as one"`
	Text string `json:"text" doc:"with the source's key"`
}

// Snippet is what goes into a website.
type Snippet struct {
	HTML string `json:"html"`
}
