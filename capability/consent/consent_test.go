package consent_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/consent"
)

func at(h int) time.Time { return time.Date(2026, 11, 1, h, 0, 0, 0, time.UTC) }

func TestStand(t *testing.T) {
	say := func(s consent.State, c cham.Channel, h int, claimed bool) consent.Record {
		return consent.Record{Purpose: consent.Marketing, Channel: c, State: s, At: at(h), Claimed: claimed}
	}
	for name, c := range map[string]struct {
		said []consent.Record
		want consent.State
	}{
		"never asked":                  {nil, consent.Unasked},
		"of another channel":           {[]consent.Record{say(consent.Yes, "email", 1, false)}, consent.Unasked},
		"every way":                    {[]consent.Record{say(consent.Yes, "", 1, false)}, consent.Yes},
		"withdrawn":                    {[]consent.Record{say(consent.Yes, "sms", 1, false), say(consent.No, "", 2, false)}, consent.No},
		"agreed again":                 {[]consent.Record{say(consent.No, "", 1, false), say(consent.Yes, "sms", 2, false)}, consent.Yes},
		"at one instant":               {[]consent.Record{say(consent.No, "", 1, false), say(consent.Yes, "sms", 1, false)}, consent.No},
		"a page against a no":          {[]consent.Record{say(consent.No, "", 1, false), say(consent.Yes, "sms", 2, true)}, consent.No},
		"a page that nobody gainsays":  {[]consent.Record{say(consent.Yes, "sms", 2, true)}, consent.Yes},
		"a page's no against a yes":    {[]consent.Record{say(consent.Yes, "sms", 1, false), say(consent.No, "sms", 2, true)}, consent.No},
		"a page's no and its yes then": {[]consent.Record{say(consent.No, "sms", 1, true), say(consent.Yes, "sms", 2, true)}, consent.Yes},
	} {
		for range 2 { // in whatever order they are told
			if got, _ := consent.Stand(c.said, consent.Marketing, "sms"); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
			slices.Reverse(c.said)
		}
	}
}

func TestSaid(t *testing.T) {
	for traits, want := range map[string]string{
		`{"consent":{"marketing":"yes"}}`:                           "marketing.=yes",
		`{"consent":{"marketing":{"sms":"có","email":"Không"}}}`:    "marketing.email=no marketing.sms=yes",
		`{"consent_marketing":"Đồng ý","care_consent":false}`:       "care.=no marketing.=yes",
		`{"consent_marketing_zalo":1}`:                              "marketing.zalo=yes",
		`{"consent_marketing":"","consent_care":"chưa rõ","x":"1"}`: "",
		`{"consent_tracking_sms":"yes","name":"An"}`:                "",
	} {
		var got []string
		for _, r := range consent.Said(&cham.Touch{Traits: []byte(traits)}) {
			got = append(got, fmt.Sprintf("%s.%s=%s", r.Purpose, r.Channel, r.State))
		}
		slices.Sort(got)
		if s := fmt.Sprint(got); s != "["+want+"]" {
			t.Errorf("%s: %s", traits, s)
		}
	}
	said := consent.Said(&cham.Touch{Context: []byte(`{"consent":{"categoryPreferences":{"Advertising":false,"Analytics":true}}}`)})
	if len(said) != 2 {
		t.Error(said)
	}
}

func FuzzSaid(f *testing.F) {
	f.Add([]byte(`{"consent":{"marketing":{"sms":"yes"}}}`))
	f.Add([]byte(`{"consent_marketing":[1],"consent":3}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, r := range consent.Said(&cham.Touch{Traits: raw, Context: raw}) {
			if r.State != consent.Yes && r.State != consent.No {
				t.Error(r)
			}
		}
	})
}

func TestLinks(t *testing.T) {
	secret := func(ws cham.WorkspaceID) ([]byte, error) {
		if ws == "a" {
			return []byte("secret-of-a"), nil
		}
		return nil, cham.Errorf(cham.CodeNotFound, "test", "none")
	}
	l := consent.Link{Workspace: "a", Key: 77, Expires: at(5)}
	token := consent.Sign([]byte("secret-of-a"), l)
	if got, err := consent.Open(token, at(4), secret); err != nil || got != l {
		t.Fatal(got, err)
	}
	other := consent.Sign([]byte("secret-of-a"), consent.Link{Workspace: "a", Key: 78, Expires: at(5)})
	for name, bad := range map[string]string{"changed": token[:len(token)-9] + "AAAAAAAAA",
		"another's first half": other[:len(other)-43] + token[len(token)-43:],
		"of another workspace": consent.Sign([]byte("secret-of-a"), consent.Link{Workspace: "b", Key: 77, Expires: at(5)}),
		"of an older secret":   consent.Sign([]byte("before"), l), "empty": "", "half": "abc.",
		"line ends between": token[:4] + "\r\n" + token[4:]} {
		if _, err := consent.Open(bad, at(4), secret); cham.ErrorCode(err) != cham.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := consent.Open(token, at(6), secret); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error("expired:", err)
	}
}
