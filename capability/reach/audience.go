package reach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"cham"
	"cham/capability/consent"
)

// Platform is an advertising platform that is given a list of customers.
type Platform string

// The platforms.
const (
	Meta   Platform = "meta"
	Google Platform = "google"
	TikTok Platform = "tiktok"
)

// Columns are the headings of a platform's file, of e-mail and phone. Sources: Meta Business Help "How to format a customer
// list", Google Ads Help 7476159, TikTok Ads "How to create a Custom Audience with a customer file" (September 2025).
func (p Platform) Columns() []string {
	switch p {
	case Meta:
		return []string{"email", "phone"}
	case TikTok:
		return []string{"Email_SHA256", "Phone_SHA256"}
	}
	return []string{"Email", "Phone"}
}

// Least is how many lines a platform wants at least, 0 when it does not say.
func (p Platform) Least() int {
	switch p {
	case Meta:
		return 100
	case TikTok:
		return 1000
	}
	return 0
}

// Hash is a key as a platform wants it: SHA-256 in lower-case hexadecimals of the address in lower case, and of the
// number with its country, which Meta takes without the plus.
func (p Platform) Hash(k cham.Key) string {
	value := strings.ToLower(strings.TrimSpace(k.Value))
	if p == Meta && k.Kind == cham.KeyPhone {
		value = strings.TrimPrefix(value, "+")
	}
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

// Audience counts a list for a platform.
type Audience struct {
	Customers int `json:"customers" doc:"of the segment"`
	Agreed    int `json:"agreed" doc:"of them agreed to advertising by every way, and stand on no list of refusers"`
	Lines     int `json:"lines" doc:"of them with an e-mail or a phone: the lines of the file"`
	Least     int `json:"least,omitempty" doc:"how many lines the platform wants at least, when it says"`
}

// Audience writes a line for each customer whose data may be given to a platform: who agreed to advertising by every
// way. An address is left out where its own way was refused, or where it is on the national do-not-call list.
func (d *Desk) Audience(ctx context.Context, ws cham.WorkspaceID, p Platform, ids []cham.CustomerID,
	write func(email, phone string) error) (n Audience, err error) {
	n = Audience{Customers: len(ids), Least: p.Least()}
	for some := range slices.Chunk(ids, MostCustomers) {
		f, err := d.facts(ctx, ws, &Message{}, some, OwnWay{}, d.Now())
		if err != nil {
			return n, err
		}
		for _, id := range some {
			email, phone, agreed := f.advertised(f.keys[id])
			if !agreed {
				continue
			}
			n.Agreed++
			if email == (cham.Key{}) && phone == (cham.Key{}) {
				continue
			}
			n.Lines++
			if err := write(p.hashed(email), p.hashed(phone)); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (p Platform) hashed(k cham.Key) string {
	if k.Value == "" {
		return ""
	}
	return p.Hash(k)
}

// advertised are the addresses of a customer that may be given away, and whether they agreed at all.
func (f *facts) advertised(keys []Key) (email, phone cham.Key, agreed bool) {
	p := f.person(keys)
	state, _ := consent.Stand(p.Said, consent.Marketing, "")
	if state != consent.Yes || slices.Contains(p.Lists, consent.Refusers) || slices.Contains(p.Lists, consent.Withdrawn) {
		return email, phone, false
	}
	refused := func(w Way) bool {
		state, _ := consent.Stand(p.Said, consent.Marketing, w.Channel())
		return state == consent.No
	}
	for _, k := range keys {
		switch {
		case k.ID == 0: // somebody else's
		case k.Kind == cham.KeyEmail && email.Value == "" && !refused(Email):
			email = k.Key
		case k.Kind == cham.KeyPhone && phone.Value == "" && !refused(SMS) && !refused(Call) && !slices.Contains(p.Lists, consent.DoNotCall):
			phone = k.Key
		}
	}
	return email, phone, true
}
