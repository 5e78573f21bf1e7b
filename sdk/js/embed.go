// Package js carries the website snippet: the scripts that the server answers
// at /cham.js and /cham-more.js, and the lines that load it, for pasting into a
// website.
package js

import (
	"embed"
	"html"
	"io/fs"
	"strings"
)

//go:embed all:dist
var dist embed.FS

//go:embed snippet.html
var snippet string

// Script returns the minified script, UTF-8 JavaScript of at most 4,096 bytes
// after gzip; nil when the program was built without it ("make" builds it).
func Script() []byte { return read("dist/cham.js") }

// More returns the second script, which the first loads where a website tells
// more than page views; of the same size at most, and nil likewise.
func More() []byte { return read("dist/cham-more.js") }

func read(name string) []byte {
	script, err := fs.ReadFile(dist, name)
	if err != nil {
		return nil
	}
	return script
}

// Snippet returns the lines to paste into the <head> of a website. Host is
// where Chạm answers, such as "https://cham.example", key the write key of
// the source.
func Snippet(host, key string) string {
	return strings.NewReplacer(
		"{{host}}", html.EscapeString(strings.TrimSuffix(host, "/")),
		"{{key}}", html.EscapeString(key),
	).Replace(snippet)
}
