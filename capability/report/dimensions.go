package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"cham"
	"cham/measure"
)

// Dimensions are the values that rules and filters can choose from.
type Dimensions struct {
	Events     []ValueCount            `json:"events"`
	Channels   []ValueCount            `json:"channels"`
	Sources    []ValueCount            `json:"sources"`
	Mediums    []ValueCount            `json:"mediums"`
	Campaigns  []ValueCount            `json:"campaigns"`
	Paths      []ValueCount            `json:"paths"`
	Devices    []ValueCount            `json:"devices"`
	Branches   []ValueCount            `json:"branches"`
	Properties map[string][]ValueCount `json:"properties" mask:"named"`
}

// ValueCount is a value with its touches in the period.
type ValueCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Dimensions lists the values that rules and filters can choose from.
func (s *Service) Dimensions(ctx context.Context, ws cham.Workspace, period measure.Period) (Dimensions, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return Dimensions{}, err
	}
	kinds, err := m.Kinds(ctx, period)
	if err != nil {
		return Dimensions{}, err
	}
	return dimensions(kinds), nil
}

// overflowName is the name under which engines count touches whose kind was
// not kept; nobody ever sent it.
const overflowName = "…"

func dimensions(kinds []measure.KindCount) Dimensions {
	t := map[string]map[string]int{}
	add := func(dimension, value string, n int) {
		if value == "" || value == overflowName {
			return
		}
		if t[dimension] == nil {
			t[dimension] = map[string]int{}
		}
		t[dimension][value] += n
	}
	props := map[string]map[string]int{}
	for _, k := range kinds {
		add("event", k.Name, k.Volume)
		add("channel", string(k.Channel), k.Volume)
		add("source", k.Source, k.Volume)
		add("medium", k.Medium, k.Volume)
		add("campaign", k.Campaign, k.Volume)
		add("path", k.Path, k.Volume)
		add("device", k.Device, k.Volume)
		add("branch", k.Branch, k.Volume)
		addProps(props, k)
	}
	d := Dimensions{Events: ranked(t["event"]), Channels: ranked(t["channel"]), Sources: ranked(t["source"]),
		Mediums: ranked(t["medium"]), Campaigns: ranked(t["campaign"]), Paths: ranked(t["path"]),
		Devices: ranked(t["device"]), Branches: ranked(t["branch"]), Properties: map[string][]ValueCount{}}
	for name, values := range props {
		d.Properties[name] = ranked(values)
	}
	return d
}

// mostValues bounds each list of values to choose from.
const mostValues = 500

func ranked(counts map[string]int) []ValueCount {
	var all []ValueCount
	for v, n := range counts {
		all = append(all, ValueCount{v, n})
	}
	slices.SortFunc(all, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return all[:min(len(all), mostValues)]
}

// addProps adds the declared properties of a kind to name → value → touches.
func addProps(to map[string]map[string]int, k measure.KindCount) {
	if k.Props == "" {
		return
	}
	for pair := range strings.SplitSeq(k.Props, cham.PropSep) {
		name, value, _ := strings.Cut(pair, "=")
		if to[name] == nil {
			to[name] = map[string]int{}
		}
		to[name][value] += k.Volume
	}
}
