package webhook

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
)

// Sign says how a call proves who sent it.
type Sign struct {
	Kind SignKind `json:"kind"`
	// Name is the header or the body's field that carries the proof.
	Name string `json:"name,omitempty"`
	// Before is signed before the body: an application's key (TikTok, Lazada), or
	// "{url}|" for the address it was sent to (Shopee).
	Before string `json:"before,omitempty"`
	Secret string `json:"secret,omitempty"`
}

// SignKind is a way to prove it.
type SignKind string

// The ways: nobody proves anything, but the address is secret; an HMAC over the
// raw bytes in a header, in hex or base64; the secret itself in a header, or in
// a field of the body.
const (
	Unproven    SignKind = ""
	HMACSHA256  SignKind = "hmac-sha256"
	HMACSHA1    SignKind = "hmac-sha1"
	HeaderToken SignKind = "header"
	BodyToken   SignKind = "body"
)

var hashes = map[SignKind]func() hash.Hash{HMACSHA256: sha256.New, HMACSHA1: sha1.New}

// Valid reports whether a call can be verified so.
func (s Sign) Valid() bool {
	switch s.Kind {
	case Unproven:
		return true
	case HMACSHA256, HMACSHA1, HeaderToken, BodyToken:
		return s.Name != "" && s.Secret != ""
	}
	return false
}

func (s Sign) verify(r Request) bool {
	switch s.Kind {
	case Unproven:
		return true
	case HeaderToken:
		return s.Secret != "" && equal(r.Header.Get(s.Name), s.Secret)
	case BodyToken:
		return s.Secret != "" && equal(field(r.Body, r.Header.Get("Content-Type"), s.Name), s.Secret)
	}
	sum := hashes[s.Kind]
	if sum == nil || s.Secret == "" || len(r.Body) == 0 && !strings.Contains(s.Before, "{url}") {
		return false // a query is not signed, and would be read
	}
	h := hmac.New(sum, []byte(s.Secret))
	h.Write([]byte(strings.ReplaceAll(s.Before, "{url}", r.URL)))
	h.Write(r.Body)
	return hmac.Equal(h.Sum(nil), signature(r.Header.Get(s.Name), h.Size()))
}

// signature reads a sum of so many bytes, in hex or base64, behind "sha256=" or
// not; nil when it is none.
func signature(text string, size int) []byte {
	for _, prefix := range []string{"sha256=", "sha1=", "mac="} {
		text = strings.TrimPrefix(text, prefix)
	}
	if len(text) == 2*size {
		sum, _ := hex.DecodeString(text)
		return sum
	}
	sum, _ := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	return sum
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
