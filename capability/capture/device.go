package capture

import (
	"math"
	"slices"
	"strings"

	"cham"
)

// devices are parts of user agents, in the order they are tried.
var devices = []struct{ part, device string }{
	{"iPad", "tablet"}, {"Tablet", "tablet"}, {"PlayBook", "tablet"}, {"Silk/", "tablet"},
	{"Mobi", "mobile"}, {"iPhone", "mobile"}, {"iPod", "mobile"}, {"Opera Mini", "mobile"},
	{"Android", "tablet"}, // without "Mobile", by Google's rule
	{"Windows", "desktop"}, {"Macintosh", "desktop"}, {"CrOS", "desktop"}, {"X11", "desktop"}, {"Linux", "desktop"},
}

// device says what kind of device it was, from the best evidence there is.
func device(in *incoming, t *cham.Touch) Reason {
	t.Device = in.device()
	return ""
}

func (in *incoming) device() string {
	f := &in.facts
	switch d := strings.ToLower(f.device); {
	case slices.Contains([]string{"mobile", "tablet", "desktop"}, d):
		return d
	case strings.Contains(f.model, "iPad") || strings.Contains(d, "tablet"):
		return "tablet"
	case d == "ios" || d == "android" || d == "phone":
		return "mobile"
	case f.mobile:
		return "mobile"
	}
	ua := in.userAgent()
	for _, d := range devices {
		if strings.Contains(ua, d.part) {
			return d.device
		}
	}
	switch {
	case f.width <= 0:
		return ""
	case f.width <= 480:
		return "mobile"
	case f.width <= 1024:
		return "tablet"
	}
	return "desktop"
}

// maxValue bounds money: nobody earns a quadrillion đồng in one touch.
const maxValue = 1e15

// losses are events whose amount was given back.
var losses = set("Order Refunded, Order Cancelled")

// value reads the money gained and the duration. Of the three names for money
// revenue is the narrowest (Segment: without shipping and tax) and goes first.
func value(in *incoming, t *cham.Touch) Reason {
	f := &in.facts
	for _, v := range []float64{f.revenue, f.total, f.value} {
		if v != 0 && math.Abs(v) <= maxValue {
			t.Value = v
			break
		}
	}
	if losses[t.Name] {
		t.Value = -math.Abs(t.Value)
	}
	if t.Value != 0 && len(f.currency) == 3 && plain(f.currency) {
		t.Currency = strings.ToUpper(f.currency)
	}
	if f.duration > 0 && f.duration <= maxValue {
		t.Duration = f.duration
	}
	return ""
}
