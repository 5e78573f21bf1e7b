package route

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// forwarding are the headers by which proxies say that they stand between.
var forwarding = []string{"Forwarded", "Via", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Cf-Ray", "Client-Ip",
	"Fastly-Client-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Original-Host", "X-Envoy-External-Address", "Tailscale-User-Login"}

// Direct reports whether a request comes from a program on this machine, for
// an address of this machine, with no sign of a proxy that passed it on.
func Direct(r *http.Request) bool {
	for _, h := range forwarding {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	for h := range r.Header {
		if strings.HasPrefix(h, "X-Forwarded-") {
			return false
		}
	}
	return Loopback(r.RemoteAddr) && Loopback(r.Host)
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
func (v *Visitor) Local(publicURL string) bool { return v.direct && LocalURL(publicURL) }

// LocalURL reports whether a program's public address is none, or this machine.
func LocalURL(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && (u.Host == "" || Loopback(u.Host))
}
