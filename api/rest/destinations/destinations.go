// Package destinations answers where touches are sent on to, and how that goes.
package destinations

import (
	"context"
	"net/url"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/outgoing"
)

// Deps is what the area works with. All of it is required.
type Deps struct {
	Service *outgoing.Service
	Audit   audit.Recorder
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/destinations", route.Sources, "Where touches are sent on to, and how that goes", s.list),
		route.Post("/v1/destinations", route.Sources, "Send touches on to an address", s.create).RecordsItself(),
		route.Get("/v1/destinations/{id}", route.Sources, "One destination", s.get),
		route.Put("/v1/destinations/{id}", route.Sources, "Change what is sent where", s.change).RecordsItself(),
		route.Delete("/v1/destinations/{id}", route.Sources, "Send nothing there any more, and drop what waits", s.remove),
		route.Post("/v1/destinations/{id}/pause", route.Sources, "Stop sending; what comes in waits", s.pause),
		route.Post("/v1/destinations/{id}/resume", route.Sources, "Send again, what waits first", s.resume),
		route.Post("/v1/destinations/{id}/secret", route.Sources, "Make a new secret, told here only", s.rotate),
		route.Post("/v1/destinations/{id}/test", route.Sources, "Send a message that is no touch, now", s.test),
		route.Get("/v1/destinations/{id}/deliveries", route.Sources, "The latest deliveries, those tried last first", s.deliveries),
		route.Post("/v1/destinations/{id}/deliveries/{message}/resend", route.Sources, "Send one again, now", s.resend),
	}
}

// DestinationInfo is an address that touches are sent on to.
type DestinationInfo struct {
	ID string `json:"id"`
	DestinationChange
	State        outgoing.State `json:"state" enum:"on,paused,failing,gone" doc:"failing: stopped after 3 days; gone: it answered 410"`
	Secret       string         `json:"secret,omitempty" mask:"no" doc:"told once, when it is made: verify signatures with it"`
	OldUntil     time.Time      `json:"oldUntil,omitzero" doc:"until then the secret before this one signs, too"`
	CreatedAt    time.Time      `json:"createdAt"`
	Waiting      int64          `json:"waiting" doc:"queued"`
	Sent         int64          `json:"sent" doc:"answered 2xx"`
	GaveUp       int64          `json:"gaveUp" doc:"tried for 3 days and given up"`
	Dropped      int64          `json:"dropped" doc:"dropped unsent: older than 7 days, or more than 100,000"`
	Fails        int            `json:"fails" doc:"failures since the last success"`
	FailingSince time.Time      `json:"failingSince,omitzero"`
	NextAt       time.Time      `json:"nextAt,omitzero" doc:"before that nothing is sent"`
	LastOK       time.Time      `json:"lastOk,omitzero"`
}

// DestinationChange says what is sent where.
type DestinationChange struct {
	Name       string         `json:"name" minLength:"1" maxLength:"200"`
	URL        string         `json:"url" minLength:"1" maxLength:"1000" mask:"no" doc:"https; messages are posted there"`
	Personal   cham.Sight     `json:"personal,omitempty" enum:"full,masked,hidden" doc:"of what reaches a customer; masked by default"`
	Names      []string       `json:"names,omitempty" maxItems:"100" doc:"only touches of these names"`
	Channels   []cham.Channel `json:"channels,omitempty" maxItems:"30" doc:"only touches of these channels"`
	Statements bool           `json:"statements,omitempty" doc:"identify, group and alias calls, too"`
	Files      bool           `json:"files,omitempty" doc:"touches from files, too"`
	Segments   bool           `json:"segments,omitempty" doc:"customers entering and leaving live segments, too"`
}

// DeliveryInfo is a message on its way.
type DeliveryInfo struct {
	ID      string                 `json:"id" mask:"no" doc:"its webhook-id, the same at each try"`
	Name    string                 `json:"name" doc:"the touch's; test for a test"`
	State   outgoing.DeliveryState `json:"state" enum:"waiting,sent,failed"`
	At      time.Time              `json:"at" doc:"when it was queued"`
	LastAt  time.Time              `json:"lastAt,omitzero" doc:"when it was tried last"`
	DueAt   time.Time              `json:"dueAt,omitzero" doc:"when it is tried next"`
	Tries   int                    `json:"tries"`
	Status  int                    `json:"status,omitempty" doc:"the last answer's"`
	Problem string                 `json:"problem,omitempty" doc:"why the last try was no success, as a key of the sentences in locale/"`
	Answer  string                 `json:"answer,omitempty" doc:"the beginning of the last answer"`
	Millis  int64                  `json:"ms" doc:"how long the last try took"`
	Body    string                 `json:"body" doc:"what is sent, as much of it as you see, cut at 8 KB"`
}

// DestinationPath is part of an address, exported because huma looks into
// embedded structs only then.
type DestinationPath struct {
	ID string `path:"id"`
}

func info(d outgoing.Destination) DestinationInfo {
	return DestinationInfo{ID: d.ID, State: d.State, OldUntil: d.OldUntil, CreatedAt: d.CreatedAt, Waiting: d.Waiting, Sent: d.Sent,
		GaveUp: d.GaveUp, Dropped: d.Dropped, Fails: d.Fails, FailingSince: d.FailingSince, NextAt: d.NextAt, LastOK: d.LastOK,
		DestinationChange: DestinationChange{d.Name, d.URL, d.Sight, d.Chosen.Names, d.Chosen.Channels, d.Chosen.Statements, d.Chosen.Files,
			d.Chosen.Segments}}
}

func (c DestinationChange) destination(ctx context.Context) outgoing.Destination {
	d := outgoing.Destination{Workspace: route.Workspace(ctx), Name: c.Name, URL: c.URL, Sight: c.Personal,
		Chosen: outgoing.Filter{Names: c.Names, Channels: c.Channels, Statements: c.Statements, Files: c.Files, Segments: c.Segments}}
	if d.Sight == "" {
		d.Sight = cham.SightMasked
	}
	return d
}

// told is what the audit log says of a destination: of its address the host, as
// what follows may be a secret.
func told(d outgoing.Destination) map[string]any {
	host := ""
	if u, err := url.Parse(d.URL); err == nil {
		host = u.Host
	}
	return map[string]any{"name": d.Name, "host": host, "personal": d.Sight, "chosen": d.Chosen}
}

func (s *server) list(ctx context.Context, _ *route.None) ([]DestinationInfo, error) {
	all, err := s.Service.Store.Destinations(ctx, route.Workspace(ctx))
	out := []DestinationInfo{}
	for _, d := range all {
		out = append(out, info(d))
	}
	return out, err
}

func (s *server) get(ctx context.Context, in *DestinationPath) (DestinationInfo, error) {
	d, err := s.Service.Store.Destination(ctx, route.Workspace(ctx), in.ID)
	return info(d), err
}

func (s *server) create(ctx context.Context, in *route.In[DestinationChange]) (DestinationInfo, error) {
	d := in.Body.destination(ctx)
	d.CreatedBy = cham.ActorFrom(ctx).User
	d, err := s.Service.New(ctx, d)
	if err != nil {
		return DestinationInfo{}, err
	}
	out := info(d)
	out.Secret = d.Secret
	return out, s.Audit.Record(ctx, audit.Event{Action: "postDestinations", Object: d.ID, After: told(d)})
}

type changeIn struct {
	DestinationPath
	Body DestinationChange
}

func (s *server) change(ctx context.Context, in *changeIn) (DestinationInfo, error) {
	d := in.Body.destination(ctx)
	d.ID = in.ID
	was, is, err := s.Service.Change(ctx, d)
	if err != nil {
		return DestinationInfo{}, err
	}
	e, differs := audit.Changed("putDestinationsId", is.ID, told(was), told(is))
	if differs || was.URL != is.URL {
		err = s.Audit.Record(ctx, e)
	}
	return info(is), err
}

func (s *server) remove(ctx context.Context, in *DestinationPath) (route.None, error) {
	return route.None{}, s.Service.Remove(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) pause(ctx context.Context, in *DestinationPath) (DestinationInfo, error) {
	d, err := s.Service.Pause(ctx, route.Workspace(ctx), in.ID)
	return info(d), err
}

func (s *server) resume(ctx context.Context, in *DestinationPath) (DestinationInfo, error) {
	d, err := s.Service.Resume(ctx, route.Workspace(ctx), in.ID)
	return info(d), err
}

func (s *server) rotate(ctx context.Context, in *DestinationPath) (DestinationInfo, error) {
	d, err := s.Service.Rotate(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return DestinationInfo{}, err
	}
	out := info(d)
	out.Secret = d.Secret
	return out, nil
}

func (s *server) test(ctx context.Context, in *DestinationPath) (DeliveryInfo, error) {
	d, err := s.Service.Store.Destination(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return DeliveryInfo{}, err
	}
	m, err := s.Service.Test(ctx, d.Workspace, d.ID)
	if err != nil {
		return DeliveryInfo{}, err
	}
	return delivery(ctx, d, &m)
}

// listed is how many deliveries are answered.
const listed = 50

func (s *server) deliveries(ctx context.Context, in *DestinationPath) ([]DeliveryInfo, error) {
	d, err := s.Service.Store.Destination(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.Service.Store.Deliveries(ctx, d.Workspace, d.ID, listed)
	if err != nil {
		return nil, err
	}
	out := []DeliveryInfo{}
	for i := range all {
		one, err := delivery(ctx, d, &all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// shownBody is how much of a body is shown.
const shownBody = 8 << 10

// delivery is shown as much of as the destination and who looks both see.
func delivery(ctx context.Context, d outgoing.Destination, m *outgoing.Delivery) (DeliveryInfo, error) {
	d.Sight = cham.ActorFrom(ctx).Sees().Least(d.Sight)
	body, err := d.Sees(m)
	if err != nil {
		return DeliveryInfo{}, err
	}
	out := DeliveryInfo{ID: m.ID, Name: m.Name, State: m.State, At: m.At, LastAt: m.LastAt, DueAt: m.DueAt, Tries: m.Tries, Status: m.Status,
		Answer: m.Answer, Millis: m.Took.Milliseconds(), Body: string(body[:min(len(body), shownBody)])}
	if m.Problem != "" {
		out.Problem = m.Problem.Key()
	}
	return out, nil
}

type resendIn struct {
	DestinationPath
	Message string `path:"message"`
}

func (s *server) resend(ctx context.Context, in *resendIn) (DeliveryInfo, error) {
	d, err := s.Service.Store.Destination(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return DeliveryInfo{}, err
	}
	m, err := s.Service.Resend(ctx, d.Workspace, d.ID, in.Message)
	if err != nil {
		return DeliveryInfo{}, err
	}
	return delivery(ctx, d, &m)
}
