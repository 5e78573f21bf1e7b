// Package webhooks answers how calls of other systems are verified and read, and
// what the latest of them said.
package webhooks

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/api/rest/imports"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/webhook"
)

// Deps is what the area works with. All of it is required.
type Deps struct {
	Service *webhook.Service
	Sources Sources
}

// Sources finds sources.
type Sources interface {
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/webhook-presets", route.Sources, "Systems whose calls are known", s.presets),
		route.Get("/v1/sources/{id}/webhook", route.Sources, "How calls of a source are verified and read", s.setup),
		route.Put("/v1/sources/{id}/webhook", route.Sources, "Say how calls of a source are verified and read", s.putSetup),
		route.Get("/v1/sources/{id}/calls", route.Sources, "The latest calls of a source, newest first", s.calls),
		route.Post("/v1/sources/{id}/calls/preview", route.Sources, "Try a mapping on the latest calls", s.preview),
		route.Post("/v1/sources/{id}/calls/again", route.Sources, "Take in the kept calls that are not in yet", s.again),
	}
}

// SourcePath is part of an address, exported because huma looks into embedded
// structs only then.
type SourcePath struct {
	ID cham.SourceID `path:"id"`
}

// WebhookSetup says how calls of a source are verified and read.
type WebhookSetup struct {
	Preset string        `json:"preset,omitempty" doc:"the system it was made for"`
	Sign   WebhookSign   `json:"sign"`
	Topic  string        `json:"topic,omitempty" maxLength:"200" doc:"where a call says what it is about: header:NAME or body:a.b"`
	Forms  []WebhookForm `json:"forms" maxItems:"20" doc:"the first whose topics fit reads a call; none keeps calls until there is one"`
	Reply  string        `json:"reply,omitempty" maxLength:"200" doc:"the text to answer; most senders want none"`
}

// WebhookSign says how a call proves who sent it.
type WebhookSign struct {
	Kind   webhook.SignKind `json:"kind" enum:",hmac-sha256,hmac-sha1,header,body" doc:"empty: only the address is secret"`
	Name   string           `json:"name,omitempty" maxLength:"200" doc:"the header, or the body's field, that carries the proof"`
	Before string           `json:"before,omitempty" maxLength:"500" doc:"signed before the body; {url} is the address"`
	Secret string           `json:"secret,omitempty" maxLength:"500" doc:"to be set; absent keeps the one that is there"`
	Set    bool             `json:"set,omitempty" readOnly:"true" doc:"there is a secret"`
}

// WebhookForm says how calls of some topics are read.
type WebhookForm struct {
	Topics  []string              `json:"topics,omitempty" doc:"beginnings of topics; none fits every call"`
	List    string                `json:"list,omitempty" maxLength:"500" doc:"path of lists whose items are rows, such as lines of an order"`
	Mapping imports.ImportMapping `json:"mapping"`
}

// WebhookPreset is a system whose calls are known.
type WebhookPreset struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Setup WebhookSetup `json:"setup"`
}

// WebhookCall is a request that came.
type WebhookCall struct {
	ID      string        `json:"id"`
	At      time.Time     `json:"at"`
	Topic   string        `json:"topic,omitempty"`
	State   webhook.State `json:"state" enum:"taken,refused,waiting,unsigned,ignored"`
	Reason  string        `json:"reason,omitempty" doc:"why it was not taken: a reason of the debugger, or a key of locale/"`
	Detail  string        `json:"detail,omitempty"`
	Touches int           `json:"touches" doc:"that came in"`
	Rows    int           `json:"rows,omitempty" doc:"that were refused"`
	Lists   []string      `json:"lists,omitempty" doc:"paths of its lists of objects"`
	Body    string        `json:"body" doc:"cut at 4 KB"`
}

func (s *server) presets(_ context.Context, _ *route.None) (all []WebhookPreset, _ error) {
	for _, p := range webhook.Presets() {
		all = append(all, WebhookPreset{p.ID, p.Name, shown(p.Setup)})
	}
	return all, nil
}

func shown(s webhook.Setup) WebhookSetup {
	out := WebhookSetup{Preset: s.Preset, Topic: s.Topic, Reply: s.Reply, Forms: []WebhookForm{},
		Sign: WebhookSign{Kind: s.Sign.Kind, Name: s.Sign.Name, Before: s.Sign.Before, Set: s.Sign.Secret != ""}}
	for _, f := range s.Forms {
		out.Forms = append(out.Forms, WebhookForm{f.Topics, f.List, imports.ImportMapping(f.Mapping)})
	}
	return out
}

func (s *server) source(ctx context.Context, id cham.SourceID) (cham.Source, error) {
	return s.Sources.Source(ctx, route.Workspace(ctx), id)
}

func (s *server) setup(ctx context.Context, in *SourcePath) (WebhookSetup, error) {
	src, err := s.source(ctx, in.ID)
	if err != nil {
		return WebhookSetup{}, err
	}
	setup, err := s.Service.Store.Hook(ctx, src.Workspace, src.ID)
	return shown(setup), err
}

type setupIn struct {
	SourcePath
	Body WebhookSetup
}

func (s *server) putSetup(ctx context.Context, in *setupIn) (WebhookSetup, error) {
	src, err := s.source(ctx, in.ID)
	if err != nil {
		return WebhookSetup{}, err
	}
	b := in.Body
	setup := webhook.Setup{Preset: b.Preset, Topic: b.Topic, Reply: b.Reply,
		Sign: webhook.Sign{Kind: b.Sign.Kind, Name: b.Sign.Name, Before: b.Sign.Before, Secret: b.Sign.Secret}}
	for _, f := range b.Forms {
		setup.Forms = append(setup.Forms, webhook.Form{Topics: f.Topics, List: f.List, Mapping: capture.Mapping(f.Mapping)})
	}
	if setup, err = s.Service.Set(ctx, src, setup); err != nil {
		return WebhookSetup{}, err
	}
	return shown(setup), nil
}

// shownBody is how much of a body is shown.
const shownBody = 4 << 10

func (s *server) calls(ctx context.Context, in *SourcePath) ([]WebhookCall, error) {
	src, err := s.source(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := s.Service.Store.Calls(ctx, src.Workspace, src.ID)
	out := []WebhookCall{}
	for _, c := range kept {
		out = append(out, WebhookCall{c.ID, c.At, c.Topic, c.State, c.Reason, c.Detail, c.Touches, c.Rows, webhook.Lists(c), beginning(c.Body)})
	}
	return out, err
}

func beginning(body []byte) string {
	text := strings.ToValidUTF8(string(body[:min(len(body), shownBody)]), "")
	if len(body) > shownBody && utf8.ValidString(text) {
		text += "…"
	}
	return text
}

type previewIn struct {
	SourcePath
	Body struct {
		Topics  []string               `json:"topics,omitempty"`
		List    string                 `json:"list,omitempty" maxLength:"500"`
		Mapping *imports.ImportMapping `json:"mapping,omitempty" doc:"absent: a guess"`
	}
}

func (s *server) preview(ctx context.Context, in *previewIn) (imports.ImportPreview, error) {
	src, err := s.source(ctx, in.ID)
	if err != nil {
		return imports.ImportPreview{}, err
	}
	form := webhook.Form{Topics: in.Body.Topics, List: in.Body.List}
	if in.Body.Mapping != nil {
		form.Mapping = capture.Mapping(*in.Body.Mapping)
	}
	p, err := s.Service.Preview(ctx, src, form, in.Body.Mapping == nil)
	if err != nil {
		return imports.ImportPreview{}, err
	}
	if len(p.Columns) > 0 && !slices.Contains(p.Columns, webhook.Received) {
		p.Columns = append(p.Columns, webhook.Received)
	}
	return *imports.PreviewOf(p), nil
}

// ReadAgain says what became of the calls that were read again.
type ReadAgain struct {
	Calls   int `json:"calls" doc:"that were read"`
	Touches int `json:"touches" doc:"that came in"`
}

func (s *server) again(ctx context.Context, in *SourcePath) (a ReadAgain, err error) {
	src, err := s.source(ctx, in.ID)
	if err != nil {
		return a, err
	}
	a.Calls, a.Touches, err = s.Service.Again(ctx, src)
	return a, err
}
