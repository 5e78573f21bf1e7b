package outbox

import (
	"slices"
	"testing"
	"time"

	"cham"
)

// Programs that look at messages first are no people.
func TestByWhom(t *testing.T) {
	sent := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	came := func(kind ReturnKind, what string, after time.Duration) Returned {
		return Returned{Workspace: "a", Item: "i", Kind: kind, What: what, SentAt: sent, At: sent.Add(after), Due: true}
	}
	for name, c := range map[string]struct {
		all    []Returned
		people int
	}{
		"one who reads":                 {[]Returned{came(Opened, "", time.Hour), came(Clicked, "1", time.Hour+time.Second)}, 2},
		"two links, one after another":  {[]Returned{came(Clicked, "1", time.Hour), came(Clicked, "2", time.Hour+5*time.Second)}, 2},
		"two links at once":             {[]Returned{came(Clicked, "1", time.Hour), came(Clicked, "2", time.Hour+300*time.Millisecond)}, 0},
		"a link and the page of choice": {[]Returned{came(Clicked, "1", time.Hour), came(Visited, "", time.Hour+300*time.Millisecond)}, 1},
		"half of it settled before": {[]Returned{came(Clicked, "1", time.Hour),
			{Workspace: "a", Item: "i", Kind: Scanned, What: "2", At: sent.Add(time.Hour + 300*time.Millisecond)}}, 0},
		"before it can have been read": {[]Returned{came(Clicked, "1", time.Second), came(Opened, "", 2*time.Second)}, 0},
		"who stops it, and clicked":    {[]Returned{came(Clicked, "1", time.Hour), came(Unsubscribed, "", time.Hour+time.Minute)}, 2},
		"what only arrived":            {[]Returned{came(Delivered, "", time.Second)}, 1},
		"another's click": {[]Returned{came(Clicked, "1", time.Hour),
			{Workspace: "a", Item: "j", Kind: Clicked, What: "2", At: sent.Add(time.Hour), Due: true}}, 2},
		"of unknown sending": {[]Returned{{Workspace: "a", Item: "i", Kind: Clicked, What: "1", At: sent, Due: true}}, 1},
	} {
		people, machines := byWhom(c.all)
		if len(people) != c.people || len(people)+len(machines) > len(c.all) {
			t.Errorf("%s: %d people of %d", name, len(people), len(c.all))
		}
	}
}

func TestTooMany(t *testing.T) {
	for _, c := range []struct {
		sent, complained, bounced int
		want                      string
	}{
		{1000, 2, 0, ""}, {1000, 3, 0, ""}, {999, 3, 0, ByComplaints}, {10, 2, 0, ""}, {100, 0, 19, ""}, {100, 0, 20, ByBounces},
		{300, 0, 30, ""},
	} {
		if got := tooMany(c.sent, c.bounced, c.complained); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestLinks(t *testing.T) {
	secret := func(ws cham.WorkspaceID) ([]byte, error) {
		return map[cham.WorkspaceID][]byte{"a": []byte("secret-of-a")}[ws], nil
	}
	l := Link{Workspace: "a", Mailing: "m", Item: "i", What: "https://mocan.vn/x?utm_source=e"}
	token := l.Sign([]byte("secret-of-a"))
	if got, err := OpenLink(token, l.What, secret); err != nil || got != l {
		t.Fatal(got, err)
	}
	other := Link{Workspace: "a", Mailing: "m", Item: "j", What: l.What}.Sign([]byte("secret-of-a"))
	cut := slices.Index([]byte(token), '.')
	for name, c := range map[string][2]string{
		"leads elsewhere":      {token, "https://evil.example/"},
		"leads nowhere":        {token, ""},
		"another's":            {other[:len(other)-22] + token[cut+1:], l.What},
		"of another workspace": {Link{Workspace: "b", Mailing: "m", Item: "i", What: l.What}.Sign([]byte("secret-of-a")), l.What},
		"of an older secret":   {l.Sign([]byte("before")), l.What},
		"no signature":         {token[:cut+1], l.What}, "empty": {"", ""},
		"line ends between": {token[:cut+5] + "\r\n" + token[cut+5:], l.What},
	} {
		if _, err := OpenLink(c[0], c[1], secret); cham.ErrorCode(err) != cham.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOpenLink(f *testing.F) {
	secret := []byte("secret-of-a")
	f.Add(Link{Workspace: "a", Mailing: "m"}.Sign(secret), "")
	f.Add("YX5tfn4.AAAA", "https://x.vn")
	f.Fuzz(func(t *testing.T, token, what string) {
		l, err := OpenLink(token, what, func(cham.WorkspaceID) ([]byte, error) { return secret, nil })
		if err == nil && l.Sign(secret) != token {
			t.Error("a token that nobody signed", token)
		}
	})
}

func TestPageOf(t *testing.T) {
	for url, want := range map[string]string{"https://a.vn/x?email=an@b.vn#y": "https://a.vn/x", "https://a.vn/x#an": "https://a.vn/x",
		"": ""} {
		if got := pageOf(url); got != want {
			t.Errorf("%s: %s", url, got)
		}
	}
	for l, want := range map[Link]string{{What: "https://a.vn/x?y"}: "https://a.vn/x",
		{What: "https://a.vn/Lan?y", Personal: true}: "https://a.vn"} {
		if got := l.Counted(); got != want {
			t.Errorf("%+v: %s", l, got)
		}
	}
	for url, is := range map[string]bool{"https://cham.vn/p/dGVzdH5rZXk.AAAAAAAAAAAAAAAAAAAAAAA?m=1": true,
		"https://shop.vn/p/kem-chong-nang":                                     false,
		"http://cham.vn/l/dGVzdH5rZXk.AAAAAAAAAAAAAAAAAAAAAAA?to=https://x.vn": true, "https://shop.vn/p/kem.html": false} {
		if ours.MatchString(url) != is {
			t.Error(url)
		}
	}
}
