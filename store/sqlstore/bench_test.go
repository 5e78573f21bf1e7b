package sqlstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/chamtest"
	"cham/store/sqlstore"
)

const batch = 5000

func keysOf(round int) []cham.Key {
	keys := make([]cham.Key, batch)
	for i := range keys {
		n := uint64(round*batch + i)
		keys[i] = cham.Key{Kind: cham.KeyAnonymous, Value: fmt.Sprintf("%016x-%08x", n*0x9e3779b97f4a7c15, n)}
		if i%4 == 0 {
			keys[i] = cham.Key{Kind: cham.KeyPhone, Value: fmt.Sprintf("+8490%07d", n)}
		}
	}
	return keys
}

// change is 5,000 new keys, of which a quarter are known people with traits and
// a browser each.
func change(round int) identity.Change {
	c := identity.Change{Search: map[cham.KeyID]string{}}
	at := time.UnixMilli(1790000000000 + int64(round))
	for i, k := range keysOf(round) {
		id := cham.KeyID(round*batch + i + 1)
		n := identity.Node{ID: id, Key: k, Customer: cham.CustomerID(id), CreatedAt: at}
		if i%4 == 1 {
			n.Customer--
			c.Edges = append(c.Edges, identity.Edge{A: id - 1, B: id,
				Evidence: identity.Evidence{Source: "src", MessageID: fmt.Sprint("m", id), At: at}})
		}
		if i%4 == 0 {
			c.Search[id] = "nguyen thi lan " + k.Value
			c.Traits = append(c.Traits, identity.Traits{Key: id, At: at, Values: map[string]identity.Trait{
				"name": {Value: json.RawMessage(`"Nguyễn Thị Lan"`), At: at}, "city": {Value: json.RawMessage(`"Huế"`), At: at}}})
		}
		c.Nodes = append(c.Nodes, n)
	}
	return c
}

func benchmarkGraph(b *testing.B, s sqlstore.Graph) {
	ctx := context.Background()
	round := 0
	commit := func(b *testing.B) {
		if err := s.Commit(ctx, "ws", change(round)); err != nil {
			b.Fatal(err)
		}
		round++
	}
	for range 20 { // so that there is something to look up among
		commit(b)
	}
	b.Run("Commit", func(b *testing.B) {
		for range b.N {
			commit(b)
		}
	})
	b.Run("NodesByKey", func(b *testing.B) {
		for i := range b.N {
			nodes, err := s.NodesByKey(ctx, "ws", keysOf(i%round))
			if err != nil || len(nodes) != batch {
				b.Fatal(len(nodes), err)
			}
		}
	})
	b.Run("Search", func(b *testing.B) {
		for range b.N {
			if ids, _, err := s.Search(ctx, "ws", "lan 0000000 nguyen", "", 50); err != nil || len(ids) == 0 {
				b.Fatal(ids, err)
			}
		}
	})
}

func BenchmarkGraphSQLite(b *testing.B) {
	benchmarkGraph(b, open(b, "sqlite:"+filepath.Join(b.TempDir(), "state.db")).Graph())
}

func BenchmarkGraphPostgres(b *testing.B) { benchmarkGraph(b, open(b, chamtest.Postgres(b)).Graph()) }
