package track

import (
	"cmp"
	"net/http"
	"strings"

	"cham/capability/capture"
)

// snippetAddress is asked by cham.js on every page of a website.
const snippetAddress = "/v1/snippet/{key}"

// snippet tells the website snippet what its owner switched on. Browsers keep
// the answer for two minutes, and the source is remembered for half of one: so
// late does a page see a change.
func (s *server) snippet(w http.ResponseWriter, r *http.Request) {
	src, ok := s.source(w, r, r.PathValue("key"))
	if !ok {
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=120")
	on, search := []string{}, []string{}
	if src.Public() {
		on = append(on, strings.Fields(src.Tells)...)
	}
	if strings.Contains(src.Tells, "search") {
		search = strings.Fields(cmp.Or(src.Search, capture.UsualSearch))
	}
	writeJSON(w, http.StatusOK, map[string]any{"on": on, "search": search})
}
