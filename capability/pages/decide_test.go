package pages

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
)

// shelf keeps rules in memory; changing them calls changed.
type shelf struct {
	rules   []Rule
	changed func()
}

func (s *shelf) PageRules(context.Context, cham.WorkspaceID) ([]Rule, error) { return s.rules, nil }

func (s *shelf) ChangePageRules(_ context.Context, _ cham.WorkspaceID, _ []string, set []Rule) error {
	s.rules = append(s.rules, set...)
	if s.changed != nil {
		s.changed()
	}
	return nil
}

// deciding is a service over rules; it tells with what context history was bound anew.
func deciding(s *shelf) (service *Service, bound *context.Context) {
	bound = new(context.Context)
	return New(Config{Store: s, Now: time.Now, Rebind: func(ctx context.Context, _ cham.WorkspaceID) error {
		*bound = ctx
		return ctx.Err()
	}}), bound
}

// Who goes away while history is bound anew must not leave it bound by the old rules.
func TestDecisionIsCarriedOutForWhoIsGone(t *testing.T) {
	ctx, gone := context.WithCancel(t.Context())
	s, bound := deciding(&shelf{changed: gone})
	if err := s.Decide(ctx, "w", "/blog/:id", Together); err != nil || *bound == nil || (*bound).Err() != nil {
		t.Errorf("%v %v", err, *bound)
	}
}

// What a program decides with its key is no less decided than by a person.
func TestKeyDecides(t *testing.T) {
	kept := &shelf{}
	s, _ := deciding(kept)
	ctx := cham.WithActor(t.Context(), cham.Actor{Key: "k1", Role: cham.RoleAdmin})
	if err := s.Decide(ctx, "w", "/blog/:id", Together); err != nil || why(kept.rules[0]) != "person" {
		t.Errorf("%v %+v", err, kept.rules)
	}
}

// However much was learned, people can decide.
func TestLearnedRulesLeaveRoomForDecisions(t *testing.T) {
	kept := &shelf{}
	for i := range mostRules {
		kept.rules = append(kept.rules, Rule{Path: fmt.Sprint("/", slug(i), "/:id"), Together: true})
	}
	s, _ := deciding(kept)
	if err := s.Decide(t.Context(), "w", "/blog/:id", Together); err != nil {
		t.Error(err)
	}
	for i := range kept.rules {
		kept.rules[i].By = "an"
	}
	if err := s.Decide(t.Context(), "w", "/tin/:id", Together); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("beyond the bound: %v", err)
	}
}
