package consent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"cham"
)

// Store keeps statements and the wordings they were made under. Nothing in it is
// ever changed, but for a person who is erased.
type Store interface {
	// Add keeps statements; the same call's about the same again change nothing.
	Add(ctx context.Context, all []Record) error
	// Said are the statements made with some keys, the latest first.
	Said(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Record, error)
	KeepText(ctx context.Context, ws cham.WorkspaceID, hash, text string) error
	Text(ctx context.Context, ws cham.WorkspaceID, hash string) (string, error)
	// PutList replaces a list of those who may not be addressed.
	PutList(ctx context.Context, ws cham.WorkspaceID, list string, hashes []string, at time.Time) error
	// AddToList adds to a list.
	AddToList(ctx context.Context, ws cham.WorkspaceID, list string, hashes []string, at time.Time) error
	Lists(ctx context.Context, ws cham.WorkspaceID) ([]List, error)
	// On tells which lists have one of the hashes.
	On(ctx context.Context, ws cham.WorkspaceID, hashes []string) ([]string, error)
}

// Ledger answers what customers agreed to.
type Ledger struct {
	Store Store
	// Hash makes of a key what lists hold in its place, so that no list of
	// telephone numbers lies about.
	Hash  func(cham.Key) string
	Now   func() time.Time
	NewID func() string
	// Refused is told who said no just now, by one of their keys: what is about to leave for
	// them must not. nil tells nobody.
	Refused func(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID) error
}

// Key is one of a customer's keys, with its number.
type Key struct {
	ID cham.KeyID
	cham.Key
}

// The lists.
const (
	DoNotCall = "do_not_call" // the national one: no advertising by telephone or message
	Refusers  = "refusers"    // who refused the business's own advertising
	// Withdrawn are who had refused advertising when their data was removed for
	// its age; nobody puts it in.
	Withdrawn = "withdrawn"
)

// List is a list as it was put in last.
type List struct {
	Name    string    `json:"name" enum:"do_not_call,refusers,withdrawn"`
	Entries int       `json:"entries"`
	At      time.Time `json:"at,omitzero"`
}

// Verdict is whether a customer may be addressed, and why.
type Verdict struct {
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason" enum:"yes,no,unasked,service,do_not_call,refusers"`
	// Proof is the statement that says so, if there is one.
	Proof *Record `json:"proof,omitempty"`
}

// May tells whether a customer may be addressed for a purpose by a channel, or
// their data be used for it, channel "". The lists stand over a yes; who was
// never asked may be served, and nothing else.
func (s *Ledger) May(ctx context.Context, ws cham.WorkspaceID, keys []Key, p Purpose, channel cham.Channel) (Verdict, error) {
	said, err := s.Store.Said(ctx, ws, ids(keys))
	if err != nil {
		return Verdict{}, err
	}
	if p == Marketing {
		on, err := s.Store.On(ctx, ws, s.hashes(keys))
		if err != nil {
			return Verdict{}, err
		}
		switch {
		case slices.Contains(on, Refusers), slices.Contains(on, Withdrawn):
			return Verdict{Reason: Refusers}, nil
		case slices.Contains(on, DoNotCall) && (channel == "sms" || channel == "call"):
			return Verdict{Reason: DoNotCall}, nil
		}
	}
	state, proof := Stand(said, p, channel)
	if state == Unasked && p == Service {
		return Verdict{Allowed: true, Reason: string(Service)}, nil
	}
	return Verdict{Allowed: state == Yes, Reason: string(state), Proof: proof}, nil
}

func ids(keys []Key) []cham.KeyID {
	out := make([]cham.KeyID, len(keys))
	for i, k := range keys {
		out[i] = k.ID
	}
	return out
}

func (s *Ledger) hashes(keys []Key) (all []string) {
	for _, k := range keys {
		if k.Kind == cham.KeyPhone || k.Kind == cham.KeyEmail {
			all = append(all, s.Hash(k.Key))
		}
	}
	return all
}

// Remember keeps, by hash, that a customer refused advertising, before what they
// said is removed: their number may come again, in an old file.
func (s *Ledger) Remember(ctx context.Context, ws cham.WorkspaceID, keys []Key) error {
	said, err := s.Store.Said(ctx, ws, ids(keys))
	if err != nil {
		return err
	}
	refused := slices.ContainsFunc(append([]cham.Channel{""}, Channels...), func(c cham.Channel) bool {
		state, _ := Stand(said, Marketing, c)
		return state == No
	})
	if hashes := s.hashes(keys); refused && len(hashes) > 0 {
		return s.Store.AddToList(ctx, ws, Withdrawn, hashes, s.Now())
	}
	return nil
}

// Said are a customer's statements, the latest first.
func (s *Ledger) Said(ctx context.Context, ws cham.WorkspaceID, keys []Key) ([]Record, error) {
	return s.Store.Said(ctx, ws, ids(keys))
}

// Say keeps statements of a customer under one of their keys. text is the wording
// that was shown, "" when there was none.
func (s *Ledger) Say(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID, text string, all []Record) error {
	hash := ""
	if text = strings.TrimSpace(text); text != "" {
		hash = HashOf(text)
		if err := s.Store.KeepText(ctx, ws, hash, text); err != nil {
			return err
		}
	}
	for i := range all {
		r := &all[i]
		if err := r.valid(); err != nil {
			return err
		}
		r.ID, r.Workspace, r.Key, r.TextHash = s.NewID(), ws, key, hash
		if r.At.IsZero() || r.At.After(s.Now()) {
			r.At = s.Now().UTC().Truncate(time.Millisecond)
		}
	}
	if err := s.Store.Add(ctx, all); err != nil || s.Refused == nil {
		return err
	}
	if !slices.ContainsFunc(all, func(r Record) bool { return r.State == No }) {
		return nil
	}
	return s.Refused(ctx, ws, key)
}

func (r *Record) valid() error {
	switch {
	case !slices.Contains(Purposes, r.Purpose):
		return invalid("purpose", "none of ours: "+string(r.Purpose))
	case r.Channel != "" && (!r.Purpose.ByChannel() || !slices.Contains(Channels, r.Channel)):
		return invalid("channel", "this purpose is not agreed to by "+string(r.Channel))
	case r.State != Yes && r.State != No:
		return invalid("state", `"yes" or "no"; who said neither has said nothing`)
	}
	return nil
}

func invalid(field, hint string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "consent.Say", Field: field, Hint: hint}
}

// HashOf is the hash a wording is known by.
func HashOf(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(text)))
	return hex.EncodeToString(sum[:])
}

// PutList replaces a list by the phones and e-mails of a text, one to a line or a
// cell; key makes a key of one. It returns how many there are, and the lines
// that are neither.
func (s *Ledger) PutList(ctx context.Context, ws cham.WorkspaceID, list, text string, key func(string) (cham.Key, bool)) (n int,
	unread []int, err error) {
	if list != DoNotCall && list != Refusers {
		return 0, nil, invalid("list", "do_not_call or refusers")
	}
	seen := map[string]bool{}
	var hashes []string
	number := 0
	for line := range strings.Lines(text) {
		number++
		read := strings.TrimSpace(line) == ""
		for cell := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;\t\r\n\"", r) }) {
			if k, ok := key(strings.TrimSpace(cell)); ok {
				read = true
				if h := s.Hash(k); !seen[h] {
					seen[h] = true
					hashes = append(hashes, h)
				}
			}
		}
		if !read && len(unread) < 100 {
			unread = append(unread, number)
		}
	}
	if len(hashes) == 0 {
		return 0, unread, invalid("text", "there is no phone number and no e-mail address in it; the list stays as it was")
	}
	return len(hashes), unread, s.Store.PutList(ctx, ws, list, hashes, s.Now())
}
