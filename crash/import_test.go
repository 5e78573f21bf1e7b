package crash

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cham/app"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/chamtest"
)

// An import that is killed again and again counts each line once, as what
// became of it: 0 lost, 0 doubled, and nothing that it brought in itself is
// called a duplicate.
func TestKillImport(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killImport(t, "") })
	t.Run("postgres", func(t *testing.T) { killImport(t, chamtest.Postgres(t)) })
}

func killImport(t *testing.T, databaseURL string) {
	const people, refused = 40_000, 500
	dir, options := t.TempDir(), app.Options{DatabaseURL: databaseURL}
	options.Data = dir
	must(t, Prepare(t.Context(), dir, databaseURL))
	id := beginImport(t, options, importFile(t, people, refused))
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, databaseURL)
	killed := 0
	for state, read := "", int64(0); killed < 1+kills(t)/3; killed++ {
		startReady(t, p)
		before := read
		await(t, "the import goes on", func() bool {
			must(t, db.QueryRow("SELECT state, bytes_read FROM import").Scan(&state, &read))
			return read > before || state != imports.Running
		})
		must(t, p.Kill())
		if state != imports.Running {
			break
		}
	}
	if killed == 0 {
		t.Fatal("the import was over before it was killed")
	}
	startReady(t, p)
	await(t, "the import ends", func() bool {
		var state string
		must(t, db.QueryRow("SELECT state FROM import").Scan(&state))
		return state != imports.Running
	})
	must(t, p.Stop())
	i := importOf(t, options, id)
	if i.State != imports.Done || i.Accepted != people || i.Refused != refused || i.Duplicates != people/10 || i.BytesRead != i.Bytes {
		t.Errorf("after %d kills: %+v", killed, i)
	}
	times, err := stored(t.Context(), p.history(workspace))
	must(t, err)
	if len(times) != people {
		t.Errorf("%d touches in history, want %d", len(times), people)
	}
	for message, n := range times {
		if n != 1 {
			t.Errorf("%s stands %d times in history", message, n)
		}
	}
	t.Logf("%d kills: %d accepted, %d refused, %d duplicates", killed, i.Accepted, i.Refused, i.Duplicates)
}

// importFile has a call of each person, a tenth of them twice, and some that
// are nobody's.
func importFile(t *testing.T, people, refused int) string {
	t.Helper()
	var b bytes.Buffer
	for i := range people {
		line := fmt.Sprintf(`{"type":"track","event":"E","userId":"u%d","messageId":"m%d","timestamp":"2026-01-02T03:04:05Z"}`+"\n", i, i)
		b.WriteString(line)
		if i%10 == 0 {
			b.WriteString(line)
		}
		if i%(people/refused) == 0 {
			b.WriteString(`{"type":"track","event":"E"}` + "\n")
		}
	}
	name := filepath.Join(t.TempDir(), "touches.ndjson")
	must(t, os.WriteFile(name, b.Bytes(), 0o600))
	return name
}

// beginImport starts an import and leaves it to the next process.
func beginImport(t *testing.T, o app.Options, file string) string {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	i, err := a.ImportFile(t.Context(), workspace, file, nil)
	must(t, err)
	must(t, a.Close())
	return i.ID
}

func importOf(t *testing.T, o app.Options, id string) capture.Import {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	i, err := a.Store.Imports().Import(t.Context(), workspace, id)
	must(t, err)
	must(t, a.Close())
	return i
}

// stateOf opens the state beside the program.
func stateOf(t *testing.T, dir, databaseURL string) *sql.DB {
	t.Helper()
	driver, url := "pgx", databaseURL
	if databaseURL == "" {
		driver, url = "sqlite3", filepath.Join(dir, "state.db")
	}
	db, err := sql.Open(driver, url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

// An undo that is killed again and again ends all the same: nothing of the file is
// left, and everything else is there.
func TestKillUndo(t *testing.T) {
	const people = 30_000
	dir := t.TempDir()
	options := app.Options{Data: dir}
	must(t, Prepare(t.Context(), dir, ""))
	p, err := NewProcess(program(t), dir, "")
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, "")
	state := func(id string) (s string, removed int) {
		must(t, db.QueryRow("SELECT state, removed FROM import WHERE id = ?", id).Scan(&s, &removed))
		return s, removed
	}
	end := func(id, as string) {
		startReady(t, p)
		await(t, "it ends", func() bool { s, _ := state(id); return s == as })
		must(t, p.Stop())
	}
	keeps := beginImport(t, options, importFile(t, 500, 500))
	end(keeps, imports.Done)
	goes := beginImport(t, options, importFile(t, people, 500)) // its first 500 are there
	end(goes, imports.Done)
	a, err := app.Open(t.Context(), options)
	must(t, err)
	_, err = a.Importer.Undo(t.Context(), workspace, goes, "an")
	must(t, err)
	must(t, a.Close())
	killed := 0
	for range 1 + kills(t)/3 {
		startReady(t, p)
		_, before := state(goes)
		s, removed := "", 0
		await(t, "the undo goes on", func() bool { s, removed = state(goes); return removed > before || s == imports.Undone })
		must(t, p.Kill())
		if s == imports.Undone {
			break
		}
		killed++
	}
	end(goes, imports.Undone)
	times, err := stored(t.Context(), p.history(workspace))
	must(t, err)
	var keys int
	must(t, db.QueryRow("SELECT count(*) FROM node").Scan(&keys))
	if len(times) != 500 || keys != 500 {
		t.Errorf("%d touches and %d keys are left after %d kills, want 500", len(times), keys, killed)
	}
	if killed == 0 {
		t.Error("the undo was over before it was killed")
	}
	t.Logf("%d kills", killed)
}
