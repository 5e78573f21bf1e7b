package rights_test

import (
	"context"
	"testing"
	"time"

	"cham"
	"cham/capability/rights"
)

// memory keeps requests in a list.
type memory struct {
	rights.Store
	all  []rights.Request
	days []byte
}

func (m *memory) Document(context.Context, cham.WorkspaceID, string) ([]byte, time.Time, error) {
	if m.days == nil {
		return nil, time.Time{}, cham.Errorf(cham.CodeNotFound, "test", "none")
	}
	return m.days, time.Time{}, nil
}

func (m *memory) PutDocument(_ context.Context, _ cham.WorkspaceID, _ string, body []byte, _ cham.UserID, _ time.Time) error {
	m.days = body
	return nil
}

func (m *memory) Open(context.Context) (open []rights.Request, err error) {
	for _, r := range m.all {
		if r.DoneAt.IsZero() {
			open = append(open, r)
		}
	}
	return open, nil
}

func (m *memory) PutRequest(_ context.Context, r rights.Request) error {
	for i := range m.all {
		if m.all[i].ID == r.ID {
			m.all[i] = r
			return nil
		}
	}
	m.all = append(m.all, r)
	return nil
}

func (m *memory) Requests(context.Context, cham.WorkspaceID) ([]rights.Request, error) {
	return append([]rights.Request(nil), m.all...), nil
}

func (m *memory) Request(_ context.Context, _ cham.WorkspaceID, id string) (rights.Request, error) {
	for _, r := range m.all {
		if r.ID == id {
			return r, nil
		}
	}
	return rights.Request{}, cham.Errorf(cham.CodeNotFound, "test", "none")
}

func deskAt(zone *time.Location, now *time.Time) *rights.Desk {
	n := 0
	return &rights.Desk{Store: &memory{}, Now: func() time.Time { return *now }, NewID: func() string { n++; return string(rune('a' + n)) },
		Zone: func(context.Context, cham.WorkspaceID) (*time.Location, error) { return zone, nil }}
}

// TestClocks takes requests on days around weekends and holidays and lets the
// clocks run out.
func TestClocks(t *testing.T) {
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{
		"2026-11-25": "2026-11-27", // Wednesday: Friday
		"2026-11-27": "2026-12-01", // Friday: Tuesday
		"2026-12-31": "2027-01-05", // Thursday before New Year's Day: a Friday off, then Tuesday
	} {
		now, _ := time.ParseInLocation("2006-01-02 15:04", day+" 23:30", zone)
		d := deskAt(zone, &now)
		r, err := d.Take(t.Context(), rights.Request{Kind: rights.Erase, Customer: 3})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.AcknowledgeBy.In(zone).Format("2006-01-02"); got != want {
			t.Errorf("taken %s, acknowledge by %s, want %s", day, got, want)
		}
		if again, err := d.Take(t.Context(), rights.Request{Kind: rights.Erase, Customer: 3}); err != nil || again.ID != r.ID {
			t.Error("asked again it is another request:", again, err)
		}
		now = r.AcknowledgeBy.Add(time.Minute)
		if s, err := d.Standings(t.Context()); s[""] != (rights.Standing{Open: 1, Late: 1}) || err != nil {
			t.Error(s, err)
		}
		r, err = d.Do(t.Context(), "", r.ID, rights.Step{Acknowledge: true}, "an")
		if err != nil || r.Late {
			t.Error(r, err)
		}
		due := r.DueAt
		if r, err = d.Do(t.Context(), "", r.ID, rights.Step{Extend: "waiting for the sender"}, "an"); err != nil || !r.DueAt.After(due) {
			t.Error(r, err)
		}
		if _, err = d.Do(t.Context(), "", r.ID, rights.Step{Extend: "again"}, "an"); cham.ErrorCode(err) != cham.CodeConflict {
			t.Error("extended twice:", err)
		}
		if _, err = d.Do(t.Context(), "", r.ID, rights.Step{Outcome: "refused"}, "an"); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Error("refused without a reason:", err)
		}
		if r, err = d.Do(t.Context(), "", r.ID, rights.Step{Outcome: "done"}, "an"); err != nil || r.DoneAt.IsZero() {
			t.Error(r, err)
		}
	}
}
