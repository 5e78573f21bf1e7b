package track_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/track"
	"cham/capability/capture"
)

// nowhere is a log that is always ready.
type nowhere struct{}

func (nowhere) Append(context.Context, cham.WorkspaceID, int, []byte) error { return nil }

// BenchmarkHandler measures one call per request, without the network.
func BenchmarkHandler(b *testing.B) {
	acc := capture.NewAccepter(capture.Config{Log: nowhere{}, NewID: func() string { return "id" }})
	h := track.New(track.Config{Accepter: acc, Sources: &recorder{}, Rate: -1, Now: time.Now})
	body := `{"userId":"u1","event":"Order Completed","messageId":"m",` +
		`"properties":{"revenue":120000},"context":{"page":{"url":"https://a.vn/gia"}}}`
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/v1/track", io.NopCloser(strings.NewReader(body)))
		r.Header.Set("Authorization", basic)
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
}
