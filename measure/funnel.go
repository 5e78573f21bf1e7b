package measure

import (
	"slices"

	"cham/measure/stat"
)

// Funnel asks how many customers take the steps.
const Funnel Question = "funnel"

// Figures of it.
const (
	FigureStep    FigureKind = "step"
	FigureDropped FigureKind = "dropped"
)

var funnel = Descriptor{
	Name:   Funnel,
	About:  Words{EN: "customers who take the steps, and the time between them", VI: "số khách đi qua các bước, và thời gian giữa các bước"},
	Fields: []string{"steps", "order", "windowDays", "without", "hold"},
	Figures: []FigureDescriptor{
		{FigureStep, "reached Step, from 0", countsCustomers},
		{FigureDropped, "reached Step but not the one after", countsCustomers},
	},
	Example: Example{"From a product to its order within a week: the same product, without a return in between",
		Query{Steps: [][]string{{"Product Viewed"}, {"Product Added", "Chat Started"}, {"Order Completed"}}, WindowDays: 7,
			Without: []string{"Order Returned"}, Hold: "property:sku"}},
	check: checkFunnel,
	rows:  func(a *Answer) any { return a.Funnel },
}

// FunnelStep is how many customers took this step and all before it.
type FunnelStep struct {
	Step      []string `json:"step"`
	Customers int      `json:"customers"`
	// Rate is over the step before; of the first step, over itself.
	Rate stat.Rate `json:"rate"`
	// Time from the step before, in strict order only: of each customer who took
	// this step, along the chain that gets furthest (the earliest of these: by
	// its first step, then by its second, …), taking each step as early as it can.
	Time stat.Spread `json:"time"`
}

// MaxSteps bounds a funnel.
const MaxSteps = 20

func checkFunnel(p *Plan) error {
	if len(p.Steps) == 0 || len(p.Steps) > MaxSteps {
		return Invalid("steps", "a funnel has 1 to %d steps", MaxSteps)
	}
	if p.WindowDays < 0 {
		return Invalid("windowDays", "must not be negative")
	}
	switch p.Order {
	case "":
		p.Order = "strict"
	case "strict", "any":
	default:
		return Invalid("order", "must be \"strict\" or \"any\"")
	}
	for _, s := range p.Steps {
		if len(s) == 0 {
			return Invalid("steps", "a step is empty")
		}
		if err := p.checkNodes("steps", s); err != nil {
			return err
		}
	}
	if overlap(p.Steps) {
		return Invalid("steps", "two steps must be the same, or have no touchpoint in common")
	}
	for _, s := range p.Steps {
		if slices.ContainsFunc(s, func(id string) bool { return slices.Contains(p.Without, id) }) {
			return Invalid("without", "a touchpoint cannot be a step and excluded")
		}
	}
	return p.checkNodes("without", p.Without)
}

// overlap reports whether two steps share a touchpoint and are not the same.
func overlap(steps [][]string) bool {
	of := map[string]int{} // touchpoint → the first step that has it
	for i, s := range steps {
		for _, id := range s {
			first, met := of[id]
			if !met {
				of[id] = i
			} else if first != i && !sameSet(steps[first], s) {
				return true
			}
		}
	}
	return false
}

func sameSet(a, b []string) bool {
	in := func(of []string) func(string) bool {
		return func(id string) bool { return !slices.Contains(of, id) }
	}
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}
