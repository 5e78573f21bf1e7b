package quality

import (
	"context"
	"slices"
	"strings"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/capability/exclusion"
)

// Exclusions are the rules, in the order in which they were made.
type Exclusions struct {
	Rules []cham.Exclusion `json:"rules"`
}

// ExclusionRule is a rule as it is asked for.
type ExclusionRule struct {
	Name string `json:"name,omitempty" maxLength:"200" doc:"what people call it"`
	// Kind says what of a touch is looked at.
	Kind   cham.ExclusionKind `json:"kind" enum:"robots,agent,address,source,host,parameter,property,customer,trait" doc:"what is looked at"`
	Field  string             `json:"field,omitempty" doc:"name of the trait, property or parameter"`
	Values []string           `json:"values,omitempty" maxItems:"100" doc:"any of these; none stands for any value of the field"`
	Off    bool               `json:"off,omitempty" doc:"keep the rule and take nothing out"`
}

// ExclusionPreview asks what a rule would take out.
type ExclusionPreview struct {
	ID   string        `json:"id,omitempty" doc:"of the rule in whose place it would stand"`
	Rule ExclusionRule `json:"rule"`
	Days int           `json:"days,omitempty" minimum:"1" maximum:"365" default:"30"`
}

// Rebuild is how far all of the past is counted anew.
type Rebuild struct {
	Done  int64 `json:"done" doc:"touches read"`
	Total int64 `json:"total" doc:"touches there are; 0 while nothing is counted anew"`
}

func (s *server) exclusions(ctx context.Context, _ *route.None) (Exclusions, error) {
	ws, err := s.workspace(ctx)
	return Exclusions{Rules: append([]cham.Exclusion{}, ws.Exclusions...)}, err
}

func (s *server) effect(ctx context.Context, in *DaysQuery) (exclusion.Effect, error) {
	ws, err := s.workspace(ctx)
	if err != nil {
		return exclusion.Effect{}, err
	}
	return s.Exclusions.Effect(ctx, ws.ID, ws.Exclusions, in.Days)
}

func (s *server) progress(ctx context.Context, _ *route.None) (out Rebuild, err error) {
	out.Done, out.Total = s.Building(route.Workspace(ctx))
	return out, nil
}

// clean is the rule as it is kept. Who sees customers masked asks for none by what
// is masked, nor by a part of it: the counts would spell it out, a guess at a time.
func (r ExclusionRule) clean(ctx context.Context, id string) (cham.Exclusion, error) {
	if err := route.MayAsk(ctx, r); err != nil {
		return cham.Exclusion{}, err
	}
	if route.Masks(ctx) && r.Kind.OfCustomers() && strings.Contains(strings.Join(r.Values, " "), "*") {
		return cham.Exclusion{}, &cham.Error{Code: cham.CodeForbidden, Op: "quality.clean", Key: "error.asksMasked"}
	}
	rule := cham.Exclusion{ID: id, Name: r.Name, Kind: r.Kind, Field: r.Field, Values: r.Values, Off: r.Off}
	return exclusion.Clean(rule, capture.NormalizeKey)
}

func (s *server) preview(ctx context.Context, in *route.In[ExclusionPreview]) (exclusion.Preview, error) {
	rule, err := in.Body.Rule.clean(ctx, in.Body.ID)
	if err != nil {
		return exclusion.Preview{}, err
	}
	ws, err := s.workspace(ctx)
	if err != nil {
		return exclusion.Preview{}, err
	}
	return s.Exclusions.Preview(ctx, ws.ID, ws.Exclusions, rule, max(1, in.Body.Days))
}

func (s *server) add(ctx context.Context, in *route.In[ExclusionRule]) (Exclusions, error) {
	rule, err := in.Body.clean(ctx, s.NewID())
	if err != nil {
		return Exclusions{}, err
	}
	rule.At = s.Now().UTC()
	return s.edit(ctx, func(rules cham.Exclusions) (cham.Exclusions, error) {
		if len(rules) >= exclusion.MaxRules {
			return nil, exclusion.TooMany()
		}
		return append(rules, rule), nil
	})
}

func (s *server) change(ctx context.Context, in *ruleIn) (Exclusions, error) {
	rule, err := in.Body.clean(ctx, in.ID)
	if err != nil {
		return Exclusions{}, err
	}
	return s.edit(ctx, func(rules cham.Exclusions) (cham.Exclusions, error) {
		i, err := find(rules, in.ID)
		if err == nil {
			rule.At = rules[i].At
			rules[i] = rule
		}
		return rules, err
	})
}

func (s *server) remove(ctx context.Context, in *RulePath) (Exclusions, error) {
	return s.edit(ctx, func(rules cham.Exclusions) (cham.Exclusions, error) {
		i, err := find(rules, in.ID)
		if err != nil {
			return rules, err
		}
		return slices.Delete(rules, i, i+1), nil
	})
}

func find(rules cham.Exclusions, id string) (int, error) {
	i := slices.IndexFunc(rules, func(r cham.Exclusion) bool { return r.ID == id })
	if i < 0 {
		return i, cham.Errorf(cham.CodeNotFound, "quality.find", "there is no such rule")
	}
	return i, nil
}

// edit changes the rules; when it returns, everything is counted by them.
func (s *server) edit(ctx context.Context, f func(cham.Exclusions) (cham.Exclusions, error)) (Exclusions, error) {
	ws, err := s.Access.ChangeWorkspace(ctx, route.Workspace(ctx), access.WorkspaceChange{Exclusions: f})
	return Exclusions{Rules: append([]cham.Exclusion{}, ws.Exclusions...)}, err
}
