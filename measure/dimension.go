package measure

import (
	"cmp"
	"slices"
	"strings"

	"cham"
)

// Dimension names a property by which touches or customers are grouped.
type Dimension string

// Dimensions of touches: each touch has one value, "" when it has none.
const (
	ByTouchpoint Dimension = "touchpoint"
	ByStage      Dimension = "stage"
	ByName       Dimension = "name"
	ByChannel    Dimension = "channel"
	BySource     Dimension = "source"
	ByMedium     Dimension = "medium"
	ByCampaign   Dimension = "campaign"
	ByPage       Dimension = "page" // the templated path
	ByDevice     Dimension = "device"
	ByBranch     Dimension = "branch"
	// ByProperty and the name of a declared property make a dimension.
	ByProperty Dimension = "property:"
)

// Dimensions of customers: a segment each.
const (
	ByFirstChannel Dimension = "first-channel"
	ByFirstSource  Dimension = "first-source"
	ByFirstLead    Dimension = "first-lead"
	ByLastLead     Dimension = "last-lead"
	ByStatus       Dimension = "status"  // new, returning
	BySegment      Dimension = "segment" // saved segments; they may overlap
	ByPersona      Dimension = "persona" // personas of maps that are tied to a segment
	ByAccount      Dimension = "account"
)

var touchDimensions = []Dimension{ByTouchpoint, ByStage, ByName, ByChannel, BySource, ByMedium, ByCampaign, ByPage, ByDevice, ByBranch}
var customerDimensions = []Dimension{ByFirstChannel, ByFirstSource, ByFirstLead, ByLastLead, ByStatus, BySegment, ByPersona, ByAccount}

// OfTouches reports whether each touch has a value of the dimension.
func (d Dimension) OfTouches() bool {
	return slices.Contains(touchDimensions, d) || strings.HasPrefix(string(d), string(ByProperty)) && len(d) > len(ByProperty)
}

// OfCustomers reports whether the dimension groups customers.
func (d Dimension) OfCustomers() bool { return slices.Contains(customerDimensions, d) }

// Is is a condition on a touch: its value of the dimension By is one of Any,
// or, with Not, none of them.
type Is struct {
	By  Dimension `json:"by"`
	Any []string  `json:"any"`
	Not bool      `json:"not,omitempty"`
}

// Value is a touch's value of a dimension of touches: of its kind, and of the
// node it is bound to (−1 for none).
func (p *Plan) Value(d Dimension, k cham.Kind, node int) string {
	switch d {
	case ByTouchpoint:
		if node < 0 {
			return ""
		}
		if p.Nodes == nil {
			return k.Name
		}
		return p.Nodes[node].ID
	case ByStage:
		if node < 0 || p.Nodes == nil || p.Nodes[node].Stage < 0 {
			return ""
		}
		return p.Stages[p.Nodes[node].Stage]
	case ByName:
		return k.Name
	case ByChannel:
		return string(k.Channel)
	case BySource:
		return k.Source
	case ByMedium:
		return k.Medium
	case ByCampaign:
		return k.Campaign
	case ByPage:
		return k.Path
	case ByDevice:
		return k.Device
	case ByBranch:
		return k.Branch
	}
	return property(k, strings.TrimPrefix(string(d), string(ByProperty)))
}

func property(k cham.Kind, name string) string {
	for p := range strings.SplitSeq(k.Props, cham.PropSep) {
		if v, ok := strings.CutPrefix(p, name+"="); ok {
			return v
		}
	}
	return ""
}

// Counts reports whether touches of a kind, bound to a node (−1 for none),
// meet Where, as far as it does not look at the clock.
func (p *Plan) Counts(k cham.Kind, node int) bool {
	for _, is := range p.Where {
		if !is.By.OfClock() && slices.Contains(is.Any, p.Value(is.By, k, node)) == is.Not {
			return false
		}
	}
	return true
}

// DefaultParts is how many values a breakdown lists when Query.Most is 0.
const DefaultParts = 8

// Ranked lists keys by their number, the largest first, equal ones by name.
func Ranked(n map[string]int) (keys []string) {
	for k := range n {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return keys
}
