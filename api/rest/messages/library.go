package messages

import (
	"context"

	"cham/api/rest/route"
	"cham/capability/library"
)

// MessageList are messages that are kept.
type MessageList struct {
	Messages []library.SavedMessage `json:"messages"`
}

func (s *server) messages(ctx context.Context, _ *route.None) (out MessageList, err error) {
	out.Messages, err = s.Library.Messages(ctx, route.Workspace(ctx))
	if out.Messages == nil {
		out.Messages = []library.SavedMessage{}
	}
	return out, err
}

func (s *server) save(ctx context.Context, in *route.In[library.SavedDraft]) (library.SavedMessage, error) {
	return s.Library.Create(ctx, route.Workspace(ctx), in.Body)
}

func (s *server) change(ctx context.Context, in *struct {
	MessagePath
	Body library.SavedDraft
}) (library.SavedMessage, error) {
	return s.Library.Change(ctx, route.Workspace(ctx), in.ID, in.Body)
}

func (s *server) remove(ctx context.Context, in *MessagePath) (route.None, error) {
	return route.None{}, s.Library.DeleteMessage(ctx, route.Workspace(ctx), in.ID)
}
