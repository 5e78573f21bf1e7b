package form

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Soonest is how long nobody fills a form in faster than; Latest is how long an
// open page may wait.
const (
	Soonest = 2 * time.Second
	Latest  = 24 * time.Hour
)

// Standing is what a ticket is worth.
type Standing int

// The standings. What is early or stale is asked to be sent once more.
const (
	Good Standing = iota
	Early
	Stale
)

// Ticket is what an opened page sends back: an id, which makes sending twice one
// touch, and when the page was opened, so that programs which send at once are
// told from people.
func (s *Service) Ticket(ctx context.Context, f Form, id string) (string, error) {
	said := id + "." + strconv.FormatInt(s.Now().UnixMilli(), 36)
	mac, err := s.sign(ctx, f, "open", said)
	return said + "." + mac, err
}

// ReadTicket is a ticket's id, and what it is worth.
func (s *Service) ReadTicket(ctx context.Context, f Form, ticket string) (id string, is Standing, err error) {
	said, mac := "", ""
	if i := strings.LastIndexByte(ticket, '.'); i > 0 {
		said, mac = ticket[:i], ticket[i+1:]
	}
	want, err := s.sign(ctx, f, "open", said)
	if err != nil {
		return "", Stale, err
	}
	id, at, _ := strings.Cut(said, ".")
	ms, bad := strconv.ParseInt(at, 36, 64)
	if bad != nil || !hmac.Equal([]byte(mac), []byte(want)) {
		return "", Stale, nil
	}
	switch age := s.Now().Sub(time.UnixMilli(ms)); {
	case age < Soonest:
		return id, Early, nil
	case age > Latest:
		return "", Stale, nil
	}
	return id, Good, nil
}

// Preview opens a form's page for its maker, a closed one's too, for a day or two:
// what is sent there is not taken.
func (s *Service) Preview(ctx context.Context, f Form) (string, error) {
	return s.sign(ctx, f, "preview", strconv.FormatInt(s.day(), 10))
}

// Previews reports whether a token opens the form's preview.
func (s *Service) Previews(ctx context.Context, f Form, token string) (bool, error) {
	for _, day := range []int64{s.day(), s.day() - 1} {
		want, err := s.sign(ctx, f, "preview", strconv.FormatInt(day, 10))
		if err != nil || hmac.Equal([]byte(token), []byte(want)) {
			return err == nil, err
		}
	}
	return false, nil
}

func (s *Service) day() int64 { return s.Now().Unix() / int64((24 * time.Hour).Seconds()) }

func (s *Service) sign(ctx context.Context, f Form, what, said string) (string, error) {
	secret, err := s.Secret(ctx, f.Workspace)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("form " + what + " " + f.ID + " " + said))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}
