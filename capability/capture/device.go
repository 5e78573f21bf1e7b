package capture

import (
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
