package crash

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cham/app"
	"cham/chamtest"
)

// aCommand is a cham command under way.
type aCommand struct {
	*exec.Cmd
	said bytes.Buffer
}

func begin(t *testing.T, p *Process, args ...string) *aCommand {
	t.Helper()
	c := &aCommand{Cmd: p.command(args...)}
	c.Stdout, c.Stderr = &c.said, &c.said
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(t, c.Start())
	return c
}

func (c *aCommand) kill() {
	c.Process.Kill()
	c.Wait()
}

// flood sends so many touches a second, in batches, until the load is stopped.
// It returns a counter of those that were answered.
func (l *load) flood(ctx context.Context, perSecond int) *atomic.Int64 {
	const clients, batch = 4, 250
	answered := &atomic.Int64{}
	for n := range clients {
		l.work.Go(func() {
			p, client := newPeople(fmt.Sprint("flood", n), 7), &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}
			tick := time.NewTicker(time.Second * clients * batch / time.Duration(perSecond))
			defer tick.Stop()
			for ctx.Err() == nil {
				calls := make([]sent, batch)
				for i := range calls {
					calls[i] = p.next()
				}
				l.send(calls...)
				if l.post(client, calls, p.bytes(20)) {
					answered.Add(batch)
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
				}
			}
		})
	}
	return answered
}

// answeredNow are the ids that were answered up to now.
func (l *ledger) answeredNow() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.answered)
}

// A backup made while 10,000 touches a second come in, restored elsewhere, is the
// source at one instant, touch for touch: nothing answered before it is missing,
// nothing is there that the source has not or has otherwise.
func TestBackupUnderLoad(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "", "postgres": chamtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) { backupUnderLoad(t, url) })
	}
}

func backupUnderLoad(t *testing.T, databaseURL string) {
	dir, work := t.TempDir(), t.TempDir()
	must(t, Prepare(t.Context(), dir, databaseURL))
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	startReady(t, p)
	t.Cleanup(func() { p.Kill() })
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{url: p.URL, cancel: cancel, ledger: ledger{sent: map[string]sent{}, answered: map[string]bool{}}}
	began, answered := time.Now(), l.flood(ctx, 10_000)
	await(t, "50,000 touches are in", func() bool { return answered.Load() > 50_000 })
	before, from := l.answeredNow(), answered.Load()
	file, at := filepath.Join(work, "b.cham"), time.Now()
	c := begin(t, p, "backup", "--to", file)
	if err := c.Wait(); err != nil {
		t.Fatal(err, c.said.String())
	}
	rate := float64(answered.Load()-from) / time.Since(at).Seconds()
	t.Logf("%.0f touches a second were answered during it, %.0f before: %s", rate, float64(from)/at.Sub(began).Seconds(), c.said.String())
	l.stop()
	must(t, p.Stop())
	if _, err := p.Query("touches"); err != nil { // what waits in the journal comes into history
		t.Fatal(err)
	}
	copied := restoreInto(t, p, file, filepath.Join(work, "copy"))
	source := contents(t, p.history(workspace))
	compareCopy(t, source, copied, before)
	t.Logf("%d touches in the copy, %d answered before, %d in the source in the end", len(copied), len(before), len(source))
}

// restoreInto restores a file into an empty folder, carries on what was in the
// journal and returns what is in history.
func restoreInto(t *testing.T, p *Process, file, folder string) map[string]string {
	t.Helper()
	copied := &Process{bin: p.bin, dir: folder}
	c := begin(t, copied, "restore", "--from", file)
	if err := c.Wait(); err != nil {
		t.Fatal(err, c.said.String())
	}
	if _, err := copied.Query("touches"); err != nil {
		t.Fatal(err)
	}
	return contents(t, copied.history(workspace))
}

// contents are a history's touches: what each says, but for the numbers that
// Chạm gives, by its message id. Each is there once.
func contents(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=read_only")
	must(t, err)
	defer db.Close()
	rows, err := db.Query("SELECT coalesce(message_id, CAST(id AS VARCHAR)), " +
		"concat_ws(' ', happened_at, name, source, value, properties) FROM touches")
	must(t, err)
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var id, says string
		must(t, rows.Scan(&id, &says))
		if _, twice := all[id]; twice {
			t.Errorf("%s is there twice", id)
		}
		all[id] = says
	}
	must(t, rows.Err())
	return all
}

func compareCopy(t *testing.T, source, copied map[string]string, before map[string]bool) {
	t.Helper()
	var missing, foreign, other []string
	for id := range before {
		if _, ok := copied[id]; !ok {
			missing = append(missing, id)
		}
	}
	for id, says := range copied {
		if was, ok := source[id]; !ok {
			foreign = append(foreign, id)
		} else if was != says {
			other = append(other, id)
		}
	}
	wrong := map[string][]string{"answered before and missing": missing, "not in the source": foreign, "say something else": other}
	for what, ids := range wrong {
		if len(ids) > 0 {
			slices.Sort(ids)
			t.Errorf("%d %s: %v", len(ids), what, ids[:min(len(ids), 5)])
		}
	}
}

// Backups and restores are killed, and the server beside them: what has a
// backup's name is whole, what a killed restore leaves does not start, and begun
// anew it is whole.
func TestKillBackup(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killBackups(t, "") })
	t.Run("postgres", func(t *testing.T) { killBackups(t, chamtest.Postgres(t)) })
}

func killBackups(t *testing.T, databaseURL string) {
	dir, work := t.TempDir(), t.TempDir()
	must(t, Prepare(t.Context(), dir, databaseURL))
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	l := startLoad(p.URL, 3, 8*time.Millisecond, 2000)
	dice := rand.New(rand.NewPCG(uint64(os.Getpid()), 2))
	whole, before := "", map[string]bool{}
	for n := range kills(t) {
		startReady(t, p)
		answered := l.answeredNow()
		file := filepath.Join(work, fmt.Sprint(n, ".cham"))
		c := begin(t, p, "backup", "--no-verify", "--to", file)
		sleep(t.Context(), time.Duration(dice.IntN(250))*time.Millisecond)
		if n%2 == 0 {
			c.kill()
		}
		must(t, p.Kill())
		c.Wait()
		if _, err := os.Stat(file); err == nil {
			if _, err := app.CheckBackup(app.BackupFile(file, "")); err != nil {
				t.Errorf("backup %d: %v", n, err)
			}
			whole, before = file, answered
		}
	}
	if whole == "" { // each was killed early
		startReady(t, p)
		whole, before = filepath.Join(work, "last.cham"), l.answeredNow()
		if c := begin(t, p, "backup", "--to", whole); c.Wait() != nil {
			t.Fatal(c.said.String())
		}
	} else {
		startReady(t, p)
	}
	settle(t, p, l)
	killRestores(t, p, whole, filepath.Join(work, "copy"), databaseURL, dice)
	copied := contents(t, (&Process{dir: filepath.Join(work, "copy")}).history(workspace))
	compareCopy(t, contents(t, p.history(workspace)), copied, before)
	t.Logf("%d kills; the backup kept has %d touches", 2*kills(t), len(copied))
}

// killRestores kills restores of a file into a folder, then lets one end.
func killRestores(t *testing.T, p *Process, file, folder, databaseURL string, dice *rand.Rand) {
	t.Helper()
	if databaseURL != "" {
		databaseURL = chamtest.Postgres(t)
	}
	copied := &Process{bin: p.bin, dir: folder, databaseURL: databaseURL}
	half := 0
	for n := range kills(t) {
		c := begin(t, copied, "restore", "--from", file)
		if n%4 == 3 { // before it began to write, too
			sleep(t.Context(), time.Duration(30+dice.IntN(150))*time.Millisecond)
		} else {
			for begun := time.Now(); finished(folder) && time.Since(begun) < 10*time.Second; {
				sleep(t.Context(), time.Millisecond)
			}
			sleep(t.Context(), time.Duration(dice.IntN(1+min(10*n, 150)))*time.Millisecond)
		}
		c.kill()
		if c.ProcessState.Success() {
			break
		}
		if _, err := os.Stat(filepath.Join(folder, "restoring")); err != nil {
			continue // before it wrote anything, or after all of it
		}
		half++
		if out, err := copied.Query("touches"); err == nil && !finished(folder) {
			t.Errorf("half a restore answers: %s", out)
		}
		if finished(folder) {
			return
		}
	}
	c := begin(t, copied, "restore", "--from", file)
	if err := c.Wait(); err != nil && !strings.Contains(c.said.String(), "not overwritten") {
		t.Fatal(err, c.said.String())
	}
	if _, err := copied.Query("touches"); err != nil {
		t.Fatal(err)
	}
	if half == 0 {
		t.Error("no restore was killed half-way: nothing was shown")
	}
	t.Logf("%d restores were killed half-way", half)
}

// finished reports whether a killed restore had written everything: then the
// next start settles it.
func finished(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "restoring"))
	return err != nil
}
