package public

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"cham"
	"cham/capability/brand"
	"cham/capability/consent"
	"cham/capability/form"
)

// FormsConfig is what the pages of forms work with; all of it is required.
type FormsConfig struct {
	Guests
	Service *form.Service
}

// FormPath is where the pages of forms lie.
const FormPath = "/f/"

// One address sends so many forms at once, and then one in each span: a family, or a
// shop's counter, not a program.
const (
	sendsAtOnce = 20
	sendsEvery  = 30 * time.Second
)

var formPage = template.Must(template.ParseFS(files, "form.html", "guest.html"))

type forms struct {
	FormsConfig
	sent, from *limits
}

// NewForms returns the handler of everything under FormPath.
func NewForms(c FormsConfig) http.Handler {
	h := &forms{c, newLimits(opensPerSecond, opensAtOnce), newLimits(rate.Every(sendsEvery), sendsAtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+FormPath+"{form}", h.show)
	mux.Handle("POST "+FormPath+"{form}", fromHere(h.take, h.refuse(http.StatusForbidden, "formPage.elsewhere")))
	framed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policyOf(r)) // of redirects, too: browsers look at theirs
		mux.ServeHTTP(w, r)
	})
	return guarded(c.Now, c.ClientIP, h.refuse(http.StatusTooManyRequests, "codePage.tooMany"), framed)
}

// refuse answers with a page of one sentence.
func (h *forms) refuse(status int, key string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h.plain(w, r, status, key) }
}

// filling is one request of a form's page.
type filling struct {
	form  form.Form
	ws    cham.Workspace
	brand brand.Brand
	lang  string
	// preview is its maker's look at it.
	preview, embedded bool
}

// open finds the form of an address; ok is false when that was answered already.
func (h *forms) open(w http.ResponseWriter, r *http.Request) (o filling, ok bool) {
	ctx, token := r.Context(), r.URL.Query().Get("preview")
	o.lang, o.embedded = language(r), embedded(r)
	var err error
	if o.form, err = h.Service.Open(ctx, r.PathValue("form")); err == nil {
		o.ws, err = h.Workspace(ctx, o.form.Workspace)
	}
	if err == nil {
		o.brand, err = h.Brands.Brand(ctx, o.ws.ID)
	}
	if err == nil && token != "" {
		o.preview, err = h.Service.Previews(ctx, o.form, token)
	}
	switch {
	case err == nil && token != "" && !o.preview:
		h.plain(w, r, http.StatusNotFound, "formPage.previewOver")
	case err == nil && !o.preview && (!o.form.ClosedAt.IsZero() || !o.ws.ArchivedAt.IsZero()):
		h.plain(w, r, http.StatusGone, "formPage.closed")
	case err == nil:
		return o, true
	case cham.ErrorCode(err) == cham.CodeNotFound:
		h.plain(w, r, http.StatusNotFound, "formPage.gone")
	default:
		h.failed(w, r, err)
	}
	return o, false
}

func (h *forms) failed(w http.ResponseWriter, r *http.Request, err error) {
	h.Log.Error("a form's page", "error", err)
	h.plain(w, r, http.StatusServiceUnavailable, "codePage.failed")
}

func (h *forms) show(w http.ResponseWriter, r *http.Request) {
	o, ok := h.open(w, r)
	if !ok {
		return
	}
	v, err := h.view(r, &o)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	if r.URL.Query().Has("done") {
		v.Asks, v.Answered, v.Title = false, true, o.form.Page.Thanks
		if v.Title == "" {
			v.Title = text(o.lang, "formPage.thanks")
		}
	}
	h.render(w, r, http.StatusOK, v)
}

// take takes what was typed. Whatever is not taken is said, and stays in the form.
func (h *forms) take(w http.ResponseWriter, r *http.Request) {
	o, ok := h.open(w, r)
	if !ok {
		return
	}
	if err := r.ParseForm(); err != nil {
		h.plain(w, r, http.StatusBadRequest, "formPage.tooLong")
		return
	}
	once, status, why, err := h.doubts(r, &o)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	if why != "" {
		h.again(w, r, &o, status, why, nil)
		return
	}
	visitor := h.guest(r)
	visitor.ID, visitor.Agreed = once, true
	wrong, err := h.Service.Submit(r.Context(), o.form, visitor, h.typed(r, &o, once))
	switch {
	case len(wrong) > 0:
		h.again(w, r, &o, http.StatusUnprocessableEntity, "formPage.notYet", wrong)
	case err == nil:
		kept := h.kept(r)
		kept.Set("done", "1")
		http.Redirect(w, r, FormPath+o.form.ID+"?"+with(kept, o.lang), http.StatusSeeOther)
	case cham.ErrorCode(err) == cham.CodeForbidden:
		h.Log.Warn("what was sent in a form was not taken", "error", err)
		h.again(w, r, &o, http.StatusForbidden, "formPage.notTaken", nil)
	default:
		h.failed(w, r, err)
	}
}

// doubts says why what was sent is not to be taken, whatever was typed: too often,
// too soon or too late, by a program, or beside another wording than today's.
func (h *forms) doubts(r *http.Request, o *filling) (once string, status int, why string, err error) {
	if !h.from.take(network(h.ClientIP(r)), h.Now()) || !h.sent.take(o.form.ID, h.Now()) {
		return "", http.StatusTooManyRequests, "formPage.tooOften", nil
	}
	once, is, err := h.Service.ReadTicket(r.Context(), o.form, r.PostForm.Get("ticket"))
	switch {
	case err != nil:
	case r.PostForm.Get("leave_empty") != "":
		return "", http.StatusForbidden, "formPage.robot", nil
	case is == form.Early:
		return "", http.StatusUnprocessableEntity, "formPage.early", nil
	case is == form.Stale:
		return "", http.StatusUnprocessableEntity, "formPage.stale", nil
	case agreed(r) && r.PostForm.Get("wording") != consent.HashOf(h.agreement(o)):
		return "", http.StatusUnprocessableEntity, "formPage.reworded", nil
	}
	return once, 0, "", err
}

func agreed(r *http.Request) bool { return r.PostForm.Has("agree.marketing") }

// typed is what the page's form says.
func (h *forms) typed(r *http.Request, o *filling, once string) form.Sent {
	sent := form.Sent{Once: once, Values: map[string]string{}, Agreed: agreed(r), Wording: h.agreement(o), Page: r.PostForm.Get("page"),
		Referrer: r.PostForm.Get("from"), Preview: o.preview}
	if o.embedded {
		sent.Browser = r.PostForm.Get("visitor")
	}
	for _, f := range o.form.Page.Fields {
		sent.Values[f.Key] = r.PostForm.Get(f.Key)
	}
	return sent
}

// agreement is what stands beside the box, "" where there is none.
func (h *forms) agreement(o *filling) string {
	p := o.form.Page
	if len(p.Consents) == 0 || p.Agreement != "" {
		return p.Agreement
	}
	var ways []string
	for _, c := range p.Consents {
		ways = append(ways, text(o.lang, "preferences.by."+string(c)))
	}
	return text(o.lang, "formPage.consent", "business", o.ws.Name, "ways", strings.Join(ways, ", "))
}

// kept is what of the address the page's own links keep.
func (h *forms) kept(r *http.Request) url.Values {
	kept := url.Values{}
	for _, name := range []string{"embed", "preview"} {
		if v := r.URL.Query().Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	return kept
}

// origin is the page that the form stands on, and where its visitor came from: of an
// embedded form what its snippet says, else the address itself, with its campaign.
func (h *forms) origin(r *http.Request) (page, from string) {
	q := r.URL.Query()
	from = q.Get("from")
	if embedded(r) {
		return cmp.Or(q.Get("page"), r.Referer()), from
	}
	for _, ours := range []string{"lang", "done", "preview", "page", "from"} {
		q.Del(ours)
	}
	here := url.URL{Scheme: map[bool]string{true: "https", false: "http"}[h.Secure(r)], Host: r.Host, Path: r.URL.Path, RawQuery: q.Encode()}
	return here.String(), cmp.Or(from, r.Referer())
}
