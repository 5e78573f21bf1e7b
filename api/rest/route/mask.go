package route

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"cham"
	"cham/capability/privacy"
)

// KeyRef is an identifier of a customer.
type KeyRef struct {
	Kind  cham.KeyKind `json:"kind"`
	Value string       `json:"value" doc:"masked for viewers"`
}

// Masks reports whether the caller sees personal data masked.
func Masks(ctx context.Context) bool { return !cham.ActorFrom(ctx).Role.Allows(cham.RoleEditor) }

// Masked is an answer as the caller may see it. Every answer and every event
// of a stream passes here by itself; only what becomes text before that, as a
// file does, must be given here first.
func Masked[T any](ctx context.Context, answer T) T {
	if Masks(ctx) {
		return privacy.Mask(answer)
	}
	return answer
}

// MaskAnswer is the last step of every answer and refusal of the API. Answers
// about the caller, which need no role, stay as they are.
func MaskAnswer(ctx huma.Context, _ string, answer any) (any, error) {
	need, _ := ctx.Operation().Extensions[permissionKey].(string)
	if !cham.Role(need).Allows(cham.RoleViewer) {
		return answer, nil
	}
	return Masked(ctx.Context(), answer), nil
}

// maskedSender is a stream of events as the caller may see them.
func maskedSender(ctx context.Context, send sse.Sender) sse.Sender {
	return func(m sse.Message) error {
		m.Data = Masked(ctx, m.Data)
		return send(m)
	}
}
