package consent

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"cham"
)

// LinkFor is how long a link to a customer's own page lasts.
const LinkFor = 60 * 24 * time.Hour

// Link is whose page a link opens.
type Link struct {
	Workspace cham.WorkspaceID
	Key       cham.KeyID
	Expires   time.Time
}

// Sign makes the part of an address that opens a customer's own page without a
// sign-in: whoever holds it, and nobody who guesses.
func Sign(secret []byte, l Link) string {
	said := strings.Join([]string{string(l.Workspace), strconv.FormatInt(int64(l.Key), 36), strconv.FormatInt(l.Expires.Unix(), 36)}, "~")
	return base64.RawURLEncoding.EncodeToString([]byte(said)) + "." + base64.RawURLEncoding.EncodeToString(seal(secret, said))
}

func seal(secret []byte, said string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("preferences\x00" + said))
	return m.Sum(nil)
}

// Open reads a signed link. secret gives a workspace's secret. CodeNotFound: it is
// none of ours, changed, expired, or of before the secret was changed; they
// are told alike, so that nothing is learnt by trying.
func Open(token string, now time.Time, secret func(cham.WorkspaceID) ([]byte, error)) (Link, error) {
	none := cham.Errorf(cham.CodeNotFound, "consent.Open", "the link is not valid, or not any more")
	first, _, _ := strings.Cut(token, ".")
	said, err := base64.RawURLEncoding.DecodeString(first)
	parts := strings.Split(string(said), "~")
	if err != nil || len(parts) != 3 || len(token) > 400 {
		return Link{}, none
	}
	key, err := strconv.ParseInt(parts[1], 36, 64)
	until, err2 := strconv.ParseInt(parts[2], 36, 64)
	if err != nil || err2 != nil {
		return Link{}, none
	}
	l := Link{Workspace: cham.WorkspaceID(parts[0]), Key: cham.KeyID(key), Expires: time.Unix(until, 0).UTC()}
	s, err := secret(l.Workspace)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return Link{}, err
	}
	// Whole, as it was written: a decoder reads several texts as one, also with line ends between.
	if len(s) == 0 || !hmac.Equal([]byte(token), []byte(Sign(s, l))) || now.After(l.Expires) {
		return Link{}, none
	}
	return l, nil
}
