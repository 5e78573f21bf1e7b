package main

import "cham/measure"

// scripted are answers in the words of the scripting contract, docs/cli.md;
// the other questions are printed as the API words them.
var scripted = map[measure.Question]func(*measure.Answer) any{
	measure.Touches: func(a *measure.Answer) any {
		counts := map[string]int{}
		for _, t := range a.Touches {
			counts[t.Name] = t.Volume
		}
		return map[string]any{"customers": a.Customers, "touches": counts}
	},
	measure.Transitions: func(a *measure.Answer) any {
		pairs, total := make([]pair, 0, len(a.Transitions)), 0
		for _, t := range a.Transitions {
			pairs = append(pairs, pair{t.From, t.To, t.Count, t.Customers, t.MedianS})
			total += t.Count
		}
		return map[string]any{"pairs": pairs, "total": total}
	},
	measure.Funnel: func(a *measure.Answer) any {
		steps := make([]int, 0, len(a.Funnel))
		for _, s := range a.Funnel {
			steps = append(steps, s.Customers)
		}
		return map[string]any{"steps": steps}
	},
	measure.Exits: func(a *measure.Answer) any {
		rows := make([]exit, 0, len(a.Exits))
		for _, e := range a.Exits {
			rows = append(rows, exit{e.Name, e.Journeys, e.Exits, e.Open})
		}
		return map[string]any{"touchpoints": rows}
	},
	measure.Attribution: func(a *measure.Answer) any { return byModel(a.Attribution) },
}

// pair is one transition in the words of the scripting contract.
type pair struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Count     int     `json:"count"`
	Customers int     `json:"customers"`
	MedianS   float64 `json:"median_s"`
}

// exit is one touchpoint of exits in the words of the scripting contract.
type exit struct {
	Name     string `json:"name"`
	Journeys int    `json:"journeys"`
	Exits    int    `json:"exits"`
	Open     int    `json:"open"`
}
