package pages

import (
	"context"
	"time"

	"cham"
)

// look is when a workspace's paths were last looked at, and how large it was then.
type look struct {
	at             time.Time
	kinds, touches int
	rules          int
}

// due reports whether looking again may tell something new: a quarter more
// kinds, or, where pages were put together, a quarter more touches or a day,
// which show what is busy there.
func (was look) due(now look) bool {
	switch {
	case was.at.IsZero():
		return now.touches >= many
	case now.kinds >= many && now.kinds >= was.kinds+was.kinds/4:
		return true
	}
	return was.rules > 0 && (now.touches >= was.touches+was.touches/4 || now.at.Sub(was.at) >= 24*time.Hour)
}

// Wake makes Run see whether there is something to learn in a workspace, after
// touches came in. It waits for nobody.
func (s *Service) Wake(ws cham.WorkspaceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[ws] {
		return
	}
	select {
	case s.wake <- ws:
		s.waiting[ws] = true
	default: // the next touches wake again
	}
}

// Run learns until ctx ends.
func (s *Service) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ws := <-s.wake:
			s.mu.Lock()
			delete(s.waiting, ws)
			was := s.looked[ws]
			s.mu.Unlock()
			if !was.due(s.size(ws)) {
				continue
			}
			if err := s.Learn(ctx, ws); err != nil && ctx.Err() == nil {
				s.Log.Error("pages: learning failed", "workspace", ws, "err", err)
			}
		}
	}
}

func (s *Service) size(ws cham.WorkspaceID) look {
	kinds, touches := s.Size(ws)
	return look{at: s.Now(), kinds: kinds, touches: touches}
}

// Learn looks at the paths in a workspace's history, keeps what is new to
// learn, and binds history anew when there was something. Cost: one reading
// of a column of history, and with something new an index that is built anew.
func (s *Service) Learn(ctx context.Context, ws cham.WorkspaceID) error {
	held := s.lock(ws)
	defer held.Unlock()
	now := s.size(ws)
	all, seen, err := s.read(ctx, ws)
	if err == nil {
		var set []Rule
		for path, together := range Learn(seen, all) {
			set = append(set, Rule{Path: path, Together: together, At: now.at.UTC()})
		}
		if now.rules = len(all) + len(set); len(set) > 0 {
			if err = s.Store.ChangePageRules(ctx, ws, nil, set); err == nil {
				err = s.Rebind(ctx, ws)
			}
			now.kinds, _ = s.Size(ws)
		}
	}
	s.mu.Lock()
	s.looked[ws] = now
	s.mu.Unlock()
	return err
}

func (s *Service) read(ctx context.Context, ws cham.WorkspaceID) (rules []Rule, seen []Seen, err error) {
	if rules, err = s.Store.PageRules(ctx, ws); err != nil {
		return nil, nil, err
	}
	seen, err = s.Seen(ctx, ws, s.Now().Add(-recent), mostSeen)
	return rules, seen, err
}
