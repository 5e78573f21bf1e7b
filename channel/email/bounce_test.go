package email

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/outbox"
)

const (
	testKey = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	testID  = "K2QJ4XW5ZB3T6YHNPRCDEFGMSV"
)

// secretly is an account with a secret.
func secretly(s Secret, set Settings) outbox.Account {
	a, _ := json.Marshal(set)
	b, _ := json.Marshal(s)
	return outbox.Account{Workspace: "w", Settings: a, Secret: string(b)}
}

// reads is the account whose messages the samples are about.
var reads = secretly(Secret{BounceKey: testKey}, Settings{})

func reader() *Client { return New(nil, nil, func() time.Time { return at }) }

// What each sample of testdata/bounces says: "kind problem", with ! when nobody is at the address, and a part of its words.
var samples = map[string][]string{
	"postfix-nobody":    {"bounced address!", "550 5.1.1 <lan@example.vn>: Recipient address rejected: User unknown in local"},
	"postfix-delayed":   {"delaying busy", "connect to mx.example.vn[192.0.2.7]:25: Connection timed out"},
	"postfix-delivered": {"delivered ", "250 2.0.0 OK: queued as 77"},
	"postfix-relayed":   nil,
	"postfix-expired":   {"bounced gaveUp", "Connection timed out"},
	"lower-case":        {"bounced address!", "550 5.1.2 bad destination system"},
	"vague-status":      {"bounced address!", "The account is disabled"},
	"policy":            {"bounced words", "550-5.7.26 This mail has been blocked"},
	"forged":            nil,
	"unsigned":          nil,
	"cut-off":           {"bounced address!", "5.1.3"},
	"gmail-nobody":      {"bounced address!", "does not exist. Please try"},
	"gmail-text":        {"bounced full", "552 5.2.2 Mailbox size limit exceeded"},
	"exchange-report":   {"bounced address!", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
	"exchange-html":     {"bounced full", "#550 5.2.2 STOREDRV.Deliver; mailbox full & closed ##"},
	"exim-nobody":       {"bounced address!", "550 No such user here"},
	"exim-delayed":      {"delaying busy", "Delay reason: Connection timed out"},
	"qmail-nobody":      {"bounced address!", "Sorry, no mailbox here by that name. (#5.1.1)"},
	"qmail-host":        {"bounced gaveUp", "CNAME lookup failed temporarily. (#4.4.3)"},
	"qmail-ip":          {"bounced refused", "Remote host said: 554 delivery error"},
	"yahoo-full":        {"bounced full", "mailbox not found or full"},
	"rfc3464-many":      {"bounced refused", "registered gateway user", "delaying busy", "4.0.0 (hpnjld", "delivered ", "2.1.5"},
	"original-only":     {"bounced address!", "5.1.1"},
	"reference-only":    {"bounced address!", "550 User unknown"},
	"relay-address":     {"bounced refused", "554 5.4.14 hop count exceeded"},
	"global":            {"bounced address!", "550 5.1.1 Không có hộp thư này"},
	"charset":           {"bounced address!", "550 5.1.1 boîte supprimée"},
	"arf-abuse":         {"complained ", "abuse"},
	"arf-not-spam":      nil,
	"arf-opt-out":       {"unsubscribed ", "opt-out"},
	"outlook-complaint": {"complained ", "abuse"},
	"out-of-office":     nil,
	"away-postmaster":   nil,
	"answer":            nil,
	"read-receipt":      nil,
}

func told(r *outbox.Return) string {
	s := string(r.Kind) + " " + r.Problem
	if r.NoSuchAddress {
		s += "!"
	}
	return s
}

func TestReadReport(t *testing.T) {
	files, _ := filepath.Glob("testdata/bounces/*.eml")
	if len(files) != len(samples) {
		t.Errorf("%d samples, of which %d are expected", len(files), len(samples))
	}
	then := time.Date(2026, 11, 30, 8, 10, 0, 0, at.Location())
	for name, want := range samples {
		raw, err := os.ReadFile("testdata/bounces/" + name + ".eml")
		if err != nil {
			t.Fatal(err)
		}
		for ending, raw := range map[string][]byte{"LF": raw, "CRLF": bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))} {
			got, err := reader().ReadReport(reads, raw)
			if err != nil || 2*len(got) != len(want) {
				t.Errorf("%s, %s: %+v %v", name, ending, got, err)
				continue
			}
			for i, r := range got {
				if told(&r) != want[2*i] || !strings.Contains(r.Words, want[2*i+1]) || r.Message != testID || !r.At.Equal(then) {
					t.Errorf("%s, %s: %+v, want %q", name, ending, r, want[2*i:2*i+2])
				}
				if r.Problem != "" {
					failure(t, &outbox.Failure{Problem: r.Problem})
				}
			}
		}
	}
}

// A mail is not believed by another account's key, by none, or when its id was changed.
func TestBelieved(t *testing.T) {
	raw, err := os.ReadFile("testdata/bounces/postfix-nobody.eml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key  string
		raw  []byte
		want int
	}{
		"ours":       {testKey, raw, 1},
		"no key":     {"", raw, 0},
		"other key":  {strings.Repeat("f", 64), raw, 0},
		"other id":   {testKey, bytes.ReplaceAll(raw, []byte(testID[:4]), []byte("AAAA")), 0},
		"of the day": {testKey, bytes.ReplaceAll(raw, []byte("Date: Mon, 30 Nov 2026 08:10"), []byte("Date: Mon, 30 Nov 2036 08:10")), 1},
	} {
		got, err := reader().ReadReport(secretly(Secret{BounceKey: c.key}, Settings{}), c.raw)
		if err != nil || len(got) != c.want || c.want > 0 && got[0].At.After(at) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// What is no mail is an error, what is too much of one is read as far as it goes.
func TestReadReportBounds(t *testing.T) {
	nested := func(depth int) []byte {
		var b strings.Builder
		b.WriteString("From: MAILER-DAEMON@a.vn\nSubject: failure notice\nTo: b+" + named(testKey, testID) + "@tra.hoamai.vn\n")
		for i := range depth {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		}
		b.WriteString("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.vn\n\nAction: failed\nStatus: 5.1.1\n\n")
		for i := depth - 1; i >= 0; i-- {
			fmt.Fprintf(&b, "--b%d--\n", i)
		}
		return []byte(b.String())
	}
	many := "Content-Type: message/delivery-status\n\n" + strings.Repeat("Action: failed\nStatus: 5.1.1\n\n", 1000) + "To: " + testID
	for name, c := range map[string]struct {
		raw  []byte
		code cham.Code
		want int
	}{
		"nothing":   {nil, "", 0},
		"no header": {[]byte(" x\n"), cham.CodeInvalid, 0},
		"too large": {bytes.Repeat([]byte("a: b\n"), maxMail/5+1), cham.CodeTooLarge, 0},
		"header":    {bytes.Repeat([]byte("a: b\n"), maxHeader/5+1), cham.CodeInvalid, 0},
		"shallow":   {nested(maxDepth), "", 1},
		"deep":      {nested(maxDepth + 1), "", 0},
		"many":      {[]byte("To: b+" + named(testKey, testID) + "@x.vn\n" + many), "", maxGroups},
	} {
		got, err := reader().ReadReport(reads, c.raw)
		refusals := 0
		for _, r := range got {
			if r.NoSuchAddress {
				refusals++
			}
		}
		if cham.ErrorCode(err) != c.code || refusals != c.want {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// What is sent names the message so that what comes back is believed, and is as it was without a key.
func TestReturnAddress(t *testing.T) {
	s := serve(t, None)
	for key, want := range map[string][2]string{
		"":      {testID + "@tra.hoamai.vn", "<" + testID + "@hoamai.vn>"},
		testKey: {"b+" + testID + ".7cb7jxhsegkzrew3@tra.hoamai.vn", "<" + testID + ".7cb7jxhsegkzrew3@hoamai.vn>"},
	} {
		l := connect(t, s.client(), made(s, None, func(set *Settings, secret *Secret) {
			set.ReturnPath, secret.BounceKey = "tra.hoamai.vn", key
		}))
		p := parcel
		p.ID = testID
		if _, err := l.Send(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		sent := s.taken()[len(s.taken())-3:]
		if sent[0] != want[0] || !strings.Contains(sent[2], "Message-ID: "+want[1]+"\r\n") {
			t.Error(sent)
		}
		if id := believed(testKey, sent[0]); (id == testID) != (key != "") {
			t.Errorf("%q is of %q", sent[0], id)
		}
	}
	if n := len(returnPath(testKey, strings.Repeat("a", 45))); n != 64 || ids.MatchString(strings.Repeat("a", 46)) {
		t.Errorf("the longest return path has %d characters", n)
	}
}

// Whatever somebody sends: nothing breaks, no words are endless, and nobody without the key makes a message bounce.
func FuzzReadReport(f *testing.F) {
	files, _ := filepath.Glob("testdata/bounces/*.eml")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	stranger := secretly(Secret{BounceKey: strings.Repeat("e", 64)}, Settings{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := reader().ReadReport(reads, raw)
		if err != nil && len(got) > 0 || len(got) > maxGroups {
			t.Fatal(got, err)
		}
		for _, r := range got {
			if r.Message != testID || r.Kind == "" || r.At.After(at) || utf8.RuneCountInString(r.Words) > maxWords ||
				r.NoSuchAddress && r.Kind != outbox.Bounced {
				t.Errorf("%+v", r)
			}
		}
		if got, _ := reader().ReadReport(stranger, raw); len(got) > 0 {
			t.Errorf("a stranger is believed: %+v", got)
		}
	})
}
