package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"cham/table"
)

// What came in by a file goes out by one, without a server; what is asked wrongly says what is wrong.
func TestExportCommand(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(file, []byte("phone,time,event\n0912345678,2026-03-01 10:00,Ghé\n0912345679,2026-03-05,Ghé\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	runCham(t, &map[string]int{}, "import", "--data", data, "--file", file, "--json")
	for name, args := range map[string][]string{"c.xlsx": {"customers"}, "t.csv": {"touches", "--from", "2026-03-02"}, "q.parquet": {"answer",
		"--query", `{"question":"touches"}`}} {
		to := filepath.Join(dir, name)
		if status := run(t.Context(), append([]string{"export", "--data", data, "--to", to}, args...), io.Discard, os.Stderr); status != 0 {
			t.Fatal(name, status)
		}
		f, err := os.Open(to)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		in, err := table.Open(f, name)
		if err != nil {
			t.Fatal(name, err)
		}
		r, err := in.Table("")
		if err != nil {
			t.Fatal(name, err)
		}
		n := 0
		for _, err = r.Next(); err == nil; _, err = r.Next() {
			n++
		}
		if want := map[string]int{"c.xlsx": 2, "t.csv": 1, "q.parquet": 1}[name]; n != want {
			t.Errorf("%s has %d rows, want %d", name, n, want)
		}
	}
	for _, args := range [][]string{{"customers", "--to", "x.doc"}, {"map", "--to", "x.csv"}, {"answer", "--to", "x.csv"},
		{"touches", "--to", filepath.Join(dir, "x.csv"), "--touchpoint", "none"}} {
		if run(t.Context(), append([]string{"export", "--data", data}, args...), io.Discard, io.Discard) == 0 {
			t.Errorf("%q was taken", args)
		}
	}
}
