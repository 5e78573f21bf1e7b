package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A log file that grows over its bound begins anew, and only so many are kept.
func TestLogRotates(t *testing.T) {
	dir := t.TempDir()
	f := dataFlags{LogFile: filepath.Join(dir, "cham.log"), LogMaxMB: 1, LogKeep: 2, LogFormat: "json", LogLevel: "info"}
	log := f.logger(os.Stderr)
	for range 60 {
		log.Info(strings.Repeat("x", 50_000))
	}
	info, err := os.Stat(f.LogFile)
	if err != nil || info.Size() > 1<<20 || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v %v", info, err)
	}
	if all, _ := filepath.Glob(dir + "/*"); len(all) < 2 {
		t.Errorf("%v", all)
	}
}
