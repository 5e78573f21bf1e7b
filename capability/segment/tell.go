package segment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"cham"
	"cham/capability/capture"
)

// SourceID is the source of what live segments tell: a move counts once.
const SourceID = cham.SourceID("segments")

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// tellAtOnce bounds the moves of one batch.
const tellAtOnce = 500

// Tell makes calls of the moves that were not told. Those whose telling was cut off are told again,
// under the same message ids.
func (s *Service) Tell(ctx context.Context, ws cham.WorkspaceID) error {
	for {
		moves, err := s.Untold(ctx, ws, tellAtOnce)
		if err != nil || len(moves) == 0 {
			return err
		}
		calls, err := s.calls(ctx, ws, moves)
		if err != nil {
			return err
		}
		if err := s.accept(ctx, ws, calls); err != nil {
			return err
		}
		if err := s.Told(ctx, ws, moves[len(moves)-1].Seq); err != nil {
			return err
		}
	}
}

func (s *Service) calls(ctx context.Context, ws cham.WorkspaceID, moves []Move) (calls []capture.Call, err error) {
	saved, err := s.Segments(ctx, ws)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		g := named(saved, m.Segment)
		keys, err := s.Keys(ctx, ws, cham.CustomerID(m.Key))
		if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && (len(keys) == 0 || g.ID == "") {
			continue // they, or it, are not there any more
		}
		if err != nil {
			return nil, err
		}
		c, err := m.call(g.Name, keys[0])
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
	}
	return calls, nil
}

const stamp = "2006-01-02T15:04:05.000Z07:00"

func (m *Move) call(name string, k cham.Key) (c capture.Call, err error) {
	c = capture.Call{Type: cham.CallSegment, Event: cham.SegmentLeft, MessageID: m.MessageID(), OriginalTime: m.At.UTC().Format(stamp)}
	if m.Entered {
		c.Event = cham.SegmentEntered
	}
	if c.Properties, err = json.Marshal(map[string]string{"segment": m.Segment, "segmentName": name}); err != nil {
		return c, err
	}
	return c, c.Of(k, nil)
}

// MessageID is that of the call which tells it: the same for the same move.
func (m *Move) MessageID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%t\x00%d", m.Segment, m.Key, m.Entered, m.At.UnixMilli()))
	return "seg-" + hex.EncodeToString(sum[:16])
}

func (s *Service) accept(ctx context.Context, ws cham.WorkspaceID, calls []capture.Call) error {
	if len(calls) == 0 {
		return nil
	}
	src, err := capture.OwnSource(ctx, s.Sources, ws, SourceID, func() (cham.Source, error) {
		return capture.NewSource(ws, s.Name(), cham.KindSegments, s.NewID, s.Now()), nil
	})
	if err != nil || !src.Takes() {
		return err
	}
	_, err = s.Accepter.Accept(ctx, src, capture.Batch{Calls: calls}, capture.Meta{ReceivedAt: s.Now().UTC()})
	return err
}
