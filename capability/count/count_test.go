package count

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
)

var update = flag.Bool("update", false, "write the golden files")

var saigon, _ = time.LoadLocation("Asia/Ho_Chi_Minh")

// What becomes of the lines of each report; the files are written from the layouts
// that known/counts.go names.
func TestReports(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		r, err := Read(bytes.NewReader(content), name, saigon, DaySpan{"2026-11-01", "2026-11-28"})
		if e, ok := errors.AsType[*cham.Error](err); ok {
			fmt.Fprintln(&out, "refused", e.Key)
		}
		fmt.Fprintf(&out, "by %q whole=%v asks=%v left out %v\n", r.By, r.Whole, r.Asks, r.LeftOut)
		for _, c := range r.Counts {
			fmt.Fprintf(&out, "%s %s %s %q %s %v\n", c.From.In(saigon).Format(time.DateOnly), c.To.In(saigon).Add(-1).Format(time.DateOnly),
				c.Kind, c.Value, c.Measure, c.Number)
		}
		for _, r := range r.Rejects {
			fmt.Fprintf(&out, "line %d %s %q\n", r.Line, r.Reason, r.Value)
		}
		golden := strings.TrimSuffix(name, ".csv") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || string(want) != out.String() {
			t.Errorf("%s:\n%s\nwant\n%s%v", name, out.String(), want, err)
		}
	}
}

// A report of Search Console names no days: they are asked for.
func TestAsksForDays(t *testing.T) {
	const report = "Top queries,Clicks,Impressions,CTR,Position\nkem,1,2,50%,3\n"
	for _, p := range []DaySpan{{}, {From: "2026-11-01"}, {From: "2026-11-02", To: "2026-11-01"}, {From: "x", To: "y"}} {
		r, err := Read(strings.NewReader(report), "q.csv", saigon, p)
		if err != nil || !r.Asks || !r.Whole || len(r.Counts) != 3 || !r.Counts[0].From.IsZero() {
			t.Errorf("%+v: %+v %v", p, r, err)
		}
	}
	r, err := Read(strings.NewReader(report), "q.csv", saigon, DaySpan{"2026-11-01", "2026-11-28"})
	if err != nil || r.Asks || PeriodOf(r.Counts, saigon) != (DaySpan{"2026-11-01", "2026-11-28"}) {
		t.Errorf("%+v %v", r, err)
	}
}

// A name states a period by two days.
func TestDaysInName(t *testing.T) {
	for name, want := range map[string]DaySpan{"queries 2026-11-01_2026-11-28.csv": {"2026-11-01", "2026-11-28"},
		"20261101-20261128.csv": {"2026-11-01", "2026-11-28"}, "https___mocan.vn_-Performance-2026-11-28.csv": {}, "a.csv": {},
		"2026-11-28 2026-11-01.csv": {}, "2026-13-01 2026-11-28.csv": {}, "2026-11-01 2026-11-02 2026-11-03.csv": {}} {
		if got := DaysIn(name); got != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What is no report of counts is none, and reports that say nothing kept say why.
func TestRefusedReports(t *testing.T) {
	for report, key := range map[string]string{
		"Mã đơn,Ngày đặt,SĐT\nA,1/2/2026,0912345678\n":                            "error.counts.none",
		"Session source / medium,Date range,Sessions\ngoogle / cpc,Nov 1 - 2,5\n": "error.counts.ranges",
	} {
		_, err := Read(strings.NewReader(report), "a.csv", saigon, DaySpan{})
		if e, ok := errors.AsType[*cham.Error](err); !ok || e.Key != key || e.Code != cham.CodeInvalid {
			t.Errorf("%q: %v", report, err)
		}
	}
}

func FuzzReadCounts(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.csv")
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := Read(bytes.NewReader(in), "a.csv", saigon, DaySpan{"2026-11-01", "2026-11-28"})
		if err != nil && cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(err)
		}
		seen := map[cham.Count]bool{}
		for _, c := range r.Counts {
			if !(c.Number >= 0) || !c.To.After(c.From) || len(c.Value) > mostValue || (c.Value == "") != (c.Kind == KindSite) {
				t.Errorf("%+v", c)
			}
			c.Number = 0
			if seen[c] {
				t.Errorf("twice: %+v", c)
			}
			seen[c] = true
		}
	})
}
