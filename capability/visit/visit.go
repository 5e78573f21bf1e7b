// Package visit is what pages that anybody opens have in common, those of printed
// codes and of forms: addresses nobody can guess, who came, texts as they are kept,
// and the way of what a visitor sends, with the proof of what they agreed to.
package visit

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/capability/capture"
	"cham/capability/consent"
)

// Visitor is who opened a page.
type Visitor struct {
	// ID names the browser, by its cookie or for this once.
	ID string
	// Agreed says that the visitor allowed being noted, NoTrack that the browser
	// asks not to be.
	Agreed, NoTrack bool
	IP, UserAgent   string
}

// Object is a JSON object of a call.
type Object map[string]any

// Sources finds and makes sources; *capture.CachedSources is one.
type Sources interface {
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	CreateSource(ctx context.Context, s cham.Source) error
}

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// Door is the way in for what visitors send; all of it is required.
type Door struct {
	Sources  Sources
	Accepter Accepter
	// KeepText keeps a wording by its hash, for the proof of consent.
	KeepText func(ctx context.Context, ws cham.WorkspaceID, hash, text string) error
	Random   io.Reader
	Now      func() time.Time
}

// Moment is now, as it is kept.
func (d *Door) Moment() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

// letters are 32 that are not taken for each other.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// idLength letters of five bits are 50 bits: with a thousand pages and a guess
// a second one is found in 35,000 years.
const idLength = 10

// NewID makes the id of a page.
func (d *Door) NewID() (string, error) {
	raw := make([]byte, idLength)
	if _, err := io.ReadFull(d.Random, raw); err != nil {
		return "", cham.Wrap(cham.CodeInternal, "visit.NewID", err)
	}
	for i, b := range raw {
		raw[i] = letters[b&31]
	}
	return string(raw), nil
}

// misread are letters that people type for others.
var misread = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// ReadID is a page's id as people type it; false for what is none.
func ReadID(id string) (string, bool) {
	if len(id) != idLength {
		return "", false
	}
	return misread.Replace(strings.ToLower(id)), true
}

// Ensure makes the workspace's source of a kind of pages where there is none.
func (d *Door) Ensure(ctx context.Context, src cham.Source) error {
	_, err := d.Sources.Source(ctx, src.Workspace, src.ID)
	if cham.ErrorCode(err) != cham.CodeNotFound {
		return err
	}
	src.Enabled, src.CreatedAt = true, d.Moment()
	err = d.Sources.CreateSource(ctx, src)
	if cham.ErrorCode(err) == cham.CodeConflict { // somebody else did, this moment
		return nil
	}
	return err
}

// Send takes calls in and returns those that were refused. CodeForbidden while the
// source is switched off or was deleted, or its workspace put away.
func (d *Door) Send(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID, v Visitor, calls []any) ([]capture.Refused, error) {
	src, err := d.Sources.Source(ctx, ws, id)
	if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && !src.Takes() {
		return nil, &cham.Error{Code: cham.CodeForbidden, Op: "visit.Send", Key: "error.visit.off"}
	} else if err != nil {
		return nil, err
	}
	body, err := json.Marshal(Object{"batch": calls})
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "visit.Send", err)
	}
	batch, err := capture.Decode(body, "")
	if err != nil {
		return nil, err
	}
	done, err := d.Accepter.Accept(ctx, src, batch, capture.Meta{ReceivedAt: d.Now(), UserAgent: v.UserAgent, GPC: v.NoTrack})
	return done.Refusals, err
}

// SendAll is Send where nothing may be refused: that is CodeForbidden, too.
func (d *Door) SendAll(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID, v Visitor, calls []any) error {
	refused, err := d.Send(ctx, ws, id, v, calls)
	if err == nil && len(refused) > 0 {
		err = &cham.Error{Code: cham.CodeForbidden, Op: "visit.Send", Key: "error.visit.off", Hint: "refused: " + refused[0].Reason}
	}
	return err
}

// Prove puts the wordings that a visitor agreed to, from where and with what, into
// the context of the call that says so.
func (d *Door) Prove(ctx context.Context, ws cham.WorkspaceID, v Visitor, wordings map[consent.Purpose]string, context Object) error {
	if len(wordings) == 0 {
		return nil
	}
	hashes := Object{}
	for p, text := range wordings {
		hash := consent.HashOf(text)
		if err := d.KeepText(ctx, ws, hash, text); err != nil {
			return err
		}
		hashes[string(p)] = hash
	}
	context["consentTexts"], context["ip"], context["userAgent"] = hashes, v.IP, v.UserAgent
	return nil
}

// Tidy is one line of text, of so many characters at most.
func Tidy(s string, most int) string {
	s = norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	if r := []rune(s); len(r) > most {
		s = strings.TrimSpace(string(r[:most]))
	}
	return s
}

// newline makes ends of lines one.
var newline = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Lines is Tidy of a text of several lines, with at most one empty line between two.
func Lines(s string, most int) string {
	var lines []string
	for line := range strings.Lines(newline.Replace(s)) {
		line = Tidy(line, most)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	text := []rune(strings.TrimSpace(strings.Join(lines, "\n")))
	return strings.TrimSpace(string(text[:min(len(text), most)]))
}

// Once are the texts, tidied, each once; empty ones are left out.
func Once(texts []string, most int) (out []string) {
	for _, t := range texts {
		if t = Tidy(t, most); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// maxAddress bounds an address, in characters.
const maxAddress = 500

// Address reports whether an owner may lead visitors there: https, to a host by
// its name, without a password in it.
func Address(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Opaque == "" && strings.Contains(u.Hostname(), ".") && u.User == nil &&
		utf8.RuneCountInString(s) <= maxAddress
}
