package outgoing

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"cham"
)

// Config is what a Service works with; all of it is required but Changed.
type Config struct {
	Store  Store
	Poster Poster
	// Keys are what KeyIDs of a workspace stand for.
	Keys   func(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) (map[cham.KeyID]cham.Key, error)
	NewID  func() string
	Seal   Sealer
	Random io.Reader
	// Jitter is a number in [0, 1), another each time.
	Jitter func() float64
	Now    func() time.Time
	Log    *slog.Logger
	Limits Limits
}

// Service keeps destinations, queues touches for them, and sends.
type Service struct {
	Config

	mu     sync.Mutex
	chosen map[cham.WorkspaceID][]Destination // as stored, without Gone ones

	sending map[string]bool // destinations that somebody sends to
	work    sync.WaitGroup
}

// New returns a Service; Run sends.
func New(c Config) *Service {
	return &Service{Config: c, chosen: map[cham.WorkspaceID][]Destination{}, sending: map[string]bool{}}
}

// destinations are those of a workspace that touches are queued for.
func (s *Service) destinations(ctx context.Context, ws cham.WorkspaceID) ([]Destination, error) {
	s.mu.Lock() // held while reading, so that what forget drops does not come back
	defer s.mu.Unlock()
	if all, ok := s.chosen[ws]; ok {
		return all, nil
	}
	all, err := s.Store.Destinations(ctx, ws)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(d Destination) bool { return d.State == Gone })
	s.chosen[ws] = all
	return all, nil
}

func (s *Service) forget(ws cham.WorkspaceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.chosen, ws)
}

// Queue makes the deliveries of touches that came into a workspace's history,
// for the store to keep where the reader's cursor moves.
func (s *Service) Queue(ctx context.Context, ws cham.WorkspaceID, records []cham.Record) ([]Delivery, error) {
	to, err := s.destinations(ctx, ws)
	if err != nil || len(to) == 0 {
		return nil, err
	}
	records = slices.DeleteFunc(slices.Clone(records), func(r cham.Record) bool {
		return !slices.ContainsFunc(to, func(d Destination) bool { return d.Chosen.Fits(&r.Touch) })
	})
	if len(records) == 0 {
		return nil, nil
	}
	keys, err := s.keys(ctx, ws, records)
	if err != nil {
		return nil, err
	}
	var all []Delivery
	for i := range records {
		of, err := s.deliveries(ws, &records[i], keys, to)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

func (s *Service) keys(ctx context.Context, ws cham.WorkspaceID, records []cham.Record) (map[cham.KeyID]cham.Key, error) {
	ids := map[cham.KeyID]bool{}
	for i := range records {
		for _, id := range keysOf(&records[i]) {
			ids[id] = true
		}
	}
	return s.Keys(ctx, ws, slices.Collect(maps.Keys(ids)))
}

// deliveries are those of one touch.
func (s *Service) deliveries(ws cham.WorkspaceID, r *cham.Record, keys map[cham.KeyID]cham.Key, to []Destination) ([]Delivery, error) {
	t, err := touch(r, keys)
	if err != nil {
		return nil, err
	}
	whole, err := json.Marshal(Message{Type: "touch", Timestamp: t.ReceivedAt, Data: t})
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "outgoing.deliveries", err)
	}
	name := r.Name
	if name == "" {
		name = string(r.Type)
	}
	var all []Delivery
	for _, d := range to {
		if d.Chosen.Fits(&r.Touch) {
			all = append(all, Delivery{Workspace: ws, Destination: d.ID, ID: messageID(ws, &r.Touch), Seq: r.Seq, Name: name, Body: whole,
				Keys: keysOf(r), At: s.Now().UTC(), State: Waiting})
		}
	}
	return all, nil
}

// New makes a destination with a secret, which is answered here only. The error
// is CodeInvalid with its field, CodeForbidden for who sees less than would be
// sent, CodeConflict when there are MaxDestinations.
func (s *Service) New(ctx context.Context, d Destination) (Destination, error) {
	if err := d.mayBe(ctx); err != nil {
		return d, err
	}
	all, err := s.Store.Destinations(ctx, d.Workspace)
	if err != nil {
		return d, err
	}
	if len(all) >= MaxDestinations {
		return d, &cham.Error{Code: cham.CodeConflict, Op: "outgoing.New", Key: "error.outgoing.many", Args: map[string]any{"n": MaxDestinations}}
	}
	d.ID, d.State, d.CreatedAt = "d_"+s.NewID(), On, s.Now().UTC()
	secret, err := newSecret(s.Random)
	if err != nil {
		return d, err
	}
	defer s.forget(d.Workspace)
	d.Secret = s.Seal.Seal(d.purpose(), []byte(secret))
	err = s.Store.CreateDestination(ctx, d)
	d.Secret = secret
	return d, err
}

// mayBe checks a destination, and that nobody has more sent than they see.
func (d *Destination) mayBe(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	if by := cham.ActorFrom(ctx); by.Sees().Least(d.Sight) != d.Sight {
		return &cham.Error{Code: cham.CodeForbidden, Op: "outgoing", Field: "personal", Key: "error.outgoing.sight"}
	}
	return nil
}

// Change changes name, address, choice and sight, and answers what was before. The
// sight holds for what is queued, too.
func (s *Service) Change(ctx context.Context, to Destination) (was, is Destination, err error) {
	if was, err = s.Store.Destination(ctx, to.Workspace, to.ID); err != nil {
		return was, was, err
	}
	is = was
	is.Name, is.URL, is.Chosen, is.Sight = to.Name, to.URL, to.Chosen, to.Sight
	if is.Sight == was.Sight && is.URL == was.URL && reflect.DeepEqual(is.Chosen, was.Chosen) {
		err = is.check()
	} else { // another address is another who sees, another choice is more that is seen
		err = is.mayBe(ctx)
	}
	if err != nil {
		return was, was, err
	}
	defer s.forget(to.Workspace)
	return was, is, s.Store.UpdateDestination(ctx, is)
}

// Rotate gives a destination another secret, which is answered here only; the one
// before it signs too for Overlap.
func (s *Service) Rotate(ctx context.Context, ws cham.WorkspaceID, id string) (d Destination, err error) {
	secret, err := newSecret(s.Random)
	if err != nil {
		return d, err
	}
	d.Workspace, d.ID = ws, id
	if err = s.Store.Rotate(ctx, ws, id, s.Seal.Seal(d.purpose(), []byte(secret)), s.Now().UTC().Add(Overlap)); err != nil {
		return d, err
	}
	d, err = s.Store.Destination(ctx, ws, id)
	d.Secret = secret
	return d, err
}

// Pause stops sending; what comes in waits.
func (s *Service) Pause(ctx context.Context, ws cham.WorkspaceID, id string) (Destination, error) {
	return s.move(ctx, ws, id, []State{On, Failing}, Paused)
}

// Resume sends again, what waits first.
func (s *Service) Resume(ctx context.Context, ws cham.WorkspaceID, id string) (Destination, error) {
	return s.move(ctx, ws, id, []State{Paused, Failing, Gone}, On)
}

func (s *Service) move(ctx context.Context, ws cham.WorkspaceID, id string, from []State, to State) (d Destination, err error) {
	if _, err = s.Store.Destination(ctx, ws, id); err != nil {
		return d, err
	}
	defer s.forget(ws)
	if _, err = s.Store.SetState(ctx, ws, id, from, to); err != nil {
		return d, err
	}
	return s.Store.Destination(ctx, ws, id)
}

// Remove drops a destination and what waits for it.
func (s *Service) Remove(ctx context.Context, ws cham.WorkspaceID, id string) error {
	defer s.forget(ws)
	return s.Store.DeleteDestination(ctx, ws, id)
}

// Test sends a message that is no touch, now, whatever state the destination is in.
func (s *Service) Test(ctx context.Context, ws cham.WorkspaceID, id string) (m Delivery, err error) {
	d, err := s.Store.Destination(ctx, ws, id)
	if err != nil {
		return m, err
	}
	now := s.Now().UTC()
	m = Delivery{Workspace: ws, Destination: id, ID: "msg_test_" + s.NewID(), Name: "test", At: now, State: Failed}
	m.Body, err = json.Marshal(Message{Type: "test", Timestamp: now, Data: map[string]string{"destination": d.Name}})
	if err != nil {
		return m, cham.Wrap(cham.CodeInternal, "outgoing.Test", err)
	}
	s.sendNow(ctx, &d, &m)
	return m, s.Store.Keep(context.WithoutCancel(ctx), m)
}

// Resend sends a delivery again, now; its webhook-id stays.
func (s *Service) Resend(ctx context.Context, ws cham.WorkspaceID, id, message string) (m Delivery, err error) {
	d, err := s.Store.Destination(ctx, ws, id)
	if err != nil {
		return m, err
	}
	if m, err = s.Store.Delivery(ctx, ws, id, message); err != nil {
		return m, err
	}
	s.sendNow(ctx, &d, &m)
	return m, s.Store.Resent(context.WithoutCancel(ctx), m)
}

// sendNow is a try that a person asked for: one that fails leaves the queue as it is.
func (s *Service) sendNow(ctx context.Context, d *Destination, m *Delivery) {
	if _, ok := s.try(ctx, d, m); ok {
		m.State = Sent
	}
}
