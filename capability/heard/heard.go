// Package heard makes touches of what customers do with messages, and of what they
// write: each carries the id of its message. What a business sends, and what only
// arrived, is nobody's doing and no touch (decision 0038).
package heard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Kind is the kind of the source of these touches, at most one in a workspace;
// SourceID is its id: a touch counts once per source.
const (
	Kind     = "messages"
	SourceID = cham.SourceID("messages")
)

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Sources  capture.Sources
	Accepter Accepter
	// Keys are those of a customer, strongest first; CodeNotFound.
	Keys func(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) ([]cham.Key, error)
	// Own is what a business's own system stands for.
	Own func(ctx context.Context, ws cham.WorkspaceID) (reach.OwnWay, error)
	// Name is what the source is called in a workspace.
	Name  func(ctx context.Context, ws cham.WorkspaceID) (string, error)
	NewID func() string
	Now   func() time.Time
}

// Service makes touches. It is safe for concurrent use.
type Service struct{ Config }

// New returns a Service.
func New(c Config) *Service { return &Service{c} }

// events are what people do with messages, by the Segment specification's names
// for e-mail; other ways have the same with another first word.
var events = map[outbox.ReturnKind]string{outbox.Opened: "Opened", outbox.Clicked: "Link Clicked", outbox.Complained: "Marked as Spam",
	outbox.Dismissed: "Dismissed"}

func event(way reach.Way, kind outbox.ReturnKind) string {
	switch {
	case kind == outbox.Unsubscribed:
		return "Unsubscribed"
	case events[kind] == "":
		return ""
	case way == reach.Email:
		return "Email " + events[kind]
	}
	return "Message " + events[kind]
}

// Tell makes touches of what people did with messages; the same once more is no other touch.
func (s *Service) Tell(ctx context.Context, all []outbox.Returned) error {
	calls := map[cham.WorkspaceID][]capture.Call{}
	for i := range all {
		r := &all[i]
		name := event(r.Way, r.Kind)
		if name == "" || r.Customer == 0 {
			continue
		}
		keys, err := s.Keys(ctx, r.Workspace, r.Customer)
		if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && len(keys) == 0 {
			continue // they are not known any more
		}
		if err != nil {
			return err
		}
		properties := map[string]any{"message": r.Item, "mailing": r.Mailing}
		if r.What != "" {
			properties["link"] = r.What
		}
		own, err := s.Own(ctx, r.Workspace)
		if err != nil {
			return err
		}
		c, err := call(id(r.Item, string(r.Kind), r.What), name, own.ChannelOf(r.Way), r.At, keys[0], properties, nil)
		if err != nil {
			return err
		}
		calls[r.Workspace] = append(calls[r.Workspace], c)
	}
	for ws, some := range calls {
		if err := s.accept(ctx, ws, some); err != nil {
			return err
		}
	}
	return nil
}

// Hear makes touches of what customers wrote by a way.
func (s *Service) Hear(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Said) error {
	own, err := s.Own(ctx, ws)
	if err != nil {
		return err
	}
	var calls []capture.Call
	for i := range all {
		w := &all[i]
		properties := map[string]any{}
		if !w.Sign {
			properties["direction"] = "in"
		}
		if w.Text != "" {
			properties["text"] = w.Text
		}
		traits := map[string]string{}
		for name, v := range map[string]string{"phone": w.Phone, "name": w.Name} {
			if v != "" {
				traits[name] = v
			}
		}
		from := cham.Key{Kind: own.KindOf(way), Value: w.From}
		c, err := call(id(string(way), w.Event, w.ID), w.Event, own.ChannelOf(way), w.At, from, properties, traits)
		if err != nil {
			return err
		}
		calls = append(calls, c)
	}
	return s.accept(ctx, ws, calls)
}

const stamp = "2006-01-02T15:04:05.000Z07:00"

// call is a touch as any sender would have sent it.
func call(id, event string, channel cham.Channel, at time.Time, k cham.Key, properties map[string]any,
	traits map[string]string) (c capture.Call, err error) {
	c = capture.Call{Type: cham.CallTrack, MessageID: id, Event: event, Channel: string(channel), OriginalTime: at.UTC().Format(stamp)}
	if c.Properties, err = json.Marshal(properties); err == nil {
		err = c.Of(k, traits)
	}
	return c, err
}

// id is the same for the same happening.
func id(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p + "\x00"))
	}
	return "msg-" + hex.EncodeToString(h.Sum(nil)[:16])
}

func (s *Service) accept(ctx context.Context, ws cham.WorkspaceID, calls []capture.Call) error {
	if len(calls) == 0 {
		return nil
	}
	src, err := s.source(ctx, ws)
	if err != nil || !src.Takes() {
		return err
	}
	_, err = s.Accepter.Accept(ctx, src, capture.Batch{Calls: calls}, capture.Meta{ReceivedAt: s.Now().UTC()})
	return err
}

// source is where these touches come from; the first use makes it.
func (s *Service) source(ctx context.Context, ws cham.WorkspaceID) (cham.Source, error) {
	return capture.OwnSource(ctx, s.Sources, ws, SourceID, func() (cham.Source, error) {
		name, err := s.Name(ctx, ws)
		return capture.NewSource(ws, name, Kind, s.NewID, s.Now()), err
	})
}
