package sources

import (
	"cmp"
	"context"
	"encoding/json"
	"html"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
)

// usualEvents is how many taken and refused calls the debugger shows unless
// asked for more.
const usualEvents = 100

func (s *server) sources(ctx context.Context, _ *route.None) ([]SourceInfo, error) {
	all, err := s.Sources.Sources(ctx, route.Workspace(ctx))
	if err != nil {
		return nil, err
	}
	came, err := s.came(ctx)
	if err != nil {
		return nil, err
	}
	var out []SourceInfo
	for _, src := range all {
		info, err := s.sourceInfo(ctx, src, came)
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	return out, nil
}

// came is what came in of all sources.
type came struct {
	volumes []capture.SourceVolume
	money   []capture.MoneyFields
}

func (s *server) came(ctx context.Context) (c came, err error) {
	if c.volumes, err = s.History.SourceVolumes(ctx, route.Workspace(ctx), capture.HealthSince(s.Now())); err != nil {
		return c, err
	}
	c.money, err = s.History.MoneyFields(ctx, route.Workspace(ctx), s.Now().AddDate(0, 0, -capture.MoneyDays))
	return c, err
}

func (s *server) sourceInfo(ctx context.Context, src cham.Source, all came) (SourceInfo, error) {
	out := SourceInfo{ID: src.ID, Name: src.Name, Kind: src.Kind, Enabled: src.Enabled,
		RequireConsent: src.RequireConsent, CreatedAt: src.CreatedAt,
		Tells: strings.Fields(src.Tells), SearchParams: strings.Fields(src.Search), OrdersFrom: src.OrdersFrom}
	if cham.ActorFrom(ctx).May(cham.MaySources) {
		out.WriteKey = capture.ShownKey(src.WriteKey)
	}
	latest, err := s.History.Latest(ctx, src.Workspace, src.ID, 1)
	if err != nil {
		return out, err
	}
	if len(latest) > 0 {
		out.LastAt = latest[0].ReceivedAt
	}
	now := s.Now()
	out.Refusals, err = s.Refusals.RefusalCounts(ctx, src.Workspace, src.ID, now.Add(-capture.HealthHours*time.Hour))
	h := capture.HealthOf(src, all.volumes, out.Refusals, all.money, now)
	for _, m := range h.Mixed {
		out.Mixed = append(out.Mixed, MixedMoney{m.Event, m.Revenue, m.Total, m.Value})
	}
	out.Volumes, out.Accepted24h, out.Refused24h, out.Health = h.Volumes, h.Accepted, h.Refused, h.State
	return out, err
}

// describeSource answers one source as the list does.
func (s *server) describeSource(ctx context.Context, src cham.Source) (SourceInfo, error) {
	came, err := s.came(ctx)
	if err != nil {
		return SourceInfo{}, err
	}
	return s.sourceInfo(ctx, src, came)
}

func (s *server) newSource(ctx context.Context, in *route.In[NewSource]) (SourceInfo, error) {
	src := capture.NewSource(route.Workspace(ctx), in.Body.Name, in.Body.Kind, s.NewID, s.Now())
	src.RequireConsent = in.Body.RequireConsent
	if err := s.Sources.CreateSource(ctx, capture.Keep(src)); err != nil {
		return SourceInfo{}, err
	}
	return s.describeSource(ctx, src) // with the whole key, this once
}

func (s *server) changeSource(ctx context.Context, in *sourceIn) (SourceInfo, error) {
	return s.updateSource(ctx, in.ID, func(src *cham.Source) error {
		b := in.Body
		src.Name = value(b.Name, src.Name)
		src.Enabled = value(b.Enabled, src.Enabled)
		src.RequireConsent = value(b.RequireConsent, src.RequireConsent)
		return s.changeWebsite(ctx, src, b)
	})
}

func (s *server) rotateKey(ctx context.Context, in *SourcePath) (SourceInfo, error) {
	return s.updateSource(ctx, in.ID, func(src *cham.Source) error {
		src.WriteKey = capture.NewWriteKey(s.NewID)
		return nil
	})
}

func (s *server) updateSource(ctx context.Context, id cham.SourceID, change func(*cham.Source) error) (SourceInfo, error) {
	src, err := s.Sources.Source(ctx, route.Workspace(ctx), id)
	if err != nil {
		return SourceInfo{}, err
	}
	if err := change(&src); err != nil {
		return SourceInfo{}, err
	}
	if err := s.Sources.UpdateSource(ctx, capture.Keep(src)); err != nil {
		return SourceInfo{}, err
	}
	return s.describeSource(ctx, src)
}

func value[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

func (s *server) deleteSource(ctx context.Context, in *SourcePath) (route.None, error) {
	return route.None{}, s.Sources.DeleteSource(ctx, route.Workspace(ctx), in.ID)
}

// debugger lists what came in lately, taken and refused, newest first.
func (s *server) debugger(ctx context.Context, in *debuggerIn) (DebuggerPage, error) {
	src, err := s.Sources.Source(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return DebuggerPage{}, err
	}
	var taken []cham.Record
	var refused []capture.Refused
	most := cmp.Or(in.Limit, usualEvents)
	if in.Show != "refused" {
		if taken, err = s.History.Latest(ctx, src.Workspace, src.ID, most); err != nil {
			return DebuggerPage{}, err
		}
	}
	if in.Show != "accepted" {
		if refused, err = s.Refusals.Refusals(ctx, src.Workspace, src.ID, most); err != nil {
			return DebuggerPage{}, err
		}
	}
	keys, err := s.keysOf(ctx, taken)
	if err != nil {
		return DebuggerPage{}, err
	}
	var all []DebuggerEvent
	for i := range taken {
		all = append(all, takenEvent(&taken[i], keys))
	}
	for _, r := range refused {
		all = append(all, refusedEvent(r))
	}
	all = slices.DeleteFunc(all, func(e DebuggerEvent) bool { return !in.After.IsZero() && !e.At.After(in.After) })
	slices.SortStableFunc(all, func(a, b DebuggerEvent) int { return b.At.Compare(a.At) })
	return DebuggerPage{Events: all}, nil
}

// keysOf names the keys of records, which history knows by number.
func (s *server) keysOf(ctx context.Context, records []cham.Record) (map[cham.KeyID]cham.Key, error) {
	var ids []cham.KeyID
	for i := range records {
		ids = append(append(ids, records[i].Key), records[i].Also...)
	}
	slices.Sort(ids)
	nodes, err := s.Keys.NodesByID(ctx, route.Workspace(ctx), slices.Compact(ids))
	keys := make(map[cham.KeyID]cham.Key, len(nodes))
	for _, n := range nodes {
		keys[n.ID] = n.Key
	}
	return keys, err
}

func takenEvent(r *cham.Record, keys map[cham.KeyID]cham.Key) DebuggerEvent {
	e := DebuggerEvent{At: r.ReceivedAt, Accepted: true, Type: r.Type, Name: r.Name, MessageID: r.MessageID, Channel: r.Channel}
	for _, id := range append([]cham.KeyID{r.Key}, r.Also...) {
		if k, ok := keys[id]; ok {
			e.Keys = append(e.Keys, route.KeyRef(k))
		}
	}
	e.Sample = sample(r)
	return e
}

// sample is the part of a touch that its sender wrote.
func sample(r *cham.Record) json.RawMessage {
	parts := map[string]json.RawMessage{}
	for name, v := range map[string]json.RawMessage{"properties": r.Properties, "traits": r.Traits, "context": r.Context} {
		if len(v) > 0 {
			parts[name] = v
		}
	}
	b, err := json.Marshal(parts)
	if err != nil || len(parts) == 0 { // a part that is no JSON is not worth an error
		return nil
	}
	return b
}

func refusedEvent(r capture.Refused) DebuggerEvent {
	e := DebuggerEvent{At: r.At, Reason: r.Reason, Detail: r.Detail, Type: r.Type, Name: r.Name, MessageID: r.MessageID}
	if r.Sample != "" {
		e.Sample, _ = json.Marshal(r.Sample) // text always encodes
	}
	return e
}

type snippetIn struct {
	route.RequestInfo
	ID cham.SourceID `path:"id"`
}

// snippet is what goes into a website, before </head>.
func (s *server) snippet(ctx context.Context, in *snippetIn) (Snippet, error) {
	base, src, err := s.forPages(ctx, in)
	if err != nil {
		return Snippet{}, err
	}
	return Snippet{HTML: `<script async src="` + html.EscapeString(base) + `/cham.js" data-key="` +
		html.EscapeString(src.WriteKey) + `"></script>`}, nil
}

// plugins are what goes into the shops of known platforms.
func (s *server) plugins(ctx context.Context, in *snippetIn) ([]Plugin, error) {
	base, src, err := s.forPages(ctx, in)
	if err != nil {
		return nil, err
	}
	return s.Plugins(base, src.WriteKey), nil
}

// forPages is the address by which pages reach us, and a source whose key may
// stand in them.
func (s *server) forPages(ctx context.Context, in *snippetIn) (base string, src cham.Source, err error) {
	if src, err = s.Sources.Source(ctx, route.Workspace(ctx), in.ID); err != nil {
		return "", src, err
	}
	if capture.Hashed(src.WriteKey) {
		return "", src, &cham.Error{Code: cham.CodeConflict, Op: "rest.snippet", Key: "error.snippetServer"}
	}
	return in.Base(s.PublicURL), src, nil
}
