package route

import (
	"context"
	"reflect"

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

// Masks reports whether the caller sees personal data masked, or not at all.
func Masks(ctx context.Context) bool { return cham.ActorFrom(ctx).Sees() != cham.SightFull }

// Masked is an answer as the caller may see it. Every answer and every event
// of a stream passes here by itself; only what becomes text before that, as a
// file does, must be given here first.
func Masked[T any](ctx context.Context, answer T) T {
	return privacy.For(cham.ActorFrom(ctx).Sees(), answer)
}

// MayAsk refuses a question that names what the caller sees masked: its answers
// would spell a phone out, a guess at a time.
func MayAsk(ctx context.Context, question any) error {
	if Masks(ctx) && !reflect.DeepEqual(privacy.Mask(question), question) {
		return &cham.Error{Code: cham.CodeForbidden, Op: "rest.ask", Key: "error.asksMasked"}
	}
	return nil
}

// MaskAnswer is the last step of every answer and refusal of the API. Answers
// about the caller stay as they are.
func MaskAnswer(ctx huma.Context, _ string, answer any) (any, error) {
	if need, _ := ctx.Operation().Extensions[permissionKey].(string); Permission(need).AboutCaller() {
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
