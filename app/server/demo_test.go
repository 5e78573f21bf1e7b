package server

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/demo"
)

// The demo's filling is no touch of this minute, also where it happened today;
// what it sends afterwards is.
func TestFillingIsNotLive(t *testing.T) {
	s := started(t, nil)
	now := s.Now()
	ws := demoWorkspace("demo", now)
	if err := s.Workspaces.Create(t.Context(), ws, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Demo.setUp(t.Context(), ws, "vi"); err != nil {
		t.Fatal(err)
	}
	source, err := s.Sources.Source(t.Context(), ws.ID, demoSource(ws))
	if err != nil {
		t.Fatal(err)
	}
	live := demo.New(demo.Seed, now).Live(rand.New(rand.NewPCG(1, 1)))
	var today [][]byte
	for at := now; len(today) < 20; at = at.Add(3e9) {
		today = append(today, live.Next(at)...)
	}
	half := len(today) / 2
	if err := s.Demo.fill(t.Context(), source, slices.Values(today[:half])); err != nil {
		t.Fatal(err)
	}
	if n := s.pages.PerMinute(ws.ID); n != 0 {
		t.Errorf("%d touches a minute after filling", n)
	}
	if err := s.Demo.send(t.Context(), source, today[half:], false); err != nil {
		t.Fatal(err)
	}
	if n := s.pages.PerMinute(ws.ID); n != len(today)-half {
		t.Errorf("%d touches a minute, %d came", n, len(today)-half)
	}
}

// The simulated business has campaigns to look at and to try, and sends to nobody:
// its addresses are made up, and may be somebody's.
func TestSimulatedBusinessSendsToNobody(t *testing.T) {
	s := started(t, nil)
	ws := demoWorkspace("demo", s.Now())
	if err := s.Workspaces.Create(t.Context(), ws, ""); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what it has it keeps
		if err := s.Demo.setUp(t.Context(), ws, ""); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Campaigns.List(t.Context(), ws.ID)
	if err != nil || len(all) != 3 {
		t.Errorf("%+v %v", all, err)
	}
	for _, c := range all {
		if c.Letter.Subject == "" && c.Texts[reach.Call].Text == "" || c.Lang != "vi" {
			t.Errorf("it says nothing: %+v", c)
		}
	}
	answer, err := s.Outbox.Test(t.Context(), ws.ID, reach.Email, outbox.Parcel{ID: "t", To: "somebody@example.com", Subject: "x", Text: "x"})
	if err != nil || !strings.Contains(answer.Words, "simulation") {
		t.Errorf("%+v %v", answer, err)
	}
}
