package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"cham"
	"cham/api/rest"
	"cham/api/track"
	"cham/capability/access"
	"cham/flow"
	snippet "cham/sdk/js"
	"cham/web"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// serverFlags say where and how the server is reached.
type serverFlags struct {
	dataFlags
	Listen       string       `help:"Address to listen on." default:":8080" env:"CHAM_LISTEN"`
	PublicURL    string       `help:"Address browsers use, such as https://cham.example.vn." env:"CHAM_PUBLIC_URL" placeholder:"URL"`
	TrustedProxy netip.Prefix `help:"Network of the proxy whose X-Forwarded-For is believed, such as 127.0.0.1/32." env:"CHAM_TRUSTED_PROXY" placeholder:"NET"`
	login        *rest.SignIn // of a demo
	Rate         float64      `help:"Requests a second that one write key may make." default:"1000" env:"CHAM_RATE"`
}

type serveCmd struct{ serverFlags }

func (c *serveCmd) Run(ctx context.Context) error {
	log := c.logger(os.Stderr)
	s, err := newServer(ctx, c.serverFlags, log)
	if err != nil {
		return err
	}
	log.Info("cham is ready", "address", s.url(), "data", c.Data, "version", version)
	return errors.Join(s.serve(ctx), s.Close())
}

// server is the running program: the app and HTTP before it.
type server struct {
	*app
	flags    serverFlags
	feed     *rest.Feed
	gate     *access.Gate
	demo     *demoFeed
	listener net.Listener
	http     *http.Server

	// stopping ends the streams, which never end by themselves.
	stopping context.Context
	stop     context.CancelFunc
}

// newServer opens everything and listens; serve then answers. The caller
// closes it, also when serve failed.
func newServer(ctx context.Context, flags serverFlags, log *slog.Logger) (*server, error) {
	return newWatchedServer(ctx, flags, log, nil)
}

// newWatchedServer is newServer with an eye on what becomes visible.
func newWatchedServer(ctx context.Context, flags serverFlags, log *slog.Logger, visible func(flow.Batch)) (s *server, err error) {
	s = &server{flags: flags, feed: rest.NewFeed(time.Now)}
	s.stopping, s.stop = context.WithCancel(context.Background())
	if s.app, err = openApp(ctx, flags.dataFlags, log, hooks{accepted: s.feed.Accepted, refused: s.feed.Refused, imported: s.feed.Import, visible: visible}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	s.demo = newDemoFeed(s.app, s.feed.Demo)
	if err := s.demo.Resume(ctx); err != nil {
		return nil, err
	}
	handler, err := s.handler(ctx)
	if err != nil {
		return nil, err
	}
	if s.listener, err = net.Listen("tcp", flags.Listen); err != nil {
		e := cham.Errorf(cham.CodeUnavailable, "cham.serve", "another program listens on %s; choose another address with --listen", flags.Listen)
		e.Err = err
		return nil, e
	}
	s.http = &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// url is where a person on this machine reaches the server.
func (s *server) url() string {
	if s.flags.PublicURL != "" {
		return s.flags.PublicURL
	}
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	return "http://localhost:" + port
}

// handler joins the protocols: tracking, our API, assistants, the snippet, the pages.
func (s *server) handler(ctx context.Context) (http.Handler, error) {
	api, err := s.rest(ctx)
	if err != nil {
		return nil, err
	}
	tracking := track.New(track.Config{
		Accepter: s.accepter, Sources: s.sources, Rate: s.flags.Rate,
		PublicURL: s.flags.PublicURL, ClientIP: s.clientIP, Log: s.log,
	})
	assistants, err := s.assistants(api)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/mcp", assistants)
	for _, pattern := range track.Patterns() {
		mux.Handle(pattern, tracking)
	}
	mux.Handle("GET /v1/live", s.endless(api))
	mux.Handle("/v1/", api)
	mux.Handle("GET /cham.js", http.HandlerFunc(script))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.private(promhttp.HandlerFor(newMetrics(s.app), promhttp.HandlerOpts{})))
	mux.Handle("/", web.Handler())
	return mux, nil
}

// private answers programs on this machine, and others with an API key: how
// much comes in is nobody else's business.
func (s *server) private(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		addr, err := netip.ParseAddr(host)
		here := err == nil && addr.Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == ""
		if !here {
			if !s.keyed(r) {
				http.Error(w, "from another machine, send an API key: Authorization: Bearer cham_…", http.StatusUnauthorized)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// script answers the website snippet's script. Websites of others load it, so
// it is small, cached for a while and open to every origin.
func script(w http.ResponseWriter, r *http.Request) {
	code := snippet.Script()
	if code == nil {
		http.Error(w, "this program was built without the snippet; build it with make", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "cham.js", time.Time{}, bytes.NewReader(code))
}

// endless ends a stream when the server stops.
func (s *server) endless(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.stopping, cancel)()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// ready answers 200 when questions can be answered and touches taken in.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	for _, lane := range s.flow.Stats() {
		if lane.LastError != "" {
			http.Error(w, "retrying: workspace "+string(lane.Workspace), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ready")
}

// clientIP is the connection's other end, or what the trusted proxy says.
func (s *server) clientIP(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	addr, err := netip.ParseAddr(host)
	if err != nil || !s.flags.TrustedProxy.IsValid() || !s.flags.TrustedProxy.Contains(addr.Unmap()) {
		return host
	}
	forwarded := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := strings.TrimSpace(forwarded[len(forwarded)-1]); last != "" {
		return last
	}
	return host
}

// serve answers until ctx ends, then lets requests under way finish.
func (s *server) serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.log.Info("stopping")
	s.stop()
	deadline, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := s.http.Shutdown(deadline); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// Close stops what runs beside the app, then the app.
func (s *server) Close() error {
	s.stop()
	if s.demo != nil {
		s.demo.Close()
	}
	if s.http != nil {
		s.http.Close()
	}
	return s.app.Close()
}
