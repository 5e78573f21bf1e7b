package measure

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"cham"
	"cham/measure/stat"
)

// Drivers asks what goes with reaching the goal.
const Drivers Question = "drivers"

// Figures of it.
const (
	FigureWith          FigureKind = "with"
	FigureWithConverted FigureKind = "with-converted"
)

var drivers = Descriptor{
	Name: Drivers,
	About: Words{EN: "what goes with reaching the goal; never a proof of a cause",
		VI: "điều gì đi cùng việc đạt mục tiêu; không phải bằng chứng về nguyên nhân"},
	Figures: []FigureDescriptor{
		{FigureWith, "have a journey that is GrownDays old with the factor Value of dimension By", countsJourneys},
		{FigureWithConverted, "of these: that converted", countsJourneys},
	},
	Example: Example{"What goes with another goal than the map's",
		Query{Map: "m_1", Goal: []string{"booking"}}},
	rows: func(a *Answer) any { return a.Drivers.sheet() },
	own:  func(a *Answer) any { return a.Drivers },
}

// GrownDays is how old the journeys are that are held against each other: the
// shorter of W and G. What is bought is known at once, that nothing was only
// later: of younger ones, a campaign of last week would seem to sell to all.
func (p *Plan) GrownDays() int { return min(p.StepDays(), p.ExitDays()) }

// DriversAnswer is what goes with reaching the goal: of the journeys that started
// in the period, at least GrownDays ago, for each factor, how those with it fared against
// those without, at the same length and lead channel. It is association, not
// proof of a cause.
type DriversAnswer struct {
	// Journeys so old; Conversion of all of them.
	Journeys   int       `json:"journeys"`
	Conversion stat.Rate `json:"conversion"`
	// Factors with at least MinSample journeys on both sides, the smallest
	// p-value first.
	Factors []Driver `json:"factors"`
	// Moved are the factors that Query.Compare's period has, too, those most
	// surely changed first; absent where nothing is compared.
	Moved []DriverChange `json:"moved,omitempty"`
}

// Driver is one factor: a touchpoint touched in the journey (goals are left
// out), or a value of the journey's first touch: of channel, source, medium,
// campaign, device, branch and the declared properties, the twelve most
// frequent of each that are not empty.
type Driver struct {
	By    Dimension `json:"by"`
	Value string    `json:"value"`
	Name  string    `json:"name"`
	// With and Without: conversion of the journeys with and without it.
	With    stat.Rate `json:"with"`
	Without stat.Rate `json:"without"`
	// Lift is With / Without. It is infinite (0 in Lift) when some converted with
	// and nobody without, and 1 when nobody did at all.
	Lift         float64 `json:"lift"`
	LiftInfinite bool    `json:"liftInfinite,omitempty"`
	// Odds is the odds ratio adjusted for the journey's Length and first channel
	// (Mantel & Haenszel 1959), with its 95 % interval (Robins, Breslow &
	// Greenland 1986), 0 when it is not defined. It is infinite (0 in Odds) when
	// nobody was lost with it or nobody converted without, at any length. A channel
	// is adjusted for the length only.
	Odds         float64 `json:"odds"`
	OddsInfinite bool    `json:"oddsInfinite,omitempty"`
	Low          float64 `json:"low"`
	High         float64 `json:"high"`
	// P is the two-sided p-value of the Mantel–Haenszel test without continuity
	// correction, after S. Holm's correction for all factors looked at.
	P float64 `json:"p"`
	// Sure: P below 5 %.
	Sure bool `json:"sure"`
}

// DriverDimensions are the dimensions of first touches that are looked at:
// those that all touches have, and the properties declared in the kinds.
func DriverDimensions(kinds []cham.Kind) []Dimension {
	all := []Dimension{ByChannel, BySource, ByMedium, ByCampaign, ByDevice, ByBranch}
	met := map[string]bool{}
	for _, k := range kinds {
		if k.Props == "" || met[k.Props] {
			continue
		}
		met[k.Props] = true
		for p := range strings.SplitSeq(k.Props, cham.PropSep) {
			name, _, _ := strings.Cut(p, "=")
			if d := ByProperty + Dimension(name); !slices.Contains(all, d) {
				all = append(all, d)
			}
		}
	}
	return all
}

// Lengths is how many classes of journey length there are.
const Lengths = 7

// Length is the class of a journey's number of distinct touchpoints, goals
// left out: 0, 1, 2, 3, 4–5, 6–8, 9 and more.
func Length(touchpoints int) int {
	switch {
	case touchpoints <= 3:
		return touchpoints
	case touchpoints <= 5:
		return 4
	case touchpoints <= 8:
		return 5
	}
	return 6
}

// Stratum is journeys of the same length and first channel.
type Stratum struct {
	Channel cham.Channel
	Length  int
}

// Outcomes are journeys with the goal (Converted) and without.
type Outcomes struct{ Converted, Lost int }

// Plus adds.
func (o Outcomes) Plus(p Outcomes) Outcomes {
	return Outcomes{o.Converted + p.Converted, o.Lost + p.Lost}
}

func (o Outcomes) minus(p Outcomes) Outcomes {
	return Outcomes{o.Converted - p.Converted, o.Lost - p.Lost}
}

func (o Outcomes) rate() stat.Rate { return stat.NewRate(o.Converted, o.Converted+o.Lost) }

// Factor is the journeys that have something.
type Factor struct {
	By          Dimension
	Value, Name string
	In          map[Stratum]Outcomes
}

func sumOutcomes(in map[Stratum]Outcomes) (sum Outcomes) {
	for _, o := range in {
		sum = sum.Plus(o)
	}
	return sum
}

// driverValues is how many values of a dimension are looked at.
const driverValues = 12

// NewDrivers tests factors on all journeys. Of each dimension but
// touchpoints only the most frequent values are looked at.
func NewDrivers(all map[Stratum]Outcomes, factors []Factor) *DriversAnswer {
	total := sumOutcomes(all)
	a := &DriversAnswer{Journeys: total.Converted + total.Lost, Conversion: total.rate()}
	var tested []Driver
	for _, f := range frequent(factors) {
		with := sumOutcomes(f.In)
		d := Driver{By: f.By, Value: f.Value, Name: f.Name, With: with.rate(), Without: total.minus(with).rate(), P: 1}
		if d.With.N < MinSample || d.Without.N < MinSample {
			continue
		}
		d.lift()
		if d.test(all, f.In) {
			tested = append(tested, d)
		} else {
			a.Factors = append(a.Factors, d)
		}
	}
	a.Factors = append(a.Factors, corrected(tested)...)
	slices.SortFunc(a.Factors, func(x, y Driver) int {
		return cmp.Or(cmp.Compare(x.P, y.P), cmp.Compare(y.With.N, x.With.N), cmp.Compare(x.By, y.By), cmp.Compare(x.Value, y.Value))
	})
	return a
}

func (d *Driver) lift() {
	switch {
	case d.Without.Value > 0:
		d.Lift = d.With.Value / d.Without.Value
	case d.With.Value > 0:
		d.LiftInfinite = true
	default:
		d.Lift = 1
	}
}

// sheet are the factors as files and terminals show them: an infinite ratio is
// a number there, which JSON has not.
func (a *DriversAnswer) sheet() []Driver {
	all := slices.Clone(a.Factors)
	for i := range all {
		if all[i].LiftInfinite {
			all[i].Lift = math.Inf(1)
		}
		if all[i].OddsInfinite {
			all[i].Odds = math.Inf(1)
		}
	}
	return all
}

// frequent keeps the most frequent values of each dimension.
func frequent(factors []Factor) (kept []Factor) {
	of := map[Dimension]map[string]int{}
	for _, f := range factors {
		if of[f.By] == nil {
			of[f.By] = map[string]int{}
		}
		with := sumOutcomes(f.In)
		of[f.By][f.Value] = with.Converted + with.Lost
	}
	for by, counts := range of {
		if by == ByTouchpoint {
			continue
		}
		values := Ranked(counts)
		for _, rare := range values[min(len(values), driverValues):] {
			delete(counts, rare)
		}
	}
	for _, f := range factors {
		if _, ok := of[f.By][f.Value]; ok {
			kept = append(kept, f)
		}
	}
	return kept
}

// test fills in odds and p-value; it is false when no stratum has journeys
// with and without the factor, and of both outcomes.
func (d *Driver) test(all, with map[Stratum]Outcomes) bool {
	var tables []stat.Fourfold
	all, with = merged(all, d.By), merged(with, d.By)
	for _, s := range sortedStrata(all) {
		w := with[s]
		without := all[s].minus(w)
		tables = append(tables, stat.Fourfold{A: w.Converted, B: w.Lost, C: without.Converted, D: without.Lost})
	}
	var ok bool
	d.Odds, d.Low, d.High, d.P, ok = stat.MantelHaenszel(tables)
	if d.OddsInfinite = math.IsInf(d.Odds, 1); d.OddsInfinite {
		d.Odds = 0
	}
	return ok
}

// merged are the strata that a factor of a dimension is adjusted for.
func merged(in map[Stratum]Outcomes, by Dimension) map[Stratum]Outcomes {
	if by != ByChannel {
		return in
	}
	out := map[Stratum]Outcomes{}
	for s, o := range in {
		s.Channel = ""
		out[s] = out[s].Plus(o)
	}
	return out
}

func sortedStrata(in map[Stratum]Outcomes) []Stratum {
	all := make([]Stratum, 0, len(in))
	for s := range in {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Stratum) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Length, b.Length))
	})
	return all
}

// corrected replaces the p-values by those after Holm's correction.
func corrected(tested []Driver) []Driver {
	slices.SortFunc(tested, func(x, y Driver) int {
		return cmp.Or(cmp.Compare(x.P, y.P), cmp.Compare(x.By, y.By), cmp.Compare(x.Value, y.Value))
	})
	p := make([]float64, len(tested))
	for i, d := range tested {
		p[i] = d.P
	}
	for i, p := range stat.Holm(p) {
		tested[i].P, tested[i].Sure = p, p < 0.05
	}
	return tested
}
