package heard

import (
	"context"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/reach"
)

// Called is a call of ours that a customer answered.
type Called struct {
	// ID names the call: the same once more is no other touch.
	ID       string
	Customer cham.CustomerID
	At       time.Time
	// Properties are what it was about and how it ended.
	Properties map[string]any
}

// Call makes a touch of a call that was answered.
func (s *Service) Call(ctx context.Context, ws cham.WorkspaceID, c Called) error {
	keys, err := s.Keys(ctx, ws, c.Customer)
	if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && len(keys) == 0 {
		return nil // they are not known any more
	}
	if err != nil {
		return err
	}
	made, err := call(id(c.ID, "called"), capture.EventCall, reach.Call.Channel(), c.At, keys[0], c.Properties, nil)
	if err != nil {
		return err
	}
	return s.accept(ctx, ws, []capture.Call{made})
}
