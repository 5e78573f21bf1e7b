package app_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/reach"
	"cham/chamtest"
	"cham/chamtest/kit"
)

// BenchmarkReach decides for 10,000 customers who agreed, a thousand at a time, with everything it writes
// down: 10,000 decisions of the gate an operation (bars.md §loop: at least 5,000 a second).
func BenchmarkReach(b *testing.B) {
	const people = 10_000
	for name, options := range map[string][]kit.Option{"sqlite": nil, "postgres": {kit.OnPostgres(chamtest.Postgres(b))}} {
		b.Run(name, func(b *testing.B) {
			k := kit.New(b, options...)
			ids := manyCustomers(k, people)
			settings := reach.Defaults()
			settings.PerDay, settings.PerWeek = 20, 50
			if err := k.Reach.PutSettings(b.Context(), kit.Workspace, settings, "u"); err != nil {
				b.Fatal(err)
			}
			decide := func(id string) {
				m := reach.Message{ID: id, Class: reach.Marketing, Ways: []reach.Way{reach.Zalo, reach.Email}}
				for some := range slices.Chunk(ids, reach.MostCustomers) {
					if _, err := k.Reach.Decide(b.Context(), kit.Workspace, &m, some, "", "u"); err != nil {
						b.Fatal(err)
					}
				}
			}
			decide("before")
			analyse(b, k.Options.DatabaseURL)
			n := 0
			for b.Loop() {
				n++
				decide(fmt.Sprint("m", n))
			}
			b.ReportMetric(float64(n*people)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}

// analyse tells PostgreSQL how large its tables are, which it finds out by itself within minutes.
func analyse(b *testing.B, databaseURL string) {
	if databaseURL == "" {
		return
	}
	db, err := sql.Open("pgx", databaseURL)
	if err == nil {
		_, err = db.Exec("ANALYZE")
	}
	if err != nil {
		b.Fatal(err)
	}
	db.Close()
}

func manyCustomers(k *kit.Kit, people int) (ids []cham.CustomerID) {
	at := k.Now().Add(-time.Hour)
	for from := 0; from < people; from += 500 {
		var calls []any
		for i := from; i < from+500; i++ {
			calls = append(calls, map[string]any{"type": "identify", "messageId": fmt.Sprint("c", i), "userId": fmt.Sprint("u", i), "timestamp": at,
				"traits": map[string]any{"email": fmt.Sprintf("u%d@mocan.vn", i), "phone": fmt.Sprintf("09%08d", 10_000_000+i),
					"consent": map[string]any{"marketing": "yes"}}})
		}
		body, err := json.Marshal(map[string]any{"batch": calls})
		if err != nil {
			k.T.Fatal(err)
		}
		k.Send(body)
	}
	r := reached{k, k.T}
	r.settle()
	for i := range people {
		ids = append(ids, k.Customer(fmt.Sprint("u", i)).ID)
	}
	return ids
}
