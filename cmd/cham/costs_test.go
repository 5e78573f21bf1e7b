package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A file of costs is set twice and counts once; its bad lines are told.
func TestCostsOfAFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "costs.csv")
	if err := os.WriteFile(file, []byte("day,channel,amount\n2026-03-01,facebook,100\n2026-03-02,zalo,much\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var done costsTaken
		runCham(t, &done, "costs", "--data", filepath.Join(folder, "data"), "--file", file, "--json")
		if done.Taken != 1 || done.Rejected != 1 || done.Rejects[0].Line != 3 || done.Rejects[0].Reason != "amount" ||
			done.Rejects[0].Value != "much" {
			t.Fatalf("%+v", done)
		}
	}
}
