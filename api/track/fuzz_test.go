package track_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cham/capability/capture"
)

// FuzzTrackHandler: every request gets an answer that clients understand, and
// 200 only when every call in it was recorded or refused.
func FuzzTrackHandler(f *testing.F) {
	for _, sc := range scenarios {
		if len(sc.body) < 4096 {
			f.Add(strings.TrimPrefix(sc.url, "/v1/"), sc.header["Authorization"], sc.header["X-Write-Key"], []byte(sc.body))
		}
	}
	f.Fuzz(func(t *testing.T, path, auth, key string, body []byte) {
		if strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' || r == '%' }) {
			return
		}
		rec, acc, h := newServer(nil)
		r := httptest.NewRequest("POST", "/v1/"+path, strings.NewReader(string(body)))
		r.Header.Set("Authorization", auth)
		r.Header.Set("X-Write-Key", key)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if !slices.Contains([]int{200, 301, 307, 308, 400, 401, 403, 404, 405, 503}, w.Code) {
			t.Fatalf("answered %d %s", w.Code, w.Body)
		}
		if w.Code == 200 && w.Body.String() != `{"success":true}` || w.Code >= 400 && w.Body.Len() == 0 {
			t.Fatalf("answered %d %q", w.Code, w.Body)
		}
		if whole := w.Code == 400 && len(rec.refused) == 1 && rec.refused[0].Reason == string(capture.ReasonBody); w.Code != 200 && !whole &&
			len(rec.touches)+len(rec.refused) > 0 || whole && len(rec.touches) > 0 {
			t.Fatalf("answered %d and kept %+v %+v", w.Code, rec.touches, rec.refused)
		}
		var refused int64
		for _, n := range acc.Counts().Refused {
			refused += n
		}
		if int64(len(rec.touches)) != acc.Counts().Accepted || int64(len(rec.refused)) != refused || len(rec.touches) > capture.MaxEvents {
			t.Fatalf("%d touches, %d refused, counted %+v", len(rec.touches), len(rec.refused), acc.Counts())
		}
	})
}
