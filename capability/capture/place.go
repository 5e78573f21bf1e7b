package capture

import (
	"cmp"
	"net/url"
	"strings"

	"cham"
)

// channelNames are words senders use for channels of ours. "" is a word that
// names no place at all.
var channelNames = map[string]cham.Channel{
	"web": "website", "site": "website", "browser": "website", "landing": "website", "landing page": "website",
	"mobile": "app", "mobile_app": "app", "ios": "app", "android": "app", "miniapp": "app",
	"mail": "email", "e-mail": "email", "newsletter": "email",
	"zns": "zalo", "zalo_oa": "zalo", "zalo oa": "zalo", "zalooa": "zalo",
	"fb": "facebook", "fanpage": "facebook", "ig": "instagram", "fb_messenger": "messenger", "inbox": "messenger",
	"tiktok_shop": "tiktokshop", "tiktok shop": "tiktokshop", "search": "google", "adwords": "google",
	"phone": "call", "hotline": "call", "telephone": "call", "call_center": "call", "callcenter": "call",
	"pos": "store", "shop": "store", "offline": "store", "in-store": "store", "instore": "store", "retail": "store",
	"branch": "store", "showroom": "store", "livechat": "chat", "live_chat": "chat", "live chat": "chat", "webchat": "chat",
	"flyer": "print", "poster": "print", "webinar": "event", "fair": "event", "reseller": "partner", "affiliate": "partner",
	"server": "", "sources": "", "http": "", "s2s": "",
}

// libraries are SDKs that tell where their touches happen.
var libraries = map[string]cham.Channel{
	"analytics.js": "website", "analytics-next": "website", "cham.js": "website", "jitsu-js": "website", "@jitsu/js": "website",
	"RudderLabs JavaScript SDK": "website",
	"analytics-ios":             "app", "analytics-swift": "app", "analytics-android": "app", "analytics-kotlin": "app",
	"analytics-react-native": "app", "@segment/analytics-react-native": "app", "analytics_flutter": "app", "rudder-ios-library": "app",
	"com.rudderstack.android.sdk.core": "app", "rudder-react-native": "app",
}

// eventChannels are the beginnings of event names that the e-mail and
// live-chat specifications fix.
var eventChannels = []struct {
	prefix  string
	channel cham.Channel
}{
	{"Email ", "email"}, {"Unsubscribed", "email"}, {"Live Chat ", "chat"}, {"SMS ", "sms"}, {"Zalo ", "zalo"},
}

// channel says where it happened: as stated, else by the event's name, else by
// what sent it. Stated words we do not know are channel other.
func channel(in *incoming, t *cham.Touch) Reason {
	t.Channel = in.channel()
	return ""
}

func (in *incoming) channel() cham.Channel {
	f := &in.facts
	for _, said := range f.channels {
		if said == "" {
			continue
		}
		said = strings.ToLower(strings.TrimSpace(said))
		if c := cham.Channel(said); c.Valid() {
			return c
		}
		if c, known := channelNames[said]; c != "" || !known {
			return orOther(cmp.Or(c, channelOf(said)))
		}
	}
	for _, e := range eventChannels {
		if in.call.Type == cham.CallTrack && strings.HasPrefix(in.call.Event, e.prefix) {
			return e.channel
		}
	}
	switch {
	case in.call.Type == cham.CallScreen:
		return "app"
	case libraries[f.library] != "":
		return libraries[f.library]
	case in.call.Type == cham.CallPage || f.page.URL != "":
		return "website"
	}
	return cham.ChannelOther
}

// page says which page it was, and at which branch. Paths are unescaped, so
// that they read as people know them and compare equal whoever sent them.
func page(in *incoming, t *cham.Touch) Reason {
	f := &in.facts
	p := &t.Page
	p.URL, p.Referrer = clean(f.page.URL, maxURL), clean(f.page.Referrer, maxURL)
	p.Title = clean(f.page.Title, maxURL)
	if t.Type == cham.CallScreen || p.Title == "" && t.Type == cham.CallPage {
		p.Title = clean(in.call.Name, maxURL)
	}
	path := f.page.Path
	if path == "" {
		_, path, _ = splitURL(f.page.URL)
	} else if route := cham.HashRoute(fragmentOf(f.page.URL)); route != "" && strings.IndexByte(path, '#') < 0 {
		path += "#" + route
	}
	if strings.IndexByte(path, '%') >= 0 {
		if plain, err := url.PathUnescape(path); err == nil {
			path = strings.ToValidUTF8(plain, "\ufffd")
		}
	}
	p.Path = clean(path, maxURL)
	t.Branch = clean(f.branch, maxText)
	return ""
}

// splitURL cuts an absolute URL into host (lower case, without user, port and
// "www."), path and query. A route behind "#/" belongs to the path, its query
// to the query. It allocates nothing for ordinary URLs.
func splitURL(u string) (host, path, query string) {
	_, rest, ok := strings.Cut(ampersands(u), "://")
	if !ok {
		return "", "", ""
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	rest, query, _ = strings.Cut(rest, "?")
	host, path = rest, "/"
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	host, _, _ = strings.Cut(host, ":")
	if route := cham.HashRoute(fragment); route != "" {
		path += "#" + route
	}
	if _, more, ok := strings.Cut(fragment, "?"); ok && strings.HasPrefix(strings.TrimPrefix(fragment, "!"), "/") {
		query += "&" + more
	}
	return strings.TrimPrefix(strings.ToLower(host), "www."), path, query
}

func fragmentOf(u string) string {
	_, fragment, _ := strings.Cut(ampersands(u), "#")
	return fragment
}

// escapedAmpersands is how HTML writes "&"; mail programs and editors leave it in links.
var escapedAmpersands = strings.NewReplacer("&amp;", "&", "&AMP;", "&", "&#38;", "&", "&#038;", "&", "&#x26;", "&", "&#X26;", "&")

// ampersands reads the escaped ampersands of an address or a campaign, also those
// that were escaped twice.
func ampersands(s string) string {
	for range 2 {
		if strings.IndexByte(s, '&') < 0 {
			break
		}
		s = escapedAmpersands.Replace(s)
	}
	return s
}

func orOther(c cham.Channel) cham.Channel {
	if c == "" {
		return cham.ChannelOther
	}
	return c
}
