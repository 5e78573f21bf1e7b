package zalo

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cham/capability/outbox"
	"cham/channel/provider"
)

// The problems that Zalo has beside those of all services. The sentence of each is
// error.sending.<problem> in locale/.
const (
	SignIn   = "zaloSignIn"   // the tokens are used up, lost or taken back: connect anew
	Account  = "zaloAccount"  // the app or the official account may not send this
	Nobody   = "zaloNobody"   // no Zalo there that takes messages
	Follower = "zaloFollower" // they do not follow the official account (any more)
	Refused  = "zaloRefused"  // they refuse what it sends
	Window   = "zaloWindow"   // they were not in touch with it lately
	Often    = "zaloOften"    // they got as many as Zalo allows
	Night    = "zaloNight"
	Quota    = "zaloQuota"    // the account or the template sent as many as Zalo allows
	Template = "zaloTemplate" // not approved, or turned off
	Closed   = "zaloClosed"   // Zalo does not take this kind of message any more
)

// pause is when Zalo takes a message again.
type pause int

const (
	unsaid   pause = iota
	minute         // when its counter of calls begins anew
	morning        // six o'clock in Vietnam
	tomorrow       // midnight in Vietnam; Zalo does not say in which zone it counts
)

// vietnam has had no summer time since 1975.
var vietnam = time.FixedZone("Vietnam", 7*60*60)

// length is how long a pause is from an instant.
func (p pause) length(now time.Time) time.Duration {
	local := now.In(vietnam)
	until := func(hour int) time.Duration {
		at := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, vietnam)
		if !at.After(local) {
			at = at.AddDate(0, 0, 1)
		}
		return at.Sub(local)
	}
	switch p {
	case minute:
		return time.Minute
	case morning:
		return until(6)
	case tomorrow:
		return until(0)
	}
	return 0
}

// verdict is what some of Zalo's codes mean for a message.
type verdict struct {
	codes   []int
	kind    outbox.FailureKind
	problem string
	pause   pause
	// elsewhere and refusal are a Failure's.
	elsewhere, refusal bool
}

// verdicts are Zalo's codes: of messages to users (from -200) and of templates. With
// any of them nothing was sent. What concerns one template is refused, not blocked, so
// that what is sent with others goes on; too many pause a mailing. Whoever refuses an
// official account is not written to by another way.
var verdicts = []verdict{
	{codes: []int{-124, -216, -220}, kind: outbox.Blocked, problem: SignIn},
	{codes: []int{-101, -102, -103, -104, -105, -120, -125, -135, -138, -1241, -1351, -204, -205, -209, -212, -219, -221, -223, -224, -235,
		-242}, kind: outbox.Blocked, problem: Account},
	{codes: []int{-115, -126, -136, -137, -1381, -320, -321}, kind: outbox.Blocked, problem: provider.Balance},

	{codes: []int{-32}, kind: outbox.Blocked, problem: provider.Busy, pause: minute},
	{codes: []int{-144}, kind: outbox.Blocked, problem: Quota, pause: tomorrow},
	{codes: []int{-100}, kind: outbox.Delayed, problem: provider.Busy},
	{codes: []int{-147, -211}, kind: outbox.Delayed, problem: Quota, pause: tomorrow},
	{codes: []int{-133, -234}, kind: outbox.Delayed, problem: Night, pause: morning},
	{codes: []int{-218, -1472}, kind: outbox.Delayed, problem: Often, pause: tomorrow},
	{codes: []int{-1471}, kind: outbox.Refused, problem: Often},
	{codes: []int{-1441}, kind: outbox.Refused, problem: Quota},

	{codes: []int{-108, -110, -114, -118, -119, -227}, kind: outbox.Refused, problem: Nobody, elsewhere: true},
	{codes: []int{-213}, kind: outbox.Refused, problem: Follower, elsewhere: true},
	{codes: []int{-139, -140, -141, -244}, kind: outbox.Refused, problem: Refused, refusal: true},
	{codes: []int{-230, -232}, kind: outbox.Refused, problem: Window},

	{codes: []int{-109, -111, -112, -113, -1121, -1122, -1123, -1124, -1131, -132, -249}, kind: outbox.Refused, problem: provider.Template},
	{codes: []int{-117, -127, -131, -145, -146}, kind: outbox.Refused, problem: Template},
	{codes: []int{-233, -240}, kind: outbox.Refused, problem: Closed},
	{codes: []int{-116, -130, -201, -210, -248}, kind: outbox.Refused, problem: provider.BadWords},
}

// failure is what an error of Zalo's means for a message. What is not known is refused:
// were it of the account, the mailing is paused soon; were it taken as of the
// account, one message could stop all.
func failure(code int, message string, now time.Time) *outbox.Failure {
	v := verdict{kind: outbox.Refused, problem: provider.NotTaken}
	if i := slices.IndexFunc(verdicts, func(v verdict) bool { return slices.Contains(v.codes, code) }); i >= 0 {
		v = verdicts[i]
	}
	if code == -201 && strings.Contains(message, "user_id") { // it names the field that is wrong
		v.problem, v.elsewhere = Nobody, true
	}
	return &outbox.Failure{Kind: v.kind, Problem: v.problem, Words: provider.Shown(strconv.Itoa(code) + " " + message),
		After: v.pause.length(now), Elsewhere: v.elsewhere, Refusal: v.refusal}
}
