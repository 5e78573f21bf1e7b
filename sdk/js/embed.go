// Package js carries the website snippet: the script that the server answers
// at /cham.js, and the lines that load it, for pasting into a website.
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
func Script() []byte {
	script, err := fs.ReadFile(dist, "dist/cham.js")
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
