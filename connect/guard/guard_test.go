package guard

import (
	"net/netip"
	"testing"
)

// No address of the inner network is reached, however it is written.
func TestPublic(t *testing.T) {
	for _, inner := range []string{"127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
		"::1", "fe80::1",
		"fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "::127.0.0.1", "2002:7f00:1::", "224.0.0.1", "255.255.255.255"} {
		if Reachable(netip.AddrPortFrom(netip.MustParseAddr(inner), 443).String(), nil) {
			t.Error(inner, "is reached")
		}
	}
	for _, outer := range []string{"8.8.8.8", "2606:4700::1111"} {
		if !Reachable(netip.AddrPortFrom(netip.MustParseAddr(outer), 443).String(), nil) {
			t.Error(outer)
		}
	}
	open := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	if !Reachable("10.1.2.3:443", open) || Reachable("10.2.2.3:443", open) || Reachable("example.vn:443", open) {
		t.Error("what is opened, and nothing else, is reached")
	}
}
