package storetest

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// plain seals nothing, but knows whose a secret is.
type plain struct{}

func (plain) Seal(purpose string, secret []byte) string { return purpose + "|" + string(secret) }
func (plain) Open(purpose, sealed string) ([]byte, error) {
	text, ours := strings.CutPrefix(sealed, purpose+"|")
	if !ours {
		return nil, cham.Errorf(cham.CodeConflict, "storetest.Open", "of another purpose")
	}
	return []byte(text), nil
}

// willing takes any account.
type willing struct{ outbox.Sender }

func (willing) Check(outbox.Account) error { return nil }

// testSecretsRenewed: of renewals at once each sees what the one before made, and none is lost.
func testSecretsRenewed(t *testing.T, db Stores) {
	with(t, db.Access)
	s := outbox.New(outbox.Config{Store: db.Outbox, Seal: plain{}, Now: time.Now, Senders: map[reach.Way]outbox.Sender{reach.Zalo: willing{}}})
	put := func(ctx context.Context, secrets map[string]string) error {
		return s.SetAccount(ctx, outbox.Account{Workspace: "a", Way: reach.Zalo, Settings: json.RawMessage("{}"), PerMinute: 60}, secrets, "an")
	}
	next := func(_ context.Context, secret string) (string, error) { return turned(secret), nil }
	_, err := s.Renew(ctx, "a", reach.Zalo, next)
	code(t, err, cham.CodeNotFound)
	ok(t, put(ctx, map[string]string{"n": "0", "app": "old"}))
	ok(t, db.Outbox.SetHealth(ctx, "a", reach.Zalo, outbox.Health{Fails: 1, Problem: "signIn"}))

	seen := map[string]bool{}
	var mu sync.Mutex
	var work sync.WaitGroup
	for range 10 {
		work.Go(func() {
			got, err := s.Renew(ctx, "a", reach.Zalo, next)
			mu.Lock()
			defer mu.Unlock()
			if seen[got] = true; err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	same(t, len(seen), nil, 10)
	_, secrets, h, err := s.Opened(ctx, "a", reach.Zalo)
	same(t, secrets, err, map[string]string{"n": "10", "app": "old"})
	same(t, h.Fails, nil, 1)

	// Who enters something waits, so that what was renewed meanwhile is not written over.
	_, err = s.Renew(ctx, "a", reach.Zalo, func(_ context.Context, secret string) (string, error) {
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		code(t, put(short, map[string]string{"app": "new"}), cham.CodeUnavailable)
		return turned(secret), nil
	})
	ok(t, err)
	ok(t, put(ctx, map[string]string{"app": "new"}))
	_, secrets, _, err = s.Opened(ctx, "a", reach.Zalo)
	same(t, secrets, err, map[string]string{"n": "11", "app": "new"})

	// What was begun is kept, whoever goes away meanwhile.
	gone, leave := context.WithCancel(ctx)
	_, err = s.Renew(gone, "a", reach.Zalo, func(c context.Context, secret string) (string, error) {
		leave()
		return turned(secret), c.Err()
	})
	ok(t, err)

	// What fails or keeps the secret changes nothing; another one in its place is not written over.
	_, err = s.Renew(ctx, "a", reach.Zalo, func(context.Context, string) (string, error) {
		return "", cham.Errorf(cham.CodeUnavailable, "storetest", "no")
	})
	code(t, err, cham.CodeUnavailable)
	kept, err := s.Renew(ctx, "a", reach.Zalo, func(_ context.Context, secret string) (string, error) { return secret, nil })
	same(t, kept, err, `{"app":"new","n":"12"}`)
	code(t, db.Outbox.RenewSecret(ctx, "a", reach.Zalo, "another", "newest"), cham.CodeNotFound)
	code(t, db.Outbox.RenewSecret(ctx, "b", reach.Zalo, plain{}.Seal("sending a/zalo", []byte(kept)), "newest"), cham.CodeNotFound)
	_, secrets, _, err = s.Opened(ctx, "a", reach.Zalo)
	same(t, secrets, err, map[string]string{"n": "12", "app": "new"})
}

// turned counts a secret on.
func turned(secret string) string {
	var m map[string]string
	_ = json.Unmarshal([]byte(secret), &m) // an unread one counts from nothing, which the test sees
	n, _ := strconv.Atoi(m["n"])
	b, _ := json.Marshal(map[string]string{"n": strconv.Itoa(n + 1), "app": m["app"]})
	return string(b)
}
