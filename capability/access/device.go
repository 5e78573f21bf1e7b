package access

import (
	"context"
	"crypto/hmac"
	"strconv"
	"strings"
	"time"

	"cham"
)

// DeviceLife is how long a browser stays known after its last sign-in.
const DeviceLife = 365 * 24 * time.Hour

// deviceToken answers the token by which a browser is known to be one that the user
// signed in on. It says nothing else, opens nothing, and ends with the
// password of its time.
func (s *Service) deviceToken(ctx context.Context, u User) (string, error) {
	secret, err := s.deviceSecret(ctx)
	if err != nil {
		return "", err
	}
	terms := string(u.ID) + "." + strconv.FormatInt(s.now().Unix(), 10)
	return terms + "." + mac(secret, terms, u.PasswordHash), nil
}

// knowsDevice reports whether a token says that u signed in on this browser before.
func (s *Service) knowsDevice(ctx context.Context, u User, token string) (bool, error) {
	terms, sealed, ok := cutLast(token, ".")
	id, at, _ := strings.Cut(terms, ".")
	since, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || u.PasswordHash == "" || cham.UserID(id) != u.ID || s.now().Sub(time.Unix(since, 0)) > DeviceLife {
		return false, nil
	}
	secret, err := s.deviceSecret(ctx)
	return err == nil && hmac.Equal([]byte(sealed), []byte(mac(secret, terms, u.PasswordHash))), err
}

// deviceSecret is what device tokens are sealed with; it outlives the program.
func (s *Service) deviceSecret(ctx context.Context) ([]byte, error) {
	if kept := s.sealing.Load(); kept != nil {
		return *kept, nil
	}
	fresh, err := s.token()
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Keep(ctx, "device-secret", fresh)
	if err != nil {
		return nil, err
	}
	secret := []byte(kept)
	s.sealing.Store(&secret)
	return secret, nil
}
