// Package guard keeps connections to addresses that people enter from reaching
// the inner network, wherever a name leads.
package guard

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// ErrInner says that an address is not a public one.
var ErrInner = errors.New("the address is on an inner network")

// Dialer returns a dialer that reaches public addresses only, and those of the
// networks that the operator opens. It is asked of each connection, when its
// name is resolved, so that no name can change in between.
func Dialer(open []netip.Prefix) *net.Dialer {
	return &net.Dialer{Timeout: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if Reachable(address, open) {
			return nil
		}
		return ErrInner
	}}
}

// Reachable reports whether an address, host:port, may be connected to.
func Reachable(address string, open []netip.Prefix) bool {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return false
	}
	return Opened(ap.Addr(), open) || public(ap.Addr().Unmap())
}

// Opened reports whether an address is of a network that the operator opens.
func Opened(ip netip.Addr, open []netip.Prefix) bool {
	ip = ip.Unmap()
	return slices.ContainsFunc(open, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// reserved are networks that are neither private nor anybody's on the internet.
var reserved = []netip.Prefix{netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("fec0::/10")}

func public(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}
