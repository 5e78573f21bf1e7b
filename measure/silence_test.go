package measure_test

import (
	"testing"
	"time"

	"cham/measure"
	"cham/measure/stat"
)

// The shortest silence that cuts one way in twenty is proposed, not of a few conversions.
func TestSilenceIsProposed(t *testing.T) {
	p := measure.Plan{Silence: 30 * 24 * time.Hour}
	days := p.SilenceDays()
	answer := func(n int) *measure.SilenceAnswer {
		cut, times := make([]int, len(days)), make([]stat.Spread, len(days))
		for i, d := range days {
			times[i].N = n
			switch {
			case d < 30:
				cut[i] = n
			case d < 60:
				cut[i] = n / 3
			}
		}
		return p.NewSilence(n/10, n/5, cut, times)
	}
	a := answer(300)
	if a.Proposed != 60 || a.Days != 30 || a.Conversions != 390 || a.Apart.K != 130 || a.Apart.N != 390 {
		t.Errorf("%+v", a)
	}
	if a := answer(20); a.Proposed != 0 {
		t.Errorf("proposed by 20 conversions: %+v", a)
	}
}
