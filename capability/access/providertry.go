package access

import (
	"context"
	"strings"

	"cham"
)

// Verdict is what one check of a provider comes to.
type Verdict string

// The verdicts. What shows only when somebody signs in is unsure.
const (
	Good   Verdict = "good"
	Bad    Verdict = "bad"
	Unsure Verdict = "unsure"
)

// ProviderCheck is one thing that is looked at.
type ProviderCheck string

// The checks, in order; the first that nothing works without ends the list.
const (
	CheckIssuer   ProviderCheck = "issuer"   // it answers, and calls itself so
	CheckKeys     ProviderCheck = "keys"     // those that it signs with can be read
	CheckFlow     ProviderCheck = "flow"     // it speaks what we speak
	CheckClient   ProviderCheck = "client"   // it knows the client and its secret
	CheckRedirect ProviderCheck = "redirect" // it sends browsers back to us
)

// ProviderFinding is what a check found; Why names the sentence that says it, and
// what to do. Nothing of it is a secret.
type ProviderFinding struct {
	Check   ProviderCheck
	Verdict Verdict
	Why     string
	Args    map[string]any
}

// TryProvider checks what an owner enters, as far as it shows without a person
// who signs in. Nothing is kept. Without a secret it is the one of the same
// provider: it is sent to no other.
func (s *Service) TryProvider(ctx context.Context, ws cham.WorkspaceID, ch ProviderChange, base string) ([]ProviderFinding, error) {
	if s.Elsewhere == nil {
		return nil, &cham.Error{Code: cham.CodeUnavailable, Op: "access.TryProvider", Key: "error.providerNone"}
	}
	before, err := s.store.Provider(ctx, ws)
	if err != nil && !is(err, cham.CodeNotFound) {
		return nil, err
	}
	p, err := s.newProvider(Caller{Workspace: ws}, before, ProviderChange{Issuer: ch.Issuer, Client: ch.Client, Secret: ch.Secret})
	if err != nil {
		return nil, err
	}
	if p, err = s.opened(p); err != nil {
		return nil, err
	}
	return s.Elsewhere.Try(ctx, p, strings.TrimRight(base, "/")+ProviderPath), nil
}
