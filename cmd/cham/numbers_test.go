package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A report of counts is told by cham import from files of touches, and counts once.
func TestImportOfCounts(t *testing.T) {
	data, reports := filepath.Join(t.TempDir(), "data"), "../../capability/count/testdata/"
	for range 2 {
		var done numbersTaken
		runCham(t, &done, "import", "--data", data, "--file", reports+"ga4-traffic-en.csv", "--json")
		if done.By != "google-analytics" || done.Counts != 5 || done.Rejected != 3 || done.Rejects[0].Line != 25 {
			t.Fatalf("%+v", done)
		}
	}
	var done numbersTaken
	runCham(t, &done, "import", "--data", data, "--file", reports+"search-console-queries-vi.csv", "--from", "2026-11-01",
		"--to", "2026-11-28", "--json")
	if done.By != "search-console" || done.Counts != 9 {
		t.Errorf("%+v", done)
	}
	// A name that states the days does as well, and an ads report comes in as costs.
	file := filepath.Join(t.TempDir(), "queries 2026-11-01 2026-11-28.csv")
	copyTo(t, file, reports+"search-console-queries-vi.csv")
	done = numbersTaken{}
	if runCham(t, &done, "import", "--data", data, "--file", file, "--json"); done.Counts != 9 {
		t.Errorf("%+v", done)
	}
	ads := filepath.Join(t.TempDir(), "meta.csv")
	if err := os.WriteFile(ads, []byte("Ngày,Tên chiến dịch,Số tiền đã chi tiêu (VND)\n01/11/2026,tet,450.000\n,tet,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	done = numbersTaken{}
	runCham(t, &done, "import", "--data", data, "--file", ads, "--json")
	if done.By != "meta-ads" || done.Costs != 1 || done.Rejected != 1 || done.Rejects[0].Reason != "day" {
		t.Errorf("%+v", done)
	}
}

func copyTo(t *testing.T, to, from string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
