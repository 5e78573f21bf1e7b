package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/capability/voucher"
	"cham/chamtest"
	"cham/store/sqlstore"
	"cham/store/storetest"
)

func open(t testing.TB, url string) *sqlstore.DB {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpen(t *testing.T) {
	open(t, "sqlite:"+filepath.Join(t.TempDir(), "state ?#%.db"))
	open(t, chamtest.Postgres(t))
}

func stores(db *sqlstore.DB) storetest.Stores {
	return storetest.Stores{Access: db.Access(), Graph: db.Graph(), Maps: db.Maps(), Sources: db.Sources(), Refusals: db.Refusals(),
		Mappings: db.Mappings(), Inlets: db.Inlets(),
		Imports: db.Imports(), Segments: db.Segments(), Views: db.Views(), Names: db.Names(), Costs: db.Costs(), Counts: db.Counts(),
		Pages:    db.Pages(),
		Erasures: db.Erasures(), Audit: db.Audit(), Webhooks: db.Webhooks(), Outgoing: db.Outgoing(), Staff: db.Staff(), Reach: db.Reach(),
		Outbox: db.Outbox(), Tasks: db.Tasks(), Campaigns: db.Campaigns(), Web: db.Web(),
		Vouchers: db.Vouchers(), Library: db.Library(), UseVouchers: useVouchers(db),
		Codes: db.Codes(), Forms: db.Forms(), Quality: db.Quality(), Traits: db.Graph().EveryTrait,
		People: db.People(), Consents: db.Consents(), Tags: db.Tags(), Live: db.Live()}
}

// useVouchers notes used codes as the feed does.
func useVouchers(db *sqlstore.DB) func(context.Context, cham.WorkspaceID, []voucher.Use) error {
	calls := 0
	return func(ctx context.Context, ws cham.WorkspaceID, uses []voucher.Use) error {
		calls++
		feed, reader := db.Feed(), fmt.Sprint("vouchers", calls)
		if err := feed.Begin(ctx, ws, reader, 0, time.Time{}); err != nil {
			return err
		}
		return feed.Move(ctx, ws, reader, 0, 1, time.Unix(1, 0), func(ctx context.Context, tx *sqlstore.Tx) error {
			return db.Vouchers().UseIn(ctx, tx, ws, uses)
		})
	}
}

func TestSQLite(t *testing.T) {
	storetest.State(t, func(t *testing.T) storetest.Stores {
		return stores(open(t, "sqlite:"+filepath.Join(t.TempDir(), "state.db")))
	})
}

func TestPostgres(t *testing.T) {
	chamtest.Postgres(t) // skips the whole when there is none
	storetest.State(t, func(t *testing.T) storetest.Stores { return stores(open(t, chamtest.Postgres(t))) })
}

func TestFeedSQLite(t *testing.T) {
	storetest.Feed(t, func(t *testing.T) storetest.FeedStore[*sqlstore.Tx] {
		return feedStore(open(t, "sqlite:"+filepath.Join(t.TempDir(), "state.db")))
	})
}

func TestFeedPostgres(t *testing.T) {
	chamtest.Postgres(t) // skips the whole when there is none
	storetest.Feed(t, func(t *testing.T) storetest.FeedStore[*sqlstore.Tx] { return feedStore(open(t, chamtest.Postgres(t))) })
}

// feedStore writes its numbers as days of costs.
func feedStore(db *sqlstore.DB) storetest.FeedStore[*sqlstore.Tx] {
	return storetest.FeedStore[*sqlstore.Tx]{Cursors: db.Feed(), Access: db.Access(),
		Add: func(ctx context.Context, tx *sqlstore.Tx, n int) error {
			_, err := tx.SQL().ExecContext(ctx, `INSERT INTO cost SELECT 'a', coalesce(max(day), 0) + 1, '', '', '', '', $1, '', 0 FROM cost`, n)
			return err
		},
		Sum: func(ctx context.Context) (sum int, err error) {
			costs, err := db.Costs().Costs(ctx, "a", time.Time{}, time.Time{})
			for _, c := range costs {
				sum += int(c.Amount*1000 + 0.5)
			}
			return sum, err
		}}
}
