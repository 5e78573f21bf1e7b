// Package web holds the built pages of Chạm and serves them.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// unbuilt is shown when the program was compiled before the pages were.
const unbuilt = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Chạm</title>
<body><h1>Chạm</h1><p>Giao diện chưa được dựng. Hãy chạy: <code>make build</code>.</p>
<p lang="en">The pages are not built yet. Run <code>make build</code>.</p></body></html>`

// policy lets in scripts of our own only, those in the page by their hashes;
// styles may be inline because components compute them.
const policy = "default-src 'self'; script-src 'self'%s; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Handler serves the pages built into the program: files by their name, every
// other path the one page whose script finds its way by the address.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the directory is embedded; cannot happen
	}
	return handler(files)
}

func handler(files fs.FS) http.Handler {
	policies := map[string]string{}
	for _, name := range []string{mainPage, staffPage} {
		policies[name] = fmt.Sprintf(policy, hashes(files, name))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		switch {
		case isFile(files, name):
			serveFile(w, r, files, name)
		case r.URL.Path == "/staff": // its service worker is for what lies below
			http.Redirect(w, r, "/staff/", http.StatusMovedPermanently)
		case (name == "staff" || name == staffPage) && isThere(files, staffPage):
			servePage(w, r, files, staffPage, policies[staffPage])
		case path.Ext(name) != "" && strings.HasPrefix(name, "assets/"):
			http.NotFound(w, r) // a page of an older build asks for its script
		default:
			servePage(w, r, files, mainPage, policies[mainPage])
		}
	})
}

// The pages that stand for themselves: the app, and what staff have on a phone.
const (
	mainPage  = "index.html"
	staffPage = "staff/index.html"
)

var inline = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// hashes are those of the scripts that stand in a page itself.
func hashes(files fs.FS, name string) string {
	page, err := fs.ReadFile(files, name)
	if err != nil {
		return "" // servePage says that it is missing
	}
	var b strings.Builder
	for _, script := range inline.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(script[1])
		b.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return b.String()
}

func isFile(files fs.FS, name string) bool {
	if name == mainPage || name == staffPage || strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, ".vite/") {
		return false
	}
	return isThere(files, name)
}

func isThere(files fs.FS, name string) bool {
	if name == "" {
		return false
	}
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}

func serveFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	if strings.HasPrefix(name, "assets/") { // the name holds a hash of the content
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	send(w, r, files, name)
}

func servePage(w http.ResponseWriter, r *http.Request, files fs.FS, name, policy string) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if !isThere(files, name) {
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, unbuilt)
		return
	}
	send(w, r, files, name)
}

// send writes a file, compressed beforehand when the browser takes it so.
func send(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	for _, enc := range [...]struct{ name, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r, enc.name) {
			continue
		}
		if _, err := fs.Stat(files, name+enc.ext); err == nil {
			h.Set("Content-Encoding", enc.name)
			name += enc.ext
			break
		}
	}
	f, err := files.Open(name)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	defer f.Close()
	http.ServeContent(w, r, "", time.Time{}, f.(io.ReadSeeker))
}

func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		token, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if token == encoding && strings.TrimSpace(q) != "q=0" {
			return true
		}
	}
	return false
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
