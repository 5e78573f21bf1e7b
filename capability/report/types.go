package report

import (
	"time"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// MapOverlay is a map's numbers for one period and segment.
type MapOverlay struct {
	Answer      measure.Answer          `json:"answer" doc:"touchpoints and stages of the period"`
	Compare     *measure.Answer         `json:"compare,omitempty" doc:"the same of the compared period"`
	Breakpoints []Breakpoint            `json:"breakpoints" doc:"worst first"`
	Neglected   []NeglectedTouchpoint   `json:"neglected" doc:"on the map, without touches"`
	Unmapped    []KindGroup             `json:"unmapped" doc:"in the data, without a place on the map; largest first"`
	Journeys    measure.JourneySummary  `json:"journeys"`
	ComparedTo  *measure.JourneySummary `json:"comparedTo,omitempty"`
	Overflow    bool                    `json:"overflow" doc:"there are too many kinds of touches; the rest is counted as one"`
}

// Breakpoint is a touchpoint where customers leave significantly more often
// than at its like, or than before.
type Breakpoint struct {
	Touchpoint string    `json:"touchpoint" doc:"touchpoint id"`
	Kind       string    `json:"kind" enum:"worse-than-like,got-worse" doc:"than other touchpoints; than in the compared period"`
	Measure    string    `json:"measure" enum:"exit,back" doc:"the share who left or, behind the goal, who did not come back"`
	Rate       stat.Rate `json:"rate" doc:"with its n and interval"`
	Norm       stat.Rate `json:"norm" doc:"the centre of its like (side of the goal, stage if of three or more); its rate before"`
	Low        float64   `json:"low" doc:"95 % interval of rate minus norm (Newcombe 1998, method 10)"`
	High       float64   `json:"high"`
	Extra      float64   `json:"extra" doc:"how many more left here than at the norm"`
	Money      float64   `json:"money" doc:"extra × what a journey brings: value of goal touches / journeys started"`
}

// NeglectedTouchpoint stands on the map and is without touches for longer than
// usual there. It is of everybody, whatever the segment.
type NeglectedTouchpoint struct {
	Touchpoint string `json:"touchpoint"`

	Reason string `json:"reason" enum:"unbound,shadowed,never,quiet,silent"`

	LastAt time.Time `json:"lastAt,omitzero" doc:"last touch ever"`
	By     string    `json:"by,omitempty" doc:"id of the touchpoint whose rule takes all that the rule of a shadowed one binds"`
}

// KindGroup is unmapped touches that a person would call one place.
type KindGroup struct {
	Key     string       `json:"key" doc:"stable while the place exists"`
	Name    string       `json:"name" doc:"touch name"`
	Channel cham.Channel `json:"channel"`
	Path    string       `json:"path,omitempty" doc:"templated page path, for page views"`
	Volume  int          `json:"volume"`
	Reach   int          `json:"reach"`
	LastAt  time.Time    `json:"lastAt,omitzero"`
	Rule    cham.Rule    `json:"rule" doc:"binds exactly this place; adopt it as a touchpoint's rule"`
	Kinds   []int        `json:"kinds" doc:"ids of its kinds, to list the customers behind it"`
}

// TouchpointDetail is what the panel of one touchpoint shows.
type TouchpointDetail struct {
	Successors   []measure.Transition `json:"successors" doc:"what customers touch directly after it, most frequent first"`
	Predecessors []measure.Transition `json:"predecessors" doc:"what they touched directly before it"`
	Trend        []measure.TrendPoint `json:"trend" doc:"12 weeks from Monday, the last one holds the period's end"`
	Kinds        []measure.KindCount  `json:"kinds" doc:"kinds of touches bound to it, largest first"`
}

// MatchPreview is what a rule binds, before it is saved.
type MatchPreview struct {
	Volume int                 `json:"volume"`
	Reach  int                 `json:"reach"`
	Kinds  []measure.KindCount `json:"kinds" doc:"largest first, at most 200"`
}

// Home is the front page.
type Home struct {
	Journeys    measure.JourneySummary `json:"journeys"`
	Compare     measure.JourneySummary `json:"compare"`
	Map         cham.MapID             `json:"map,omitempty" doc:"the map the page is about, absent when there is none"`
	MapName     string                 `json:"mapName,omitempty"`
	Breakpoints []WorstTouchpoint      `json:"breakpoints" doc:"the five touchpoints most worth fixing, first first"`
	Unmapped    int                    `json:"unmapped" doc:"groups of touches without a place on the map"`
	Neglected   int                    `json:"neglected"`
	QuietSince  time.Time              `json:"quietSince,omitzero" doc:"the map's last touch; present when none came for unusually long"`
	Suggestions int                    `json:"suggestions" doc:"merge suggestions waiting for a decision"`
	Weekly      []WeekPoint            `json:"weekly" doc:"12 weeks from Monday, the last one holds the period's end"`
	Changes     []TouchpointChange     `json:"changes" doc:"rates that moved beyond chance, largest first"`
	Silence     *measure.SilenceAnswer `json:"silence,omitempty" doc:"present when over 5 % of the conversions stand apart"`
	LeftOut     []cham.MoneySeen       `json:"leftOut" doc:"money of all time in currencies without a rate: it counts in no sum"`
	TotalEver   int                    `json:"totalEver" doc:"touches of all time; 0 means: nothing came in yet"`
}

// WorstTouchpoint is a touchpoint to fix, with every factor of its priority.
type WorstTouchpoint struct {
	Touchpoint measure.TouchpointRow  `json:"touchpoint"`
	Compare    *measure.TouchpointRow `json:"compare,omitempty"`
	Stage      string                 `json:"stage" doc:"stage id"`
	StageName  string                 `json:"stageName"`
	Channel    cham.Channel           `json:"channel"`
	Priority   Priority               `json:"priority"`
	Breakpoint *Breakpoint            `json:"breakpoint,omitempty" doc:"present when it is one"`
}

// Causes are who is lost where.
type Causes struct {
	Map    cham.MapID `json:"map,omitempty"`
	Tested int        `json:"tested" doc:"comparisons there were enough people for; with 0 nothing is said"`
	Causes []Cause    `json:"causes" doc:"those that lose most first, at most five and an e-mail; associations, not proofs"`
}

// Cause is one, with what the map knows of its place.
type Cause struct {
	measure.Cause
	StageName string       `json:"stageName,omitempty"`
	Channel   cham.Channel `json:"channel,omitempty"`
	Since     time.Time    `json:"since,omitzero" doc:"from when more were lost; absent when it was always so, or cannot be told"`
	Money     float64      `json:"money" doc:"what is lost of it: Extra times the value of a started journey"`
}

// Priority of fixing a touchpoint: the product of its factors.
type Priority struct {
	Score      float64 `json:"score"`
	Share      float64 `json:"share" doc:"journeys through it / journeys"`
	Importance float64 `json:"importance" doc:"Markov removal effect: share of conversions lost without it, shrunk when few"`
	Badness    float64 `json:"badness" doc:"exit rate above the norm of breakpoints, the lower of two; shrunk toward zero when n is small"`
	Ease       int     `json:"ease" doc:"1–5, set on the touchpoint; 3 when not set"`
}

// WeekPoint is the journeys that started in one week.
type WeekPoint struct {
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Started   int       `json:"started"`
	Converted int       `json:"converted"`
	Open      int       `json:"open"`
}

// TouchpointChange is a rate that moved between the periods by more than
// chance: the 95 % interval of the difference leaves out zero.
type TouchpointChange struct {
	Touchpoint string    `json:"touchpoint"`
	Name       string    `json:"name"`
	Measure    string    `json:"measure" enum:"exit,next,back"`
	Now        stat.Rate `json:"now"`
	Before     stat.Rate `json:"before"`
	Low        float64   `json:"low" doc:"95 % interval of now minus before"`
	High       float64   `json:"high"`
	Better     bool      `json:"better"`
}
