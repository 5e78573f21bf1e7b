package sqlstore

import (
	"context"

	"cham"
	"cham/capability/identity"
)

var _ identity.Graph = Graph{}

// Graph keeps the identity graph; it is an identity.Graph.
type Graph struct{ db *DB }

// Graph is the database's store of the identity graph.
func (db *DB) Graph() Graph { return Graph{db} }

func scanNode(r scanner) (n identity.Node, err error) {
	return n, r.Scan(&n.ID, &n.Key.Kind, &n.Key.Value, &n.Customer, &n.Shared, &n.Confirmed, instant{&n.CreatedAt})
}

func scanEdge(r scanner) (e identity.Edge, err error) {
	return e, r.Scan(&e.ID, &e.A, &e.B, &e.Source, &e.MessageID, instant{&e.At}, &e.Merge,
		&e.MadeBy, instant{&e.UndoneAt}, &e.UndoneBy)
}

func scanSuggestion(r scanner) (g identity.Suggestion, err error) {
	e := &g.Evidence
	return g, r.Scan(&g.ID, &g.A, &g.B, &g.Via, &g.Reason, &e.Source, &e.MessageID, instant{&e.At}, &e.Merge,
		instant{&g.DecidedAt}, &g.DecidedBy, &g.Decision)
}

func scanTraits(r scanner) (t identity.Traits, err error) {
	var values []byte
	if err = r.Scan(&t.Key, instant{&t.At}, &values); err != nil {
		return t, err
	}
	t.Values, err = readTraits(values)
	return t, err
}

// NodesByKey implements identity.Graph: one statement for each kind of key.
func (s Graph) NodesByKey(ctx context.Context, ws cham.WorkspaceID, keys []cham.Key) ([]identity.Node, error) {
	values := map[cham.KeyKind][]string{}
	for _, k := range keys {
		values[k.Kind] = append(values[k.Kind], text(k.Value))
	}
	var nodes []identity.Node
	for kind, vs := range values {
		some, err := all(ctx, s.db, "graph.nodes_by_key", scanNode, ws, kind, list(vs))
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, some...)
	}
	return nodes, nil
}

// NodesByCustomer implements identity.Graph.
func (s Graph) NodesByCustomer(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Node, error) {
	return all(ctx, s.db, "graph.nodes_by_customer", scanNode, ws, list(ids))
}

// NodesByID implements identity.Graph.
func (s Graph) NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]identity.Node, error) {
	return all(ctx, s.db, "graph.nodes_by_id", scanNode, ws, list(ids))
}

// Edges implements identity.Graph.
func (s Graph) Edges(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]identity.Edge, error) {
	return all(ctx, s.db, "graph.edges", scanEdge, ws, list(keys))
}

// Edge implements identity.Graph.
func (s Graph) Edge(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Edge, error) {
	return one(ctx, s.db, "graph.edge", scanEdge, ws, id)
}

// Traits implements identity.Graph.
func (s Graph) Traits(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]identity.Traits, error) {
	return all(ctx, s.db, "graph.traits", scanTraits, ws, list(keys))
}

// SuggestionsVia implements identity.Graph; the oldest comes first.
func (s Graph) SuggestionsVia(ctx context.Context, ws cham.WorkspaceID, via []cham.KeyID) ([]identity.Suggestion, error) {
	return all(ctx, s.db, "graph.suggestions_via", scanSuggestion, ws, list(via))
}

// Suggestions implements identity.Graph.
func (s Graph) Suggestions(ctx context.Context, ws cham.WorkspaceID, limit int) ([]identity.Suggestion, error) {
	return all(ctx, s.db, "graph.suggestions", scanSuggestion, ws, limit)
}

// Suggestion implements identity.Graph.
func (s Graph) Suggestion(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Suggestion, error) {
	return one(ctx, s.db, "graph.suggestion", scanSuggestion, ws, id)
}

// MaxKey implements identity.Graph.
func (s Graph) MaxKey(ctx context.Context, ws cham.WorkspaceID) (cham.KeyID, error) {
	return one(ctx, s.db, "graph.max_key", func(r scanner) (id cham.KeyID, err error) {
		return id, r.Scan(&id)
	}, ws)
}

// Assignments implements identity.Graph. f must not wait for this store.
func (s Graph) Assignments(ctx context.Context, ws cham.WorkspaceID, f func(identity.Move) error) error {
	const name = "graph.assignments"
	rows, err := statement(s.db.reads, name).QueryContext(ctx, text(ws))
	if err != nil {
		return failed(name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var m identity.Move
		if err := rows.Scan(&m.Key, &m.To); err != nil {
			return failed(name, err)
		}
		if err := f(m); err != nil {
			return err
		}
	}
	return failed(name, rows.Err())
}

// EveryKey calls f with all keys of a workspace, by number.
func (s Graph) EveryKey(ctx context.Context, ws cham.WorkspaceID, f func(identity.Node)) error {
	const page = 10_000
	after := cham.KeyID(0)
	for {
		nodes, err := all(ctx, s.db, "graph.every_key", scanNode, ws, int64(after), page)
		for _, n := range nodes {
			f(n)
			after = n.ID
		}
		if err != nil || len(nodes) < page {
			return err
		}
	}
}

// EveryTrait calls f with what is known of every key, by number.
func (s Graph) EveryTrait(ctx context.Context, ws cham.WorkspaceID, f func(identity.Traits)) error {
	const page = 10_000
	after := cham.KeyID(0)
	for {
		known, err := all(ctx, s.db, "graph.every_trait", scanTraits, ws, int64(after), page)
		for _, t := range known {
			f(t)
			after = t.Key
		}
		if err != nil || len(known) < page {
			return err
		}
	}
}
