package form

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"slices"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/visit"
)

// Sent is what a visitor sends.
type Sent struct {
	// Once names the sending, so that what is sent twice counts once.
	Once string
	// Values are what was typed, by the keys of the fields.
	Values map[string]string
	// Agreed says that the box was ticked, Wording what stood beside it.
	Agreed  bool
	Wording string
	// Page is the address of the page that the form stands on, Referrer that of
	// the page which led there.
	Page, Referrer string
	// Browser is what the website that the form stands in knows the browser by, as its
	// snippet says; what is none is not looked at.
	Browser string
	// Preview only looks whether something is wrong.
	Preview bool
}

// Wrong says of each field that cannot be taken why, by its key: "required",
// "phone", "email", "birthday" or "choice".
type Wrong map[string]string

// Limits of what a visitor writes, in characters, and of addresses in bytes.
const (
	MaxShort = 200
	MaxLong  = 1000
	maxURL   = 2000
)

// Submit takes in what was sent, unless something of it is wrong; then nothing is
// kept. CodeForbidden: it was not taken, the source is switched off or a rule of the
// business is against it. Sending is the visitor's yes to its being kept.
func (s *Service) Submit(ctx context.Context, f Form, v visit.Visitor, sent Sent) (Wrong, error) {
	said, wrong := f.Page.read(sent.Values, s.Now())
	if len(wrong) > 0 || sent.Preview {
		return wrong, nil
	}
	traits, properties := said.traits, visit.Object{"form": f.Name, "formId": f.ID}
	for key, value := range said.answers {
		properties[key] = value
	}
	who, err := s.browser(ctx, f.Workspace, sent.Browser, said.keys)
	if err != nil {
		return nil, err
	}
	who = cmp.Or(who, v.ID)
	here, about := f.context(sent), f.context(sent)
	if sent.Agreed && len(f.Page.Consents) > 0 {
		ways := visit.Object{}
		for _, c := range f.Page.Consents {
			ways[string(c)] = "yes"
		}
		traits["consent"] = visit.Object{string(purpose): ways}
		if err := s.Prove(ctx, f.Workspace, v, map[consent.Purpose]string{purpose: sent.Wording}, about); err != nil {
			return nil, err
		}
	}
	var calls []any
	if len(traits) > 0 {
		calls = append(calls, visit.Object{"type": "identify", "messageId": "fi-" + f.ID + "-" + sent.Once, "anonymousId": who,
			"context": about, "traits": traits})
		here["traits"] = said.keys // whose touch it is
	}
	calls = append(calls, visit.Object{"type": "track", "event": Submitted, "messageId": "fs-" + f.ID + "-" + sent.Once, "anonymousId": who,
		"context": here, "properties": properties})
	return nil, s.SendAll(ctx, f.Workspace, SourceID, v, calls)
}

// browserID is how the snippet names browsers.
var browserID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// browser is the browser that the visitor is known by on the website. It is "" where it
// is known to be of somebody with another phone or e-mail than was typed: two people
// who use one browser stay two, as on the website itself.
func (s *Service) browser(ctx context.Context, ws cham.WorkspaceID, id string, typed visit.Object) (string, error) {
	if !browserID.MatchString(id) {
		return "", nil
	}
	keys, err := s.Known(ctx, ws, id)
	if err != nil {
		return "", err
	}
	for field, value := range typed {
		kind := keyKinds[FieldKind(field)]
		other := func(k cham.Key) bool { return k.Kind == kind && k.Value != value }
		same := func(k cham.Key) bool { return k.Kind == kind && k.Value == value }
		if slices.ContainsFunc(keys, other) && !slices.ContainsFunc(keys, same) {
			return "", nil
		}
	}
	return id, nil
}

// context says where a touch comes from; capture reads the campaign from the page's
// address, as it does of any website.
func (f *Form) context(sent Sent) visit.Object {
	page := visit.Object{"url": webAddress(sent.Page), "title": f.Page.Title}
	if r := webAddress(sent.Referrer); r != "" {
		page["referrer"] = r
	}
	return visit.Object{"direct": true, "channel": cham.Channel("website"), "branch": f.Branch, "page": page, "consent": "granted"}
}

// webAddress is an address of a web page, "" for what is none.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return s
}

// said is what was typed, as it is kept: of the customer, of them what identifies,
// and of the form.
type said struct{ traits, keys, answers visit.Object }

// read reads what was typed.
func (p *Page) read(values map[string]string, now time.Time) (said, Wrong) {
	out, wrong := said{visit.Object{}, visit.Object{}, visit.Object{}}, Wrong{}
	for _, f := range p.Fields {
		value, why := f.read(values[f.Key], now)
		switch {
		case why != "":
			wrong[f.Key] = why
		case value == "" && f.Required:
			wrong[f.Key] = "required"
		case value == "":
		case f.Kind == Phone || f.Kind == Email:
			out.traits[f.Key], out.keys[f.Key] = value, value
		case f.Kind == Name || f.Kind == Birthday:
			out.traits[f.Key] = value
		default:
			out.answers[f.Key] = value
		}
	}
	if len(out.traits)+len(out.answers)+len(wrong) == 0 { // of an empty form, not a field of which is required
		wrong[p.Fields[0].Key] = "required"
	}
	return out, wrong
}

// keyKinds are the fields that identify somebody.
var keyKinds = map[FieldKind]cham.KeyKind{Phone: cham.KeyPhone, Email: cham.KeyEmail}

// read reads one field; why is not empty for what is no answer to it.
func (f *Field) read(typed string, now time.Time) (value, why string) {
	if value = visit.Tidy(typed, MaxShort); value == "" {
		return "", ""
	}
	switch f.Kind {
	case Phone, Email:
		key, ok := capture.NormalizeKey(keyKinds[f.Kind], value)
		if !ok {
			return "", string(f.Kind)
		}
		return key.Value, ""
	case Birthday:
		return birthday(value, now)
	case Choice:
		if !slices.Contains(f.Options, value) {
			return "", "choice"
		}
	case Long:
		return visit.Lines(typed, MaxLong), ""
	}
	return value, ""
}

// birthday reads a day as browsers send it, and as people type it where a browser
// has no field for days.
func birthday(value string, now time.Time) (day, why string) {
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, value); err == nil && t.Year() >= 1900 && t.Before(now) {
			return t.Format(time.DateOnly), ""
		}
	}
	return "", "birthday"
}
