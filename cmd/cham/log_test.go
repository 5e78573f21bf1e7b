package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for { // the old ones are packed and deleted in the background
		all, _ := filepath.Glob(dir + "/*")
		if packed, _ := filepath.Glob(dir + "/*.gz"); len(all) == 3 && len(packed) == 2 {
			break
		}
		select {
		case <-tick.C:
		case <-time.After(30 * time.Second):
			t.Fatal(all)
		}
	}
}

// What is not well is explained, what for and what to do, in the reader's language.
func TestDoctorExplains(t *testing.T) {
	for lang, want := range map[string][]string{
		"vi": {"nhắc  Sao lưu", "Vì sao cần: Đĩa hỏng hay xóa nhầm", "Nên làm: Xem lý do ở Cài đặt"},
		"en": {"warn  Backups", "Why it matters: After a broken disk", "What to do: See why in Settings"},
	} {
		var out, errs bytes.Buffer
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "installation"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t.Context(), []string{"doctor", "--lang", lang, "--data", dir, "--listen", "127.0.0.1:0"}, &out, &errs)
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: %q is missing in\n%s", lang, w, out.String())
			}
		}
		if strings.Contains(out.String(), "doctor.") {
			t.Errorf("a key without words:\n%s", out.String())
		}
	}
}
