package public

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/brand"
	"cham/capability/consent"
	"cham/capability/qr"
	"cham/capability/visit"
)

// CodesConfig is what the pages of printed codes work with; all of it is required.
type CodesConfig struct {
	Guests
	Service *qr.Service
}

// CodePath is where the pages of printed codes lie.
const CodePath = "/q/"

// A code is opened so often a second at most, whoever opens it: what is beyond
// is no visit. Answers have as much to themselves, beyond it they are refused.
const (
	opensPerSecond = 10
	opensAtOnce    = 100
)

var codePage = template.Must(template.ParseFS(files, "code.html", "guest.html"))

type codes struct {
	CodesConfig
	opened, sent *limits
}

// NewCodes returns the handler of everything under CodePath.
func NewCodes(c CodesConfig) http.Handler {
	h := &codes{c, newLimits(opensPerSecond, opensAtOnce), newLimits(opensPerSecond, opensAtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+CodePath+"{code}", h.show)
	mux.Handle("POST "+CodePath+"{code}", fromHere(h.take, h.refuse(http.StatusForbidden, "codePage.elsewhere")))
	whole := http.NewServeMux()
	whole.HandleFunc("GET "+CodePath+"style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, files, "code.css")
	})
	whole.Handle("/", guarded(c.Now, c.ClientIP, h.refuse(http.StatusTooManyRequests, "codePage.tooMany"), mux))
	return whole
}

// refuse answers with a page of one sentence.
func (h *codes) refuse(status int, key string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h.plain(w, language(r), status, key) }
}

// opening is one request of a code's page.
type opening struct {
	code    qr.Code
	ws      cham.Workspace
	brand   brand.Brand
	lang    string
	visitor visit.Visitor
	known   bool // the browser came with a cookie
}

// open finds the code of an address; ok is false when that was answered already.
func (h *codes) open(w http.ResponseWriter, r *http.Request) (o opening, ok bool) {
	ctx := r.Context()
	o.lang = language(r)
	var err error
	if o.code, err = h.Service.Open(ctx, r.PathValue("code")); err == nil {
		o.ws, err = h.Workspace(ctx, o.code.Workspace)
	}
	if err == nil {
		o.brand, err = h.Brands.Brand(ctx, o.ws.ID)
	}
	switch {
	case err == nil:
		o.visitor, o.known = h.visitor(r, o.ws.ID)
		return o, true
	case cham.ErrorCode(err) == cham.CodeNotFound:
		h.plain(w, o.lang, http.StatusNotFound, "codePage.gone")
	default:
		h.failed(w, o.lang, err)
	}
	return o, false
}

func (h *codes) failed(w http.ResponseWriter, lang string, err error) {
	h.Log.Error("a printed code's page", "error", err)
	h.plain(w, lang, http.StatusServiceUnavailable, "codePage.failed")
}

// cookieName is a workspace's own, so that businesses of one program learn nothing
// of each other's visitors.
func cookieName(ws cham.WorkspaceID) string {
	sum := sha256.Sum256([]byte(ws))
	return "cham_q_" + hex.EncodeToString(sum[:4])
}

// cookieLasts is how long a browser is known again.
const cookieLasts = 365 * 24 * time.Hour

// visitor is who opens a page: the browser of its cookie, else a new one. The
// cookie begins with y when its visitor allowed it, with n when nobody asked.
func (h *codes) visitor(r *http.Request, ws cham.WorkspaceID) (v visit.Visitor, known bool) {
	v = h.guest(r)
	if c, err := r.Cookie(cookieName(ws)); err == nil && plainID(c.Value) {
		v.ID, v.Agreed, known = c.Value[1:], c.Value[0] == 'y', true
	}
	return v, known
}

// plainID reports whether a cookie's value is one of ours.
func plainID(s string) bool {
	return len(s) > 1 && len(s) <= 50 && (s[0] == 'y' || s[0] == 'n') && strings.Trim(s, idLetters) == ""
}

func (h *codes) remember(w http.ResponseWriter, r *http.Request, o *opening) {
	value := map[bool]string{true: "y", false: "n"}[o.visitor.Agreed] + o.visitor.ID
	http.SetCookie(w, &http.Cookie{Name: cookieName(o.ws.ID), Value: value, Path: CodePath, MaxAge: int(cookieLasts.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: h.Secure(r)})
}

// show answers the page and notes the visit, unless nobody looks at it: a HEAD, a
// page fetched ahead, the page after an answer.
func (h *codes) show(w http.ResponseWriter, r *http.Request) {
	o, ok := h.open(w, r)
	if !ok {
		return
	}
	may, err := h.Service.MayNote(r.Context(), o.code, o.visitor)
	if err != nil {
		h.failed(w, o.lang, err)
		return
	}
	answered, often := r.URL.Query().Has("done"), !h.opened.take(o.code.ID, h.Now())
	ahead := r.Header.Get("Purpose") + r.Header.Get("Sec-Purpose") + r.Header.Get("X-Moz")
	if may && !answered && !often && r.Method == http.MethodGet && ahead == "" {
		if err := h.Service.Visit(r.Context(), o.code, o.visitor); err != nil {
			h.Log.Error("a visit by a printed code was not noted", "error", err) // the visitor shall not suffer for it
		}
		if !o.known {
			h.remember(w, r, &o)
		}
	}
	v := h.view(&o)
	v.Asks, v.Allow, v.Answered = v.Asks && !answered, !may && !o.visitor.Agreed && !answered, answered
	if answered {
		v.Switch += "&done=1"
	}
	h.render(w, http.StatusOK, v)
}

// take takes what the page's form says: that the visit may be noted, or an answer.
func (h *codes) take(w http.ResponseWriter, r *http.Request) {
	o, ok := h.open(w, r)
	if !ok {
		return
	}
	if !h.sent.take(o.code.ID, h.Now()) {
		h.plain(w, o.lang, http.StatusTooManyRequests, "codePage.tooMany")
		return
	}
	if err := r.ParseForm(); err != nil {
		h.plain(w, o.lang, http.StatusBadRequest, "codePage.failed")
		return
	}
	to := CodePath + o.code.ID + "?lang=" + o.lang
	var err error
	if r.PostForm.Get("do") == "allow" {
		o.visitor.Agreed = true
		if err = h.Service.Visit(r.Context(), o.code, o.visitor); err == nil {
			h.remember(w, r, &o)
		}
	} else {
		to += "&done=1"
		err = h.Service.Answer(r.Context(), o.code, o.visitor, h.answer(r, &o))
	}
	e, _ := errors.AsType[*cham.Error](err)
	switch {
	case err == nil:
		http.Redirect(w, r, to, http.StatusSeeOther)
	case e != nil && e.Code == cham.CodeInvalid:
		h.again(w, r, &o, http.StatusUnprocessableEntity, "codePage.wrong."+e.Field)
	case e != nil && e.Code == cham.CodeForbidden:
		h.Log.Warn("an answer on a printed code's page was not taken", "error", err)
		h.again(w, r, &o, http.StatusForbidden, "codePage.notTaken")
	default:
		h.failed(w, o.lang, err)
	}
}

// again shows the form as it was sent, and why it was not taken.
func (h *codes) again(w http.ResponseWriter, r *http.Request, o *opening, status int, why string) {
	v := h.view(o)
	v.Notice, v.Bad = text(o.lang, why), true
	v.Sent, v.Once = r.PostForm, r.PostForm.Get("once")
	h.render(w, status, v)
}

func (h *codes) answer(r *http.Request, o *opening) qr.Answer {
	f := r.PostForm
	a := qr.Answer{Once: f.Get("once"), Value: f.Get("value"), Comment: f.Get("comment"), Name: f.Get("name"), Phone: f.Get("phone"),
		Wordings: map[consent.Purpose]string{}}
	if len(a.Once) > 50 || strings.Trim(a.Once, idLetters) != "" || a.Once == "" {
		a.Once = h.NewID()
	}
	for _, p := range o.code.Page.Consents {
		a.Wordings[p] = agreement(o.lang, o.ws.Name, p)
		if f.Get("agree."+string(p)) != "" {
			a.Agreed = append(a.Agreed, p)
		}
	}
	return a
}

// agreement is what somebody agrees to who gives a number on a page of ours.
func agreement(lang, business string, p consent.Purpose) string {
	return text(lang, "codePage.consent."+string(p), "business", business)
}

// codeView is what a code's page shows.
type codeView struct {
	shown
	Bad            bool
	Once           string
	Sent           url.Values
	Contact, Allow bool
	Question, Kind string
	Options        []optionView
	Consents       []optionView
}

type optionView struct {
	Value, Label string
	On           bool
}

func (h *codes) view(o *opening) *codeView {
	p := o.code.Page
	v := &codeView{shown: h.Guests.show(o.lang, o.ws, o.brand, CodePath+o.code.ID, nil), Once: h.NewID(), Contact: p.Contact}
	v.Where, v.Asks, v.Title = strings.Trim(o.code.Branch+" · "+o.code.Place, " ·"), p.Ask != nil || p.Contact, p.Thanks
	if v.Title == "" {
		v.Title = text(o.lang, "codePage.thanks")
	}
	v.say("codePage", "language", "send", "sending", "comment", "contact", "contactHint", "name", "phone", "next", "nextHint",
		"allow", "allowWhy", "low", "high", "answered", "text")
	if p.Ask != nil {
		v.Question, v.Kind, v.Options = p.Ask.Text, string(p.Ask.Kind), options(o.lang, p.Ask)
	}
	for _, c := range p.Consents {
		v.Consents = append(v.Consents, optionView{Value: string(c), Label: agreement(o.lang, o.ws.Name, c)})
	}
	v.Next, v.NextHost = next(p.Address)
	return v
}

// options are what can be chosen, and what a reader of screens says of it.
func options(lang string, q *qr.Question) (all []optionView) {
	switch q.Kind {
	case qr.NPS:
		for n := range 11 {
			all = append(all, optionView{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
		}
	case qr.CSAT:
		for n := 1; n <= 5; n++ {
			all = append(all, optionView{Value: strconv.Itoa(n), Label: text(lang, "codePage.stars", "count", n)})
		}
	case qr.Choice:
		for i, c := range q.Choices {
			all = append(all, optionView{Value: strconv.Itoa(i), Label: c})
		}
	}
	return all
}

// plain is a page of one sentence.
func (h *codes) plain(w http.ResponseWriter, lang string, status int, key string) {
	h.render(w, status, &codeView{shown: shown{Lang: lang, Title: text(lang, key)}})
}

func (h *codes) render(w http.ResponseWriter, status int, v *codeView) {
	for i := range v.Options {
		v.Options[i].On = v.Sent.Get("value") == v.Options[i].Value && v.Sent.Has("value")
	}
	for i := range v.Consents {
		v.Consents[i].On = v.Sent.Has("agree." + v.Consents[i].Value)
	}
	h.serve(w, status, codePage, v, v.Brand, policy)
}
