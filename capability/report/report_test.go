package report_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/ask"
	"cham/capability/report"
	"cham/journey"
	"cham/measure"
	"cham/store/index"
)

// busy is a workspace in which a new customer looks around before every
// question, and time goes on.
type busy struct {
	*index.Index
	t    *testing.T
	came int
	now  time.Time
}

func (b *busy) time() time.Time { b.now = b.now.Add(time.Hour); return b.now }

// come lets a customer in.
func (b *busy) come() {
	b.came++
	at := b.time()
	r := cham.Record{Seq: int64(b.came), Key: cham.KeyID(b.came), Touch: cham.Touch{MessageID: fmt.Sprint(b.came), Source: "s",
		Type: cham.CallTrack, Name: "Look", At: at, ReceivedAt: at}}
	if err := b.Append(context.Background(), "w", []cham.Record{r}, nil); err != nil {
		b.t.Fatal(err)
	}
}

func (b *busy) Cursor(context.Context) (journal, record int64, err error) { return 0, 0, nil }

func (b *busy) Groups(context.Context, func([]cham.Record) error) error { return nil }

func (b *busy) Scan(context.Context, int64, []cham.KeyID, cham.TouchNeed, func([]cham.Record) error) error {
	return nil
}

// At hands out an engine that lets a customer in before it answers.
func (b *busy) At(ws cham.WorkspaceID) (measure.Engine, error) {
	engine, err := b.Index.At(ws)
	return busyEngine{engine, b}, err
}

type busyEngine struct {
	measure.Engine
	b *busy
}

func (e busyEngine) Ask(ctx context.Context, ws cham.WorkspaceID, p measure.Plan) (*measure.Answer, error) {
	e.b.come()
	return e.Engine.Ask(ctx, ws, p)
}

func (e busyEngine) Kinds(ctx context.Context, ws cham.WorkspaceID, p measure.Plan) ([]measure.KindCount, error) {
	e.b.come()
	return e.Engine.Kinds(ctx, ws, p)
}

type noMaps interface{ journey.Maps }

// maps has one map.
type maps struct {
	noMaps
	m cham.JourneyMap
}

func (s maps) Map(context.Context, cham.WorkspaceID, cham.MapID) (cham.JourneyMap, error) {
	return s.m, nil
}

// The numbers of a page fit each other while customers come in between its
// questions: all are of the instant at which the page was asked for.
func TestOnePageIsOfOneInstant(t *testing.T) {
	ctx, ws := context.Background(), cham.Workspace{ID: "w", TimeZone: cham.DefaultTimeZone}
	b := &busy{Index: index.New(index.Options{Workers: 1}), t: t, now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	defer b.Close()
	if err := b.Load(ctx, "w", b, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		b.come()
	}
	m := cham.JourneyMap{ID: "m", Name: "M", Stages: []cham.Stage{{ID: "s", Name: "S"}},
		Touchpoints: []cham.Touchpoint{{ID: "look", Stage: "s", Name: "Look", Rule: cham.Rule{Any: []cham.Match{{Event: "Look"}}}}}}
	s := report.Service{Maps: maps{m: m}, Waiting: func(context.Context, cham.WorkspaceID) (int, error) { return 0, nil },
		Currencies: func(context.Context, cham.WorkspaceID) ([]cham.MoneySeen, error) { return nil, nil },
		Questions:  &ask.Service{Engine: b, Maps: maps{m: m}, Bind: journey.Bind, Now: b.time}}

	h, err := s.Home(ctx, ws, "m", report.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	weeks := 0
	for _, w := range h.Weekly {
		weeks += w.Started
	}
	if h.TotalEver != 10 || h.Journeys.Started != 10 || weeks != 10 {
		t.Errorf("10 customers: %d touches, %d journeys, %d in the weeks", h.TotalEver, h.Journeys.Started, weeks)
	}
	before := b.came
	o, err := s.Overlay(ctx, ws, "m", report.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if o.Answer.Customers != before || o.Journeys.Started != before || o.Answer.Touchpoints[0].Reach != before {
		t.Errorf("%d customers: %d in the answer, %d journeys, %d at the touchpoint", before,
			o.Answer.Customers, o.Journeys.Started, o.Answer.Touchpoints[0].Reach)
	}
	if before = b.came; before < 14 {
		t.Errorf("%d customers came, too few to notice", before)
	}
	d, err := s.Touchpoint(ctx, ws, "m", "look", report.Choice{})
	if err != nil || len(d.Kinds) != 1 || d.Kinds[0].Volume != before || b.came == before {
		t.Errorf("%d customers: %+v %v", before, d.Kinds, err)
	}
}
