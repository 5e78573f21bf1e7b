package public

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

// frameScript is what a form's page runs in a frame, the only script of all these pages:
// it asks the page around it whose browser this is.
//
//go:embed frame.js
var frameScript string

// framePolicy lets a page stand in anybody's frame and run that script.
var framePolicy = strings.Replace(policy, "frame-ancestors 'none'", "script-src 'sha256-"+hashOf(frameScript)+"'; frame-ancestors *", 1)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// policyOf is framePolicy where the page's address says that it stands in a frame.
func policyOf(r *http.Request) string {
	if embedded(r) {
		return framePolicy
	}
	return policy
}

// embedded reports whether the page says that it stands in another site's.
func embedded(r *http.Request) bool { return r.URL.Query().Get("embed") == "1" }

// frameView is what of a form's page is there in frames only.
type frameView struct {
	Script template.JS
	// Visitor is the browser as the website knows it, once it was said.
	Visitor string
}

// frame is nil where the page stands in none.
func frame(r *http.Request) *frameView {
	if !embedded(r) {
		return nil
	}
	return &frameView{Script: template.JS(frameScript), Visitor: r.PostForm.Get("visitor")}
}
