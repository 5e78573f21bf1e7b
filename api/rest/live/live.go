package live

import (
	"context"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2/sse"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/imports"
	"cham/api/rest/route"
)

// events are the kinds of events, by their names.
var events = map[string]any{
	"tick": LiveTick{}, "touch": LiveTouch{}, "import": imports.ImportInfo{}, "map": LiveMap{}, "demo": accounts.DemoProgress{},
}

const (
	tickEvery = time.Second
	askAgain  = 15 // ticks after which the caller's right is looked at again
)

// stillAllowed reports whether the caller who opened a stream may still see
// this workspace: a stream ends with its session, role or key.
func (s *server) stillAllowed(ctx context.Context, v *route.RequestInfo) bool {
	c, err := s.Callers.BySession(ctx, v.Session)
	if v.Key != "" {
		c, err = s.Callers.ByAPIKey(ctx, v.Key)
	}
	return err == nil && c.Workspace == route.Workspace(ctx) && c.Actor.Equals(cham.ActorFrom(ctx))
}

// live sends a page events until it disconnects: every call as it comes in,
// and a tick each second. It watches the caller's workspace only.
func (s *server) live(ctx context.Context, in *liveIn, send sse.Sender) {
	events, stop := s.Pages.Watch(route.Workspace(ctx))
	defer stop()
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	if !s.tick(ctx, in, send) {
		return
	}
	for ticks := 1; ; {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if send.Data(e) != nil {
				return
			}
		case <-ticker.C:
			if ticks++; ticks%askAgain == 0 && !s.stillAllowed(ctx, &in.RequestInfo) || !s.tick(ctx, in, send) {
				return
			}
		}
	}
}

// tick sends how busy it is; false ends the stream.
func (s *server) tick(ctx context.Context, in *liveIn, send sse.Sender) bool {
	ws := route.Workspace(ctx)
	p, err := s.pulses.of(ctx, s, ws, in.Map)
	if err != nil {
		if ctx.Err() == nil && !route.IsCode(err, cham.CodeUnavailable) && !route.IsCode(err, cham.CodeNotFound) {
			s.Log.ErrorContext(ctx, "live: a tick could not be made", "workspace", ws, "err", err)
		}
		p = pulse{} // the next one may
	}
	return send.Data(LiveTick{PerMinute: s.Pages.PerMinute(ws), Touches: p.touches, Backlog: p.backlog, Live: p.live}) == nil
}

// pulse is what is asked once a second, however many pages watch.
type pulse struct {
	touches, backlog int
	live             map[string]int
}

// pulses remembers the pulse of each workspace and map for as long as it cost
// to take it, times ten, and at least a second: watching must not slow down
// the questions people ask.
type pulses struct {
	mu    sync.Mutex
	known map[pulseKey]*pulseBox
}

type pulseKey struct {
	ws cham.WorkspaceID
	m  cham.MapID
}

type pulseBox struct {
	mu    sync.Mutex
	pulse pulse
	until time.Time
}

// mostPulses bounds what is remembered; above it all is forgotten.
const mostPulses = 1000

func (p *pulses) box(k pulseKey) *pulseBox {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) > mostPulses {
		p.known = map[pulseKey]*pulseBox{}
	}
	b := p.known[k]
	if b == nil {
		b = &pulseBox{}
		p.known[k] = b
	}
	return b
}

func (p *pulses) of(ctx context.Context, s *server, ws cham.WorkspaceID, m cham.MapID) (pulse, error) {
	b := p.box(pulseKey{ws, m})
	b.mu.Lock()
	defer b.mu.Unlock()
	now := s.Now()
	if now.Before(b.until) {
		return b.pulse, nil
	}
	taken, err := s.takePulse(ctx, m)
	if err != nil {
		return b.pulse, err
	}
	b.pulse, b.until = taken, now.Add(max(tickEvery*9/10, 10*s.Now().Sub(now)))
	return taken, nil
}

// takePulse asks how busy the workspace is, and who is at each touchpoint of the
// map now.
func (s *server) takePulse(ctx context.Context, id cham.MapID) (p pulse, err error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return p, err
	}
	waiting, err := s.Backlog(ctx, ws.ID)
	if err != nil {
		return p, err
	}
	now, err := s.Reports.Pulse(ctx, ws, id)
	return pulse{touches: now.Touches, backlog: int(waiting), live: now.Live}, err
}
