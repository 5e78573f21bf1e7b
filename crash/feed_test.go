package crash

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3": the judge reads the file itself

	"cham/app"
	"cham/app/server"
	"cham/chamtest"
	"cham/feed"
)

// withReaders makes this test binary be the program, with two readers more.
const withReaders = "CHAM_CRASH_READERS"

// serveWithReaders is `cham serve` with readers of the feed that leave a trace:
// "acts" writes a row for each touch where its cursor is, "speaks" appends a
// line to a file. Both fail now and then.
func serveWithReaders(args []string) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	var o server.Options
	f.StringVar(&o.Listen, "listen", "", "")
	f.Float64Var(&o.Rate, "rate", 0, "")
	f.StringVar(&o.Data, "data", "", "")
	f.StringVar(&o.DatabaseURL, "database-url", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	file, err := os.OpenFile(spoken(o.Data), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	o.Readers = []app.Reader{{Name: "acts", Handle: act}, {Name: "speaks",
		Handle: func(_ context.Context, b feed.Batch) (func(context.Context, app.Tx) error, error) {
			return nil, speak(file, b)
		}}}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := server.New(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(s.Serve(ctx), s.Close())
}

func spoken(data string) string { return filepath.Join(data, "spoken") }

var errNow = errors.New("not now")

func now() error {
	if rand.IntN(40) == 0 {
		return errNow
	}
	return nil
}

func act(_ context.Context, b feed.Batch) (func(context.Context, app.Tx) error, error) {
	return func(ctx context.Context, tx app.Tx) error {
		for _, r := range b.Records {
			if _, err := tx.SQL().ExecContext(ctx, "INSERT INTO acted (seq, message) VALUES ($1, $2)", r.Seq, r.MessageID); err != nil {
				return err
			}
		}
		return now()
	}, now()
}

func speak(to io.Writer, b feed.Batch) error {
	for _, r := range b.Records {
		if _, err := fmt.Fprintln(to, r.Seq); err != nil {
			return err
		}
	}
	return now()
}

// However the program is killed, a reader of the feed acts once for each touch,
// in order, and one that cannot act where its cursor is hears of each at least
// once, in order but for what it hears again.
func TestKillReaders(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killReaders(t, "") })
	t.Run("postgres", func(t *testing.T) { killReaders(t, chamtest.Postgres(t)) })
}

func killReaders(t *testing.T, databaseURL string) {
	t.Setenv(withReaders, "1")
	dir, began := t.TempDir(), time.Now()
	must(t, Prepare(t.Context(), dir, databaseURL))
	db := actedTable(t, dir, databaseURL)
	p, err := NewProcess(os.Args[0], dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	l := startLoad(p.URL, uint64(os.Getpid()), 8*time.Millisecond, 20)
	defer l.stop()
	var r Report
	must(t, r.killAll(t.Context(), Config{Kills: kills(t), Seed: uint64(os.Getpid())}, p))
	startReady(t, p)
	l.stop()
	waitForReaders(t, p)
	must(t, p.Stop())

	times, err := stored(t.Context(), p.history(workspace))
	must(t, err)
	r.compare(times, &l.ledger)
	must(t, r.Err())
	wantActed(t, db, times)
	wantSpoken(t, spoken(dir), len(times))
	t.Logf("%d kills (%d while starting) in %s: %d sent, %d answered, %d stored and acted upon once",
		kills(t), r.Early, time.Since(began).Round(time.Second/10), r.Sent, r.Answered, r.Stored)
	if r.Answered < 10*kills(t) {
		t.Errorf("too little was tried: %+v", r)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// actedTable makes the table that "acts" writes to, numbered as it does.
func actedTable(t *testing.T, dir, databaseURL string) *sql.DB {
	t.Helper()
	number := "BIGSERIAL"
	if databaseURL == "" {
		number = "INTEGER PRIMARY KEY AUTOINCREMENT"
	}
	db := stateOf(t, dir, databaseURL)
	_, err := db.Exec("CREATE TABLE acted (n " + number + ", seq BIGINT, message TEXT)")
	must(t, err)
	return db
}

// waitForReaders waits until the readers had everything.
func waitForReaders(t *testing.T, p *Process) {
	t.Helper()
	quiet := 0
	await(t, "the readers had everything", func() bool {
		resp, err := http.Get(p.URL + "/metrics")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		text := string(body)
		quiet++
		for _, line := range []string{"cham_touches_queued 0\n", `cham_feed_lag{reader="acts",workspace="crash"} 0` + "\n",
			`cham_feed_lag{reader="speaks",workspace="crash"} 0` + "\n"} {
			if err != nil || !strings.Contains(text, line) {
				quiet = 0
			}
		}
		return quiet == 10 // a batch that is visible is published a moment later
	})
}

// wantActed holds the rows against history: each stored touch once, in order.
func wantActed(t *testing.T, db *sql.DB, times map[string]int) {
	t.Helper()
	rows, err := db.Query("SELECT seq, message FROM acted ORDER BY n")
	must(t, err)
	defer rows.Close()
	acted := map[string]bool{}
	for last := int64(0); rows.Next(); last++ {
		var seq int64
		var message string
		must(t, rows.Scan(&seq, &message))
		if seq != last+1 {
			t.Fatalf("touch %d was acted upon after touch %d", seq, last)
		}
		if acted[message] || times[message] != 1 {
			t.Fatalf("touch %d, %q, is acted upon twice or not stored", seq, message)
		}
		acted[message] = true
	}
	must(t, rows.Err())
	if len(acted) != len(times) {
		t.Fatalf("%d touches are stored, %d acted upon", len(times), len(acted))
	}
}

func wantSpoken(t *testing.T, name string, touches int) {
	t.Helper()
	f, err := os.Open(name)
	must(t, err)
	defer f.Close()
	last := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		seq, err := strconv.Atoi(lines.Text())
		if err != nil {
			continue // cut off by a kill
		}
		if seq > last+1 {
			t.Fatalf("touch %d was heard of after touch %d", seq, last)
		}
		last = max(last, seq)
	}
	if last != touches {
		t.Fatalf("%d of %d touches were heard of", last, touches)
	}
}
