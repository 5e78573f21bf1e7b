package demo

import (
	"math"
	"math/rand/v2"

	"cham"
)

// keys is the set of identifiers a call carries.
type keys uint8

const (
	keyAnonymous keys = 1 << iota
	keyUser
	keyPhone
	keyEmail
	keyZalo
	keyPSID
	keyShopee
	keyMember
)

// touch is one call, kept small: words are looked up when it is written.
type touch struct {
	at       instant
	person   *person
	n        int32 // nth call of the person
	seconds  int32 // duration
	money    int32 // VND
	act      act
	keys     keys
	device   device
	branch   branchID
	campaign campaignID
	page     pageID
	item     uint8
	score    uint8
}

// walk is one customer going through the states of journey.go.
type walk struct {
	*person
	rng *rand.Rand
	t   instant
	// end is where history ends, from which the faults' dates count back;
	// until is the moment after which nothing has happened yet.
	end, until instant
	out        []touch

	// The circumstances of now.
	device   device
	campaign campaignID
	branch   branchID
	item     uint8
	paid     bool // for the coming visit
	left     int  // sessions left of a course
	fromSite bool // came to the chat from the website
}

// run goes from state to state until the customer leaves or time is up.
func (w *walk) run(s state) {
	for s != nil && w.t < w.until {
		if s = s(w); s == nil && w.orders > 0 {
			s = drift(w)
		}
	}
}

func (w *walk) chance(p float64) bool { return w.rng.Float64() < p }

// wait lets time pass: a log-normal span with the given median; spread 0.5 is
// regular, 1 is wild.
func (w *walk) wait(median instant, spread float64) {
	w.t += 1 + w.lognormal(median, spread)
}

func (w *walk) lognormal(median instant, spread float64) instant {
	return instant(float64(median) * math.Exp(spread*w.rng.NormFloat64()))
}

func (w *walk) seconds(median, spread float64) int32 {
	return int32(1 + median*math.Exp(spread*w.rng.NormFloat64()))
}

// moveToActiveHour moves t, within its day, to an hour when people look at telephones;
// of Tết, mostly to the week after it.
func (w *walk) moveToActiveHour() {
	for closed(w.t.day()) && w.chance(.8) {
		w.t += 2*day + instant(w.rng.Int64N(int64(7*day)))
	}
	at := midnight(w.t.day()) + instant(pick(w.rng, busyHours))*hour + instant(w.rng.Int64N(int64(hour)))
	if at < w.t {
		at += day
	}
	w.t = at
}

// do records that a happened now; x holds what is special about it.
func (w *walk) do(a act, x touch) {
	if w.t >= w.until {
		return
	}
	x.act, x.at, x.person, x.n = a, w.t, w.person, int32(len(w.out))
	x.keys |= w.keysOn(acts[a].channel)
	switch acts[a].channel {
	case "website", "facebook", "tiktok", "google", "print":
		x.device = w.device
	case "store":
		x.branch = w.branch
	}
	if x.keys&keyPhone != 0 && w.phone == noPhone && a != identify {
		x.keys = x.keys&^keyPhone | keyUser
	}
	w.out = append(w.out, x)
}

// keysOn says by what a customer is known on a channel.
func (w *walk) keysOn(c cham.Channel) keys {
	switch c {
	case "website", "facebook", "tiktok", "google", "print":
		if w.signedIn[w.device] {
			return keyAnonymous | keyUser
		}
		return keyAnonymous
	case "zalo":
		return keyZalo
	case "messenger":
		return keyPSID
	case "shopee":
		return keyShopee
	case "email":
		return keyEmail
	case "store":
		if w.card {
			return keyMember | keyPhone
		}
		return keyPhone
	case "call", "sms":
		return keyPhone
	}
	return 0
}

// identify records that the business learnt who somebody is.
func (w *walk) identify(k keys) { w.do(identify, touch{keys: k, device: w.device}) }

// signIn: the customer leaves their details on the website.
func (w *walk) signIn() {
	if w.signedIn[w.device] {
		return
	}
	w.known, w.signedIn[w.device] = true, true
	w.identify(keyAnonymous | keyUser | keyPhone | w.mail())
}

func (w *walk) mail() keys {
	if w.email == "" {
		return 0
	}
	return keyEmail
}

// browse records a page view and the time spent before the next thing.
func (w *walk) browse(p pageID) {
	w.do(pageViewed, touch{page: p, campaign: w.campaign})
	w.wait(40*second, .8)
}

// price of what the customer wants now.
func (w *walk) price() int32 { return int32(items[w.item].price) }
