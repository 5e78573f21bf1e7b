package duckdb

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"cham"
)

// A file from before imports were noted is brought up, and what it holds stays.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "touches.duckdb")
	h, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	record := func(id string) []cham.Record {
		return []cham.Record{{Key: 1, Touch: cham.Touch{MessageID: id, Source: "web", Type: cham.CallTrack, Name: "A", Channel: "website",
			At: at, ReceivedAt: at}}}
	}
	if _, err := h.Append(context.Background(), record("old"), 5); err != nil {
		t.Fatal(err)
	}
	h.Close()
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("ALTER TABLE touches DROP COLUMN import; ALTER TABLE state DROP COLUMN seq; UPDATE state SET version = 1")
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	for range 2 {
		if h, err = Open(path, Options{}); err != nil {
			t.Fatal(err)
		}
		stored, err := h.Append(context.Background(), record("old"), 6)
		if err != nil || stored[0] {
			t.Fatal(stored, err)
		}
		got, err := h.Latest(context.Background(), "", 5)
		if err != nil || len(got) != 1 || got[0].MessageID != "old" || got[0].Import != "" || got[0].Name != "A" {
			t.Fatal(got, err)
		}
		h.Close()
	}
}
