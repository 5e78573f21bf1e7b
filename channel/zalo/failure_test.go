package zalo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
	"cham/locale"
)

// sentence checks that an error can be told in both languages.
func sentence(t *testing.T, e *cham.Error) {
	t.Helper()
	for _, lang := range []string{"vi", "en"} {
		if e != nil && locale.Text(lang, e.Key, nil) == "" {
			t.Errorf("%s has no sentence in %s", e.Key, lang)
		}
	}
}

// Each code that is known, as Zalo answers it and as the outbox is told.
func TestCodes(t *testing.T) {
	const elsewhere, refusal = 1, 2
	for _, c := range []struct {
		kind    outbox.FailureKind
		problem string
		after   time.Duration
		mark    int
		codes   []int
	}{
		{outbox.Blocked, Account, 0, 0, []int{-101, -102, -103, -104, -105, -135, -1351, -219, -224, -223}},
		{outbox.Blocked, provider.Balance, 0, 0, []int{-320, -321, -136, -137}},
		{outbox.Blocked, provider.Busy, time.Minute, 0, []int{-32}},
		{outbox.Blocked, Quota, 2 * time.Hour, 0, []int{-144}},
		{outbox.Delayed, provider.Busy, 0, 0, []int{-100}},
		{outbox.Delayed, Quota, 2 * time.Hour, 0, []int{-147, -211}},
		{outbox.Delayed, Night, 8 * time.Hour, 0, []int{-133, -234}},
		{outbox.Delayed, Often, 2 * time.Hour, 0, []int{-1472, -218}},
		{outbox.Refused, Nobody, 0, elsewhere, []int{-118, -114, -119, -108, -227}},
		{outbox.Refused, Follower, 0, elsewhere, []int{-213}},
		{outbox.Refused, Refused, 0, refusal, []int{-139, -140, -141, -244}},
		{outbox.Refused, Window, 0, 0, []int{-230, -232}},
		{outbox.Refused, provider.Template, 0, 0, []int{-109, -111, -112, -1121, -1122, -1124}},
		{outbox.Refused, Template, 0, 0, []int{-131, -146, -117}},
		{outbox.Refused, Closed, 0, 0, []int{-240}},
		{outbox.Refused, provider.BadWords, 0, 0, []int{-248, -201}},
		{outbox.Refused, provider.NotTaken, 0, 0, []int{-99999, 7}},
	} {
		r := start(t)
		for _, l := range []outbox.Line{r.oa(t), r.zns(t)} {
			for _, code := range c.codes {
				for _, to := range []string{user, lanAt} {
					r.zalo.Say(to, code, "vì sao\nđó")
				}
				to := map[bool]string{true: user, false: lan}[l.(*line).signsIn]
				_, err := l.Send(t.Context(), outbox.Parcel{ID: "i", To: to, Text: "Chào", Template: "1"})
				f := failed(t, err)
				if f.Kind != c.kind || f.Problem != c.problem || f.After != c.after || f.Elsewhere != (c.mark == elsewhere) ||
					f.Refusal != (c.mark == refusal) || f.NoSuchAddress || !strings.HasSuffix(f.Words, " vì sao đó") {
					t.Errorf("%d: %+v", code, f)
				}
				if strings.HasPrefix(f.Problem, "zalo") {
					sentence(t, &cham.Error{Key: "error.sending." + f.Problem})
				}
			}
		}
		if n := len(r.zalo.Messages()); n != 0 {
			t.Errorf("%v: %d were taken", c.codes, n)
		}
	}
	if f := failure(-201, "user_id is invalid!", now); !f.Elsewhere || f.Problem != Nobody {
		t.Errorf("%+v", f)
	}
}

// A code means one thing.
func TestVerdictsOnce(t *testing.T) {
	var all []int
	for _, v := range verdicts {
		all = append(all, v.codes...)
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error(all)
	}
}

func TestPauses(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 30, hour, minute, 0, 0, vietnam) }
	for _, c := range []struct {
		pause     pause
		now, want time.Time
	}{
		{morning, at(22, 0), at(30, 0)}, {morning, at(5, 59), at(6, 0)}, {morning, at(6, 0), at(30, 0)}, {morning, at(0, 0), at(6, 0)},
		{tomorrow, at(23, 59), at(24, 0)}, {tomorrow, at(0, 0), at(24, 0)}, {minute, at(1, 0), at(1, 1)}, {unsaid, at(1, 0), at(1, 0)},
	} {
		if got := c.pause.length(c.now.UTC()); got != c.want.Sub(c.now) {
			t.Errorf("%d at %s: %s", c.pause, c.now, got)
		}
	}
}
