package measure

import (
	"slices"

	"cham/measure/stat"
)

// Silence asks how long a silence people still come back from and buy.
const Silence Question = "silence"

// FigureAlone is a figure of it.
const FigureAlone FigureKind = "alone"

var silence = Descriptor{
	Name: Silence,
	About: Words{EN: "the silences after which people still came back and converted: which G fits",
		VI: "im lặng bao lâu rồi khách vẫn quay lại mua: nên coi bao lâu là rời"},
	Figures: []FigureDescriptor{{FigureAlone, "have a conversion with nothing before it (Alone)", countsJourneys}},
	Example: Example{"How long a silence ends a journey of this map, and what another length would change", Query{Map: "m_1"}},
	rows:    func(a *Answer) any { return a.Silence.Choices },
	own:     func(a *Answer) any { return a.Silence },
}

// SilenceAnswer is about the goal touches that count. A conversion's approach
// is the customer's touches with a node since the goal before it, from the first
// one that is not behind the goal's stage on.
type SilenceAnswer struct {
	Conversions int `json:"conversions"`
	// Alone have neither an approach nor a goal before them, whatever the silence;
	// Again have a goal before them and no approach: who just buys again.
	Alone int `json:"alone"`
	Again int `json:"again"`
	// Days is G now.
	Days int `json:"days"`
	// Apart: of the conversions, those alone or after a silence of G: with the way
	// towards them counted as lost.
	Apart stat.Rate `json:"apart"`
	// Choices of G, ascending, the one now among them.
	Choices []SilenceChoice `json:"choices"`
	// Proposed is the shortest choice that cuts at most MostCut of the approaches;
	// 0 where none does, or fewer than MinSample conversions have one.
	Proposed int `json:"proposed"`
}

// SilenceChoice is a G of so many days and what it would make of the approaches.
type SilenceChoice struct {
	Days int `json:"days"`
	// Cut: of the conversions with an approach, those in which it is silent for G.
	Cut stat.Rate `json:"cut"`
	// TimeToGoal from the first touch after the last such silence, zero when that
	// is the goal.
	TimeToGoal stat.Spread `json:"timeToGoal"`
}

// MostCut is the share of approaches that a fitting silence may cut, and of
// conversions that may stand apart before a page says so.
const MostCut = 0.05

// SilenceDays are the choices of G in days, ascending.
func (p *Plan) SilenceDays() []int {
	all := []int{7, 14, 21, 30, 45, 60, 90, 120, 180, 365, p.ExitDays()}
	slices.Sort(all)
	return slices.Compact(all)
}

// NewSilence describes conversions of which alone and again have no approach; of
// each choice, cut is how many approaches are silent so long, and times say how long
// it took to the goal, in ms.
func (p *Plan) NewSilence(alone, again int, cut []int, times []stat.Spread) *SilenceAnswer {
	a := &SilenceAnswer{Alone: alone, Again: again, Days: p.ExitDays(), Choices: []SilenceChoice{}}
	for i, days := range p.SilenceDays() {
		c := SilenceChoice{days, stat.NewRate(cut[i], times[i].N), times[i]}
		a.Choices = append(a.Choices, c)
		a.Conversions = alone + again + times[i].N
		if days == a.Days {
			a.Apart = stat.NewRate(alone+cut[i], a.Conversions)
		}
		if a.Proposed == 0 && c.Cut.N >= MinSample && c.Cut.Value <= MostCut {
			a.Proposed = days
		}
	}
	return a
}
