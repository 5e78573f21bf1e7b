package public

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// ReturnsConfig is what the address works with at which providers tell of messages; all of it is required.
type ReturnsConfig struct {
	// Secret is what a workspace's addresses are signed with.
	Secret func(context.Context, cham.WorkspaceID) ([]byte, error)
	// Returned takes what a provider tells, and answers what it wants to hear.
	Returned func(ctx context.Context, ws cham.WorkspaceID, way reach.Way, d outbox.Delivery) (string, error)
	Log      *slog.Logger
}

type returns struct{ ReturnsConfig }

// NewReturns returns the handler of everything under outbox.ReturnPath. What was heard is durable when
// it is answered; providers tell again what was not.
func NewReturns(c ReturnsConfig) http.Handler {
	h := &returns{c}
	mux := http.NewServeMux()
	mux.HandleFunc(outbox.ReturnPath+"{way}/{token}", h.take)
	return mux
}

func (h *returns) take(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	ctx, way := r.Context(), reach.Way(r.PathValue("way"))
	ws, err := outbox.OpenReturn(r.PathValue("token"), way, func(ws cham.WorkspaceID) ([]byte, error) { return h.Secret(ctx, ws) })
	if err != nil {
		h.refuse(w, way, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReturn))
	if err != nil {
		h.refuse(w, way, &cham.Error{Code: cham.CodeTooLarge, Op: "public.returns", Err: err})
		return
	}
	answer, err := h.Returned(ctx, ws, way, outbox.Delivery{Header: r.Header, Query: r.URL.Query(), Body: body})
	if err != nil {
		h.refuse(w, way, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, answer) // whoever hung up tells again
}

// maxReturn is how much a provider may tell at once, in bytes.
const maxReturn = 1 << 20

// refusals are the statuses of what is not taken; what is ours to mend is told again later.
var refusals = map[cham.Code]int{cham.CodeNotFound: http.StatusNotFound, cham.CodeForbidden: http.StatusUnauthorized,
	cham.CodeInvalid: http.StatusBadRequest, cham.CodeTooLarge: http.StatusRequestEntityTooLarge}

func (h *returns) refuse(w http.ResponseWriter, way reach.Way, err error) {
	status, known := refusals[cham.ErrorCode(err)]
	if !known {
		status = http.StatusServiceUnavailable
	}
	if !errors.Is(err, context.Canceled) && cham.ErrorCode(err) != cham.CodeNotFound {
		h.Log.Warn("what a provider told of messages was not taken", "way", way, "status", status, "err", err)
	}
	http.Error(w, http.StatusText(status), status)
}
