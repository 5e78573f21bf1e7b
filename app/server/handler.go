package server

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"cham/api/public"
	"cham/api/rest/route"
	"cham/api/track"
	"cham/capability/outbox"
	"cham/channel/email"
	"cham/connect/webhook"
	snippet "cham/sdk/js"
	"cham/web"
)

// handler joins the protocols: tracking, our API, assistants, the snippet, the pages.
func (s *Server) handler() (http.Handler, error) {
	api := s.api()
	tracking := track.New(track.Config{
		Accepter: s.Accepter, Sources: s.Sources, Rate: s.options.Rate,
		PublicURL: s.options.PublicURL, ClientIP: s.clientIP, Log: s.Log,
	})
	assistants, err := s.mcpHandler(api)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/mcp", assistants)
	for _, pattern := range track.Patterns() {
		mux.Handle(pattern, tracking)
	}
	mux.Handle(webhook.Address, webhook.New(webhook.Config{Service: s.Webhooks, Source: s.Sources.SourceByKey,
		PublicURL: s.options.PublicURL, Log: s.Log}))
	mux.Handle("GET /v1/live", s.endWithServer(api))
	mux.Handle("/v1/", api)
	mux.Handle("GET /cham.js", script(snippet.Script))
	mux.Handle("GET /cham-more.js", script(snippet.More))
	mux.Handle("GET /cham-shop.js", script(snippet.Shop))
	mux.Handle("GET /cham-web.js", script(snippet.Web))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.localOrKeyed(promhttp.HandlerFor(newMetrics(s.App, s.Access), promhttp.HandlerOpts{})))
	mux.Handle(public.Path, public.New(public.Config{Ledger: s.Consents, Desk: s.Requests, People: s.Resolver, Secret: s.LinkSecret,
		Workspace: s.Store.Access().Workspace, Now: s.Now, ClientIP: s.clientIP, Came: s.Outbox.Came, Log: s.Log}))
	links := public.NewLinks(public.LinksConfig{Secret: s.LinkSecret, Outbox: s.Outbox, Leads: s.Outbox.Leads,
		IsMachine: email.IsMachine, Now: s.Now, ClientIP: s.clientIP, Log: s.Log})
	mux.Handle(outbox.ReturnPath, public.NewReturns(public.ReturnsConfig{Secret: s.LinkSecret, Returned: s.Returned, Log: s.Log}))
	mux.Handle(public.SitePath, public.NewSite(public.SiteConfig{Source: s.Sources.SourceByKey, Service: s.Onsite, Now: s.Now,
		ClientIP: s.clientIP, Log: s.Log}))
	mux.Handle(outbox.LinkPath, links)
	mux.Handle(outbox.PicturePath, links)
	mux.Handle(outbox.ShortPath, links)
	guests := public.Guests{Brands: s.Store.Codes(), Workspace: s.Store.Access().Workspace, NewID: s.NewID,
		Secure: func(r *http.Request) bool { return route.Secure(r, s.options.PublicURL) },
		Now:    s.Now, ClientIP: s.clientIP, Log: s.Log}
	mux.Handle(public.CodePath, public.NewCodes(public.CodesConfig{Guests: guests, Service: s.Codes}))
	mux.Handle(public.FormPath, public.NewForms(public.FormsConfig{Guests: guests, Service: s.Forms}))
	mux.Handle("/", web.Handler())
	return s.overHTTPS(mux), nil
}

// overHTTPS sends HSTS to browsers that came by HTTPS.
func (s *Server) overHTTPS(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route.Secure(r, s.options.PublicURL) {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		h.ServeHTTP(w, r)
	})
}

// localOrKeyed answers programs on this machine while nobody else can reach the
// program, and everybody with an API key: the figures are private.
func (s *Server) localOrKeyed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		alone := route.Loopback(s.Addr()) && route.Direct(r) && route.LocalURL(s.options.PublicURL)
		if !alone && !s.hasAPIKey(r) {
			http.Error(w, "send an API key: Authorization: Bearer cham_…; only a program that listens on this machine alone answers without",
				http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// script answers one of the website snippet's scripts. Websites of others load
// them, so they are small, cached for a while and open to every origin.
func script(read func() []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		code := read()
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
}

// endWithServer ends a request's context when the server stops, so that
// streams end.
func (s *Server) endWithServer(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.stopping, cancel)()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// ready answers 200 when questions can be answered and touches taken in.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	if err := s.Room(); err != nil {
		http.Error(w, "the disk is nearly full, so nothing new is taken in: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	for _, lane := range s.Flow.Stats() {
		if lane.LastError != "" {
			http.Error(w, "retrying: workspace "+string(lane.Workspace), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ready")
}

// clientIP is the connection's other end, or what the trusted proxy says.
func (s *Server) clientIP(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	addr, err := netip.ParseAddr(host)
	if err != nil || !s.options.TrustedProxy.IsValid() || !s.options.TrustedProxy.Contains(addr.Unmap()) {
		return host
	}
	forwarded := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := strings.TrimSpace(forwarded[len(forwarded)-1]); last != "" {
		return last
	}
	return host
}
