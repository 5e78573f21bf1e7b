package app_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/reach"
	"cham/chamtest/kit"
	"cham/feed"
)

// reached is a business with customers whom it may write to.
type reached struct {
	*kit.Kit
	t testing.TB
}

func reachable(t *testing.T, with ...kit.Option) reached {
	r := reached{kit.New(t, with...), t}
	settings := reach.Defaults()
	settings.Hours, settings.Holidays, settings.PerDay, settings.PerWeek = nil, false, 2, 5 // at whatever hour this runs
	if err := r.Reach.PutSettings(t.Context(), kit.Workspace, settings, "u"); err != nil {
		t.Fatal(err)
	}
	return r
}

// customer makes one who agreed to everything.
func (r reached) customer(user string, fields ...kit.Field) cham.CustomerID {
	r.t.Helper()
	agreed := kit.Trait("consent", map[string]any{"marketing": "yes", "care": "yes"})
	r.Identify(user, r.Now().Add(-time.Hour), append(fields, agreed)...)
	r.settle()
	return r.Customer(user).ID
}

// settle waits until readers have seen what came in.
func (r reached) settle() {
	r.t.Helper()
	r.Drain()
	_, newest, err := r.History().Cursor(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	until(r.t, "the readers", func() ([]feed.Stats, bool) {
		all := r.Feed.Stats()
		return all, !slices.ContainsFunc(all, func(s feed.Stats) bool { // by their place: a reader may not know yet how far behind it is
			return s.Seq < newest && (s.Reader == "reach" || s.Reader == "consent")
		})
	})
}

func (r reached) decide(m reach.Message, asked string, ids ...cham.CustomerID) []reach.Entry {
	r.t.Helper()
	all, err := r.Reach.Decide(r.t.Context(), kit.Workspace, &m, ids, asked, "u")
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

func rules(e reach.Entry) (all []string) {
	for _, w := range e.Decision.Ways {
		for _, reason := range w.Reasons {
			all = append(all, reason.Rule)
		}
	}
	return all
}

func care(id string) reach.Message {
	return reach.Message{ID: id, Class: reach.Care, Ways: []reach.Way{reach.Email}}
}

func TestReach(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			r := reachable(t, options...)
			an := r.customer("an", kit.Trait("email", "an@mocan.vn"))
			binh := r.customer("binh", kit.Trait("email", "binh@mocan.vn"))
			r.onceEach(an, binh)
			r.limits(an)
			r.sharedAddress()
			r.windows()
			r.refusals()
			r.split()
			r.erased()
		})
	}
}

func (r reached) onceEach(an, binh cham.CustomerID) {
	t := r.t
	first := r.decide(care("m1"), "ask 1", an, binh, 9999)
	if first[0].Decision.Verdict != reach.Now || first[1].Decision.Verdict != reach.Now ||
		!slices.Equal(rules(first[2]), []string{reach.RuleUnknown}) {
		t.Fatalf("%+v", first)
	}
	again := r.decide(care("m1"), "ask 1", an, binh, 9999)
	if len(again) != 3 || again[0].ID != first[0].ID || again[1].Decision.Verdict != reach.Now || again[2].Customer != 9999 ||
		again[2].Decision.Verdict != reach.Never {
		t.Errorf("the same asking: %+v", again)
	}
	conflicts := func(what string, m reach.Message, by cham.UserID, ids ...cham.CustomerID) {
		t.Helper()
		if all, err := r.Reach.Decide(t.Context(), kit.Workspace, &m, ids, "ask 1", by); cham.ErrorCode(err) != cham.CodeConflict {
			t.Errorf("%s: %+v %v", what, all, err)
		}
	}
	conflicts("another message", care("m2"), "u", an, binh, 9999)
	conflicts("other customers", care("m1"), "u", an, 9999, binh)
	conflicts("fewer", care("m1"), "u", an)
	conflicts("another asker", care("m1"), "v", an, binh, 9999)
	r.Jump(11 * time.Minute)
	conflicts("too late", care("m1"), "u", an, binh, 9999)
	for _, e := range r.decide(care("m1"), "ask 2", an, binh) {
		if !slices.Equal(rules(e), []string{reach.RuleTwice}) {
			t.Errorf("twice: %+v", e)
		}
	}
	if err := r.Store.Reach().SetOutcome(t.Context(), kit.Workspace, first[1].ID, reach.Failed); err != nil {
		t.Fatal(err)
	}
	if e := r.decide(care("m1"), "", binh)[0]; e.Decision.Verdict != reach.Now {
		t.Errorf("what failed may be tried again: %+v", e)
	}
}

// limits: many ask at once, and no more go than may.
func (r reached) limits(an cham.CustomerID) {
	var asking sync.WaitGroup
	var mu sync.Mutex
	now := 0
	for i := range 16 {
		asking.Go(func() {
			m := care(fmt.Sprint("many ", i%8))
			all, err := r.Reach.Decide(r.t.Context(), kit.Workspace, &m, []cham.CustomerID{an}, "", "u")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				r.t.Error(err)
			} else if all[0].Decision.Verdict == reach.Now {
				now++
			}
		})
	}
	asking.Wait()
	if now != 1 { // of two a day one went before
		r.t.Errorf("%d of a limit of one went", now)
	}
	later := r.decide(care("later"), "", an)[0].Decision
	if later.Verdict != reach.Later || later.At.Sub(r.Now()) > 24*time.Hour || later.At.Sub(r.Now()) < 23*time.Hour {
		r.t.Errorf("%+v", later)
	}
}

// sharedAddress: two customers with one address get one message between them.
func (r reached) sharedAddress() {
	one, two := r.customer("me", kit.Trait("email", "nha@mocan.vn")), r.customer("con", kit.Trait("memberId", "77"))
	r.Identify("con", r.Now(), kit.Trait("email", "nha@mocan.vn"))
	r.settle()
	if one == two || r.Customer("con").ID == r.Customer("me").ID {
		r.t.Fatal("they are one customer")
	}
	both := r.decide(care("home"), "", one, two)
	if both[0].Decision.Verdict != reach.Now || !slices.Equal(rules(both[1]), []string{reach.RuleTwice}) {
		r.t.Errorf("%+v", both)
	}
}

func (r reached) windows() {
	t := r.t
	id := r.customer("chi", kit.Trait("facebookId", "fb1"), kit.Trait("zaloId", "z1"))
	by := func(w reach.Way) []string {
		return rules(r.decide(reach.Message{ID: "w", Class: reach.Care, Ways: []reach.Way{w}}, "", id)[0])
	}
	if got := by(reach.Messenger); !slices.Equal(got, []string{reach.RuleMessengerWindow}) {
		t.Error(got)
	}
	for _, event := range []string{"Messenger Message Sent", "Zalo Reminder Delivered", "Price Asked"} {
		r.Touch("chi", event, r.Now().Add(-time.Minute), kit.Prop("channel", "messenger"))
		r.Touch("chi", event, r.Now().Add(-time.Minute), kit.Prop("channel", "zalo"))
	}
	r.Touch("chi", "Messenger Message Received", r.Now().Add(-time.Minute), kit.Prop("channel", "messenger"), kit.Prop("direction", "out"))
	r.settle()
	for way, rule := range map[reach.Way]string{reach.Messenger: reach.RuleMessengerWindow, reach.Zalo: reach.RuleZaloWindow} {
		if got := by(way); !slices.Equal(got, []string{rule}) {
			t.Error("what the business sent opens no window:", way, got)
		}
	}
	r.Touch("chi", "Messenger Message Received", r.Now().Add(-25*time.Hour), kit.Prop("channel", "messenger"))
	r.Touch("chi", "Tin nhắn", r.Now().Add(-25*time.Hour), kit.Prop("channel", "zalo"), kit.Prop("direction", "in"))
	r.settle()
	if got := by(reach.Messenger); !slices.Equal(got, []string{reach.RuleMessengerWindow}) {
		t.Error("a day is over:", got)
	}
	if got := by(reach.Zalo); got != nil {
		t.Error("within seven days:", got)
	}
}

// refusals: who said no since is not written to by an answer of before, nor through who gave their address.
func (r reached) refusals() {
	t := r.t
	owner := r.customer("owner", kit.Trait("email", "chung@mocan.vn"))
	first := r.decide(care("late"), "ask late", owner)
	if err := r.Consents.Say(t.Context(), kit.Workspace, r.Customer("owner").Keys[0].ID, "",
		[]consent.Record{{Purpose: consent.Care, State: consent.No, Collector: consent.ByStaff}}); err != nil {
		t.Fatal(err)
	}
	again := r.decide(care("late"), "ask late", owner)
	if first[0].Decision.Verdict != reach.Now || !slices.Equal(rules(again[0]), []string{reach.RuleRefused}) {
		t.Errorf("%+v, then %+v", first, again)
	}
	guest := r.customer("anh", kit.Trait("memberId", "88"))
	r.Identify("anh", r.Now(), kit.Trait("email", "chung@mocan.vn"))
	r.settle()
	if e := r.decide(care("home 2"), "", guest)[0]; !slices.Equal(rules(e), []string{reach.RuleOwner}) {
		t.Errorf("by the address of who refused: %+v", e)
	}
}

// split: what went to an address went to whoever has it now.
func (r reached) split() {
	t := r.t
	id := r.customer("hai", kit.Trait("email", "hai@mocan.vn"), kit.Trait("phone", "0912345699"))
	r.decide(care("once"), "", id)
	var apart []cham.KeyID
	for _, k := range r.Customer("hai").Keys {
		if k.Key.Kind != cham.KeyUser {
			apart = append(apart, k.ID)
		}
	}
	if err := r.Flow.Split(t.Context(), kit.Workspace, id, apart, "u"); err != nil {
		t.Fatal(err)
	}
	r.settle()
	sms := reach.Message{ID: "once", Class: reach.Transaction, Ways: []reach.Way{reach.SMS}}
	if e := r.decide(sms, "", cham.CustomerID(apart[0]))[0]; !slices.Equal(rules(e), []string{reach.RuleTwice}) {
		t.Errorf("after a split: %+v", e)
	}
}

func (r reached) erased() {
	t := r.t
	id := r.customer("xoa", kit.Trait("email", "xoa@mocan.vn"))
	r.decide(care("bye"), "", id)
	if _, err := r.Reach.Erase(t.Context(), kit.Workspace, &erasure.Mentions{Keys: keysOf(r.Customer("xoa"))}); err != nil {
		t.Fatal(err)
	}
	all, err := r.Store.Reach().Entries(t.Context(), kit.Workspace, nil, "bye", reach.After{}, 9)
	if err != nil || len(all) != 1 || all[0].Customer != 0 {
		t.Errorf("%+v %v", all, err)
	}
}

func keysOf(p identity.Profile) (keys []cham.KeyID) {
	for _, k := range p.Keys {
		keys = append(keys, k.ID)
	}
	return keys
}
