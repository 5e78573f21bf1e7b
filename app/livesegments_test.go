package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/segment"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/measure"
)

// watchKit is a kit whose live segments look when the test says so.
type watchKit struct{ *kit.Kit }

func newWatchKit(t testing.TB, options ...kit.Option) watchKit {
	return watchKit{kit.New(t, append(options, kit.AtRest())...)}
}

func (k watchKit) must(err error) {
	k.T.Helper()
	if err != nil {
		k.T.Fatal(err)
	}
}

// live keeps a segment by a rule and makes it live, with the tag it puts on.
func (k watchKit) live(id, tag string, rule measure.SegmentRule) {
	k.T.Helper()
	k.must(k.Store.Segments().CreateSegment(k.T.Context(), kit.Workspace, measure.SavedSegment{ID: id, Name: "Nhóm " + id, Rule: &rule}))
	k.must(k.Store.Live().Start(k.T.Context(), kit.Workspace, segment.Live{Segment: id, Since: k.Now(), Tag: tag}))
	k.LiveSegments.Changed(kit.Workspace)
	k.look()
}

func (k watchKit) look() {
	k.T.Helper()
	k.Drain()
	noted := func(context.Context, *identity.Resolver) error { return nil } // after what is visible was noted, too
	k.must(k.Flow.Alone(k.T.Context(), kit.Workspace, noted))
	k.must(k.LiveSegments.Look(k.T.Context(), kit.Workspace))
}

// tell has what was found be told, and returns all that history has, as "entered a user".
func (k watchKit) tell() (told []string) {
	k.T.Helper()
	k.must(k.LiveSegments.Tell(k.T.Context(), kit.Workspace))
	k.Drain()
	records, err := k.History().Between(k.T.Context(), 0, 1<<40)
	k.must(err)
	for _, r := range records {
		if r.Type != cham.CallSegment {
			continue
		}
		var p struct{ Segment, SegmentName string }
		k.must(json.Unmarshal(r.Properties, &p))
		if p.SegmentName != "Nhóm "+p.Segment || r.Source != segment.SourceID {
			k.T.Errorf("told %s of %s", r.Properties, r.Source)
		}
		nodes, err := k.Store.Graph().NodesByID(k.T.Context(), kit.Workspace, []cham.KeyID{r.Key})
		k.must(err)
		told = append(told, fmt.Sprint(r.Name, " ", p.Segment, " ", nodes[0].Key.Value))
	}
	return told
}

func (k watchKit) want(want ...string) {
	k.T.Helper()
	if got := k.tell(); !slices.Equal(got, want) {
		k.T.Errorf("told  %q\nwant %q", got, want)
	}
}

func atLeast(n float64) *measure.Range { return &measure.Range{AtLeast: &n} }

func did(event string, times *measure.Range, withinDays float64) measure.SegmentRule {
	return measure.SegmentRule{Touch: &measure.TouchRule{Match: []cham.Match{{Event: event}}, Times: times,
		Span: measure.Span{WithinDays: withinDays}}}
}

// Who is in a segment when it is made live did not enter it; from then on each entering and leaving
// is told once: by touches, by time alone, after a restart. It is no touch of the customer's.
func TestLiveSegments(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testLiveSegments(t) })
	t.Run("postgres", func(t *testing.T) { testLiveSegments(t, kit.OnPostgres(chamtest.Postgres(t))) })
}

func testLiveSegments(t *testing.T, options ...kit.Option) {
	k := newWatchKit(t, options...)
	k.Touch("an", "Viewed", k.Now())
	k.Touch("binh", "Other", k.Now())
	k.Drain()
	k.live("seen", "", did("Viewed", nil, 10))
	k.want()
	k.Touch("binh", "Viewed", k.Now())
	k.Touch("an", "Viewed", k.Now())
	k.look()
	k.want("Segment Entered seen binh")
	k.Touch("binh", "Viewed", k.Now().Add(-20*24*time.Hour)) // late, and changes nothing
	k.look()
	before := k.Ask(measure.Query{Question: measure.Touches})

	k.Jump(11 * 24 * time.Hour) // both fall silent, nobody touches
	k.must(k.LiveSegments.Look(t.Context(), kit.Workspace))
	k.want("Segment Entered seen binh")
	k.must(k.LiveSegments.Everybody(t.Context(), kit.Workspace, "seen"))
	got := k.tell()
	if slices.Sort(got); !slices.Equal(got, []string{"Segment Entered seen binh", "Segment Left seen an", "Segment Left seen binh"}) {
		t.Errorf("told %q", got)
	}
	if after := k.Ask(measure.Query{Question: measure.Touches}); after.Volume != before.Volume || after.Customers != before.Customers {
		t.Errorf("%d touches of %d customers, before entering %d of %d", after.Volume, after.Customers, before.Volume, before.Customers)
	}

	k.Touch("an", "Viewed", k.Now())
	k.Drain()
	k.Restart() // who touched was not looked at
	k.must(k.LiveSegments.Look(t.Context(), kit.Workspace))
	k.must(k.LiveSegments.Everybody(t.Context(), kit.Workspace, "seen"))
	if got := k.tell(); len(got) != 4 || got[3] != "Segment Entered seen an" {
		t.Errorf("told %q", got)
	}

	// By another rule its members are others, and nobody entered or left.
	k.must(k.Store.Segments().UpdateSegment(t.Context(), kit.Workspace, measure.SavedSegment{ID: "seen", Name: "Nhóm seen",
		Rule: &measure.SegmentRule{None: []measure.SegmentRule{did("Viewed", nil, 10)}}}))
	k.look()
	if got := k.tell(); len(got) != 4 {
		t.Errorf("told %q", got)
	}
}

// A customer of two who were in enters no second time, and who comes apart is in or not as before.
func TestLiveSegmentsMerge(t *testing.T) {
	k := newWatchKit(t)
	k.live("seen", "", did("Viewed", nil, 0))
	k.Touch("anon-1", "Viewed", k.Now())
	k.Touch("an", "Viewed", k.Now())
	k.Touch("anon-2", "Viewed", k.Now())
	k.Touch("binh", "Other", k.Now())
	k.look()
	got := k.tell()
	k.Touch("an", "Other", k.Now(), kit.Set("anonymousId", "anon-1"))
	k.Touch("binh", "Other", k.Now(), kit.Set("anonymousId", "anon-2"))
	k.look()
	if now := k.tell(); len(got) != 3 || !slices.Equal(now, got) {
		t.Errorf("told %q, then %q", got, now)
	}
	p := k.Customer("binh")
	for _, key := range p.Keys {
		if key.Key.Kind == cham.KeyUser {
			k.must(k.Flow.Split(t.Context(), kit.Workspace, p.ID, []cham.KeyID{key.ID}, ""))
		}
	}
	k.look()
	k.want(got...)

	// Of two who came together before anybody looked, the half that was not in the segment keeps nothing of it.
	k.live("tag", "Quan tâm", did("Liked", nil, 0))
	k.Touch("anon-3", "Liked", k.Now())
	k.Touch("chi", "Other", k.Now(), kit.Set("anonymousId", "anon-3"))
	k.look()
	p = k.Customer("chi")
	var half cham.CustomerID
	for _, key := range p.Keys {
		if key.Key.Kind == cham.KeyUser {
			k.must(k.Flow.Split(t.Context(), kit.Workspace, p.ID, []cham.KeyID{key.ID}, ""))
		} else {
			half = cham.CustomerID(key.ID)
		}
	}
	k.look()
	k.must(k.LiveSegments.Everybody(t.Context(), kit.Workspace, "tag"))
	ids, err := k.Store.People().Tagged(t.Context(), kit.Workspace, []string{"Quan tâm"})
	if err != nil || !slices.Equal(ids, []cham.CustomerID{half}) || k.Customer("chi").ID == half {
		t.Errorf("tagged %v, want %v: %v", ids, half, err)
	}
}

// A tag goes on who enters and off who leaves; what a person put on stays, and what the tag decides follows.
func TestLiveSegmentTags(t *testing.T) {
	k := newWatchKit(t)
	k.Touch("an", "Viewed", k.Now())
	k.Drain()
	k.live("seen", "Quan tâm", did("Viewed", nil, 10))
	k.live("tagged", "", measure.SegmentRule{Tag: &measure.TagRule{Any: []string{"quan tâm"}}})
	tagged := func(want ...string) {
		t.Helper()
		ids, err := k.Store.People().Tagged(t.Context(), kit.Workspace, []string{"Quan tâm"})
		k.must(err)
		var wanted []cham.CustomerID
		for _, who := range want {
			wanted = append(wanted, k.Customer(who).ID)
		}
		if slices.Sort(wanted); !slices.Equal(ids, wanted) {
			t.Errorf("tagged %v, want %v", ids, wanted)
		}
	}
	tagged("an")
	k.Touch("binh", "Viewed", k.Now())
	k.look()
	tagged("an", "binh")
	k.Jump(time.Second)
	k.look()
	k.want("Segment Entered seen binh", "Segment Entered tagged binh")
	_, err := k.Tags.Put(t.Context(), kit.Workspace, "quan tâm", []cham.CustomerID{k.Customer("an").ID}, "u")
	k.must(err)
	k.Jump(11 * 24 * time.Hour)
	k.must(k.LiveSegments.Everybody(t.Context(), kit.Workspace, "seen"))
	tagged("an")
	k.Jump(time.Second)
	k.look()
	if got := k.tell(); !slices.Contains(got, "Segment Left tagged binh") || slices.Contains(got, "Segment Left tagged an") {
		t.Errorf("told %q", got)
	}
	saved, err := k.Store.Segments().Segments(t.Context(), kit.Workspace)
	k.must(err)
	live, err := k.Store.Live().Live(t.Context(), kit.Workspace)
	k.must(err)
	for name, code := range map[string]cham.Code{"quan tâm": cham.CodeConflict, "Khác": ""} {
		if err := segment.WatchTag(saved, live, "tagged", name); cham.ErrorCode(err) != code {
			t.Errorf("the tag %q: %v", name, err)
		}
	}
	if err := segment.WatchTag(saved, nil, "tagged", "Quan Tâm"); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("a segment that asks for its own tag: %v", err)
	}
}

// Whatever happens, what is told is what the plain rules say at each look.
func TestLiveSegmentsTwin(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w := &twin{watchKit: newWatchKit(t), random: rand.New(rand.NewPCG(seed, 1)), in: map[string]map[cham.KeyID]bool{}}
	at := func(n float64) *measure.Range { return &measure.Range{AtMost: &n} }
	w.rule("ever", did("A", nil, 0))
	w.rule("twice", did("A", atLeast(2), 8))
	w.rule("silent", measure.SegmentRule{Touch: &measure.TouchRule{SinceDays: atLeast(5)}})
	w.rule("never", measure.SegmentRule{All: []measure.SegmentRule{did("B", at(0), 0), did("A", nil, 0)}})
	w.rule("bought", measure.SegmentRule{Buy: &measure.BuyRule{Value: atLeast(500)}})
	w.rule("asked", measure.SegmentRule{Consent: &measure.ConsentRule{Purpose: "marketing", State: "yes"}})
	w.rule("huế", measure.SegmentRule{Trait: &measure.TraitRule{Name: "city", Is: []string{"Huế"}}})
	w.rule("by hand", measure.SegmentRule{Any: []measure.SegmentRule{{Tag: &measure.TagRule{Any: []string{"x"}}}, {Segment: "twice"}}})
	w.rule("phone", measure.SegmentRule{All: []measure.SegmentRule{{Reach: cham.KeyPhone}, {None: []measure.SegmentRule{did("B", nil, 0)}}}})
	for step := range 60 {
		for range 1 + w.random.IntN(6) {
			w.act()
		}
		w.step(step)
	}
	if len(w.told) < 50 {
		t.Errorf("only %d were told", len(w.told))
	}
	slices.Sort(w.told)
	if got := w.tell(); len(got) != len(w.told) {
		t.Errorf("history has %d, want %d", len(got), len(w.told))
	}
}

type twin struct {
	watchKit
	random *rand.Rand
	rules  []string
	in     map[string]map[cham.KeyID]bool
	told   []string
}

func (w *twin) rule(id string, r measure.SegmentRule) {
	w.rules, w.in[id] = append(w.rules, id), map[cham.KeyID]bool{}
	w.live(id, "", r)
}

func (w *twin) act() {
	who := fmt.Sprint("u", w.random.IntN(8))
	if w.random.IntN(3) == 0 {
		who = fmt.Sprint("anon-", w.random.IntN(8))
	}
	late := w.Now().Add(-time.Duration(w.random.IntN(12*24)) * time.Hour)
	switch w.random.IntN(9) {
	case 0, 1:
		w.Touch(who, []string{"A", "A", "B"}[w.random.IntN(3)], w.Now())
	case 2:
		w.Touch(who, []string{"A", "B"}[w.random.IntN(2)], late)
	case 3: // may bring two together
		w.Touch(fmt.Sprint("u", w.random.IntN(8)), "C", w.Now(), kit.Set("anonymousId", fmt.Sprint("anon-", w.random.IntN(8))))
	case 4:
		w.Touch(who, "Order Completed", late, kit.Prop("revenue", 300), kit.Prop("currency", "VND"))
	case 5:
		w.Identify(who, w.Now(), kit.Trait("city", []string{"Huế", "Vinh"}[w.random.IntN(2)]),
			kit.Trait("phone", fmt.Sprint("091234567", w.random.IntN(5))))
	case 6:
		w.Jump(time.Duration(w.random.IntN(72)) * time.Hour)
	case 7:
		w.byHand()
	case 8:
		w.Jump(-time.Duration(w.random.IntN(3)) * time.Second)
	}
}

// byHand tags, asks, splits.
func (w *twin) byHand() {
	ctx := w.T.Context()
	w.Drain()
	everyone, err := w.Store.People().Everyone(ctx, kit.Workspace)
	w.must(err)
	if len(everyone) == 0 {
		return
	}
	id := everyone[w.random.IntN(len(everyone))]
	switch w.random.IntN(4) {
	case 0:
		_, err = w.Tags.Put(ctx, kit.Workspace, "x", []cham.CustomerID{id}, "an")
	case 1:
		_, err = w.Tags.Take(ctx, kit.Workspace, "x", []cham.CustomerID{id})
	case 2:
		state := []consent.State{consent.Yes, consent.No}[w.random.IntN(2)]
		err = w.Consents.Store.Add(ctx, []consent.Record{{ID: w.NewID(), Workspace: kit.Workspace, Key: cham.KeyID(id),
			Purpose: consent.Marketing, State: state, At: w.Now()}})
	case 3:
		p, perr := w.Resolver.Profile(ctx, kit.Workspace, id)
		if err = perr; err == nil && len(p.Keys) > 1 {
			err = w.Flow.Split(ctx, kit.Workspace, p.ID, []cham.KeyID{p.Keys[w.random.IntN(len(p.Keys))].ID}, "an")
		}
	}
	w.must(err)
}

// step looks, and compares with the plain rules. Looking at those touched finds all but what time did.
func (w *twin) step(n int) {
	ctx := w.T.Context()
	w.look()
	for _, id := range w.rules {
		w.must(w.LiveSegments.Everybody(ctx, kit.Workspace, id))
	}
	ws, err := w.Store.Access().Workspace(ctx, kit.Workspace)
	w.must(err)
	var want []string
	for _, id := range w.rules {
		g, err := w.Store.Segments().Segment(ctx, kit.Workspace, id)
		w.must(err)
		members, err := w.Questions.SegmentCustomers(ctx, ws, g)
		w.must(err)
		want = append(want, w.plain(id, members)...)
	}
	moves, err := w.Store.Live().Untold(ctx, kit.Workspace, 100_000)
	w.must(err)
	var got []string
	for _, m := range moves {
		got = append(got, fmt.Sprint(m.Segment, " ", m.Key, " ", m.Entered))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.T.Fatalf("step %d: kept %q\nwant %q", n, got, want)
	}
	w.told = append(w.told, got...)
	if w.random.IntN(4) == 0 {
		w.Restart()
	}
	w.must(w.LiveSegments.Tell(ctx, kit.Workspace))
}

// plain is who turned: customer by customer, in by any of their keys.
func (w *twin) plain(id string, members []cham.CustomerID) (turned []string) {
	ctx, in := w.T.Context(), w.in[id]
	everyone, err := w.Store.People().Everyone(ctx, kit.Workspace)
	w.must(err)
	nodes, err := w.Store.Graph().NodesByCustomer(ctx, kit.Workspace, everyone)
	w.must(err)
	keys := map[cham.CustomerID][]cham.KeyID{}
	for _, n := range nodes {
		keys[n.Customer] = append(keys[n.Customer], n.ID)
	}
	for _, c := range slices.Sorted(maps.Keys(keys)) {
		slices.Sort(keys[c])
		at := slices.IndexFunc(keys[c], func(k cham.KeyID) bool { return in[k] })
		switch is := slices.Contains(members, c); {
		case is && at < 0:
			in[cham.KeyID(c)] = true
			turned = append(turned, fmt.Sprint(id, " ", c, " ", true))
		case !is && at >= 0:
			turned = append(turned, fmt.Sprint(id, " ", keys[c][at], " ", false))
			for _, k := range keys[c] {
				delete(in, k)
			}
		}
	}
	return turned
}
