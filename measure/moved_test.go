package measure_test

import (
	"math"
	"testing"

	"cham/measure"
	"cham/measure/stat"
)

// cohort has k of n back in each bucket; the last one is not over.
func cohort(n int, back ...int) (c measure.Cohort) {
	c.Size = n
	for i, k := range back {
		c.Cells = append(c.Cells, measure.Retained{Rate: stat.NewRate(k, n), Partial: i == len(back)-1})
	}
	return c
}

func compared(now, before measure.Answer) *measure.Answer {
	measure.Compare(&now, &before)
	return &now
}

// Cohorts are compared so many buckets after they began, whatever day it is; a
// bucket that runs counts on neither side.
func TestRetentionIsCompared(t *testing.T) {
	of := func(cohorts ...measure.Cohort) measure.Answer {
		return measure.Answer{Question: measure.Retention, Retention: &measure.RetentionAnswer{Cohorts: cohorts}}
	}
	a := compared(of(cohort(200, 80, 40, 1), cohort(200, 80, 3)), of(cohort(400, 80, 80, 2)))
	m := a.Retention.Moved
	if len(m) != 2 || m[0].Now.Value != 0.4 || m[0].Before.Value != 0.2 || !m[0].Sure || !(m[0].Low > 0) {
		t.Fatalf("%+v", m)
	}
	if m[1].Now.N != 200 || m[1].Sure || m[1].Now.Value != m[1].Before.Value {
		t.Errorf("%+v", m[1])
	}
	if few := compared(of(cohort(10, 10, 0)), of(cohort(10, 0, 0))).Retention.Moved; few[0].Sure {
		t.Errorf("ten customers are sure: %+v", few)
	}
}

func TestDriversAreCompared(t *testing.T) {
	of := func(n ...[4]int) measure.Answer {
		all, with := strata(n...)
		return measure.Answer{Question: measure.Drivers, Drivers: measure.NewDrivers(all,
			[]measure.Factor{{By: measure.ByTouchpoint, Value: "x", Name: "X", In: with}})}
	}
	m := compared(of([4]int{300, 100, 100, 300}), of([4]int{150, 150, 150, 150})).Drivers.Moved
	if len(m) != 1 || math.Abs(m[0].Ratio-9) > 1e-9 || !m[0].Sure || m[0].Odds != 1 || m[0].Name != "X" {
		t.Errorf("%+v", m)
	}
	if m := compared(of([4]int{160, 140, 150, 150}), of([4]int{150, 150, 150, 150})).Drivers.Moved; m[0].Sure {
		t.Errorf("chance is sure: %+v", m)
	}
	if m := compared(of([4]int{60, 40, 0, 100}), of([4]int{50, 50, 50, 50})).Drivers.Moved; len(m) != 0 {
		t.Errorf("compared with infinite odds: %+v", m)
	}
}

// The parts of a breakdown are compared each with its own.
func TestPartsAreCompared(t *testing.T) {
	part := func(now int) measure.Part {
		r := &measure.RetentionAnswer{Cohorts: []measure.Cohort{cohort(100, now, 0)}}
		return measure.Part{Value: "zalo", Answer: &measure.Answer{Retention: r}}
	}
	now, before := measure.Answer{Parts: []measure.Part{part(60)}}, measure.Answer{Parts: []measure.Part{part(20)}}
	if m := compared(now, before).Parts[0].Answer.Retention.Moved; len(m) != 1 || !m[0].Sure {
		t.Errorf("%+v", m)
	}
}
