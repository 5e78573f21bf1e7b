package rights

import (
	"context"
	"time"

	"cham"
)

// clock is how long the law gives (Decree 356/2025, article 5), in calendar
// days, the stricter reading; others is when a third party must act as well.
type clock struct{ do, others, extension int }

var clocks = map[string]clock{
	Withdraw: {15, 20, 15},
	View:     {10, 15, 10},
	Correct:  {10, 15, 10},
	Erase:    {20, 30, 20},
	Protect:  {15, 15, 15},
}

// acknowledgeIn is how many working days there are to say that a request was
// received, warnDays how many days before its clock runs out one is told of.
const (
	acknowledgeIn = 2
	warnDays      = 2
)

// reckon tells until when an open request is to be acknowledged and done, by the
// days off as they are known now, and how it stands. What was ended keeps the
// clocks it had.
func (r *Request) reckon(days *Calendar, now time.Time) {
	if r.Late, r.Soon = false, false; !r.DoneAt.IsZero() {
		return
	}
	r.AcknowledgeBy, r.AcknowledgeOff = days.working(r.At, acknowledgeIn)
	r.DueAt, r.DueOff = days.by(r.At, r.days())
	next := r.DueAt
	if r.AcknowledgedAt.IsZero() && r.AcknowledgeBy.Before(next) {
		next = r.AcknowledgeBy
	}
	r.Late = now.After(next)
	r.Soon = !r.Late && !days.dayOf(next).After(days.dayOf(now).AddDate(0, 0, warnDays))
}

// days are how many the law gives to do it.
func (r *Request) days() int {
	c := clocks[r.Kind]
	n := c.do
	if r.Others {
		n = c.others
	}
	if r.ExtendedFor != "" {
		n += c.extension
	}
	return n
}

// Standing counts open requests: all, those whose clock has run out, and those
// whose clock soon does.
type Standing struct{ Open, Late, Soon int }

// Count counts one more request.
func (s *Standing) Count(r *Request) {
	if !r.DoneAt.IsZero() {
		return
	}
	s.Open++
	if r.Late {
		s.Late++
	}
	if r.Soon {
		s.Soon++
	}
}

// Standings are how the open requests of every workspace that has some stand.
func (d *Desk) Standings(ctx context.Context) (map[cham.WorkspaceID]Standing, error) {
	open, err := d.Store.Open(ctx)
	if err != nil {
		return nil, err
	}
	all, calendars := map[cham.WorkspaceID]Standing{}, map[cham.WorkspaceID]*Calendar{}
	for _, r := range open {
		if calendars[r.Workspace] == nil {
			if calendars[r.Workspace], err = d.calendar(ctx, r.Workspace); err != nil {
				return nil, err
			}
		}
		r.reckon(calendars[r.Workspace], d.Now())
		s := all[r.Workspace]
		s.Count(&r)
		all[r.Workspace] = s
	}
	return all, nil
}

// StandingOf counts requests by a calendar, for who has no desk.
func StandingOf(requests []Request, days *Calendar, now time.Time) (s Standing) {
	for _, r := range requests {
		r.reckon(days, now)
		s.Count(&r)
	}
	return s
}
