package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Start lets a draft go. base is the address under which customers reach us. From
// here on nothing of it changes. seen is its revision, 0 for whatever it is: what starts is what was seen. CodeConflict: it was
// started, is another one by now, or nothing can be sent.
func (s *Service) Start(ctx context.Context, ws cham.WorkspaceID, id string, seen int64, base string,
	by cham.UserID) (out Shown, err error) {
	c, err := s.Store.Campaign(ctx, ws, id)
	if err != nil {
		return out, err
	}
	compiled, err := c.Compile()
	if err != nil {
		return out, err
	}
	if seen != 0 && seen != c.Revision {
		if _, err := s.Outbox.Store.Mailing(ctx, ws, id); err != nil {
			return out, changed()
		}
	}
	if _, err := s.checkCodes(ctx, ws, &c.Draft, compiled); err != nil {
		return out, err
	}
	if err := s.sendable(ctx, ws, &c); err != nil {
		return out, err
	}
	content := Content{Campaign: c, Base: base}
	if content.Business, content.Contact, err = s.From(ctx, ws); err != nil {
		return out, err
	}
	if why := forbidden(c.Findings(content.Business, content.Contact)); len(why) > 0 {
		return out, &why[0]
	}
	body, err := json.Marshal(content)
	if err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaign.Start", err)
	}
	now := s.Now().UTC().Truncate(time.Millisecond)
	m := outbox.Mailing{Workspace: ws, ID: id, State: outbox.Filling, Content: body, StartAt: now, StartedAt: now, StartedBy: by}
	if c.StartAt.After(now) {
		m.StartAt = c.StartAt.UTC().Truncate(time.Millisecond)
	}
	m.Message = c.message(m.StartAt)
	switch ok, err := s.Store.StartCampaign(ctx, c, m); {
	case cham.ErrorCode(err) == cham.CodeConflict:
		return out, &cham.Error{Code: cham.CodeConflict, Op: "campaign.Start", Key: "error.campaign.started"}
	case err != nil:
		return out, err
	case !ok:
		return out, changed()
	}
	s.kick()
	return s.state(ctx, ws, id)
}

// sendable says why a campaign cannot be started.
func (s *Service) sendable(ctx context.Context, ws cham.WorkspaceID, c *Campaign) error {
	for _, way := range c.AllWays() {
		_, _, err := s.Outbox.Store.Account(ctx, ws, way)
		if cham.ErrorCode(err) == cham.CodeNotFound {
			return &cham.Error{Code: cham.CodeConflict, Op: "campaign.Start", Key: noAccount(way)}
		} else if err != nil {
			return err
		}
	}
	if err := cmp.Or(s.validGoal(ctx, ws, &c.Draft), c.ended(s.Now())); err != nil {
		return err
	}
	ids, _, err := s.audience(ctx, ws, &c.Draft)
	if err == nil && len(ids) == 0 {
		return &cham.Error{Code: cham.CodeConflict, Op: "campaign.Start", Field: "segment", Key: "error.campaign.nobody"}
	}
	return err
}

// noAccount is what is said where nothing can be sent through yet.
func noAccount(way reach.Way) string {
	if way == reach.Email {
		return "error.campaign.channel"
	}
	return "error.campaign.channels." + string(way)
}

// audience are the customers of a campaign's segment without those of the ones
// that are left out, and how many these were.
func (s *Service) audience(ctx context.Context, ws cham.WorkspaceID, d *Draft) (ids []cham.CustomerID, excluded int, err error) {
	if d.Segment == "" {
		return nil, 0, invalid("segment", "error.campaign.segment", nil)
	}
	all, err := s.members(ctx, ws, "segment", d.Segment)
	if err != nil {
		return nil, 0, err
	}
	out := map[cham.CustomerID]bool{}
	for _, id := range d.Exclude {
		some, err := s.members(ctx, ws, "exclude", id)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range some {
			out[c] = true
		}
	}
	ids = slices.DeleteFunc(slices.Clone(all), func(c cham.CustomerID) bool { return out[c] })
	return ids, len(all) - len(ids), nil
}

func (s *Service) members(ctx context.Context, ws cham.WorkspaceID, field, segment string) ([]cham.CustomerID, error) {
	ids, err := s.Members(ctx, ws, segment)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return nil, invalid(field, "error.campaign.segment", nil)
	}
	return ids, err
}

func (s *Service) kick() {
	select {
	case s.filling <- struct{}{}:
	default:
	}
}

// How often it is looked whether a campaign is to be filled that was not told of,
// and how many are written down at a time.
const (
	fillEvery = 5 * time.Second
	mostFill  = 5000
)

// Run writes down whom campaigns are for once they go, until ctx ends. One that was cut
// off is begun again: who is written down already is not written down twice.
func (s *Service) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(fillEvery)
	defer tick.Stop()
	for {
		all, err := s.Outbox.Store.Unfilled(ctx, s.Now())
		for i := range all {
			if err := s.fill(ctx, &all[i]); err != nil && ctx.Err() == nil {
				log.Error("whom a campaign is for could not be written down; it is tried again", "campaign", all[i].ID, "err", err)
			}
		}
		if err != nil && ctx.Err() == nil {
			log.Error("campaigns could not be read; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.filling:
		}
	}
}

// longestFill is how long one campaign may keep the others waiting.
const longestFill = 5 * time.Minute

func (s *Service) fill(ctx context.Context, m *outbox.Mailing) error {
	ctx, cancel := context.WithTimeout(ctx, longestFill)
	defer cancel()
	var c Content
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return cham.Wrap(cham.CodeInternal, "campaign.fill", err)
	}
	ids, _, err := s.audience(ctx, m.Workspace, &c.Draft)
	if cham.ErrorCode(err) == cham.CodeInvalid { // its segment was removed meanwhile
		_, err = s.Outbox.Store.SetMailing(ctx, m.Workspace, m.ID, []outbox.MailingState{outbox.Filling}, outbox.Stopped, "segment", s.Now())
		return err
	}
	if err != nil {
		return err
	}
	due, err := s.dueTimes(ctx, m.Workspace, &c, ids, m.StartAt)
	if err != nil {
		return err
	}
	for from := 0; from < len(ids); from += mostFill {
		some := ids[from:min(from+mostFill, len(ids))]
		items := make([]outbox.Item, len(some))
		for i, id := range some {
			items[i] = outbox.Item{Workspace: m.Workspace, ID: s.NewID(), Mailing: m.ID, Customer: id, State: outbox.Waiting, DueAt: due[from+i],
				ChangedAt: s.Now()}
		}
		if err := s.Outbox.Store.Fill(ctx, m.Workspace, items); err != nil {
			return err
		}
	}
	_, err = s.Outbox.Store.SetMailing(ctx, m.Workspace, m.ID, []outbox.MailingState{outbox.Filling}, outbox.Running, "", s.Now())
	s.Outbox.Kick()
	return err
}

// Pause, Resume and Stop change how a started campaign goes on; CodeConflict when
// it does not go any more.
func (s *Service) Pause(ctx context.Context, ws cham.WorkspaceID, id string) (Shown, error) {
	return s.set(ctx, ws, id, outbox.Paused, outbox.ByPerson, outbox.Running)
}

// Resume lets a paused campaign go on.
func (s *Service) Resume(ctx context.Context, ws cham.WorkspaceID, id string) (Shown, error) {
	defer s.Outbox.Kick()
	return s.set(ctx, ws, id, outbox.Running, "", outbox.Paused)
}

// Stop ends a campaign for good.
func (s *Service) Stop(ctx context.Context, ws cham.WorkspaceID, id string) (Shown, error) {
	return s.set(ctx, ws, id, outbox.Stopped, outbox.ByPerson, outbox.Filling, outbox.Running, outbox.Paused)
}

func (s *Service) set(ctx context.Context, ws cham.WorkspaceID, id string, to outbox.MailingState, why string,
	from ...outbox.MailingState) (Shown, error) {
	moved, err := s.Outbox.Store.SetMailing(ctx, ws, id, from, to, why, s.Now())
	if err != nil {
		return Shown{}, err
	}
	s.forget(ws, id)
	out, err := s.state(ctx, ws, id)
	if err == nil && !moved {
		err = &cham.Error{Code: cham.CodeConflict, Op: "campaign", Key: "error.campaign.over"}
	}
	return out, err
}

// open says of a campaign that was stopped that nothing of it goes any more.
func (s *Service) open(ctx context.Context, ws cham.WorkspaceID, id string) error {
	m, err := s.Outbox.Store.Mailing(ctx, ws, id)
	if err == nil && m.State == outbox.Stopped {
		err = &cham.Error{Code: cham.CodeConflict, Op: "campaign", Key: "error.campaign.over"}
	}
	return err
}

// Again lets what failed be tried again. CodeConflict: it was stopped.
func (s *Service) Again(ctx context.Context, ws cham.WorkspaceID, id string, which outbox.Failures) (Shown, error) {
	if err := s.open(ctx, ws, id); err != nil {
		return Shown{}, err
	}
	if _, err := s.Outbox.Store.Again(ctx, ws, id, which, s.Now()); err != nil {
		return Shown{}, err
	}
	s.forget(ws, id)
	s.Outbox.Kick()
	return s.state(ctx, ws, id)
}

// Settle says of a message that may have left whether it did: as Sent, or to be
// sent again. CodeConflict: it is not unknown, or the campaign was stopped.
func (s *Service) Settle(ctx context.Context, ws cham.WorkspaceID, id, item string, sent bool) error {
	it, err := s.Outbox.Store.Item(ctx, ws, id, item)
	if err == nil && !sent {
		err = s.open(ctx, ws, id)
	}
	if err != nil {
		return err
	}
	if err := s.Outbox.Settle(ctx, &it, sent); err != nil {
		return err
	}
	s.forget(ws, id)
	s.Outbox.Kick()
	return nil
}
