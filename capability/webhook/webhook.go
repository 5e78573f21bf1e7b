// Package webhook takes in what other systems call us with: it verifies a call
// by its raw bytes, keeps it, makes rows of its body, and touches of the rows by
// the same mapping as a file's. What cannot be read yet is kept and can be taken
// in once it can.
package webhook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"cham"
	"cham/capability/capture"
)

// Kind is the kind of the sources that are called.
const Kind = "webhook"

// Bounds of a call, and how many a source keeps, of those with a wrong signature
// beside the others.
const (
	MaxBody      = 1 << 20
	KeptCalls    = 100
	KeptUnsigned = 10
)

// Setup says how the calls of one source are verified and read.
type Setup struct {
	// Preset is the system it was made for, "" for one of the owner's.
	Preset string `json:"preset,omitempty"`
	Sign   Sign   `json:"sign"`
	// Topic is where a call says what it is about: "header:NAME" or "body:a.b".
	Topic string `json:"topic,omitempty"`
	Forms []Form `json:"forms,omitempty"`
	// Reply is the text that is answered; most senders want none.
	Reply string `json:"reply,omitempty"`
}

// Form says how calls of some topics are read.
type Form struct {
	// Topics are beginnings of topics; none fits every call.
	Topics []string `json:"topics,omitempty"`
	// List is the path of lists whose items are rows: "line_items",
	// "Notifications.Data.InvoiceDetails". What stands around them is repeated.
	List    string          `json:"list,omitempty"`
	Mapping capture.Mapping `json:"mapping"`
}

// State is what became of a call.
type State string

// The states of a call: all of it came in; some or all of it was refused; there is
// no form for it yet; its signature was wrong; it is about something else.
const (
	Taken    State = "taken"
	Refused  State = "refused"
	Waiting  State = "waiting"
	Unsigned State = "unsigned"
	Ignored  State = "ignored"
)

// Call is a request that came.
type Call struct {
	ID        string
	Workspace cham.WorkspaceID
	Source    cham.SourceID
	At        time.Time
	Type      string // content type
	Topic     string
	Body      []byte
	State     State
	// Reason is why, a capture.Reason or the error's key; Detail names the place.
	Reason, Detail string
	// Touches came in, Rows were refused.
	Touches, Rows int
}

// Store keeps setups and the latest calls.
type Store interface {
	// Hook is a source's setup, the zero one when it has none.
	Hook(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) (Setup, error)
	PutHook(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, s Setup) error
	// Hooks are all setups there are.
	Hooks(ctx context.Context) ([]Hook, error)
	// KeepCall adds a call, or changes it, and drops all but the latest of its
	// source: KeptCalls, or of those that are Unsigned KeptUnsigned.
	KeepCall(ctx context.Context, c Call) error
	// Calls are the latest of a source, newest first.
	Calls(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) ([]Call, error)
}

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store    Store
	Accepter Accepter
	// Known tells which of these message ids of a source are in history.
	Known func(ctx context.Context, src cham.Source, ids []string) (map[string]bool, error)
	Seal  Sealer
	NewID func() string
	Now   func() time.Time
}

// Hook is how calls of a source are read, with its secret as it is kept.
type Hook struct {
	Workspace cham.WorkspaceID
	Source    cham.SourceID
	Setup     Setup
}

// Service receives calls.
type Service struct{ Config }

// New returns a Service.
func New(c Config) *Service { return &Service{c} }

// Receive takes a request in and answers the text to reply with. The error is
// CodeUnauthorized for a wrong signature, CodeUnavailable when it may come again;
// a call that cannot be read is kept, and no error.
func (s *Service) Receive(ctx context.Context, src cham.Source, r Request) (reply string, err error) {
	setup, err := s.Store.Hook(ctx, src.Workspace, src.ID)
	if err != nil {
		return "", err
	}
	if setup.Sign.Secret, err = s.opened(src.Workspace, src.ID, setup.Sign.Secret); err != nil {
		return "", cham.Wrap(cham.CodeUnavailable, "webhook.Receive", err) // it may come again when it is entered anew
	}
	if reply, ok := setup.shakeHands(r); ok {
		return reply, nil
	}
	if ping(r) {
		return setup.Reply, nil
	}
	c := Call{ID: "wc_" + s.NewID(), Workspace: src.Workspace, Source: src.ID, At: s.Now().UTC(),
		Type: r.Header.Get("Content-Type"), Body: r.body(), Topic: setup.topic(r)}
	if !setup.Sign.verify(r) {
		c.State, c.Reason = Unsigned, "signature"
		wrong := cham.Errorf(cham.CodeUnauthorized, "webhook.Receive", "the signature does not fit; compare the secret on both sides")
		return "", errors.Join(wrong, s.Store.KeepCall(ctx, c))
	}
	if err := s.read(ctx, src, &setup, &c); err != nil {
		return "", err
	}
	return setup.Reply, s.Store.KeepCall(ctx, c)
}

// read makes touches of a call and notes what became of it. Any error is the
// log's: nothing was kept.
func (s *Service) read(ctx context.Context, src cham.Source, setup *Setup, c *Call) error {
	form, state := setup.form(c.Topic)
	if c.State = state; form == nil {
		return nil
	}
	calls, err := form.calls(*c)
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid {
		c.State, c.Reason, c.Detail = Refused, e.Key, e.Hint
		return nil
	} else if err != nil {
		return err
	}
	err = capture.Void(calls, func(ids []string) (map[string]bool, error) { return s.Known(ctx, src, ids) })
	if err != nil {
		return err
	}
	result, err := s.Accepter.Accept(ctx, src, capture.Batch{Calls: calls}, capture.Meta{ReceivedAt: c.At})
	if err != nil {
		return err
	}
	c.State, c.Reason, c.Detail, c.Touches, c.Rows = Taken, "", "", result.Accepted, result.Refused
	if len(result.Refusals) > 0 {
		c.State, c.Reason, c.Detail = Refused, string(result.Refusals[0].Reason), result.Refusals[0].Detail
	}
	if slices.ContainsFunc(result.Refusals, capture.Refused.Unkept) {
		c.Body = nil
	}
	return nil
}

// form finds how calls of a topic are read; nil with the state of one that is not.
func (s *Setup) form(topic string) (*Form, State) {
	for i, f := range s.Forms {
		if len(f.Topics) == 0 || slices.ContainsFunc(f.Topics, func(t string) bool { return hasFolded(topic, t) }) {
			return &s.Forms[i], Taken
		}
	}
	if len(s.Forms) == 0 {
		return nil, Waiting
	}
	return nil, Ignored
}

// calls reads a call. The error is CodeInvalid when its body is none or the
// mapping does not fit it.
func (f *Form) calls(c Call) ([]capture.Call, error) {
	with := f.withID()
	rows, err := with.rows(c)
	if err != nil {
		return nil, err
	}
	file, err := capture.OpenFile(bytes.NewReader(rows), "call.ndjson", &with.Mapping)
	if err != nil {
		return nil, err
	}
	var calls []capture.Call
	for {
		c, err := file.Next()
		if err == io.EOF {
			return calls, nil
		} else if err != nil {
			return nil, err
		}
		calls = append(calls, c)
	}
}

// Again reads the kept calls that are not in yet, the oldest first, as the setup
// says now, and answers what became of them.
func (s *Service) Again(ctx context.Context, src cham.Source) (calls, touches int, err error) {
	setup, err := s.Store.Hook(ctx, src.Workspace, src.ID)
	if err != nil {
		return 0, 0, err
	}
	kept, err := s.Store.Calls(ctx, src.Workspace, src.ID)
	if err != nil {
		return 0, 0, err
	}
	for _, c := range slices.Backward(kept) {
		if c.State == Taken || c.State == Unsigned || len(c.Body) == 0 {
			continue
		}
		if err := s.read(ctx, src, &setup, &c); err != nil {
			return calls, touches, err
		}
		if err := s.Store.KeepCall(ctx, c); err != nil {
			return calls, touches, err
		}
		calls, touches = calls+1, touches+c.Touches
	}
	return calls, touches, nil
}

// Preview shows what the kept calls of a form's topics would become, and keeps
// nothing. It is empty, without an error, where there are none.
func (s *Service) Preview(ctx context.Context, src cham.Source, f Form, guess bool) (capture.Preview, error) {
	kept, err := s.Store.Calls(ctx, src.Workspace, src.ID)
	if err != nil {
		return capture.Preview{}, err
	}
	one := Setup{Forms: []Form{f}}
	var all []byte
	var each [][]byte
	for _, c := range slices.Backward(kept) {
		if form, _ := one.form(c.Topic); form == nil || c.State == Unsigned {
			continue
		}
		if rows, err := f.rows(c); err == nil { // what cannot be read stands in the list of calls
			all, each = append(all, rows...), append(each, rows)
		}
	}
	if len(all) == 0 {
		return capture.Preview{}, nil
	}
	mapping := &f.Mapping
	if guess {
		mapping = nil
	}
	now := s.Now()
	out, err := previewOf(all, mapping, src, now)
	if err != nil || out.Lacks != "" {
		return out, err
	}
	f.Mapping, out.Touches, out.Refused = *out.Mapping, nil, nil
	for _, rows := range each { // an order of two calls is no order of two lines
		p, err := previewOf(rows, &f.Mapping, src, now)
		if err != nil {
			return out, err
		}
		out.Touches, out.Refused = append(out.Touches, p.Touches...), append(out.Refused, p.Refused...)
	}
	return out, nil
}

func previewOf(rows []byte, m *capture.Mapping, src cham.Source, now time.Time) (capture.Preview, error) {
	return capture.PreviewFile(bytes.NewReader(rows), "calls.ndjson", m, src, now, previewRows)
}

const previewRows = 50

// Set keeps a setup; one without a secret keeps the secret that is there. The
// error is CodeInvalid, with its field, for one by which no call can be verified
// or read.
func (s *Service) Set(ctx context.Context, src cham.Source, setup Setup) (Setup, error) {
	was, err := s.Store.Hook(ctx, src.Workspace, src.ID)
	if err != nil {
		return setup, err
	}
	if setup.Sign.Secret != "" {
		setup.Sign.Secret = s.Seal.Seal(purpose(src.Workspace, src.ID), []byte(setup.Sign.Secret))
	} else if setup.Sign.Kind != Unproven {
		setup.Sign.Secret = s.sealed(src.Workspace, src.ID, was.Sign.Secret)
	}
	switch {
	case !setup.Sign.Valid():
		return setup, wrongSetup("sign", "%q needs the name of a header or field, and a secret that both sides know", setup.Sign.Kind)
	case setup.Topic != "" && !hasFolded(setup.Topic, "header:") && !hasFolded(setup.Topic, "body:"):
		return setup, wrongSetup("topic", "%q is neither header:NAME nor body:a.b", setup.Topic)
	}
	for i := range setup.Forms {
		if err := setup.Forms[i].check(); err != nil {
			return setup, err
		}
	}
	return setup, s.Store.PutHook(ctx, src.Workspace, src.ID, setup)
}

func wrongSetup(field, hint string, args ...any) error {
	e := cham.Errorf(cham.CodeInvalid, "webhook.Set", hint, args...)
	e.Field, e.Key = field, "error.webhook."+field
	return e
}

// check tries a mapping on a call with all of its columns.
func (f *Form) check() error {
	f.Mapping.Columns = maps.Clone(f.Mapping.Columns)
	maps.DeleteFunc(f.Mapping.Columns, func(_, column string) bool { return column == "" || column == idColumn })
	_, err := f.calls(Call{Body: []byte(`{"` + Received + `":""}`)})
	return err
}
