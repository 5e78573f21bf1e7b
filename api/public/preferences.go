package public

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/outbox"
	"cham/capability/rights"
)

// view is what the page shows.
type view struct {
	Lang, Other  string
	Title        string
	Business     string
	Contact      string
	Notice       string
	Bad          bool
	Action       string
	About        string // in addresses, which message led here
	Purposes     []purposeView
	Words        map[string]string
	Kinds        []kindView
	Withdrawable bool
}

type purposeView struct {
	Name, Text string
	Choices    []choiceView
}

type choiceView struct {
	Field, Label, State string
	On                  bool
}

type kindView struct{ Value, Label string }

// field is the name of a choice in the form.
func field(p consent.Purpose, c cham.Channel) string { return string(p) + "." + string(c) }

func (h *handler) answer(w http.ResponseWriter, r *http.Request, v asking, status int, notice string) {
	out := view{Lang: v.lang, Other: map[string]string{"vi": "en", "en": "vi"}[v.lang], Title: text(v.lang, "preferences.title"),
		Business: v.ws.Name, Contact: contact(v.who), Notice: notice, Bad: status >= 400,
		Action: Path + v.token + "?lang=" + v.lang + v.about(), About: v.about(),
		Words: map[string]string{}}
	for _, w := range []string{"intro", "save", "withdrawAll", "withdrawAllHint", "yourData", "yourDataHint", "ask", "message", "send",
		"language", "about"} {
		out.Words[w] = text(v.lang, "preferences."+w, "business", v.ws.Name)
	}
	for _, p := range consent.Asked {
		out.Purposes = append(out.Purposes, h.purpose(v, p, &out))
	}
	for _, k := range []string{rights.View, rights.Correct, rights.Erase} {
		out.Kinds = append(out.Kinds, kindView{k, text(v.lang, "preferences.kind."+k)})
	}
	h.render(w, status, out)
}

func (h *handler) purpose(v asking, p consent.Purpose, out *view) purposeView {
	one := purposeView{Name: text(v.lang, "consent.purpose."+string(p)), Text: wording(v.lang, v.ws.Name, p)}
	for _, s := range consent.All(v.said) {
		if s.Purpose != p {
			continue
		}
		label := "preferences.allow"
		if s.Channel != "" {
			label = "preferences.by." + string(s.Channel)
		}
		out.Withdrawable = out.Withdrawable || s.State != consent.No
		one.Choices = append(one.Choices, choiceView{Field: field(p, s.Channel), Label: text(v.lang, label), On: s.State == consent.Yes,
			State: text(v.lang, "consent.state."+string(s.State))})
	}
	return one
}

// wording is what a customer agrees to: content, way, form and how often.
func wording(lang, business string, p consent.Purpose) string {
	return text(lang, "preferences.wording."+string(p), "business", business)
}

// change takes what the form says: choices, everything withdrawn, or a request.
func (h *handler) change(w http.ResponseWriter, r *http.Request) {
	v, ok := h.open(w, r)
	if !ok {
		return
	}
	if err := r.ParseForm(); err != nil {
		h.answer(w, r, v, http.StatusBadRequest, text(v.lang, "preferences.failed"))
		return
	}
	var notice string
	var err error
	switch r.PostForm.Get("do") {
	case "withdraw":
		notice, err = text(v.lang, "preferences.withdrawn"), h.withdraw(r, v, consent.Asked)
	case "request":
		notice, err = h.request(r, v)
	default:
		notice, err = text(v.lang, "preferences.saved"), h.choose(r, v)
	}
	status := http.StatusOK
	if err != nil {
		status, notice = http.StatusServiceUnavailable, text(v.lang, "preferences.failed")
		switch cham.ErrorCode(err) {
		case cham.CodeTooMany:
			status, notice = http.StatusTooManyRequests, text(v.lang, "preferences.asked")
		case cham.CodeInvalid: // no form of ours
			status = http.StatusBadRequest
		default:
			h.Log.Error("a customer's page", "error", err)
		}
	}
	if v.said, err = h.Ledger.Said(r.Context(), v.ws.ID, v.keys); err != nil {
		h.plain(w, r, http.StatusServiceUnavailable, "preferences.failed")
		return
	}
	h.answer(w, r, v, status, notice)
}

// choose keeps what differs from what stands. A box that was never ticked and is
// not ticked now says nothing.
func (h *handler) choose(r *http.Request, v asking) error {
	for _, p := range consent.Asked {
		var all []consent.Record
		for _, s := range consent.All(v.said) {
			on := r.PostForm.Get(field(p, s.Channel)) != ""
			switch {
			case s.Purpose != p:
			case on && s.State != consent.Yes:
				all = append(all, h.statement(r, p, s.Channel, consent.Yes))
			case !on && s.State == consent.Yes:
				all = append(all, h.statement(r, p, s.Channel, consent.No))
			}
		}
		if len(all) == 0 {
			continue
		}
		if err := h.Ledger.Say(r.Context(), v.ws.ID, v.link.Key, wording(v.lang, v.ws.Name, p), all); err != nil {
			return err
		}
		if p.ByChannel() && slices.ContainsFunc(all, func(r consent.Record) bool { return r.State == consent.No }) {
			h.came(r, v, outbox.Unsubscribed)
		}
	}
	return nil
}

func (h *handler) statement(r *http.Request, p consent.Purpose, c cham.Channel, s consent.State) consent.Record {
	agent := r.UserAgent()
	return consent.Record{Purpose: p, Channel: c, State: s, Collector: consent.ByCustomer, IP: h.ClientIP(r),
		Device: agent[:min(len(agent), 300)]}
}

// about says in an address which message led to the page.
func (v *asking) about() string {
	if v.message == "" {
		return ""
	}
	return "&m=" + url.QueryEscape(v.message)
}

// withdraw says no to purposes, by every way.
func (h *handler) withdraw(r *http.Request, v asking, purposes []consent.Purpose) error {
	var all []consent.Record
	for _, p := range purposes {
		all = append(all, h.statement(r, p, "", consent.No))
	}
	if err := h.Ledger.Say(r.Context(), v.ws.ID, v.link.Key, "", all); err != nil {
		return err
	}
	h.came(r, v, outbox.Unsubscribed)
	return nil
}

// unsubscribe is the one click of a mail program: no more of what it came with, at
// once; of marketing when it does not say.
func (h *handler) unsubscribe(w http.ResponseWriter, r *http.Request) {
	v, ok := h.open(w, r)
	if !ok {
		return
	}
	from := consent.Marketing
	if p := consent.Purpose(r.URL.Query().Get("from")); slices.Contains(consent.Asked, p) {
		from = p
	}
	if err := h.withdraw(r, v, []consent.Purpose{from}); err != nil {
		h.Log.Error("a customer's page", "error", err)
		h.plain(w, r, http.StatusServiceUnavailable, "preferences.failed")
		return
	}
	h.plain(w, r, http.StatusOK, "preferences.unsubscribed")
}

// request notes what the customer asks for. Whoever holds the link sees only that
// it was noted and when it is due.
func (h *handler) request(r *http.Request, v asking) (notice string, err error) {
	message := strings.TrimSpace(r.PostForm.Get("message"))
	if runes := []rune(message); len(runes) > 2000 {
		message = string(runes[:2000])
	}
	taken, err := h.Desk.Take(r.Context(), rights.Request{Workspace: v.ws.ID, Kind: r.PostForm.Get("kind"), Customer: v.who.ID, Via: "page",
		Message: message})
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation(v.ws.TimeZone)
	if err != nil {
		return "", err
	}
	return text(v.lang, "preferences.noted", "day", taken.DueAt.In(zone).Format("02/01/2006")), nil
}
