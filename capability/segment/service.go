package segment

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/measure"
)

// Config is what a Service works with; all of it is required.
type Config struct {
	Store
	Source
	// Keys are those of a customer, strongest first; CodeNotFound.
	Keys     func(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) ([]cham.Key, error)
	Sources  capture.Sources
	Accepter Accepter
	// Name is what the source of entering and leaving is called.
	Name  func() string
	NewID func() string
	Now   func() time.Time
	Log   *slog.Logger
}

// Service watches live segments. It is safe for concurrent use.
type Service struct {
	Config
	mu   sync.Mutex
	of   map[cham.WorkspaceID]*watched
	wake chan struct{}
	news chan struct{}
}

// New returns a service that Run starts.
func New(c Config) *Service {
	return &Service{Config: c, of: map[cham.WorkspaceID]*watched{}, wake: make(chan struct{}, 1), news: make(chan struct{}, 1)}
}

// watched is a workspace with live segments.
type watched struct {
	ws cham.WorkspaceID

	mu     sync.Mutex
	touch  map[cham.KeyID]time.Time // who is to be looked at, and from when
	full   bool                     // too many were: everybody is
	looked map[string]time.Time     // at everybody, by segment

	work  sync.Mutex // held while members are looked at and stored
	lives map[string]*lived
}

// lived is a live segment as it is watched.
type lived struct {
	Live
	saved    measure.SavedSegment
	quick    bool // can be decided for few customers at their cost
	members  *Members
	lookedAt time.Time // at everybody
	spent    time.Duration
}

const (
	// lookEvery is how often touched customers are looked at, at most so many at once.
	lookEvery = 250 * time.Millisecond
	mostLooks = 5000
	// tellEvery is how often moves are told.
	tellEvery = 100 * time.Millisecond
	// mostTouched is how many customers wait to be looked at before it is as good to look at all.
	mostTouched = 200_000
	// everyoneEvery is how often everybody is looked at, where that takes at most a tenth of the time.
	everyoneEvery = time.Minute
	everyoneShare = 9
	// keptFor is how long moves are kept to be counted; history has them for good.
	keptFor = 8 * 24 * time.Hour
)

// Touched has customers looked at, by any of their keys, when a time is over.
func (s *Service) Touched(ws cham.WorkspaceID, keys []cham.KeyID, after time.Duration) {
	s.mu.Lock()
	w := s.of[ws]
	s.mu.Unlock()
	if w == nil || len(keys) == 0 {
		return
	}
	due := s.Now().Add(after)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.touch) > mostTouched {
		w.full, w.touch = true, map[cham.KeyID]time.Time{}
	}
	for _, k := range keys {
		w.touch[k] = due
	}
	s.signal(s.wake)
}

func (s *Service) signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Changed says that a workspace's live segments are others than before, or their rules.
func (s *Service) Changed(ws cham.WorkspaceID) {
	w := s.watch(ws)
	w.mu.Lock()
	w.full = true
	w.mu.Unlock()
	s.signal(s.wake)
}

func (s *Service) watch(ws cham.WorkspaceID) *watched {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.of[ws]
	if w == nil {
		w = &watched{ws: ws, touch: map[cham.KeyID]time.Time{}, lives: map[string]*lived{}, looked: map[string]time.Time{}}
		s.of[ws] = w
	}
	return w
}

func (s *Service) all() []*watched {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.of))
}

// Begin finds the workspaces that have live segments. Touches from before are found
// by looking at everybody.
func (s *Service) Begin(ctx context.Context) error {
	all, err := s.Store.Workspaces(ctx)
	for _, ws := range all {
		s.watch(ws)
	}
	return err
}

// Run watches until ctx ends, and waits for what is under way.
func (s *Service) Run(ctx context.Context) {
	var work sync.WaitGroup
	work.Go(func() { s.loop(ctx, s.wake, lookEvery, s.Look) })
	work.Go(func() { s.loop(ctx, nil, time.Second, s.lookAtAll) })
	work.Go(func() { s.loop(ctx, s.news, tellEvery, s.Tell) })
	work.Go(func() {
		s.loop(ctx, nil, time.Hour, func(ctx context.Context, _ cham.WorkspaceID) error { return s.Store.Forget(ctx, s.Now().Add(-keptFor)) })
	})
	work.Wait()
}

// loop does something for every watched workspace, again and again, at least pause apart.
func (s *Service) loop(ctx context.Context, wake chan struct{}, pause time.Duration, do func(context.Context, cham.WorkspaceID) error) {
	for ctx.Err() == nil {
		for _, w := range s.all() {
			if err := do(cham.WithWorkspace(ctx, w.ws), w.ws); err != nil && ctx.Err() == nil {
				s.Log.Error("live segments could not be looked after; it is tried again", "workspace", w.ws, "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		if wake == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(time.Second):
		}
	}
}

// take is who is to be looked at now.
func (w *watched) take(now time.Time) (keys []cham.KeyID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k, due := range w.touch {
		if len(keys) == mostLooks {
			break
		}
		if !due.After(now) {
			keys = append(keys, k)
			delete(w.touch, k)
		}
	}
	return keys
}

// Look decides who of those touched is in each live segment, and keeps who was not before or is not any more.
func (s *Service) Look(ctx context.Context, ws cham.WorkspaceID) error {
	w := s.watch(ws)
	for ctx.Err() == nil {
		keys := w.take(s.Now())
		w.work.Lock()
		err := s.load(ctx, w)
		if err == nil && len(keys) > 0 {
			err = s.decide(ctx, w, keys, func(l *lived) bool { return l.quick })
		}
		w.work.Unlock()
		if err != nil {
			s.Touched(ws, keys, time.Second)
			return err
		}
		if len(keys) < mostLooks {
			break
		}
	}
	return ctx.Err()
}
