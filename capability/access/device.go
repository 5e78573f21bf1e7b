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

// device answers the token by which a browser is known to be one that the user
// signed in on. It says nothing else, opens nothing, and ends with the
// password of its time.
func (g *Gate) device(ctx context.Context, u User) (string, error) {
	secret, err := g.secret(ctx)
	if err != nil {
		return "", err
	}
	terms := string(u.ID) + "." + strconv.FormatInt(g.now().Unix(), 10)
	return terms + "." + mac(secret, terms, u.PasswordHash), nil
}

// knows reports whether a token says that u signed in on this browser before.
func (g *Gate) knows(ctx context.Context, u User, token string) (bool, error) {
	terms, sealed, ok := cutLast(token, ".")
	id, at, _ := strings.Cut(terms, ".")
	since, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || u.PasswordHash == "" || cham.UserID(id) != u.ID || g.now().Sub(time.Unix(since, 0)) > DeviceLife {
		return false, nil
	}
	secret, err := g.secret(ctx)
	return err == nil && hmac.Equal([]byte(sealed), []byte(mac(secret, terms, u.PasswordHash))), err
}

// secret is what device tokens are sealed with; it outlives the program.
func (g *Gate) secret(ctx context.Context) ([]byte, error) {
	if kept := g.sealing.Load(); kept != nil {
		return *kept, nil
	}
	fresh, err := g.token()
	if err != nil {
		return nil, err
	}
	kept, err := g.store.Keep(ctx, "device-secret", fresh)
	if err != nil {
		return nil, err
	}
	secret := []byte(kept)
	g.sealing.Store(&secret)
	return secret, nil
}
