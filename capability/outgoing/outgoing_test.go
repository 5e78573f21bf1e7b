package outgoing

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
)

// The example of the reference libraries of Standard Webhooks.
func TestSign(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0),
		[]byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("%s, want %s: %v", got, want, err)
	}
}

func TestFits(t *testing.T) {
	order := cham.Touch{Type: cham.CallTrack, Name: "Order Completed", Channel: "zalo"}
	file, identify := order, cham.Touch{Type: cham.CallIdentify}
	file.Import = "i_1"
	for _, c := range []struct {
		f    Filter
		t    cham.Touch
		want bool
	}{
		{Filter{}, order, true}, {Filter{}, file, false}, {Filter{Files: true}, file, true}, {Filter{}, identify, false},
		{Filter{Statements: true, Names: []string{"x"}}, identify, true}, {Filter{Names: []string{"x"}}, order, false},
		{Filter{Names: []string{"Order Completed"}, Channels: []cham.Channel{"zalo"}}, order, true},
		{Filter{Channels: []cham.Channel{"sms"}}, order, false},
	} {
		if got := c.f.Fits(&c.t); got != c.want {
			t.Errorf("%+v of %+v: %v", c.f, c.t, got)
		}
	}
}

// What is kept is whole; what is sent is as much as the destination may see.
func TestSees(t *testing.T) {
	r := cham.Record{Seq: 7, Key: 3, Also: []cham.KeyID{4}, Touch: cham.Touch{MessageID: "m1", Source: "s", Type: cham.CallTrack,
		Name: "Đặt lịch", Page: cham.Page{URL: "https://x.vn/a?sdt=0903118274", Path: "/a"},
		Properties: json.RawMessage(`{"phone":"0903118274","note":"Gọi chị Như 0903118274","big":12345678901234567}`),
		Traits:     json.RawMessage(`{"name":"Trịnh Như","email":"nhu@x.vn"}`)}}
	s := New(Config{Now: time.Now})
	keys := map[cham.KeyID]cham.Key{3: {Kind: cham.KeyPhone, Value: "+84903118274"}}
	all, err := s.deliveries("w", &r, keys, []Destination{{ID: "d"}})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	for sight, want := range map[cham.Sight][3]bool{cham.SightFull: {true, true, true}, cham.SightMasked: {false, true, false},
		cham.SightHidden: {false, false, false}} {
		body, err := (&Destination{Sight: sight}).Sees(&all[0])
		if err != nil || !json.Valid(body) {
			t.Fatal(sight, err)
		}
		text := string(body)
		got := [3]bool{strings.Contains(text, "903118274"), strings.Contains(text, "Trịnh Như"), strings.Contains(text, "nhu@x.vn")}
		if got != want || !strings.Contains(text, "Đặt lịch") || !strings.Contains(text, `"customer":3`) {
			t.Errorf("%s: %v %s", sight, got, text)
		}
	}
}

// Whatever a destination does: pauses grow within their bounds, a message holds
// those behind it back for three tries at most, none is given up before three
// days, and a destination that answers nothing is stopped after three.
func TestJudge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
		jitter := 0.0
		s := New(Config{Now: func() time.Time { return now }, Jitter: func() float64 { return jitter }})
		d, m := Destination{State: On}, Delivery{State: Waiting}
		for range rapid.IntRange(1, 60).Draw(t, "tries") {
			jitter = rapid.Float64Range(0, 0.999).Draw(t, "jitter")
			ok := rapid.IntRange(0, 9).Draw(t, "answer") == 0
			after := time.Duration(rapid.IntRange(0, 100_000).Draw(t, "Retry-After")) * time.Second
			if m.FirstAt.IsZero() {
				m.FirstAt = now
			}
			m.Tries++
			before := d
			again := s.judge(&d, &m, Answer{Status: 503, RetryAfter: after}, ok)
			switch wait := d.NextAt.Sub(now); {
			case ok && (m.State != Sent || d.Fails != 0 || !d.NextAt.IsZero() || d.Sent != before.Sent+1):
				t.Fatalf("a success: %+v %+v", d, m)
			case ok && again.IsZero() == (before.Fails >= heldTries):
				t.Fatalf("after %d failures again is %v", before.Fails, again)
			case !ok && (wait < min(after, longestWait) || wait < 4*time.Second || wait > max(longestPause*6/5, after)):
				t.Fatalf("waits %v after %d failures", wait, d.Fails)
			case !ok && m.DueAt.IsZero() != (m.Tries < heldTries), !ok && m.Tries >= heldTries && !m.DueAt.After(d.NextAt):
				t.Fatalf("try %d is due at %v, others at %v", m.Tries, m.DueAt, d.NextAt)
			case m.State == Failed && now.Sub(m.FirstAt) < GiveUpAfter, d.State == Failing && now.Sub(d.FailingSince) < PauseAfter:
				t.Fatalf("given up too soon: %+v %+v", d, m)
			case !ok && now.Sub(d.FailingSince) >= PauseAfter && d.State != Failing:
				t.Fatalf("not stopped: %+v", d)
			}
			if m.State != Waiting {
				m = Delivery{State: Waiting}
			}
			if d.State != On {
				return
			}
			now = now.Add(d.NextAt.Sub(now)).Add(time.Duration(rapid.IntRange(0, 3600).Draw(t, "later")) * time.Second)
			if now.Before(m.DueAt) {
				now = m.DueAt
			}
		}
	})
}

func TestGone(t *testing.T) {
	s := New(Config{Now: time.Now, Jitter: func() float64 { return 0 }})
	d, m := Destination{State: On}, Delivery{State: Waiting, FirstAt: time.Now(), Tries: 1}
	if s.judge(&d, &m, Answer{Status: 410}, false); d.State != Gone || m.State != Waiting {
		t.Error(d.State, m.State)
	}
}

func TestCheck(t *testing.T) {
	good := Destination{Name: " CRM ", URL: "https://crm.vn/in?a=1", Sight: cham.SightMasked}
	if err := good.check(); err != nil || good.Name != "CRM" {
		t.Error(good, err)
	}
	for field, d := range map[string]Destination{
		"name": {URL: good.URL, Sight: good.Sight}, "personal": {Name: "a", URL: good.URL, Sight: "all"},
		"chosen": {Name: "a", URL: good.URL, Sight: good.Sight, Chosen: Filter{Channels: []cham.Channel{"fax"}}},
	} {
		if e, ok := d.check().(*cham.Error); !ok || e.Field != field {
			t.Errorf("%s: %v", field, e)
		}
	}
	for _, address := range []string{"http://crm.vn", "ftp://x", "https://u:p@crm.vn", "https://", "crm.vn", "https://a.vn/#x", "::",
		"https://x.vn/" + strings.Repeat("a", 1000)} {
		d := Destination{Name: "a", URL: address, Sight: good.Sight}
		if e, ok := d.check().(*cham.Error); !ok || e.Field != "url" {
			t.Errorf("%s is taken", address)
		}
	}
}
