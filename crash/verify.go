package crash

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	_ "github.com/duckdb/duckdb-go/v2" // the driver "duckdb": the judge reads the file itself
)

// verify compares what is stored with what was answered, and what the program
// answers with a plain model of what is stored.
func (r *Report) verify(ctx context.Context, p *Process, l *load) error {
	// The first query also carries on what waits in the journal.
	var touches struct {
		Customers int
		Touches   map[string]int
	}
	if err := ask(p, &touches, "touches"); err != nil {
		return err
	}
	var transitions struct {
		Pairs []struct {
			From, To         string
			Count, Customers int
		}
	}
	if err := ask(p, &transitions, "transitions"); err != nil {
		return err
	}
	times, err := stored(ctx, p.history(workspace))
	if err != nil {
		return err
	}
	have := r.compare(times, &l.ledger)
	want := modelOf(have)
	r.Customers = touches.Customers
	r.expect("customers", touches.Customers, want.customers)
	r.expectAll("touches of ", touches.Touches, want.touches)
	got, gotCustomers := map[string]int{}, map[string]int{}
	for _, t := range transitions.Pairs {
		got[t.From+" → "+t.To], gotCustomers[t.From+" → "+t.To] = t.Count, t.Customers
	}
	r.expectAll("transitions ", got, want.pairs)
	r.expectAll("customers of transitions ", gotCustomers, want.pairCustomers)
	return nil
}

func ask(p *Process, answer any, question ...string) error {
	out, err := p.Query(question...)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, answer)
}

// stored returns how often each message id stands in history.
func stored(ctx context.Context, path string) (map[string]int, error) {
	db, err := sql.Open("duckdb", path+"?access_mode=read_only")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT coalesce(message_id, CAST(id AS VARCHAR)), count(*) FROM touches GROUP BY 1")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	times := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		times[id] = n
	}
	return times, rows.Err()
}

func (r *Report) compare(times map[string]int, l *ledger) (have []sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Sent, r.Answered, r.Stored = len(l.sent), len(l.answered), len(times)
	for id, n := range times {
		t, ok := l.sent[id]
		if !ok {
			r.Unknown = append(r.Unknown, id)
			continue
		}
		have = append(have, t)
		if n > 1 {
			r.Doubled = append(r.Doubled, id)
		}
	}
	for id := range l.answered {
		if times[id] == 0 {
			r.Lost = append(r.Lost, id)
		}
	}
	for _, ids := range [][]string{r.Unknown, r.Doubled, r.Lost} {
		slices.Sort(ids)
	}
	return have
}

func (r *Report) expect(what string, got, want int) {
	if got != want {
		r.Wrong = append(r.Wrong, fmt.Sprintf("%s: %d instead of %d", what, got, want))
	}
}

func (r *Report) expectAll(what string, got, want map[string]int) {
	names := slices.Collect(maps.Keys(want))
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		r.expect(what+name, got[name], want[name])
	}
}

// model is what the stored touches say, counted the plainest way.
type model struct {
	customers                     int
	touches, pairs, pairCustomers map[string]int
}

func modelOf(have []sent) model {
	m := model{touches: map[string]int{}, pairs: map[string]int{}, pairCustomers: map[string]int{}}
	customers := group(have)
	m.customers = len(customers)
	for _, touches := range customers {
		slices.SortFunc(touches, func(a, b sent) int { return a.at.Compare(b.at) })
		mine := map[string]bool{}
		for i, t := range touches {
			m.touches[t.name]++
			if i > 0 {
				pair := touches[i-1].name + " → " + t.name
				m.pairs[pair]++
				mine[pair] = true
			}
		}
		for pair := range mine {
			m.pairCustomers[pair]++
		}
	}
	return m
}

// group gathers touches by person: who has a user or a device in common.
func group(have []sent) map[string][]sent {
	up := map[string]string{}
	var find func(string) string
	find = func(k string) string {
		if up[k] == "" || up[k] == k {
			return k
		}
		up[k] = find(up[k])
		return up[k]
	}
	key := func(t sent) string { return cmp.Or(t.user, t.device) }
	for _, t := range have {
		if t.user != "" && t.device != "" {
			up[find(t.device)] = find(t.user)
		}
	}
	out := map[string][]sent{}
	for _, t := range have {
		out[find(key(t))] = append(out[find(key(t))], t)
	}
	return out
}
