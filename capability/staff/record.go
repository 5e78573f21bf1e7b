package staff

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/capture"
)

// Entry is something that staff wrote down.
type Entry struct {
	// ID is made on the phone: the same entry sent again adds nothing.
	ID string
	// At is when it happened by the phone's clock.
	At time.Time
	// Customer is who it was; 0 with a Phone for whoever has that number, 0 without
	// for somebody unknown.
	Customer cham.CustomerID
	Phone    string
	Name     string
	Event    string
	Channel  cham.Channel
	Branch   string
	Outcome  string
	Note     string
	Value    float64 // money gained, in the workspace's currency
	Call     *Call
}

// Call is what an entry says of a telephone call.
type Call struct {
	Out     bool // we called
	Outcome CallOutcome
	Minutes float64
}

// CallOutcome is how a call ended.
type CallOutcome string

// The outcomes of calls.
const (
	Answered  CallOutcome = "answered"
	Missed    CallOutcome = "missed"
	Voicemail CallOutcome = "voicemail"
	Wrong     CallOutcome = "wrong_number"
	CallBack  CallOutcome = "call_back" // answered, and another call was agreed
)

// event is the name that files of telephone systems give such a call (package
// known), so that both count as one: nobody was spoken to but in these two.
func (o CallOutcome) event() string {
	if o == Answered || o == CallBack {
		return capture.EventCall
	}
	return capture.EventMissed
}

// State is what became of an entry.
type State string

// The states of entries: durable; refused, for Result.Reason; taken back before.
const (
	Taken   State = "taken"
	Refused State = "refused"
	Back    State = "undone"
)

// Result says what became of one entry.
type Result struct {
	ID     string
	State  State
	Reason capture.Reason
}

// Phone is who sends, and when by the phone's own clock, which it corrects.
type Phone struct {
	By       cham.Actor
	SentAt   time.Time
	Currency string
	Meta     capture.Meta
}

// Record takes entries in, in their order. One that is refused fails no other; a nil
// error means that those that were taken are durable. CodeForbidden while the
// source is switched off.
func (s *Service) Record(ctx context.Context, src cham.Source, p Phone, entries []Entry) ([]Result, error) {
	if !src.Takes() {
		return nil, &cham.Error{Code: cham.CodeForbidden, Op: "staff.Record", Key: "error.staff.off"}
	}
	s.taking.RLock()
	defer s.taking.RUnlock()
	out, err := s.judge(ctx, src.Workspace, entries)
	if err != nil {
		return nil, err
	}
	var batch capture.Batch
	for i := range entries {
		if out[i].State != Taken {
			continue
		}
		c, err := s.call(ctx, src.Workspace, p, &entries[i])
		if cham.ErrorCode(err) == cham.CodeNotFound {
			out[i].State, out[i].Reason = Refused, ReasonCustomer
			continue
		} else if err != nil {
			return nil, err
		}
		batch.Calls = append(batch.Calls, c)
	}
	return out, s.accept(ctx, src, p, batch, out)
}

// judge is what becomes of each entry: refused for its form, taken back before, or
// taken as far as that goes.
func (s *Service) judge(ctx context.Context, ws cham.WorkspaceID, entries []Entry) ([]Result, error) {
	out, ids := make([]Result, len(entries)), []string{}
	for i := range entries {
		out[i] = Result{ID: entries[i].ID, State: Taken}
		if r := entries[i].check(); r != "" {
			out[i].State, out[i].Reason = Refused, r
			continue
		}
		ids = append(ids, entries[i].ID)
	}
	back, err := s.Store.AreUndone(ctx, ws, ids)
	for i := range out {
		if out[i].State == Taken && back[out[i].ID] {
			out[i].State = Back
		}
	}
	return out, err
}

func (s *Service) accept(ctx context.Context, src cham.Source, p Phone, batch capture.Batch, out []Result) error {
	if len(batch.Calls) == 0 {
		return nil
	}
	ids := make([]string, len(batch.Calls))
	for i := range batch.Calls {
		ids[i] = batch.Calls[i].MessageID
	}
	if err := s.Store.AddSent(ctx, src.Workspace, ids, s.Now().UTC(), s.Now().Add(-sentFor).UTC()); err != nil {
		return err
	}
	result, err := s.Accepter.Accept(ctx, src, batch, p.Meta)
	reasons := map[string]capture.Reason{}
	for _, r := range result.Refusals {
		reasons[r.MessageID] = capture.Reason(r.Reason)
	}
	for i := range out {
		if reason := reasons[out[i].ID]; reason != "" {
			out[i].State, out[i].Reason = Refused, reason
		}
	}
	return err
}

// call is an entry as any sender would have sent it.
func (s *Service) call(ctx context.Context, ws cham.WorkspaceID, p Phone, e *Entry) (c capture.Call, err error) {
	c = capture.Call{Type: cham.CallTrack, MessageID: e.ID, Event: e.Event, Channel: string(e.Channel),
		OriginalTime: e.At.UTC().Format(stamp), SentAt: p.SentAt.UTC().Format(stamp)}
	properties, about := facts(p, e), map[string]any{"staff": p.By.User}
	if e.Call != nil {
		c.Event, c.Channel = cmp.Or(e.Event, e.Call.Outcome.event()), "call"
	}
	if err := s.whose(ctx, ws, e, &c, about); err != nil {
		return c, err
	}
	if c.Properties, err = json.Marshal(properties); err == nil {
		c.Context, err = json.Marshal(about)
	}
	return c, err
}

const stamp = "2006-01-02T15:04:05.000Z07:00"

// facts are the properties of an entry.
func facts(p Phone, e *Entry) map[string]any {
	f := map[string]any{}
	for name, v := range map[string]string{"branch": e.Branch, "outcome": e.Outcome, "note": e.Note} {
		if v != "" {
			f[name] = v
		}
	}
	if e.Value != 0 {
		f["value"], f["currency"] = e.Value, p.Currency
	}
	if e.Call == nil {
		f["staff"] = p.By.Name
		return f
	}
	f["agent"], f["outcome"], f["direction"] = p.By.Name, e.Call.Outcome, "in"
	if e.Call.Out {
		f["direction"] = "out"
	}
	if e.Call.Minutes > 0 {
		f["duration"] = e.Call.Minutes * 60
	}
	return f
}

// whose says who it was by the keys we know of them, by their telephone, or by an
// id of this one visit.
func (s *Service) whose(ctx context.Context, ws cham.WorkspaceID, e *Entry, c *capture.Call, about map[string]any) error {
	switch {
	case e.Customer != 0:
		keys, err := s.Keys(ctx, ws, e.Customer)
		if err != nil || len(keys) == 0 {
			return cmp.Or(err, error(&cham.Error{Code: cham.CodeNotFound, Op: "staff.Record"}))
		}
		name(c, about, keys[0])
		return nil
	case e.Phone == "":
		c.AnonymousID = "staff-" + e.ID
	}
	traits := map[string]string{}
	for field, v := range map[string]string{"phone": e.Phone, "name": e.Name} {
		if v != "" {
			traits[field] = v
		}
	}
	about["traits"] = traits
	return nil
}

func name(c *capture.Call, about map[string]any, k cham.Key) {
	switch k.Kind {
	case cham.KeyUser:
		c.UserID = k.Value
	case cham.KeyAnonymous:
		c.AnonymousID = k.Value
	default:
		about["externalIds"] = []map[string]string{{"type": string(k.Kind), "id": k.Value}}
	}
}
