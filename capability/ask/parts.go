package ask

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"cham"
	"cham/measure"
)

// partsAtOnce bounds the parts that are asked for at a time: an engine's pass
// takes all cores, and a second one the time between two passes.
const partsAtOnce = 2

// parts asks the queries of parts. A part whose segment depends on something
// deleted (a map, for example) is left out.
func (r *request) parts(ctx context.Context, parts []measure.Part) ([]measure.Part, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	turn := make(chan struct{}, partsAtOnce)
	var asked sync.WaitGroup
	for i := range parts {
		turn <- struct{}{}
		asked.Go(func() {
			defer func() { <-turn }()
			var err error
			if parts[i].Answer, err = r.ask(ctx, parts[i].Query); err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
				cancel(err) // the first one stays
			}
		})
	}
	asked.Wait()
	return slices.DeleteFunc(parts, func(p measure.Part) bool { return p.Answer == nil }), context.Cause(ctx)
}

// split makes the queries of the parts.
func (r *request) split(ctx context.Context, q measure.Query) ([]measure.Part, error) {
	whole, most := q, cmp.Or(q.Most, measure.DefaultParts)
	whole.By, whole.Most, whole.Compare = "", 0, nil
	switch {
	case q.By.OfTouches():
		return r.splitTouches(ctx, whole, q.By, most)
	case q.By.OfClock():
		return splitClock(whole, q.By), nil
	case q.By == measure.ByFirstChannel, q.By == measure.ByFirstSource, q.By == measure.ByAccount,
		q.By == measure.ByFirstLead, q.By == measure.ByLastLead:
		return r.splitValues(ctx, whole, q.By, most)
	case q.By == measure.ByStatus:
		return splitStatus(whole), nil
	case q.By == measure.BySegment:
		return r.splitSegments(ctx, whole)
	case q.By == measure.ByPersona:
		return r.splitPersonas(ctx, whole)
	}
	return nil, measure.Invalid("by", "cannot break down by %q here", q.By)
}

// splitClock makes a part of every hour or weekday, in their order.
func splitClock(whole measure.Query, by measure.Dimension) (parts []measure.Part) {
	for _, value := range measure.ClockValues(by) {
		parts = append(parts, measure.Part{Value: value, Query: withCondition(whole, measure.Is{By: by, Any: []string{value}})})
	}
	return parts
}

// splitTouches ranks the values by their touches that count.
func (r *request) splitTouches(ctx context.Context, whole measure.Query, by measure.Dimension, most int) ([]measure.Part, error) {
	p, err := r.compile(ctx, whole, 0)
	if err != nil {
		return nil, err
	}
	kinds, err := r.Engine.Kinds(ctx, r.ws.ID, p)
	if err != nil {
		return nil, err
	}
	volume := map[string]int{}
	for _, k := range kinds {
		node := 0 // without a map every touch has one
		if p.Bind != nil {
			node = p.Bind(k.Kind)
		}
		if node >= 0 && k.Volume > 0 {
			volume[p.Value(by, k.Kind, node)] += k.Volume
		}
	}
	return partsByValue(whole, by, measure.Ranked(volume), most), nil
}

// splitValues ranks the values by the customers who count, accounts by the
// touches of these.
func (r *request) splitValues(ctx context.Context, whole measure.Query, by measure.Dimension, most int) ([]measure.Part, error) {
	ids, err := r.customers(ctx, whole, measure.Figure{Kind: measure.FigureCustomers})
	if err != nil {
		return nil, err
	}
	if by == measure.ByLastLead && !whole.AsOf.IsZero() {
		return r.splitLastLead(ctx, whole, most)
	}
	n := map[string]int{}
	value := r.valueOf(by)
	err = r.summaries(ctx, ids, func(c measure.CustomerSummary) {
		if by == measure.ByAccount {
			n[c.Account] += c.Touches
		} else {
			n[value(c)]++
		}
	})
	return partsByValue(whole, by, measure.Ranked(n), most), err
}

// splitLastLead ranks the groups of lead sources by those whose latest was of them at an instant in the past,
// which a summary does not tell.
func (r *request) splitLastLead(ctx context.Context, whole measure.Query, most int) ([]measure.Part, error) {
	n := map[string]int{}
	for _, g := range r.ws.Leads() {
		ids, err := r.customers(ctx, withValue(whole, measure.ByLastLead, g.ID), measure.Figure{Kind: measure.FigureCustomers})
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			n[g.ID] = len(ids)
		}
	}
	return partsByValue(whole, measure.ByLastLead, measure.Ranked(n), most), nil
}

// partsByValue makes a part of each of the first values, and one of all others.
func partsByValue(q measure.Query, by measure.Dimension, values []string, most int) (parts []measure.Part) {
	list := values[:min(len(values), most)]
	for _, v := range list {
		parts = append(parts, measure.Part{Value: v, Query: withValue(q, by, v)})
	}
	if len(list) < len(values) {
		parts = append(parts, measure.Part{Others: true, Query: withCondition(q, measure.Is{By: by, Any: list, Not: true})})
	}
	return parts
}

// withValue narrows a query to one value.
func withValue(q measure.Query, by measure.Dimension, value string) measure.Query {
	switch {
	case by == measure.ByFirstChannel && value != "":
		q.Segment.Channel = cham.Channel(value)
	case by == measure.ByFirstSource && value != "":
		q.Segment.Source = value
	case by == measure.ByFirstLead && q.Segment.FirstLead == "":
		q.Segment.FirstLead = value
	case by == measure.ByLastLead && q.Segment.LastLead == "":
		q.Segment.LastLead = value
	default:
		q = withCondition(q, measure.Is{By: by, Any: []string{value}})
	}
	return q
}

func withCondition(q measure.Query, is measure.Is) measure.Query {
	q.Where = append(slices.Clone(q.Where), is)
	return q
}

func splitStatus(whole measure.Query) (parts []measure.Part) {
	for _, s := range []string{"new", "returning"} {
		if whole.Segment.Status == "" || whole.Segment.Status == s {
			q := whole
			q.Segment.Status = s
			parts = append(parts, measure.Part{Value: s, Query: q})
		}
	}
	return parts
}

// segmentPart is a part of those who are in a saved segment too.
func segmentPart(q measure.Query, value, segment string) measure.Part {
	q.Segment.Saved = strings.Join(append(q.Segment.SavedIDs(), segment), ",")
	return measure.Part{Value: value, Query: q}
}

func (r *request) splitSegments(ctx context.Context, whole measure.Query) (parts []measure.Part, err error) {
	if r.Segments == nil {
		return nil, nil
	}
	all, err := r.Segments.Segments(ctx, r.ws.ID)
	for _, s := range all {
		parts = append(parts, segmentPart(whole, s.Name, s.ID))
	}
	return parts, err
}

// splitPersonas makes parts of the personas that are tied to a segment: of the
// query's map, or of all maps.
func (r *request) splitPersonas(ctx context.Context, whole measure.Query) (parts []measure.Part, err error) {
	all, err := r.Maps.Maps(ctx, r.ws.ID)
	for _, m := range all {
		p := m.Persona
		known := slices.ContainsFunc(parts, func(x measure.Part) bool { return x.Value == p.Name })
		if p.Segment != "" && !known && (whole.Map == "" || whole.Map == m.ID) {
			parts = append(parts, segmentPart(whole, p.Name, p.Segment))
		}
	}
	return parts, err
}
