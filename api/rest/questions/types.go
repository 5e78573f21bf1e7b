package questions

import "cham/measure"

// SegmentInfo is a saved segment with its size.
type SegmentInfo struct {
	measure.SavedSegment
	Customers   int    `json:"customers" doc:"how many they are now"`
	Broken      bool   `json:"broken,omitempty" doc:"its map, a touchpoint or a segment it is narrowed by is no longer there"`
	CreatedName string `json:"createdName,omitempty" doc:"name of who saved it, while still a member"`
	// Live is nil where it is not.
	Live *SegmentLive `json:"live,omitempty" doc:"who enters and leaves it is told; absent where it is not live"`
}

// NewSegment saves the customers who meet a rule, or those behind a figure: who they
// are is found anew each time.
type NewSegment struct {
	Name   string               `json:"name" minLength:"1" maxLength:"100"`
	Rule   *measure.SegmentRule `json:"rule,omitempty" doc:"in place of query and figure"`
	Query  measure.Query        `json:"query,omitzero"`
	Figure measure.Figure       `json:"figure,omitzero"`

	Relative measure.Relative `json:"relative,omitempty" enum:"7d,30d,90d,12m,month,lastMonth" doc:"in place of the query's from and to"`
}

// SegmentChange changes what is set; a rule only that of a segment that has one.
type SegmentChange struct {
	Name *string              `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Rule *measure.SegmentRule `json:"rule,omitempty"`
}

// NewView saves a page with its choices.
type NewView struct {
	Name   string `json:"name" minLength:"1" maxLength:"100"`
	Page   string `json:"page" minLength:"1" maxLength:"50" doc:"the page's name, such as journeys"`
	Search string `json:"search" maxLength:"8000" doc:"its choices, as in the address after the question mark"`
	Shared bool   `json:"shared,omitempty" doc:"everybody in the workspace sees it"`
}

// ViewChange changes what is set.
type ViewChange struct {
	Name   *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Search *string `json:"search,omitempty" maxLength:"8000"`
	Shared *bool   `json:"shared,omitempty"`
}

// TableFile is a table to be made a file of.
type TableFile struct {
	Columns []string `json:"columns" maxItems:"500"`
	Rows    [][]any  `json:"rows" maxItems:"100000" doc:"cells are texts, numbers or null, at most one for each column"`
}
