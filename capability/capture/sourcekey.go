package capture

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"cham"
)

// hashMark begins a write key that is kept only as its hash.
const hashMark = "sha256:"

// HashKey is what is kept of a write key that is shown once: its SHA-256 and
// its last four characters, to recognise it by.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hashMark + hex.EncodeToString(sum[:]) + ":" + key[max(0, len(key)-4):]
}

// Hashed reports whether a kept write key is a hash.
func Hashed(kept string) bool { return strings.HasPrefix(kept, hashMark) }

// ShownKey is a kept write key as people may see it again: "…" and its end when
// it was shown once, else all of it.
func ShownKey(kept string) string {
	if !Hashed(kept) {
		return kept
	}
	return "…" + kept[strings.LastIndexByte(kept, ':')+1:]
}

// Keep returns the source as it is stored: of a server's key only the hash. A
// website's key stands in its pages for all to read, and stays.
func Keep(s cham.Source) cham.Source {
	if s.Kind == "server" && !Hashed(s.WriteKey) {
		s.WriteKey = HashKey(s.WriteKey)
	}
	return s
}
