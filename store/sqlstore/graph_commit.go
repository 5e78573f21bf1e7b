package sqlstore

import (
	"context"
	"math"
	"math/bits"

	"cham"
	"cham/capability/identity"
)

// The rows of a Change on their way into statements.
type (
	nodeRow struct {
		ID        int64  `json:"id"`
		Kind      string `json:"kind"`
		Value     string `json:"value"`
		Customer  int64  `json:"customer"`
		Shared    bool   `json:"shared"`
		Confirmed bool   `json:"confirmed"`
		At        int64  `json:"at"`
	}
	edgeRow struct {
		ID        int64  `json:"id"`
		A         int64  `json:"a"`
		B         int64  `json:"b"`
		Via       int64  `json:"via"`
		Reason    string `json:"reason"`
		Source    string `json:"source"`
		MessageID string `json:"message_id"`
		At        int64  `json:"at"`
		Merge     bool   `json:"merge"`
		By        string `json:"by"`
	}
	decisionRow struct {
		ID       int64  `json:"id"`
		At       int64  `json:"at"`
		By       string `json:"by"`
		Decision string `json:"decision"`
	}
	moveRow struct {
		ID int64 `json:"id"`
		To int64 `json:"to"`
	}
	traitsRow struct {
		ID     int64  `json:"id"`
		At     int64  `json:"at"`
		Traits string `json:"traits"`
		Text   string `json:"text,omitempty"`
	}
	spokeRow struct {
		ID int64 `json:"id"`
		At int64 `json:"at"`
	}
	foundRow struct {
		Customer int64  `json:"customer"`
		At       int64  `json:"at"`
		Text     string `json:"text"`
	}
	searchRow struct {
		ID   int64  `json:"id"`
		Text string `json:"text"`
	}
)

// Commit implements identity.Graph. An edge whose keys, source, message id and
// time exist changes nothing either.
func (s Graph) Commit(ctx context.Context, ws cham.WorkspaceID, c identity.Change) error {
	said, again, err := traitsRows(c)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, "sqlstore.Commit", err)
	}
	return s.db.transact(ctx, "sqlstore.Commit", func(t *txn) {
		left := t.customersOf(ws, append(movedKeys(c), c.Forget.Keys...))
		t.forget(ws, c.Forget)
		commitEdges(t, ws, c)
		allNew := many(t, "graph.insert_nodes", ws, nodeRows(c.Nodes)) == int64(len(c.Nodes))
		many(t, "graph.move_nodes", ws, moveRows(c.Moves))
		many(t, "graph.share_nodes", ws, c.Shared)
		many(t, "graph.confirm_nodes", ws, c.Confirmed)
		many(t, "graph.put_statements", ws, said)
		many(t, "graph.put_traits", ws, again)
		many(t, "graph.put_search", ws, searchRows(c))
		var made map[cham.KeyID]cham.CustomerID
		if allNew {
			made = t.findNew(ws, c)
		}
		t.findAgain(ws, c, left, made)
		if outgrew(c.Nodes) {
			t.exec("graph.measure")
		}
	})
}

// forget takes out what nothing says any more. The numbers of its keys are not
// given again.
func (t *txn) forget(ws cham.WorkspaceID, f identity.Forgotten) {
	many(t, "graph.forget_edges", ws, f.Edges)
	many(t, "graph.forget_suggestions", ws, f.Suggestions)
	many(t, "graph.doubt_nodes", ws, f.Unsure)
	if len(f.Keys) == 0 {
		return
	}
	t.exec("graph.keep_number", ws)
	for _, name := range []string{"graph.forget_suggestions_of", "graph.forget_statements", "graph.forget_nodes"} {
		many(t, name, ws, f.Keys)
	}
}

// outgrew reports whether a workspace has become four times larger with these
// nodes: time to measure its tables anew.
func outgrew(nodes []identity.Node) bool {
	first, last := cham.KeyID(math.MaxInt64), cham.KeyID(0)
	for _, n := range nodes {
		first, last = min(first, n.ID), max(last, n.ID)
	}
	fours := func(id cham.KeyID) int { return (bits.Len64(uint64(id)) - 1) / 2 }
	return last >= 256 && fours(last) > fours(first-1)
}

// many runs a statement over a list, in one go, and returns how many rows it
// changed; an empty list needs none.
func many[T any](t *txn, name string, ws cham.WorkspaceID, rows []T) int64 {
	if len(rows) == 0 {
		return 0
	}
	return t.exec(name, ws, list(rows))
}

func commitEdges(t *txn, ws cham.WorkspaceID, c identity.Change) {
	if len(c.Edges) > 0 {
		many(t, "graph.insert_edges", ws, edgeRows(c.Edges, t.numbers(ws, "edge", len(c.Edges))))
	}
	if len(c.Suggestions) > 0 {
		many(t, "graph.insert_suggestions", ws, suggestionRows(c.Suggestions, t.numbers(ws, "suggestion", len(c.Suggestions))))
	}
	undone := make([]decisionRow, len(c.Undo))
	for i, e := range c.Undo {
		undone[i] = decisionRow{ID: e.ID, At: millis(e.UndoneAt), By: text(e.UndoneBy)}
	}
	many(t, "graph.undo_edges", ws, undone)
	decided := make([]decisionRow, len(c.Decided))
	for i, g := range c.Decided {
		decided[i] = decisionRow{g.ID, millis(g.DecidedAt), text(g.DecidedBy), text(g.Decision)}
	}
	many(t, "graph.decide_suggestions", ws, decided)
}

// findNew writes down what the customers are found by that c makes, without
// looking anything up, and returns their keys. All there is of such a customer
// is in c; should the database know better, none are returned.
func (t *txn) findNew(ws cham.WorkspaceID, c identity.Change) map[cham.KeyID]cham.CustomerID {
	made := newCustomers(c)
	rows := foundRows(c, made)
	if many(t, "graph.insert_found", ws, rows) < int64(len(rows)) {
		return nil
	}
	return made
}

// newCustomers gives the keys of customers whose oldest key, the one they are
// numbered by, is new, and which nothing else joins or leaves.
func newCustomers(c identity.Change) map[cham.KeyID]cham.CustomerID {
	moved := map[cham.CustomerID]bool{}
	for _, m := range c.Moves {
		moved[m.To], moved[cham.CustomerID(m.Key)] = true, true
	}
	made := make(map[cham.KeyID]cham.CustomerID, len(c.Nodes))
	for _, n := range c.Nodes { // the oldest come first
		_, known := made[cham.KeyID(n.Customer)]
		if !moved[n.Customer] && !moved[cham.CustomerID(n.ID)] && (known || n.Customer == cham.CustomerID(n.ID)) {
			made[n.ID] = n.Customer
		}
	}
	return made
}

// foundRows are what the new customers are found by.
func foundRows(c identity.Change, made map[cham.KeyID]cham.CustomerID) []foundRow {
	rows := make([]foundRow, 0, len(made))
	place := make(map[cham.CustomerID]int, len(made))
	said := make(map[cham.KeyID]int64, len(c.Traits))
	for _, tr := range c.Traits {
		said[tr.Key] = millis(tr.At)
	}
	for _, n := range c.Nodes {
		search, spoken := c.Search[n.ID]
		customer, isNew := made[n.ID]
		if !isNew || !spoken {
			continue
		}
		i, ok := place[customer]
		if !ok {
			i, place[customer] = len(rows), len(rows)
			rows = append(rows, foundRow{Customer: int64(customer), Text: text(search)})
		} else {
			rows[i].Text += " " + text(search)
		}
		rows[i].At = max(rows[i].At, said[n.ID])
	}
	return rows
}

// findAgain puts together anew what the customers are found by whose keys
// moved or have other words, but for those just made; of those that only spoke
// again it is when, which is never earlier than before. left are those that keys moved away from.
func (t *txn) findAgain(ws cham.WorkspaceID, c identity.Change, left []int64, made map[cham.KeyID]cham.CustomerID) {
	keys := movedKeys(c)
	for k := range c.Search {
		if _, isNew := made[k]; !isNew {
			keys = append(keys, k)
		}
	}
	var spoke []spokeRow
	for _, tr := range c.Traits {
		if _, reworded := c.Search[tr.Key]; !reworded {
			spoke = append(spoke, spokeRow{int64(tr.Key), millis(tr.At)})
		}
	}
	customers := append(left, t.customersOf(ws, keys)...)
	many(t, "graph.forget_found", ws, customers)
	many(t, "graph.put_found", ws, customers)
	many(t, "graph.date_found", ws, spoke)
}

func (t *txn) customersOf(ws cham.WorkspaceID, keys []cham.KeyID) []int64 {
	if len(keys) == 0 {
		return nil
	}
	return column[int64](t, "graph.customers_of", ws, list(keys))
}

func movedKeys(c identity.Change) []cham.KeyID {
	keys := make([]cham.KeyID, 0, len(c.Moves))
	for _, m := range c.Moves {
		keys = append(keys, m.Key)
	}
	return keys
}

func nodeRows(nodes []identity.Node) []nodeRow {
	rows := make([]nodeRow, len(nodes))
	for i, n := range nodes {
		rows[i] = nodeRow{int64(n.ID), text(string(n.Key.Kind)), text(n.Key.Value), int64(n.Customer), n.Shared, n.Confirmed,
			millis(n.CreatedAt)}
	}
	return rows
}

func edgeRows(edges []identity.Edge, first int64) []edgeRow {
	rows := make([]edgeRow, len(edges))
	for i, e := range edges {
		rows[i] = newEdgeRow(first+int64(i), e.A, e.B, e.Evidence)
		rows[i].By = text(string(e.MadeBy))
	}
	return rows
}

func suggestionRows(gs []identity.Suggestion, first int64) []edgeRow {
	rows := make([]edgeRow, len(gs))
	for i, g := range gs {
		rows[i] = newEdgeRow(first+int64(i), g.A, g.B, g.Evidence)
		rows[i].Via, rows[i].Reason = int64(g.Via), text(g.Reason)
	}
	return rows
}

func newEdgeRow(id int64, a, b cham.KeyID, e identity.Evidence) edgeRow {
	return edgeRow{ID: id, A: int64(a), B: int64(b), Source: text(string(e.Source)),
		MessageID: text(e.MessageID), At: millis(e.At), Merge: e.Merge}
}

func moveRows(moves []identity.Move) []moveRow {
	rows := make([]moveRow, len(moves))
	for i, m := range moves {
		rows[i] = moveRow{int64(m.Key), int64(m.To)}
	}
	return rows
}

// traitsRows are what keys say with the words they are found by, and what they
// say with the same words as before.
func traitsRows(c identity.Change) (said, again []traitsRow, err error) {
	for _, t := range c.Traits {
		values, err := appendTraits(nil, t.Values)
		if err != nil {
			return nil, nil, err
		}
		row := traitsRow{ID: int64(t.Key), At: millis(t.At), Traits: string(values)}
		if search, ok := c.Search[t.Key]; ok {
			row.Text = text(search)
			said = append(said, row)
		} else {
			again = append(again, row)
		}
	}
	return said, again, nil
}

// searchRows are the words of keys that say nothing.
func searchRows(c identity.Change) []searchRow {
	rows := make([]searchRow, 0, len(c.Search))
	spoken := make(map[cham.KeyID]bool, len(c.Traits))
	for _, t := range c.Traits {
		spoken[t.Key] = true
	}
	for k, s := range c.Search {
		if !spoken[k] {
			rows = append(rows, searchRow{int64(k), text(s)})
		}
	}
	return rows
}
