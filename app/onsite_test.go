package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/campaign"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/letter"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
)

// Browsers, as the snippet names them.
const (
	phone    = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
	computer = "6fa459ea-ee8a-4ca4-894e-db77e160355e"
	stranger = "16fd2706-8baf-433b-82eb-8c7fada847da"
)

// shop is a business whose website shows messages.
type shop struct {
	mailing
	site cham.Source
}

func shopOf(t *testing.T, with ...kit.Option) shop {
	s := shop{mailing{reached: reachable(t, with...)}, cham.Source{Workspace: kit.Workspace, ID: "shop", Name: "Web", Kind: "website",
		WriteKey: "wk_shop", Enabled: true, Tells: onsite.Tells}}
	if err := s.Sources.CreateSource(t.Context(), s.site); err != nil {
		t.Fatal(err)
	}
	err := s.Outbox.SetAccount(t.Context(), outbox.Account{Workspace: kit.Workspace, Way: reach.Web, Settings: json.RawMessage(`{}`),
		PerMinute: 60_000}, map[string]string{}, "u")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s shop) ask(browser string, slots ...string) []onsite.Message {
	s.t.Helper()
	all, err := s.Onsite.Ask(s.t.Context(), s.site, onsite.Asking{Browser: browser, Slots: slots})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s shop) tell(browser, message string, did onsite.Did) {
	s.t.Helper()
	if err := s.Onsite.Tell(s.t.Context(), s.site, browser, message, did); err != nil {
		s.t.Fatal(err)
	}
}

func (s shop) headlines(browser string, slots ...string) (all []string) {
	s.t.Helper()
	for _, m := range s.ask(browser, slots...) {
		all = append(all, m.Content.Headline)
	}
	return all
}

// shows starts a campaign on the website, and waits until it lies ready for so many.
func (s shop) shows(segment, headline string, class reach.Class, p letter.Panel, n int) campaign.Shown {
	s.t.Helper()
	p.Headline, p.Button, p.URL = headline, "Xem", "https://mocan.vn/uu-dai?m={{ first_name }}"
	c := s.start(campaign.Draft{Name: headline, Class: class, Segment: segment, Lang: "vi", Ways: []reach.Way{reach.Web},
		Texts: map[reach.Way]letter.Note{reach.Web: {Text: "Chào {{ salutation }} {{ first_name }}", Panel: &p}}})
	return s.wait(c.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] == n && c.Counts[outbox.Waiting] == 0 })
}

func TestOnsite(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := shopOf(t, options...)
			is := kit.Trait("shop", "yes")
			s.customer("an", is, kit.Trait("email", "an@mocan.vn"), kit.Trait("name", "Lê Thị An"), kit.Trait("gender", "f"))
			s.customer("chi", is, kit.Trait("email", "chi@mocan.vn"), kit.Trait("name", "Chi"))
			for browser, user := range map[string]string{phone: "an", computer: "chi", stranger: "nobody"} {
				s.Touch(user, "Viewed", s.Now(), kit.Set("anonymousId", browser))
			}
			s.settle()
			all := s.everybody()
			s.lies(all)
			s.once(all)
			s.merged(all)
		})
	}
}

// lies: it lies ready for whom it is for and for nobody else, and says what it says to them.
func (s shop) lies(segment string) {
	t := s.t
	c := s.shows(segment, "Ưu đãi", reach.Care, letter.Panel{}, 2)
	if c.State != campaign.Running {
		t.Errorf("it lies ready, and cannot be stopped: %s", c.State)
	}
	if got := s.ask(stranger); got != nil {
		t.Errorf("a stranger: %+v", got)
	}
	for _, guessed := range []string{"", "an", "an@mocan.vn", phone[:35], "1B4E28BA-2FA1-41D2-883F-0016D3CCA427"} {
		if got := s.ask(guessed); got != nil {
			t.Errorf("%q: %+v", guessed, got)
		}
	}
	got := s.ask(phone)
	if len(got) != 1 || got[0].Content.Text != "Chào chị An" || got[0].Content.Place != "popup" || !got[0].Content.Refusable {
		t.Fatalf("%+v", got)
	}
	signed := link.FindStringSubmatch(got[0].Content.Link)
	if signed == nil {
		t.Fatalf("the link is not counted: %s", got[0].Content.Link)
	}
	if l, err := outbox.OpenLink(signed[1], "https://mocan.vn/uu-dai?m=An", s.secret); err != nil || l.Mailing != c.ID {
		t.Errorf("%+v %v", l, err)
	}
	if again := s.ask(phone); len(again) != 1 || again[0].ID != got[0].ID {
		t.Errorf("the next page: %+v", again)
	}
	s.tell(computer, got[0].ID, onsite.Closed) // another's
	s.tell(stranger, got[0].ID, onsite.Closed)
	s.tell(phone, got[0].ID, onsite.Shown)
	s.tell(phone, got[0].ID, onsite.Shown)
	if again := s.ask(phone); len(again) != 1 {
		t.Errorf("somebody else closed it: %+v", again)
	}
	s.tell(phone, got[0].ID, onsite.Closed)
	if again := s.ask(phone); len(again) != 0 {
		t.Errorf("after it was closed: %+v", again)
	}
	r := s.wait(c.ID, func(c campaign.Shown) bool { return c.Results.Delivered == 1 }).Results
	if r.OtherOpens != 1 || r.Opened != 0 { // nobody agreed to be followed
		t.Errorf("%+v", r)
	}
	if _, err := s.Campaigns.Stop(t.Context(), kit.Workspace, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := s.ask(computer); len(got) != 0 {
		t.Errorf("of a campaign that was stopped: %+v", got)
	}
}

// once: over the page there is one message at a time, in each place of it one, and no more than a person gets in a day.
func (s shop) once(segment string) {
	t := s.t
	s.Jump(8 * 24 * time.Hour)
	s.shows(segment, "Một", reach.Care, letter.Panel{}, 2)
	s.shows(segment, "Hai", reach.Care, letter.Panel{Place: letter.SlideIn}, 2)
	s.shows(segment, "Trong trang", reach.Care, letter.Panel{Place: letter.Inline, Slot: "dau"}, 2)
	s.shows(segment, "Hộp tin", reach.Transaction, letter.Panel{Place: letter.Inbox}, 2)
	if got := s.headlines(phone); !slices.Equal(got, []string{"Một", "Hộp tin"}) {
		t.Errorf("without a slot: %v", got)
	}
	if got := s.headlines(phone, "dau"); !slices.Equal(got, []string{"Một", "Trong trang", "Hộp tin"}) {
		t.Errorf("with one: %v", got)
	}
	s.tell(phone, s.ask(phone)[0].ID, onsite.Clicked)
	if got := s.headlines(phone, "dau"); !slices.Equal(got, []string{"Trong trang", "Hộp tin"}) {
		t.Errorf("a third in a day: %v", got)
	}
	s.Jump(25 * time.Hour)
	if got := s.headlines(phone, "dau"); !slices.Equal(got, []string{"Hai", "Trong trang", "Hộp tin"}) {
		t.Errorf("the next day: %v", got)
	}
	s.tell(phone, s.ask(phone)[0].ID, onsite.Refused) // nothing but what they wait for
	if got := s.headlines(phone, "dau"); !slices.Equal(got, []string{"Hộp tin"}) {
		t.Errorf("after a refusal: %v", got)
	}
}

// merged: whoever is found to be one customer is shown a message once, on each of their browsers.
func (s shop) merged(segment string) {
	t := s.t
	s.Jump(8 * 24 * time.Hour)
	for _, m := range s.ask(computer, "dau") {
		s.tell(computer, m.ID, onsite.Closed)
	}
	s.Jump(8 * 24 * time.Hour)
	s.shows(segment, "Chung", reach.Transaction, letter.Panel{}, 2)
	if err := s.Flow.Merge(t.Context(), kit.Workspace, s.Customer("an").ID, s.Customer("chi").ID, "u"); err != nil {
		t.Fatal(err)
	}
	s.settle()
	mine := func(all []onsite.Message) (ids []string) {
		for _, m := range all {
			if m.Content.Headline == "Chung" {
				ids = append(ids, m.ID)
			}
		}
		return ids
	}
	one := mine(s.ask(phone))
	if len(one) != 1 || !slices.Equal(mine(s.ask(computer)), one) {
		t.Fatalf("%v", one)
	}
	s.tell(computer, one[0], onsite.Closed)
	if got := append(mine(s.ask(phone)), mine(s.ask(computer))...); len(got) != 0 {
		t.Errorf("once more: %v", got)
	}
}

// TestNothingAfterNo: whatever happens in whatever order, a message is shown exactly while it is not closed, not over, its
// mailing goes, and its customer has not said no.
func TestNothingAfterNo(t *testing.T) {
	s := shopOf(t)
	s.customer("an", kit.Trait("email", "an@mocan.vn"), kit.Trait("name", "An"))
	s.Touch("an", "Viewed", s.Now(), kit.Set("anonymousId", phone))
	s.settle()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		s.Jump(40 * 24 * time.Hour)
		says := func(state consent.State) {
			s.Jump(time.Second)
			if err := s.Consents.Say(t.Context(), kit.Workspace, s.Customer("an").Keys[0].ID, "",
				[]consent.Record{{Purpose: consent.Care, State: state, Collector: consent.ByStaff}}); err != nil {
				r.Fatal(err)
			}
		}
		says(consent.Yes)
		id := fmt.Sprint("m", n)
		lay(s.Kit, id, "an", "Chào chị", s.Now().Add(48*time.Hour))
		until, state := s.Now().Add(48*time.Hour), outbox.Running
		closed, given, no := false, false, false
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"ask", "close", "no", "yes", "pause", "resume", "stop", "wait"}).Draw(r, "step") {
			case "close":
				s.tell(phone, id, onsite.Closed)
				closed = closed || given // what was never shown is not closed by a guess
			case "no":
				says(consent.No)
				no = true
			case "yes":
				says(consent.Yes)
				no = false
			case "pause":
				state = s.moved(id, state, outbox.Running, outbox.Paused)
			case "resume":
				state = s.moved(id, state, outbox.Paused, outbox.Running)
			case "stop":
				state = s.moved(id, state, outbox.Running, outbox.Stopped)
			case "wait":
				s.Jump(rapid.SampledFrom([]time.Duration{time.Hour, 20 * time.Hour, 30 * time.Hour}).Draw(r, "for"))
			}
			want := !closed && !no && state == outbox.Running && s.Now().Before(until)
			if got := len(s.ask(phone)) > 0; got != want {
				r.Fatalf("shown %v, want %v: closed %v, no %v, %s", got, want, closed, no, state)
			}
			given = given || want
		}
	})
}

// lay makes a message lie ready for a customer until an instant.
func lay(k *kit.Kit, id, user, text string, until time.Time) {
	t, an := k.T, k.Customer(user)
	box, now := k.Store.Outbox(), k.Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	about := reach.Message{ID: id, Class: reach.Care, Ways: []reach.Way{reach.Web}}
	must(box.CreateMailing(t.Context(), outbox.Mailing{Workspace: kit.Workspace, ID: id, State: outbox.Filling, Message: about,
		Content: json.RawMessage(`{}`), StartAt: now.Add(1000 * time.Hour), StartedAt: now})) // none of the outbox's business
	it := outbox.Item{Workspace: kit.Workspace, ID: id, Mailing: id, Customer: an.ID, State: outbox.Waiting, DueAt: now, ChangedAt: now}
	must(box.Fill(t.Context(), kit.Workspace, []outbox.Item{it}))
	_, err := box.SetMailing(t.Context(), kit.Workspace, id, []outbox.MailingState{outbox.Filling}, outbox.Running, "", now)
	must(err)
	it.State, it.Key, it.Way, it.Decision = outbox.Ready, an.Keys[0].ID, reach.Web, "d"+id
	_, err = box.Decided(t.Context(), kit.Workspace, []reach.Entry{{ID: it.Decision, Key: it.Key, Customer: an.ID, Message: id,
		Class: reach.Care, At: now, Decision: reach.GateDecision{Verdict: reach.Now, Way: reach.Web}}}, []outbox.Item{it})
	must(err)
	for _, st := range []outbox.Step{{From: outbox.Ready, To: outbox.Sending}, {From: outbox.Sending, To: outbox.Sent, Outcome: reach.Laid}} {
		st.Workspace, st.ID, st.Decision = kit.Workspace, id, it.Decision
		must(box.Step(t.Context(), []outbox.Step{st}))
	}
	must(k.Store.Web().Lay(t.Context(), &onsite.Message{Workspace: kit.Workspace, ID: id, LaidAt: now, ExpiresAt: until,
		Content: onsite.Content{Headline: id, Text: text, WebPanel: outbox.WebPanel{Place: "popup"}}}))
}

// A no counts whenever it comes: after the message was closed in another tab, and once it was lost on its way.
func TestRefusedAfterClosed(t *testing.T) {
	s := shopOf(t)
	s.customer("an", kit.Trait("email", "an@mocan.vn"), kit.Trait("name", "An"))
	s.Touch("an", "Viewed", s.Now(), kit.Set("anonymousId", phone))
	s.settle()
	noes := func() (n int) {
		var keys []cham.KeyID
		for _, k := range s.Customer("an").Keys {
			keys = append(keys, k.ID)
		}
		said, err := s.Store.Consents().Said(t.Context(), kit.Workspace, keys)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range said {
			if r.State == consent.No {
				n++
			}
		}
		return n
	}
	lay(s.Kit, "m", "an", "Chào chị", s.Now().Add(48*time.Hour))
	s.tell(phone, "m", onsite.Refused) // nobody has seen it
	if n := noes(); n != 0 {
		t.Fatalf("%d noes to what was never shown", n)
	}
	if got := s.ask(phone); len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	s.tell(phone, "m", onsite.Closed)
	s.tell(stranger, "m", onsite.Refused)
	if n := noes(); n != 0 {
		t.Fatalf("%d noes of a stranger", n)
	}
	for range 2 {
		s.tell(phone, "m", onsite.Refused)
		if n := noes(); n != 2 { // of marketing and of care
			t.Fatalf("%d noes", n)
		}
	}
	s.Jump(time.Second)
	if err := s.Consents.Say(t.Context(), kit.Workspace, s.Customer("an").Keys[0].ID, "",
		[]consent.Record{{Purpose: consent.Care, State: consent.Yes, Collector: consent.ByStaff}}); err != nil {
		t.Fatal(err)
	}
	s.Jump(time.Second)
	s.tell(phone, "m", onsite.Refused)
	if n := noes(); n != 4 {
		t.Errorf("%d noes, one more of each after a yes", n)
	}
}

// A browser that several people use, as a shop's tablet, opens the messages of none of them.
func TestSharedBrowserShowsNothing(t *testing.T) {
	s := shopOf(t)
	s.customer("an", kit.Trait("email", "an@mocan.vn"), kit.Trait("name", "An"))
	s.Touch("an", "Viewed", s.Now(), kit.Set("anonymousId", phone))
	s.settle()
	lay(s.Kit, "m", "an", "Chào chị", s.Now().Add(48*time.Hour))
	if got := s.ask(phone); len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	for _, other := range []string{"binh", "chi", "dung"} {
		s.Touch(other, "Viewed", s.Now(), kit.Set("anonymousId", phone))
		s.settle()
	}
	shared := func(n identity.Node) bool { return n.Key.Value == phone && n.Shared }
	if p := s.Customer("an"); !slices.ContainsFunc(p.Keys, shared) {
		t.Fatalf("it is not shared: %+v", p.Keys)
	}
	if got := s.ask(phone); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// moved moves a mailing that is in a state, and answers the one it is in.
func (s shop) moved(id string, is, from, to outbox.MailingState) outbox.MailingState {
	s.t.Helper()
	did, err := s.Store.Outbox().SetMailing(s.t.Context(), kit.Workspace, id, []outbox.MailingState{from}, to, "", s.Now())
	if err != nil || did != (is == from) {
		s.t.Fatal(id, is, from, to, did, err)
	}
	if did {
		return to
	}
	return is
}
