package duckdb

import (
	"path/filepath"
	"testing"

	"cham/store/storetest"
)

func openTest(t *testing.T, dir string) storetest.TouchHistory {
	h, err := Open(filepath.Join(dir, "touches.duckdb"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func TestHistory(t *testing.T) { storetest.History(t, openTest) }
