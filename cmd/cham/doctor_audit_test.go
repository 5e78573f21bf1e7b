package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cham"
	"cham/app"
	"cham/capability/audit"
	"cham/store/witness"
)

// A log that was cut off at its end is a good chain, and found all the same.
func TestDoctorSeesALogCutOff(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Open(t.Context(), app.Options{Data: dir, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := a.Audit.Record(cham.WithWorkspace(t.Context(), "w"), audit.Event{Action: audit.SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	doctor := func() string {
		var out, errs bytes.Buffer
		run(t.Context(), []string{"doctor", "--data", dir, "--listen", "127.0.0.1:0"}, &out, &errs)
		return out.String()
	}
	if said := doctor(); !strings.Contains(said, "3 entries, none changed since it was written, none cut off") {
		t.Error(said)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{"DROP TRIGGER audit_not_deleted", "DELETE FROM audit WHERE seq = 3"} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if said := doctor(); !strings.Contains(said, "its end was cut off") {
		t.Error(said)
	}
	again, err := app.Open(t.Context(), app.Options{Data: dir, MinFree: 1}) // and goes on
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := again.Audit.Record(cham.WithWorkspace(t.Context(), "w"), audit.Event{Action: audit.SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if said := doctor(); !strings.Contains(said, "did not go on from where it was seen to end") || !strings.Contains(said, "made anew") {
		t.Error(said)
	}
	for _, file := range []string{witness.File, witness.DamagedFile} {
		if err := os.Remove(filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
	if said := doctor(); !strings.Contains(said, "where the log ends is not known") {
		t.Error(said)
	}
}

// A beginning that somebody else removed is found, though the database says that
// it was removed for its age.
func TestDoctorSeesAForgedCut(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Open(t.Context(), app.Options{Data: dir, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := a.Audit.Record(cham.WithWorkspace(t.Context(), "w"), audit.Event{Action: audit.SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{"DROP TRIGGER audit_not_deleted",
		"INSERT INTO audit_cut SELECT workspace, seq, hash FROM audit WHERE seq = 2",
		"DELETE FROM audit WHERE seq <= 2"} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	run(t.Context(), []string{"doctor", "--data", dir, "--listen", "127.0.0.1:0"}, &out, &errs)
	if said := out.String(); !strings.Contains(said, "it was not the program that removed what was before") {
		t.Error(said)
	}
}
