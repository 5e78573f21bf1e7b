package rights

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"cham"
)

// DaysOffDocument is the kind of the document that keeps a business's own days off.
const DaysOffDocument = "days-off"

// maxDaysOff bounds the days a business adds.
const maxDaysOff = 200

// ReadDaysOff reads the document.
func ReadDaysOff(body []byte) (own []DayOff, err error) {
	if len(body) > 0 {
		err = json.Unmarshal(body, &own)
	}
	return own, err
}

// DaysOff are the days a business added, in their order.
func (d *Desk) DaysOff(ctx context.Context, ws cham.WorkspaceID) ([]DayOff, error) {
	body, _, err := d.Store.Document(ctx, ws, DaysOffDocument)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return nil, err
	}
	return ReadDaysOff(body)
}

// AddDayOff adds a day, or renames it.
func (d *Desk) AddDayOff(ctx context.Context, ws cham.WorkspaceID, day, name string, by cham.UserID) error {
	if at, err := time.Parse(time.DateOnly, day); err != nil || at.Year() < 2000 || at.Year() > 2200 {
		return &cham.Error{Code: cham.CodeInvalid, Op: "rights.AddDayOff", Field: "day", Hint: "a day such as 2026-08-31"}
	}
	return d.changeDaysOff(ctx, ws, by, func(own []DayOff) ([]DayOff, error) {
		own = append(without(own, day), DayOff{Day: day, Why: Own, Name: name})
		if len(own) > maxDaysOff {
			return nil, cham.Errorf(cham.CodeTooMany, "rights.AddDayOff", "there are %d days already; take old ones away", maxDaysOff)
		}
		slices.SortFunc(own, func(a, b DayOff) int { return cmp.Compare(a.Day, b.Day) })
		return own, nil
	})
}

// RemoveDayOff takes a day away that the business added.
func (d *Desk) RemoveDayOff(ctx context.Context, ws cham.WorkspaceID, day string, by cham.UserID) error {
	return d.changeDaysOff(ctx, ws, by, func(own []DayOff) ([]DayOff, error) { return without(own, day), nil })
}

func without(own []DayOff, day string) []DayOff {
	return slices.DeleteFunc(own, func(o DayOff) bool { return o.Day == day })
}

func (d *Desk) changeDaysOff(ctx context.Context, ws cham.WorkspaceID, by cham.UserID, change func([]DayOff) ([]DayOff, error)) error {
	d.daysOff.Lock()
	defer d.daysOff.Unlock()
	own, err := d.DaysOff(ctx, ws)
	if err == nil {
		own, err = change(own)
	}
	if err != nil {
		return err
	}
	body, err := json.Marshal(own)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "rights.changeDaysOff", err)
	}
	return d.Store.PutDocument(ctx, ws, DaysOffDocument, body, by, d.Now())
}

// Year is the year it is where the business is.
func (d *Desk) Year(ctx context.Context, ws cham.WorkspaceID) (int, error) {
	zone, err := d.Zone(ctx, ws)
	if err != nil {
		return 0, err
	}
	return d.Now().In(zone).Year(), nil
}

func (d *Desk) calendar(ctx context.Context, ws cham.WorkspaceID) (*Calendar, error) {
	zone, err := d.Zone(ctx, ws)
	if err != nil {
		return nil, err
	}
	own, err := d.DaysOff(ctx, ws)
	return NewCalendar(zone, own), err
}
