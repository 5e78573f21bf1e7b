package messenger

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"cham/capability/outbox"
	"cham/channel/provider"
)

// The problems that Messenger has beside those of all services. The sentence of each is
// error.sending.<problem> in locale/.
const (
	SignIn   = "messengerSignIn"   // the token has ended, or was taken back
	Rights   = "messengerRights"   // the app may not send for the page
	Limited  = "messengerLimited"  // the page or the app is limited for what it sent
	Nobody   = "messengerNobody"   // no such person of this page
	Silent   = "messengerSilent"   // they take no messages: blocked, turned off, or gone
	Window   = "messengerWindow"   // they did not write in the last 24 hours
	Template = "messengerTemplate" // not approved, or filled in wrongly
)

// fault is an error of the Graph API.
type fault struct {
	Code    int    `json:"code"`
	Sub     int    `json:"error_subcode"`
	Message string `json:"message"`
}

// UnmarshalJSON implements json.Unmarshaler: an error that cannot be read is one all the same.
func (e *fault) UnmarshalJSON(b []byte) error {
	var r struct {
		Code    text `json:"code"`
		Sub     text `json:"error_subcode"`
		Message text `json:"message"`
	}
	_ = json.Unmarshal(b, &r)
	e.Code, _ = strconv.Atoi(string(r.Code))
	e.Sub, _ = strconv.Atoi(string(r.Sub))
	e.Message = string(r.Message)
	return nil
}

// verdict is what some codes mean for a message.
type verdict struct {
	codes     []int
	kind      outbox.FailureKind
	problem   string
	elsewhere bool
}

// bySub are subcodes, which say more than their code. Meta says of nobody whether they
// blocked the page or only left: that is no refusal by its word.
var bySub = []verdict{
	{codes: []int{2018278, 2018065}, kind: outbox.Refused, problem: Window},
	{codes: []int{2018108, 1545041}, kind: outbox.Refused, problem: Silent},
	{codes: []int{2018001}, kind: outbox.Refused, problem: Nobody, elsewhere: true},
	{codes: []int{1357046}, kind: outbox.Unsure, problem: provider.NotKnown},
}

// byCode are codes of the Graph API. With 1 a message may have left, as Meta's page
// says; with 2 and 1200 it asks to send again.
var byCode = []verdict{
	{codes: []int{102, 190, 459, 463, 467}, kind: outbox.Blocked, problem: SignIn},
	{codes: []int{3, 10, 200, 210, 230, 294, 299}, kind: outbox.Blocked, problem: Rights},
	{codes: []int{368}, kind: outbox.Blocked, problem: Limited},
	{codes: []int{4, 17, 32, 613, 80006}, kind: outbox.Blocked, problem: provider.Busy},
	{codes: []int{2, 1200}, kind: outbox.Delayed, problem: provider.Busy},
	{codes: []int{551}, kind: outbox.Refused, problem: Silent},
	{codes: []int{100}, kind: outbox.Refused, problem: provider.BadWords},
	{codes: []int{1}, kind: outbox.Unsure, problem: provider.NotKnown},
}

// failure is what an error means for a message. What is not known is refused: were it
// of the account, the mailing is paused soon.
func (e *fault) failure(a *provider.Answer, templated bool) *outbox.Failure {
	v := verdict{kind: outbox.Refused, problem: provider.NotTaken}
	if found := find(byCode, e.Code); found != nil {
		v = *found
	}
	if found := find(bySub, e.Sub); found != nil {
		v = *found
	}
	if templated && v.problem == provider.BadWords {
		v.problem = Template
	}
	f := &outbox.Failure{Kind: v.kind, Problem: v.problem, Elsewhere: v.elsewhere,
		Words: provider.Shown(strconv.Itoa(e.Code) + " " + e.Message)}
	if v.kind == outbox.Blocked && v.problem == provider.Busy {
		f.After = regained(a)
	}
	return f
}

func find(all []verdict, code int) *verdict {
	i := slices.IndexFunc(all, func(v verdict) bool { return slices.Contains(v.codes, code) })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// regained is how long a limit lasts: what Meta says in its header of use, in minutes, at
// most an hour; a minute when it does not say.
func regained(a *provider.Answer) time.Duration {
	var use map[string][]struct {
		Minutes int `json:"estimated_time_to_regain_access"`
	}
	_ = json.Unmarshal([]byte(a.Header.Get("X-Business-Use-Case-Usage")), &use) // where it says nothing
	most := 1
	for _, some := range use {
		for _, u := range some {
			most = max(most, min(u.Minutes, 60))
		}
	}
	return time.Duration(most) * time.Minute
}
