package route

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// forwarding are the headers, besides all of X-…, by which proxies, tunnels
// and hosts say that they stand between.
var forwarding = []string{"forward", "via", "proxy", "client-ip", "connecting-ip", "cf-", "cdn-", "fly-", "tailscale-", "front-end-"}

// ours are the headers X-… that programs on this machine and our pages send.
var ours = []string{"X-Cham-", "X-Prometheus-"}

// Direct reports whether a request comes from a program on this machine, for
// an address of this machine, with no sign of a proxy that passed it on. One
// sign is HTTP/1.0: nginx speaks it, and as it comes it adds no header.
func Direct(r *http.Request) bool {
	for h := range r.Header {
		if forwards(h) {
			return false
		}
	}
	return r.ProtoAtLeast(1, 1) && Loopback(r.RemoteAddr) && Loopback(r.Host)
}

func forwards(header string) bool {
	for _, p := range ours {
		if strings.HasPrefix(header, p) {
			return false
		}
	}
	h := strings.ReplaceAll(strings.ToLower(header), "_", "-")
	return strings.HasPrefix(h, "x-") || slices.ContainsFunc(forwarding, func(sign string) bool { return strings.Contains(h, sign) })
}

// Loopback reports whether a host, with or without a port, is this machine.
func Loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.Unmap().IsLoopback()
}

// Local reports whether the program was asked on its own machine, and is not
// one that others reach at a public address.
func (v *RequestInfo) Local(publicURL string) bool { return v.direct && LocalURL(publicURL) }

// LocalURL reports whether a program's public address is none, or this machine.
func LocalURL(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && (u.Host == "" || Loopback(u.Host))
}
