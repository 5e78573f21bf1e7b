package measure

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"cham"
)

// partsAtOnce bounds the parts that are asked for at a time: an engine's pass
// takes all cores, and a second one the time between two passes.
const partsAtOnce = 2

// parts asks the queries of parts. A part whose segment leads to what is no
// longer there (a segment of a map that was deleted) is left out.
func (v *visit) parts(ctx context.Context, parts []Part) ([]Part, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	turn := make(chan struct{}, partsAtOnce)
	var asked sync.WaitGroup
	for i := range parts {
		turn <- struct{}{}
		asked.Go(func() {
			defer func() { <-turn }()
			var err error
			if parts[i].Answer, err = v.ask(ctx, parts[i].Query); err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
				cancel(err) // the first one stays
			}
		})
	}
	asked.Wait()
	return slices.DeleteFunc(parts, func(p Part) bool { return p.Answer == nil }), context.Cause(ctx)
}

// split makes the queries of the parts.
func (v *visit) split(ctx context.Context, q Query) ([]Part, error) {
	whole, most := q, cmp.Or(q.Most, defaultParts)
	whole.By, whole.Most, whole.Compare = "", 0, nil
	switch {
	case q.By.OfTouches():
		return v.splitTouches(ctx, whole, q.By, most)
	case q.By.OfClock():
		return splitClock(whole, q.By), nil
	case q.By == ByFirstChannel, q.By == ByFirstSource, q.By == ByAccount:
		return v.splitValues(ctx, whole, q.By, most)
	case q.By == ByStatus:
		return splitStatus(whole), nil
	case q.By == BySegment:
		return v.splitSegments(ctx, whole)
	case q.By == ByPersona:
		return v.splitPersonas(ctx, whole)
	}
	return nil, invalid("by", "cannot break down by %q here", q.By)
}

const defaultParts = 8

// splitClock makes a part of every hour or weekday, in their order.
func splitClock(whole Query, by Dimension) (parts []Part) {
	for _, value := range clockValues(by) {
		parts = append(parts, Part{Value: value, Query: whole.where(Is{By: by, Any: []string{value}})})
	}
	return parts
}

// splitTouches ranks the values by their touches that count.
func (v *visit) splitTouches(ctx context.Context, whole Query, by Dimension, most int) ([]Part, error) {
	p, err := v.compile(ctx, whole, 0)
	if err != nil {
		return nil, err
	}
	kinds, err := v.Engine.Kinds(ctx, v.ws.ID, p)
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
	return whole.told(by, ranked(volume), most), nil
}

// splitValues ranks the values by the customers who count, accounts by the
// touches of these.
func (v *visit) splitValues(ctx context.Context, whole Query, by Dimension, most int) ([]Part, error) {
	ids, err := v.customers(ctx, whole, Figure{Kind: "customers"})
	if err != nil {
		return nil, err
	}
	n := map[string]int{}
	err = v.summaries(ctx, ids, func(c CustomerSummary) {
		if by == ByAccount {
			n[c.Account] += c.Touches
		} else {
			n[c.value(by)]++
		}
	})
	return whole.told(by, ranked(n), most), err
}

// told makes a part of each of the first values, and one of all others.
func (q Query) told(by Dimension, values []string, most int) (parts []Part) {
	told := values[:min(len(values), most)]
	for _, v := range told {
		parts = append(parts, Part{Value: v, Query: q.only(by, v)})
	}
	if len(told) < len(values) {
		parts = append(parts, Part{Others: true, Query: q.where(Is{By: by, Any: told, Not: true})})
	}
	return parts
}

// only narrows a query to one value.
func (q Query) only(by Dimension, value string) Query {
	switch {
	case by == ByFirstChannel && value != "":
		q.Segment.Channel = cham.Channel(value)
	case by == ByFirstSource && value != "":
		q.Segment.Source = value
	default:
		q = q.where(Is{By: by, Any: []string{value}})
	}
	return q
}

func (q Query) where(is Is) Query {
	q.Where = append(slices.Clone(q.Where), is)
	return q
}

// ranked lists keys, the largest first.
func ranked(n map[string]int) (keys []string) {
	for k := range n {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return keys
}

func splitStatus(whole Query) (parts []Part) {
	for _, s := range []string{"new", "returning"} {
		if whole.Segment.Status == "" || whole.Segment.Status == s {
			q := whole
			q.Segment.Status = s
			parts = append(parts, Part{Value: s, Query: q})
		}
	}
	return parts
}

// narrowed is a part of those who are in a saved segment too.
func (q Query) narrowed(value, segment string) Part {
	q.Segment.Saved = strings.Join(append(q.Segment.saved(), segment), ",")
	return Part{Value: value, Query: q}
}

func (v *visit) splitSegments(ctx context.Context, whole Query) (parts []Part, err error) {
	if v.Segments == nil {
		return nil, nil
	}
	all, err := v.Segments.Segments(ctx, v.ws.ID)
	for _, s := range all {
		parts = append(parts, whole.narrowed(s.Name, s.ID))
	}
	return parts, err
}

// splitPersonas makes parts of the personas that are tied to a segment: of the
// query's map, or of all maps.
func (v *visit) splitPersonas(ctx context.Context, whole Query) (parts []Part, err error) {
	all, err := v.Maps.Maps(ctx, v.ws.ID)
	for _, m := range all {
		p := m.Persona
		known := slices.ContainsFunc(parts, func(x Part) bool { return x.Value == p.Name })
		if p.Segment != "" && !known && (whole.Map == "" || whole.Map == m.ID) {
			parts = append(parts, whole.narrowed(p.Name, p.Segment))
		}
	}
	return parts, err
}
