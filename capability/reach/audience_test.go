package reach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/reach"
)

// Hashes of shasum -a 256, one of them in TikTok's own help page.
func TestPlatformHashes(t *testing.T) {
	phone, email := cham.Key{Kind: cham.KeyPhone, Value: "+84912345678"}, cham.Key{Kind: cham.KeyEmail, Value: "janedoe@gmail.com"}
	for _, c := range []struct {
		p    reach.Platform
		k    cham.Key
		want string
	}{
		{reach.TikTok, email, "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"},
		{reach.Meta, email, "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"},
		{reach.Google, phone, "ed644edf0566470f0b5a8c13c792fa8e8a489574da3aceec119b9456e870d396"},
		{reach.TikTok, phone, "ed644edf0566470f0b5a8c13c792fa8e8a489574da3aceec119b9456e870d396"},
		{reach.Meta, phone, "25cc2f7574420a2d46c9f2d6cf94cdbb242ef7d479afe92ed6e8eb33a7493093"},
	} {
		if got := c.p.Hash(c.k); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.p, c.k.Value, got, c.want)
		}
	}
}

// few is a desk over customers who are told, one key each of phone and e-mail.
func few(said map[cham.CustomerID][]consent.Record, lists map[string][]string) *reach.Desk {
	return &reach.Desk{Store: nothing{}, Now: time.Now, Hash: func(k cham.Key) string { return k.Value },
		Keys: func(_ context.Context, _ cham.WorkspaceID, ids []cham.CustomerID) (map[cham.CustomerID][]reach.Key, error) {
			all := map[cham.CustomerID][]reach.Key{}
			for _, id := range ids {
				all[id] = []reach.Key{{ID: cham.KeyID(id), Key: cham.Key{Kind: cham.KeyEmail, Value: fmt.Sprint("e", id)}},
					{ID: cham.KeyID(id + 100), Key: cham.Key{Kind: cham.KeyPhone, Value: fmt.Sprint("+", id)}}}
			}
			return all, nil
		},
		Said: func(_ context.Context, _ cham.WorkspaceID, keys []cham.KeyID) (all []consent.Record, err error) {
			for id, some := range said {
				if slices.Contains(keys, cham.KeyID(id)) {
					for _, r := range some {
						r.Key = cham.KeyID(id)
						all = append(all, r)
					}
				}
			}
			return all, nil
		},
		Listed: func(context.Context, cham.WorkspaceID, []string) (map[string][]string, error) { return lists, nil },
	}
}

// nothing is a store of a business that never asked.
type nothing struct{ reach.Store }

func (nothing) Contacts(context.Context, cham.WorkspaceID, []cham.KeyID, []string, *reach.Message, time.Time) ([]reach.Went, error) {
	return nil, nil
}
func (nothing) Bad(context.Context, cham.WorkspaceID, []string) (map[string]string, error) {
	return nil, nil
}
func (nothing) Wrote(context.Context, cham.WorkspaceID, []cham.KeyID) ([]reach.Wrote, error) {
	return nil, nil
}

func TestAudience(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	say := func(state consent.State, by cham.Channel, h int) consent.Record {
		return consent.Record{Purpose: consent.Marketing, Channel: by, State: state, At: at.Add(time.Duration(h) * time.Hour)}
	}
	yes := say(consent.Yes, "", 1)
	desk := few(map[cham.CustomerID][]consent.Record{
		1: {yes},
		2: {say(consent.Yes, "email", 1)},                                // to e-mails, not to be looked for elsewhere
		3: {yes, say(consent.No, "email", 2)},                            // the phone alone
		4: {yes, say(consent.No, "", 2)},                                 // withdrawn
		5: {yes, say(consent.No, "call", 2)},                             // the e-mail alone
		6: {yes},                                                         // a refuser
		7: {yes},                                                         // on the national list
		9: {yes, say(consent.No, "email", 2), say(consent.No, "sms", 3)}, // agreed, to nothing that a file can hold
	}, map[string][]string{"e6": {consent.Refusers}, "+7": {consent.DoNotCall}})
	var lines []string
	n, err := desk.Audience(t.Context(), "a", reach.Google, []cham.CustomerID{1, 2, 3, 4, 5, 6, 7, 8, 9}, func(email, phone string) error {
		lines = append(lines, fmt.Sprint(email != "", phone != ""))
		return nil
	})
	if err != nil || n != (reach.Audience{Customers: 9, Agreed: 5, Lines: 4}) {
		t.Errorf("%+v %v", n, err)
	}
	if want := []string{"true true", "false true", "true false", "true false"}; !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
}
