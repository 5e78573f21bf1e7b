package identity_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"cham"
	"cham/capability/identity"
)

// memory is the plainest identity.Graph: what the interface says and no more.
// It holds one workspace.
type memory struct {
	t           testing.TB
	mu          sync.Mutex
	nodes       map[cham.KeyID]identity.Node
	byKey       map[cham.Key]cham.KeyID
	edges       []identity.Edge
	traits      map[cham.KeyID]identity.Traits
	search      map[cham.KeyID]string
	suggestions []identity.Suggestion
	commits     int
	top         cham.KeyID // of keys that are gone
	// fail, when set, makes the next Commit fail; applied says that it is
	// stored all the same, as after a lost connection.
	fail, applied bool
}

func newMemory(t testing.TB) *memory {
	return &memory{t: t, nodes: map[cham.KeyID]identity.Node{}, byKey: map[cham.Key]cham.KeyID{},
		traits: map[cham.KeyID]identity.Traits{}, search: map[cham.KeyID]string{}}
}

func (m *memory) lock() func() { m.mu.Lock(); return m.mu.Unlock }

func (m *memory) NodesByKey(_ context.Context, _ cham.WorkspaceID, keys []cham.Key) (out []identity.Node, _ error) {
	defer m.lock()()
	for _, k := range keys {
		if id, ok := m.byKey[k]; ok {
			out = append(out, m.nodes[id])
		}
	}
	return out, nil
}

func (m *memory) NodesByCustomer(_ context.Context, _ cham.WorkspaceID, ids []cham.CustomerID) (out []identity.Node, _ error) {
	defer m.lock()()
	want := map[cham.CustomerID]bool{}
	for _, id := range ids {
		want[id] = true
	}
	for _, n := range m.nodes {
		if want[n.Customer] {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b identity.Node) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

func (m *memory) NodesByID(_ context.Context, _ cham.WorkspaceID, ids []cham.KeyID) (out []identity.Node, _ error) {
	defer m.lock()()
	for _, id := range ids {
		if n, ok := m.nodes[id]; ok {
			out = append(out, n)
		}
	}
	return out, nil
}

func (m *memory) Edges(_ context.Context, _ cham.WorkspaceID, keys []cham.KeyID) (out []identity.Edge, _ error) {
	defer m.lock()()
	want := map[cham.KeyID]bool{}
	for _, k := range keys {
		want[k] = true
	}
	for _, e := range m.edges {
		if want[e.A] || want[e.B] {
			out = append(out, e)
		}
	}
	return out, nil
}

func (m *memory) Edge(_ context.Context, _ cham.WorkspaceID, id int64) (identity.Edge, error) {
	defer m.lock()()
	if id < 1 || id > int64(len(m.edges)) {
		return identity.Edge{}, cham.Errorf(cham.CodeNotFound, "memory.Edge", "no edge %d", id)
	}
	return m.edges[id-1], nil
}

func (m *memory) Traits(_ context.Context, _ cham.WorkspaceID, keys []cham.KeyID) (out []identity.Traits, _ error) {
	defer m.lock()()
	for _, k := range keys {
		if t, ok := m.traits[k]; ok {
			t.Values = maps.Clone(t.Values)
			out = append(out, t)
		}
	}
	return out, nil
}

func (m *memory) SuggestionsVia(_ context.Context, _ cham.WorkspaceID, via []cham.KeyID) (out []identity.Suggestion, _ error) {
	defer m.lock()()
	for _, s := range m.suggestions {
		if slices.Contains(via, s.Via) || slices.Contains(via, s.A) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *memory) Suggestions(_ context.Context, _ cham.WorkspaceID, limit int) (out []identity.Suggestion, _ error) {
	defer m.lock()()
	for _, s := range slices.Backward(m.suggestions) {
		if s.Decision == "" && len(out) < limit {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *memory) Suggestion(_ context.Context, _ cham.WorkspaceID, id int64) (identity.Suggestion, error) {
	defer m.lock()()
	if id < 1 || id > int64(len(m.suggestions)) {
		return identity.Suggestion{}, cham.Errorf(cham.CodeNotFound, "memory.Suggestion", "no suggestion %d", id)
	}
	return m.suggestions[id-1], nil
}

// Search is not what the resolver asks; it is here to complete the interface.
func (m *memory) Search(_ context.Context, _ cham.WorkspaceID, folded, _ string, limit int) (ids []cham.CustomerID, next string, _ error) {
	defer m.lock()()
	for id, s := range m.search {
		c := m.nodes[id].Customer
		if strings.Contains(s, folded) && !slices.Contains(ids, c) && len(ids) < limit {
			ids = append(ids, c)
		}
	}
	return ids, "", nil
}

func (m *memory) MaxKey(context.Context, cham.WorkspaceID) (top cham.KeyID, _ error) {
	defer m.lock()()
	for id := range m.nodes {
		top = max(top, id)
	}
	return max(top, m.top), nil
}

func (m *memory) Assignments(_ context.Context, _ cham.WorkspaceID, f func(identity.Move) error) error {
	defer m.lock()()
	for _, n := range m.nodes {
		if n.Customer != cham.CustomerID(n.ID) {
			if err := f(identity.Move{Key: n.ID, To: n.Customer}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *memory) Commit(_ context.Context, _ cham.WorkspaceID, c identity.Change) error {
	defer m.lock()()
	if m.fail && !m.applied {
		m.fail = false
		return fmt.Errorf("the disk is full")
	}
	m.commits++
	m.apply(c)
	if m.fail {
		m.fail, m.applied = false, false
		return fmt.Errorf("the connection was lost")
	}
	return nil
}

func (m *memory) apply(c identity.Change) {
	m.forget(c.Forget)
	for _, n := range c.Nodes {
		if _, ok := m.byKey[n.Key]; ok || m.nodes[n.ID].ID != 0 {
			m.t.Errorf("node %d %v exists", n.ID, n.Key)
		}
		m.nodes[n.ID], m.byKey[n.Key] = n, n.ID
	}
	for _, e := range c.Edges {
		for _, old := range m.edges {
			if old.A == e.A && old.B == e.B && old.Evidence.MessageID == e.Evidence.MessageID && old.Source == e.Source && old.At.Equal(e.At) {
				m.t.Errorf("edge %d–%d of %q is there", e.A, e.B, e.MessageID)
			}
		}
		e.ID = int64(len(m.edges) + 1)
		m.edges = append(m.edges, e)
	}
	for _, e := range c.Undo {
		m.edges[e.ID-1].UndoneAt, m.edges[e.ID-1].UndoneBy = e.UndoneAt, e.UndoneBy
	}
	for _, mv := range c.Moves {
		n, ok := m.nodes[mv.Key]
		if !ok {
			m.t.Errorf("key %d moves but is not there", mv.Key)
		}
		n.Customer = mv.To
		m.nodes[mv.Key] = n
	}
	for _, id := range c.Shared {
		n := m.nodes[id]
		n.Shared = true
		m.nodes[id] = n
	}
	for _, id := range c.Confirmed {
		n := m.nodes[id]
		n.Confirmed = true
		m.nodes[id] = n
	}
	for _, t := range c.Traits {
		// Through JSON, as a database does.
		raw, _ := json.Marshal(t.Values)
		stored := identity.Traits{Key: t.Key, At: t.At}
		if err := json.Unmarshal(raw, &stored.Values); err != nil {
			m.t.Error(err)
		}
		m.traits[t.Key] = stored
	}
	maps.Copy(m.search, c.Search)
	for _, s := range c.Suggestions {
		if !slices.ContainsFunc(m.suggestions, func(o identity.Suggestion) bool {
			return o.A == s.A && o.B == s.B && o.Reason == s.Reason
		}) {
			s.ID = int64(len(m.suggestions) + 1)
			m.suggestions = append(m.suggestions, s)
		}
	}
	for _, s := range c.Decided {
		m.suggestions[s.ID-1] = s
	}
}

// forget leaves gaps, so that edges and suggestions keep their places.
func (m *memory) forget(f identity.Forgotten) {
	for _, id := range f.Edges {
		m.edges[id-1] = identity.Edge{}
	}
	for _, id := range f.Suggestions {
		m.suggestions[id-1] = identity.Suggestion{Decision: "gone"}
	}
	for _, id := range f.Unsure {
		n := m.nodes[id]
		n.Shared, n.Confirmed = false, false
		m.nodes[id] = n
	}
	for id := range m.nodes {
		m.top = max(m.top, id)
	}
	for _, id := range f.Keys {
		delete(m.byKey, m.nodes[id].Key)
		delete(m.nodes, id)
		delete(m.traits, id)
		delete(m.search, id)
		for i, s := range m.suggestions {
			if s.A == id || s.B == id || s.Via == id {
				m.suggestions[i] = identity.Suggestion{Decision: "gone"}
			}
		}
	}
}
