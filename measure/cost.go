package measure

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
)

// CostStore keeps imported costs.
type CostStore interface {
	Costs
	// SetCosts replaces, for each cost, that of the same day and words.
	SetCosts(ctx context.Context, ws cham.WorkspaceID, costs []cham.Cost) error
	// DeleteCosts forgets those of days that begin in [from, to); zero is open.
	DeleteCosts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) error
}

// addCosts puts the costs of an attribution's period to its rows.
func (v *visit) addCosts(ctx context.Context, p Plan, a *Answer) error {
	if v.Costs == nil || a.Attribution == nil {
		return nil
	}
	costs, err := v.Costs.Costs(ctx, v.ws.ID, p.From, p.To)
	if err == nil {
		a.Attribution.Allocate(p.Credit, p.Where, costs)
	}
	return err
}

// costValue is a cost's value of a dimension; ok is false for dimensions that
// costs do not have.
func costValue(d Dimension, c cham.Cost) (value string, ok bool) {
	switch d {
	case ByChannel:
		return string(c.Channel), true
	case BySource:
		return c.Source, true
	case ByMedium:
		return c.Medium, true
	case ByCampaign:
		return c.Campaign, true
	}
	return "", false
}

// Allocate puts each cost to the row whose value of the credited dimension is
// the same; what names no value, or none that is credited, is Unallocated.
// Conditions on what costs name leave out those that do not meet them; other
// conditions (a device, say) do not look at costs.
func (a *AttributionAnswer) Allocate(credit Dimension, where []Is, costs []cham.Cost) {
	place := map[string]int{}
	for i, r := range a.Rows {
		place[r.Value] = i
	}
	for _, c := range costs {
		if !costMeets(where, c) {
			continue
		}
		a.Cost += c.Amount
		value, ok := costValue(credit, c)
		i, credited := place[value]
		if ok && credited && value != "" {
			a.Rows[i].Cost += c.Amount
		} else {
			a.Unallocated += c.Amount
		}
	}
}

func costMeets(where []Is, c cham.Cost) bool {
	for _, is := range where {
		if value, ok := costValue(is.By, c); ok && slices.Contains(is.Any, value) == is.Not {
			return false
		}
	}
	return true
}

// CostReject is a line of costs that could not be taken.
type CostReject struct {
	Line int `json:"line" doc:"of the file; of JSON rows, from 1"`
	// Reason is "columns" (too few fields), "day", "amount" or "text".
	Reason string `json:"reason" enum:"columns,day,amount,text"`
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
	mostCost     = 1e12
	mostCostText = 200
)

// cost checks a row.
func (r CostRow) cost(loc *time.Location) (c cham.Cost, reason, value string) {
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(r.Day), loc)
	if err != nil || day.Year() < 1971 || day.Year() > 2105 {
		return c, "day", r.Day
	}
	if !(r.Amount >= 0 && r.Amount <= mostCost) { // NaN, too
		return c, "amount", strconv.FormatFloat(r.Amount, 'f', -1, 64)
	}
	for _, text := range []*string{&r.Channel, &r.Source, &r.Medium, &r.Campaign} {
		if *text = strings.TrimSpace(*text); len(*text) > mostCostText || strings.ToValidUTF8(*text, "") != *text || strings.ContainsRune(*text, 0) {
			return c, "text", strings.ToValidUTF8((*text)[:min(len(*text), 40)], "")
		}
	}
	return cham.Cost{Day: day.UTC(), Channel: cham.Channel(r.Channel), Source: r.Source, Medium: r.Medium, Campaign: r.Campaign, Amount: r.Amount}, "", ""
}

// CostsOf checks rows; days are those of the zone. Rows of one day and the
// same words are added up.
func CostsOf(rows []CostRow, loc *time.Location) (costs []cham.Cost, rejects []CostReject) {
	b := costBatch{loc: loc, place: map[cham.Cost]int{}}
	for i, r := range rows {
		b.add(i+1, r)
	}
	return b.costs, b.rejects
}

type costBatch struct {
	loc     *time.Location
	place   map[cham.Cost]int
	costs   []cham.Cost
	rejects []CostReject
}

func (b *costBatch) reject(line int, reason, value string) {
	b.rejects = append(b.rejects, CostReject{line, reason, value})
}

func (b *costBatch) add(line int, r CostRow) {
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

var costColumns = [6]string{"day", "channel", "source", "medium", "campaign", "amount"}

// ReadCosts reads a CSV file of costs: a header that names the columns day and
// amount, and as wanted channel, source, medium and campaign, in any order,
// with commas or semicolons. Bad lines are told and the others taken; an error
// (CodeInvalid) means that the file as a whole cannot be read.
func ReadCosts(r io.Reader, loc *time.Location) (costs []cham.Cost, rejects []CostReject, err error) {
	text, err := io.ReadAll(dropBOM(r))
	if err != nil {
		return nil, nil, cham.Wrap(cham.CodeInvalid, "measure.ReadCosts", err)
	}
	header, _, _ := strings.Cut(string(text), "\n")
	lines := csv.NewReader(strings.NewReader(string(text)))
	lines.FieldsPerRecord, lines.LazyQuotes, lines.ReuseRecord = -1, true, true
	if strings.Count(header, ";") > strings.Count(header, ",") {
		lines.Comma = ';'
	}
	fields, err := lines.Read()
	if err != nil {
		return nil, nil, badCostFile()
	}
	var column [6]int
	for i, name := range costColumns {
		column[i] = slices.IndexFunc(fields, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
	}
	if column[0] < 0 || column[5] < 0 {
		return nil, nil, badCostFile()
	}
	b := costBatch{loc: loc, place: map[cham.Cost]int{}}
	for {
		fields, err := lines.Read()
		if err == io.EOF {
			return b.costs, b.rejects, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			b.reject(wrong.StartLine, "columns", "")
			continue
		}
		line, _ := lines.FieldPos(0)
		b.fields(line, fields, column)
	}
}

func badCostFile() error {
	e := cham.Errorf(cham.CodeInvalid, "measure.ReadCosts", "the first line must name the columns %s", strings.Join(costColumns[:], ","))
	e.Field, e.Key = "line 1", "error.costs"
	return e
}

func (b *costBatch) fields(line int, fields []string, column [6]int) {
	var text [6]string
	for i, c := range column {
		if c >= len(fields) {
			b.reject(line, "columns", costColumns[i])
			return
		}
		if c >= 0 {
			text[i] = strings.TrimSpace(fields[c])
		}
	}
	amount, err := strconv.ParseFloat(text[5], 64)
	if err != nil {
		b.reject(line, "amount", strings.ToValidUTF8(text[5][:min(len(text[5]), 40)], ""))
		return
	}
	b.add(line, CostRow{text[0], text[1], text[2], text[3], text[4], amount})
}

// RowsOf writes costs as rows, by day.
func RowsOf(costs []cham.Cost, loc *time.Location) []CostRow {
	rows := make([]CostRow, len(costs))
	for i, c := range costs {
		rows[i] = CostRow{c.Day.In(loc).Format(time.DateOnly), string(c.Channel), c.Source, c.Medium, c.Campaign, math.Round(c.Amount*1000) / 1000}
	}
	slices.SortStableFunc(rows, func(a, b CostRow) int { return cmp.Compare(a.Day, b.Day) })
	return rows
}
