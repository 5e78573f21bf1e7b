package outgoing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strconv"
	"strings"
	"time"

	"cham"
)

// secretPrefix and 32 bytes in base64 make a secret (Standard Webhooks 1.0.0,
// "Signature scheme").
const (
	secretPrefix = "whsec_"
	secretBytes  = 32
)

// Overlap is how long a secret that was replaced goes on signing beside the new one.
const Overlap = 24 * time.Hour

func newSecret(random io.Reader) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", cham.Wrap(cham.CodeInternal, "outgoing.newSecret", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b), nil
}

// Sign is the signature of a message: "v1," and base64 of HMAC-SHA256 over
// "id.timestamp.body" with what follows whsec_ in the secret, base64, as key.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", cham.Wrap(cham.CodeInternal, "outgoing.Sign", err)
	}
	m := hmac.New(sha256.New, key)
	io.WriteString(m, id+"."+strconv.FormatInt(at.Unix(), 10)+".")
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil)), nil
}

// headers are the headers of a try of a message.
func (d *Destination) headers(id string, at time.Time, body []byte) (map[string]string, error) {
	signature, err := Sign(d.Secret, id, at, body)
	if err != nil {
		return nil, err
	}
	if d.OldSecret != "" && at.Before(d.OldUntil) {
		old, err := Sign(d.OldSecret, id, at, body)
		if err != nil {
			return nil, err
		}
		signature += " " + old
	}
	return map[string]string{"webhook-id": id, "webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": signature}, nil
}
