package track

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// headerKey returns the write key given in the header: as user name of HTTP
// Basic, or in X-Write-Key, where Jitsu's clients add ":secret". Segment's
// OAuth clients send a Bearer token and the key in the body; the token is for
// Segment's own server.
func headerKey(h http.Header) string {
	scheme, credentials, _ := strings.Cut(h.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "basic") {
		if plain, err := decodeBase64(strings.TrimSpace(credentials)); err == nil {
			key, _, _ := strings.Cut(string(plain), ":")
			return key
		}
	}
	key, _, _ := strings.Cut(h.Get("X-Write-Key"), ":")
	return strings.TrimSpace(key)
}

// decodeBase64 does without padding, which some clients leave out.
func decodeBase64(s string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}
