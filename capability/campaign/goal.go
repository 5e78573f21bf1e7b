package campaign

import (
	"cmp"
	"context"
	"time"

	"cham"
	"cham/capability/reach"
	"cham/measure"
)

// Purpose is what a campaign is to bring about, and until when.
type Purpose struct {
	// Goal is a purchase when it is nil.
	Goal *measure.Goal `json:"goal,omitempty" doc:"a touch that meets any of match, or at touchpoints of map; empty: a purchase"`
	// SkipReached holds back from who has reached it since the start.
	SkipReached bool      `json:"skipReached,omitempty" doc:"who has reached the goal since it started does not get it any more"`
	EndAt       time.Time `json:"endAt,omitzero" doc:"of no use after this: what has not left by then does not go"`
}

func (d *Draft) validPurpose() error {
	switch {
	case d.Goal != nil && !d.Goal.Valid():
		return invalid("goal", "error.campaign.goal", nil)
	case !d.EndAt.IsZero() && !d.StartAt.IsZero() && !d.EndAt.After(d.StartAt):
		return invalid("endAt", "error.campaign.ends", nil)
	}
	return nil
}

// goalOf is what people are to do.
func (d *Draft) goalOf() measure.Goal {
	if d.Goal == nil {
		return measure.Goal{}
	}
	return *d.Goal
}

// validGoal says what is wrong with a goal as the business's maps are now.
func (s *Service) validGoal(ctx context.Context, ws cham.WorkspaceID, d *Draft) error {
	if _, err := s.Reached(ctx, ws, d.goalOf(), nil); isGone(err) {
		return invalid("goal", "error.campaign.goal", nil)
	} else if err != nil {
		return err
	}
	return nil
}

// isGone reports whether a goal cannot be asked: its map or touchpoint is not there.
func isGone(err error) bool {
	code := cham.ErrorCode(err)
	return code == cham.CodeInvalid || code == cham.CodeNotFound
}

// ended says of what would go when it is of no use any more.
func (d *Draft) ended(now time.Time) error {
	if d.EndAt.IsZero() || d.EndAt.After(now) {
		return nil
	}
	return invalid("endAt", "error.campaign.ended", nil)
}

// goalSince is what the gate asks of each receiver, nil when it does not.
func (c *Campaign) goalSince(start time.Time) *reach.MessageGoal {
	if !c.SkipReached {
		return nil
	}
	return &reach.MessageGoal{Goal: c.goalOf(), Since: start}
}

// defaultGoalDays is how long reaching the goal counts when nobody said.
const defaultGoalDays = 7

func (c *Campaign) goalFor() time.Duration {
	return time.Duration(cmp.Or(c.GoalDays, defaultGoalDays)) * 24 * time.Hour
}

// member is one of a group, and when the gate first let their message go.
type member struct {
	group    string
	key      cham.KeyID
	customer cham.CustomerID // whom the key leads to by now
	at       time.Time
}

// trialMembers are whom the gate let go, who were written to and who were kept back alike, each from that moment on. What became
// of the message since does not matter: of those who were kept back nobody knows whether it could have been written, would have
// come back, or would have been held the second time because they had reached the goal meanwhile.
func (s *Service) trialMembers(ctx context.Context, ws cham.WorkspaceID, c *Campaign) (all []member, err error) {
	for after := ""; ; {
		items, err := s.Outbox.Store.Items(ctx, ws, c.ID, "", "", after, mostFill)
		if err != nil {
			return nil, err
		}
		for i := range items {
			if it := &items[i]; it.Customer != 0 && !it.LetAt.IsZero() {
				all = append(all, member{group: c.group(it.Customer), key: it.Key, at: it.LetAt})
			}
		}
		if len(items) < mostFill {
			return all, nil
		}
		after = items[len(items)-1].ID
	}
}
