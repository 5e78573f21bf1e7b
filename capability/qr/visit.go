package qr

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/visit"
)

// trafficSource is the source of what codes bring.
const (
	trafficSource = "qr"
	trafficMedium = "print"
)

// again is how soon the same visitor at the same code is still on the same visit:
// the page read again, a code scanned twice.
const again = 10 * time.Minute

// MayNote reports whether a visit may be noted, and the visitor be known again by
// a cookie: not where the business asks first or the browser says no, unless the
// visitor allowed it. The error is the store's.
func (s *Service) MayNote(ctx context.Context, c Code, v visit.Visitor) (bool, error) {
	src, err := s.Sources.Source(ctx, c.Workspace, SourceID)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return false, nil // its owner deleted the source: nothing is wanted any more
	}
	return err == nil && src.Takes() && (v.Agreed || !src.RequireConsent && !v.NoTrack), err
}

// Visit notes that somebody opened a code's page. What may not be noted is not,
// and robots are refused; neither is an error, nor a source that is switched off.
func (s *Service) Visit(ctx context.Context, c Code, v visit.Visitor) error {
	bucket := strconv.FormatInt(s.Now().Unix()/int64(again.Seconds()), 36)
	_, err := s.Send(ctx, c.Workspace, SourceID, v, []any{visit.Object{"type": "track", "event": Scanned,
		"messageId": "qr-" + c.ID + "-" + v.ID + "-" + bucket, "anonymousId": v.ID, "context": c.context(v), "properties": c.properties()}})
	if cham.ErrorCode(err) == cham.CodeForbidden {
		return nil
	}
	return err
}

// context says where the touch comes from, and that a browser made it.
func (c Code) context(v visit.Visitor) visit.Object {
	o := visit.Object{"direct": true, "channel": c.Channel, "branch": c.Branch,
		"campaign": visit.Object{"source": trafficSource, "medium": trafficMedium, "name": c.Name, "content": c.Place}}
	if v.Agreed {
		o["consent"] = "granted"
	}
	return o
}

func (c Code) properties() visit.Object {
	o := visit.Object{"code": c.ID, "map": c.Map, "touchpoint": c.Touchpoint}
	if c.Place != "" {
		o["placement"] = c.Place
	}
	return o
}

// Answer is what a visitor sends.
type Answer struct {
	// Once names the sending, so that what is sent twice counts once.
	Once string
	// Value is a score, the number of a choice from 0, or a text.
	Value, Comment string
	Name, Phone    string
	Agreed         []consent.Purpose
	// Wordings are what was shown for each purpose.
	Wordings map[consent.Purpose]string
}

// Limits of what a visitor writes, in characters.
const (
	maxWords = 1000
	maxName  = 100
)

// Answer takes an answer in. The error is CodeInvalid, with the field "answer" or
// "phone", when it is none; then nothing is kept. CodeForbidden: it was not taken,
// the source is switched off or a rule of the business is against it. Sending it is the visitor's yes
// to its being kept, so it is taken where a visit would not be noted.
func (s *Service) Answer(ctx context.Context, c Code, v visit.Visitor, a Answer) error {
	properties := c.properties()
	if err := c.Page.answer(a, properties); err != nil {
		return err
	}
	a.Name, a.Phone = visit.Tidy(a.Name, maxName), visit.Tidy(a.Phone, maxName)
	if _, ok := capture.NormalizeKey(cham.KeyPhone, a.Phone); a.Phone != "" && !ok {
		return invalid("phone", "phone", nil)
	}
	if c.Page.Ask == nil && a.Phone == "" {
		return invalid("answer", "nothing", nil)
	}
	v.Agreed = true
	said := c.context(v)
	var calls []any
	if c.Page.Contact && a.Phone != "" {
		who, err := s.identify(ctx, c, v, a)
		if err != nil {
			return err
		}
		calls = append(calls, who)
		said["traits"] = visit.Object{"phone": a.Phone} // whose answer it is
	}
	calls = append(calls, visit.Object{"type": "track", "event": Answered, "messageId": "qa-" + c.ID + "-" + a.Once, "anonymousId": v.ID,
		"context": said, "properties": properties})
	return s.SendAll(ctx, c.Workspace, SourceID, v, calls)
}

// identify says who answered and what they agreed to, with the wordings they
// read, from where and with what: the proof.
func (s *Service) identify(ctx context.Context, c Code, v visit.Visitor, a Answer) (visit.Object, error) {
	traits, said := visit.Object{"phone": a.Phone}, c.context(v)
	if a.Name != "" {
		traits["name"] = a.Name
	}
	agreed, wordings := visit.Object{}, map[consent.Purpose]string{}
	for _, p := range a.Agreed {
		if text := a.Wordings[p]; text != "" && slices.Contains(c.Page.Consents, p) {
			agreed[string(p)], wordings[p] = "yes", text
		}
	}
	if len(agreed) > 0 {
		traits["consent"] = agreed
	}
	if err := s.Prove(ctx, c.Workspace, v, wordings, said); err != nil {
		return nil, err
	}
	return visit.Object{"type": "identify", "messageId": "qi-" + c.ID + "-" + a.Once, "anonymousId": v.ID, "context": said,
		"traits": traits}, nil
}

// answer puts what was answered into the touch's properties, by the words of
// every survey: which, the question, its kind, a score or an answer, a comment.
func (p *Page) answer(a Answer, to visit.Object) error {
	q := p.Ask
	if q == nil {
		return nil
	}
	to["survey"], to["question"], to["kind"] = "qr", q.Text, q.Kind
	value := visit.Tidy(a.Value, maxWords)
	n, err := strconv.Atoi(value)
	number := err == nil && strings.TrimLeft(value, "0123456789") == ""
	switch {
	case q.Kind == NPS && number && n <= 10, q.Kind == CSAT && number && n >= 1 && n <= 5:
		to["score"] = n
	case q.Kind == Choice && number && n < len(q.Choices):
		to["answer"] = q.Choices[n]
	case q.Kind == Text && value != "":
		to["answer"] = value
	default:
		return invalid("answer", "answer", nil)
	}
	if words := visit.Tidy(a.Comment, maxWords); words != "" && (q.Kind == NPS || q.Kind == CSAT) {
		to["comment"] = words
	}
	return nil
}
