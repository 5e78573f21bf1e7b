package count

import (
	"reflect"
	"testing"
	"time"

	"cham"
)

func counted(from, to int, by, kind, value, measure string, n float64) cham.Count {
	day := func(d int) time.Time { return cham.Midnight(2026, time.November, d, saigon).UTC() }
	return cham.Count{From: day(from), To: day(to + 1), By: by, Kind: kind, Value: value, Measure: measure, Number: n}
}

// Sessions stand beside the groups that touches of the same source and medium are in;
// periods that overlap are never added up.
func TestBesideLeads(t *testing.T) {
	source := func(from, to int, value string, n float64) cham.Count {
		return counted(from, to, Analytics, KindSource, value, "sessions", n)
	}
	out := BesideLeads([]cham.Count{source(3, 3, "google / cpc", 1000), source(1, 7, "google / cpc", 10), source(8, 8, "google / cpc", 5),
		source(1, 7, "google / organic", 20), source(1, 7, "(direct) / (none)", 7), source(1, 7, "(not set)", 2),
		source(1, 7, "m.facebook.com / referral", 3), source(1, 7, "chatgpt.com / referral", 1), source(1, 7, "blog.vn / referral", 4),
		counted(1, 7, Analytics, KindGroup, "Paid Search", "sessions", 9), counted(1, 7, Analytics, KindGroup, "Direct", "sessions", 11),
		counted(1, 7, Analytics, KindSource, "google / cpc", "users", 99), counted(1, 7, Analytics, KindCampaign, "tet", "sessions", 99),
		counted(1, 1, SearchConsole, KindKeyword, "kem", "clicks", 2), counted(1, 1, SearchConsole, KindKeyword, "kem", "impressions", 10),
		counted(1, 1, SearchConsole, KindKeyword, "kem", "position", 4), counted(2, 2, SearchConsole, KindKeyword, "kem", "clicks", 1),
		counted(2, 2, SearchConsole, KindKeyword, "kem", "impressions", 30), counted(2, 2, SearchConsole, KindKeyword, "kem", "position", 8),
	}, cham.DefaultLeadGroups(), saigon)
	want := LeadCounts{Days: DaySpan{"2026-11-01", "2026-11-08"}, Unknown: 2,
		Sessions:  []LeadSessions{{"google-search", 20}, {"google-ads", 15}, {"direct", 7}, {"websites", 4}, {"facebook", 3}, {"ai", 1}},
		GroupDays: DaySpan{"2026-11-01", "2026-11-07"}, Groups: []GroupSessions{{"Direct", 11}, {"Paid Search", 9}},
		Keywords: []KeywordCounts{{"kem", 3, 40, 7}}, KeywordDays: DaySpan{"2026-11-01", "2026-11-02"}}
	if !reflect.DeepEqual(out, want) {
		t.Errorf("%+v\nwant\n%+v", out, want)
	}
}

func TestBesidePages(t *testing.T) {
	page := func(value string, n float64) cham.Count { return counted(1, 7, Analytics, KindPage, value, "views", n) }
	out := BesidePages([]cham.Count{page("/a?x=1", 2), page("/a", 3), page("https://x.vn/a", 4), page("/b", 9), page("(not set)", 1),
		page("%zz", 1)}, saigon, func(path string) bool { return path == "/a" })
	if out != (PageViews{DaySpan{"2026-11-01", "2026-11-07"}, 9, 1}) {
		t.Errorf("%+v", out)
	}
}
