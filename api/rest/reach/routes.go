// Package reach answers whether customers may be written to, by which way and
// when, keeps what was decided, and what a business chooses of the rules.
package reach

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/reach"
)

// Deps is what the area works with.
type Deps struct {
	*route.Asker
	Desk     *reach.Desk
	People   People
	Segments Segments
}

// People finds a customer; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/reach/rules", route.Read, "The rules of the gate with their sources, and what the business chose", s.rules),
		route.Put("/v1/reach/settings", route.Settings, "Choose hours, budgets and holidays, within law and platforms", s.setSettings),
		route.Post("/v1/reach/preview", route.Customers, "May a message go to customers, by which way, when and why; nothing is kept", s.explain),
		route.Post("/v1/reach/decisions", route.Customers,
			"Ask before sending: the answer is kept, and who may be written to now counts as written to", s.decide).RecordsItself(),
		route.Get("/v1/reach/decisions", route.Customers, "What was decided, the latest first", s.decisions),
		route.Get("/v1/reach/decisions.csv", route.Export, "Every decision with its reasons as a CSV file", s.ledgerCSV).With(route.AnswersCSV),
		route.Get("/v1/reach/decisions.xlsx", route.Export, "The same as a workbook", s.ledgerWorkbook).With(route.AnswersWorkbook),
		route.Put("/v1/reach/decisions/{id}/outcome", route.Customers, "Say what became of a message that might go", s.outcome).RecordsItself(),
		route.Get("/v1/segments/{id}/audience/preview", route.Export, "How many of a segment an advertising platform may be told of", s.audience),
		route.Get("/v1/segments/{id}/audience.csv", route.Export, "Their hashed e-mails and phones, as the platform takes them", s.audienceFile).
			With(route.AnswersCSV),
		route.Get("/v1/customers/{id}/reach", route.See, "What a customer may be sent by each way, and what was decided", s.customer),
		route.Post("/v1/customers/{id}/reachable", route.Customers, "Take a customer's address off those that lead nowhere", s.worksAgain),
	}
}

// Rules are the rules of the gate.
type Rules struct {
	Rules    []reach.GateRule   `json:"rules" doc:"in the order they are asked"`
	Settings reach.GateSettings `json:"settings"`
}

func (s *server) rules(ctx context.Context, _ *route.None) (Rules, error) {
	settings, err := s.Desk.Settings(ctx, route.Workspace(ctx))
	return Rules{reach.Rules, settings}, err
}

// WorkingAddress says by which way somebody can be reached again.
type WorkingAddress struct {
	Way reach.Way `json:"way" enum:"sms,zns,zalo,email,call,messenger,own,web"`
}

func (s *server) worksAgain(ctx context.Context, in *struct {
	ID   cham.CustomerID `path:"id"`
	Body WorkingAddress
}) (route.None, error) {
	return route.None{}, s.Desk.WorksAgain(ctx, route.Workspace(ctx), in.ID, in.Body.Way)
}

func (s *server) setSettings(ctx context.Context, in *route.In[reach.GateSettings]) (Rules, error) {
	if err := s.Desk.PutSettings(ctx, route.Workspace(ctx), in.Body, cham.ActorFrom(ctx).User); err != nil {
		return Rules{}, err
	}
	return s.rules(ctx, nil)
}

// Asking is a message and who it is for.
type Asking struct {
	ID        string            `json:"id,omitempty" maxLength:"100" doc:"names this asking: the same again answers what was decided then"`
	Message   reach.Message     `json:"message"`
	Customers []cham.CustomerID `json:"customers" minItems:"1" maxItems:"1000" doc:"any key id of a customer leads to it"`
}

// Decided is what was decided for each customer.
type Decided struct {
	Decisions []reach.Entry `json:"decisions"`
}

func (s *server) explain(ctx context.Context, in *route.In[Asking]) (out Decided, err error) {
	if err := in.Body.Message.Valid(); err != nil {
		return out, err
	}
	in.Body.Message.Showing = true // whoever asks sends
	out.Decisions, err = s.Desk.Ask(ctx, route.Workspace(ctx), &in.Body.Message, in.Body.Customers)
	return out, err
}

func (s *server) decide(ctx context.Context, in *route.In[Asking]) (out Decided, err error) {
	if err := in.Body.Message.Valid(); err != nil {
		return out, err
	}
	in.Body.Message.Showing = true
	out.Decisions, err = s.Desk.Decide(ctx, route.Workspace(ctx), &in.Body.Message, in.Body.Customers, in.Body.ID,
		cham.ActorFrom(ctx).By())
	return out, err
}

type decisionsIn struct {
	Customer cham.CustomerID `query:"customer" doc:"of one customer"`
	Message  string          `query:"message" maxLength:"100" doc:"of one message"`
	Before   time.Time       `query:"before" doc:"only earlier ones: the time of the last of the page before"`
	BeforeID string          `query:"beforeId" doc:"its id: of one time those after it"`
	Limit    int             `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func (s *server) decisions(ctx context.Context, in *decisionsIn) (out Decided, err error) {
	var keys []cham.KeyID
	if in.Customer != 0 {
		if keys, err = s.keys(ctx, in.Customer); err != nil {
			return out, err
		}
	}
	after := reach.After{At: in.Before, ID: in.BeforeID}
	out.Decisions, err = s.Desk.Store.Entries(ctx, route.Workspace(ctx), keys, in.Message, after, in.Limit)
	return out, err
}

func (s *server) keys(ctx context.Context, id cham.CustomerID) (keys []cham.KeyID, err error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), id)
	for _, k := range p.Keys {
		keys = append(keys, k.ID)
	}
	return keys, err
}

type outcomeIn struct {
	ID   string `path:"id"`
	Body Outcome
}

// Outcome is what became of a message.
type Outcome struct {
	Outcome string `json:"outcome" enum:"sent,failed" doc:"failed: it did not leave, counts no more, and may be asked for again"`
}

func (s *server) outcome(ctx context.Context, in *outcomeIn) (route.None, error) {
	return route.None{}, s.Desk.Store.SetOutcome(ctx, route.Workspace(ctx), in.ID, in.Body.Outcome)
}

// CustomerReach is how a customer can be reached.
type CustomerReach struct {
	Classes   []reach.ClassWays `json:"classes"`
	Decisions []reach.Entry     `json:"decisions" doc:"the latest twenty"`
}

func (s *server) customer(ctx context.Context, in *struct {
	ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
}) (out CustomerReach, err error) {
	keys, err := s.keys(ctx, in.ID)
	if err != nil {
		return out, err
	}
	if out.Classes, err = s.Desk.Ways(ctx, route.Workspace(ctx), in.ID); err != nil {
		return out, err
	}
	out.Decisions, err = s.Desk.Store.Entries(ctx, route.Workspace(ctx), keys, "", reach.After{}, 20)
	return out, err
}
