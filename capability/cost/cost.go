// Package cost keeps what marketing cost: it reads files and rows of costs and
// says which lines it could not take.
package cost

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
)

// Store keeps imported costs.
type Store interface {
	// Costs returns those of days that begin in [from, to); zero is open.
	Costs(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Cost, error)
	// SetCosts replaces, for each cost, that of the same day and words.
	SetCosts(ctx context.Context, ws cham.WorkspaceID, costs []cham.Cost) error
	// SetCostsOf is SetCosts of what an import brought: those it takes the place of are
	// kept behind it.
	SetCostsOf(ctx context.Context, ws cham.WorkspaceID, imp string, costs []cham.Cost) error
	// CostsOf returns what an import brought, as far as it counts now, and what would
	// count in its place without it, where there is something.
	CostsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting, behind []cham.Cost, err error)
	// DeleteCostsOf takes back what an import brought; what stood before counts again.
	DeleteCostsOf(ctx context.Context, ws cham.WorkspaceID, imp string) error
	// CostSizes returns how many costs of each import count now.
	CostSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
	// DeleteCosts forgets those of days that begin in [from, to); zero is open.
	DeleteCosts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) error
}

// CostReject is a line of costs that could not be taken. It and CostRow are
// named for the API, whose schemas have no packages.
type CostReject struct {
	Line int `json:"line" doc:"of the file; of JSON rows, from 1"`
	// Reason is "columns" (too few fields), "day", "amount", "text", "currency"
	// (another than the workspace's) or "total" (a line that sums up).
	Reason string `json:"reason" enum:"columns,day,amount,text,currency,total"`
	// Value is what stands there.
	Value string `json:"value,omitempty"`
}

// CostRow is a cost as files and the API write it; Day is like 2026-03-01.
type CostRow struct {
	Day      string  `json:"day"`
	Channel  string  `json:"channel,omitempty"`
	Source   string  `json:"source,omitempty"`
	Medium   string  `json:"medium,omitempty"`
	Campaign string  `json:"campaign,omitempty"`
	Amount   float64 `json:"amount"`
}

// most of an amount and of a text of a cost.
const (
	mostAmount = 1e12
	mostText   = 200
)

// cost checks a row.
func (r CostRow) cost(loc *time.Location) (c cham.Cost, reason, value string) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(r.Day))
	if err != nil || day.Year() < 1971 || day.Year() > 2105 {
		return c, "day", r.Day
	}
	day = cham.Midnight(day.Year(), day.Month(), day.Day(), loc)
	if !(r.Amount >= 0 && r.Amount <= mostAmount) { // NaN, too
		return c, "amount", strconv.FormatFloat(r.Amount, 'f', -1, 64)
	}
	for _, text := range []*string{&r.Channel, &r.Source, &r.Medium, &r.Campaign} {
		if *text = strings.TrimSpace(*text); len(*text) > mostText ||
			strings.ToValidUTF8(*text, "") != *text || strings.ContainsRune(*text, 0) {
			return c, "text", strings.ToValidUTF8((*text)[:min(len(*text), 40)], "")
		}
	}
	return cham.Cost{Day: day.UTC(), Channel: cham.Channel(r.Channel), Source: r.Source,
		Medium: r.Medium, Campaign: r.Campaign, Amount: r.Amount}, "", ""
}

// FromRows checks rows; days are those of the zone. Rows of one day and the
// same words are added up.
func FromRows(rows []CostRow, loc *time.Location) (costs []cham.Cost, rejects []CostReject) {
	b := batch{loc: loc, place: map[cham.Cost]int{}}
	for i, r := range rows {
		b.add(i+1, r)
	}
	return b.costs, b.rejects
}

type batch struct {
	loc     *time.Location
	place   map[cham.Cost]int
	costs   []cham.Cost
	rejects []CostReject
}

func (b *batch) reject(line int, reason, value string) {
	b.rejects = append(b.rejects, CostReject{line, reason, value})
}

func (b *batch) add(line int, r CostRow) {
	c, reason, value := r.cost(b.loc)
	if reason != "" {
		b.reject(line, reason, value)
		return
	}
	what := c
	what.Amount = 0
	if i, ok := b.place[what]; ok {
		b.costs[i].Amount += c.Amount
		return
	}
	b.place[what] = len(b.costs)
	b.costs = append(b.costs, c)
}

// Rows writes costs as rows, by day.
func Rows(costs []cham.Cost, loc *time.Location) []CostRow {
	rows := make([]CostRow, len(costs))
	for i, c := range costs {
		rows[i] = CostRow{c.Day.In(loc).Format(time.DateOnly), string(c.Channel), c.Source, c.Medium, c.Campaign,
			math.Round(c.Amount*1000) / 1000}
	}
	slices.SortStableFunc(rows, func(a, b CostRow) int { return cmp.Compare(a.Day, b.Day) })
	return rows
}

// Total is what they sum up to.
func Total(costs []cham.Cost) (sum float64) {
	for _, c := range costs {
		sum += c.Amount
	}
	return sum
}
