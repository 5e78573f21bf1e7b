package storetest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/identity"
)

// graphModel is what a graph of one workspace must do, said as plainly as can
// be: lists, walked from end to end.
type graphModel struct {
	nodes       []identity.Node
	edges       []identity.Edge
	suggestions []identity.Suggestion
	traits      map[cham.KeyID]identity.Traits
	search      map[cham.KeyID]string
}

func newGraphModel() *graphModel {
	return &graphModel{traits: map[cham.KeyID]identity.Traits{}, search: map[cham.KeyID]string{}}
}

func (m *graphModel) commit(c identity.Change) {
	for _, e := range c.Edges {
		if !slices.ContainsFunc(m.edges, func(o identity.Edge) bool {
			return o.A == e.A && o.B == e.B && o.Source == e.Source && o.MessageID == e.MessageID && o.At.Equal(e.At)
		}) {
			m.edges = append(m.edges, e)
		}
	}
	for _, g := range c.Suggestions {
		if !slices.ContainsFunc(m.suggestions, func(o identity.Suggestion) bool {
			return o.A == g.A && o.B == g.B && o.Reason == g.Reason
		}) {
			m.suggestions = append(m.suggestions, g)
		}
	}
	for _, e := range c.Undo {
		for i := range m.edges {
			if m.edges[i].ID == e.ID {
				m.edges[i].UndoneAt, m.edges[i].UndoneBy = e.UndoneAt, e.UndoneBy
			}
		}
	}
	for _, d := range c.Decided {
		for i := range m.suggestions {
			if g := &m.suggestions[i]; g.ID == d.ID {
				g.DecidedAt, g.DecidedBy, g.Decision = d.DecidedAt, d.DecidedBy, d.Decision
			}
		}
	}
	for _, n := range c.Nodes {
		if !slices.ContainsFunc(m.nodes, func(o identity.Node) bool { return o.ID == n.ID || o.Key == n.Key }) {
			m.nodes = append(m.nodes, n)
		}
	}
	for i := range m.nodes {
		n := &m.nodes[i]
		for _, v := range c.Moves {
			if v.Key == n.ID {
				n.Customer = v.To
			}
		}
		n.Shared = n.Shared || slices.Contains(c.Shared, n.ID)
		n.Confirmed = n.Confirmed || slices.Contains(c.Confirmed, n.ID)
	}
	for _, t := range c.Traits {
		m.traits[t.Key] = t
	}
	maps.Copy(m.search, c.Search)
}

func (m *graphModel) find(f func(identity.Node) bool) (found []identity.Node) {
	for _, n := range m.nodes {
		if f(n) {
			found = append(found, n)
		}
	}
	return found
}

// searched is every customer found by the words, in order.
func (m *graphModel) searched(folded string) []cham.CustomerID {
	text, at := map[cham.CustomerID]string{}, map[cham.CustomerID]time.Time{}
	for _, n := range m.nodes {
		s, spoken := m.search[n.ID]
		t, stated := m.traits[n.ID]
		if spoken || stated {
			text[n.Customer] += " " + s
			at[n.Customer] = later(at[n.Customer], t.At)
		}
	}
	var ids []cham.CustomerID
	for id, s := range text {
		if !slices.ContainsFunc(strings.Fields(folded), func(w string) bool { return !strings.Contains(s, w) }) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b cham.CustomerID) int { return cmp.Or(at[b].Compare(at[a]), cmp.Compare(b, a)) })
	return ids
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
