package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/table"
)

func journeyMap(id string) cham.JourneyMap {
	return cham.JourneyMap{ID: cham.MapID(id), Name: "Bản đồ " + id, Version: 1, SilenceDays: 30, WindowDays: 30, ReturnDays: 60,
		Persona: cham.Persona{Name: "Chị Lan", Goals: []string{"da đẹp"}},
		Stages:  []cham.Stage{{ID: "s1", Name: "Nhận biết"}},
		Touchpoints: []cham.Touchpoint{{ID: "t1", Stage: "s1", Name: "Xem <trang>", Channel: "website", Emotion: -1.5,
			Rule: cham.Rule{Any: []cham.Match{{Event: "Page Viewed", Property: map[string]string{"màu": "đỏ"}}}}}},
		UpdatedAt: day(3), UpdatedBy: "an"}
}

func testMaps(t *testing.T, db Stores) {
	s := db.Maps
	with(t, db.Access)
	m := journeyMap("m")
	ok(t, s.CreateMap(ctx, "a", m))
	code(t, s.CreateMap(ctx, "a", m), cham.CodeConflict)
	ok(t, s.CreateMap(ctx, "b", journeyMap("m"))) // the id is the workspace's own
	got, err := s.Map(ctx, "a", "m")
	same(t, got, err, m)
	code(t, second(s.Map(ctx, "a", "zz")), cham.CodeNotFound)

	two := m
	two.Version, two.Name = 2, "Hai"
	ok(t, s.SaveMap(ctx, "a", two))
	code(t, s.SaveMap(ctx, "a", two), cham.CodeConflict)
	two.Version = 4
	code(t, s.SaveMap(ctx, "a", two), cham.CodeConflict)
	two.Version, two.ID = 2, "zz"
	code(t, s.SaveMap(ctx, "a", two), cham.CodeNotFound)
	two.ID = "m"
	got, err = s.Map(ctx, "a", "m")
	same(t, got, err, two)
	vs, err := s.MapVersions(ctx, "a", "m")
	same(t, vs, err, []cham.JourneyMap{two, m})
	got, err = s.MapVersion(ctx, "a", "m", 1)
	same(t, got, err, m)
	code(t, second(s.MapVersion(ctx, "a", "m", 3)), cham.CodeNotFound)
	all, err := s.Maps(ctx, "a")
	same(t, all, err, []cham.JourneyMap{two})

	ok(t, s.DeleteMap(ctx, "a", "m"))
	code(t, s.DeleteMap(ctx, "a", "m"), cham.CodeNotFound)
	vs, err = s.MapVersions(ctx, "a", "m")
	same(t, vs, err, nil)
	got, err = s.Map(ctx, "b", "m")
	same(t, got, err, journeyMap("m"))
}

func testMapsRace(t *testing.T, db Stores) {
	s := db.Maps
	with(t, db.Access)
	m := journeyMap("m")
	ok(t, s.CreateMap(ctx, "a", m))
	for m.Version = 2; m.Version < 6; m.Version++ {
		codes := race(4, func(int) error { return s.SaveMap(ctx, "a", m) })
		if codes[""] != 1 || codes[cham.CodeConflict] != 3 {
			t.Fatalf("outcomes %v, want one saved and 3 conflicts", codes)
		}
	}
}

func source(ws, id string) cham.Source {
	return cham.Source{ID: cham.SourceID(id), Workspace: cham.WorkspaceID(ws), Name: "Trang " + id, Kind: "website",
		WriteKey: "wk-" + ws + id, Enabled: true, CreatedAt: day(1)}
}

func testSources(t *testing.T, db Stores) {
	s := db.Sources
	with(t, db.Access)
	c := source("a", "s")
	ok(t, s.CreateSource(ctx, c))
	ok(t, s.CreateSource(ctx, source("b", "s")))
	code(t, s.CreateSource(ctx, c), cham.CodeConflict)
	code(t, s.CreateSource(ctx, source("zz", "s")), cham.CodeNotFound)
	got, err := s.SourceByKey(ctx, "wk-bs")
	same(t, got, err, source("b", "s"))
	code(t, second(s.SourceByKey(ctx, "zz")), cham.CodeNotFound)

	for i := range 2 { // files have no key
		f := source("a", fmt.Sprint("file", i))
		f.WriteKey, f.Kind, f.CreatedAt = "", "file", day(2+i)
		ok(t, s.CreateSource(ctx, f))
	}
	code(t, second(s.SourceByKey(ctx, "")), cham.CodeNotFound)
	all, err := s.Sources(ctx, "a")
	same(t, len(all), err, 3)

	c.Name, c.Kind, c.WriteKey, c.Enabled, c.RequireConsent = "Khác", "server", "wk-new", false, true
	c.Tells, c.Search, c.OrdersFrom = "errors time", "q tu-khoa", "file0"
	ok(t, s.UpdateSource(ctx, c))
	got, err = s.SourceByKey(ctx, "wk-new")
	same(t, got, err, c)
	code(t, second(s.SourceByKey(ctx, "wk-as")), cham.CodeNotFound)
	c.WriteKey = "wk-bs"
	code(t, s.UpdateSource(ctx, c), cham.CodeConflict)
	ok(t, s.DeleteSource(ctx, "a", "file0"))
	c.OrdersFrom, c.WriteKey = "", "wk-new"
	got, err = s.Source(ctx, "a", "s")
	same(t, got, err, c)
	ok(t, s.DeleteSource(ctx, "a", "s"))
	code(t, s.DeleteSource(ctx, "a", "s"), cham.CodeNotFound)
	code(t, second(s.Source(ctx, "a", "s")), cham.CodeNotFound)
	got, err = s.Source(ctx, "b", "s")
	same(t, got, err, source("b", "s"))
}

func refused(ws, source string, i int) capture.Refused {
	return capture.Refused{Workspace: cham.WorkspaceID(ws), Source: cham.SourceID(source), At: day(0).Add(time.Duration(i) * time.Minute),
		Reason: []string{"no_identity", "too_old"}[i%2], Detail: "call " + fmt.Sprint(i), MessageID: fmt.Sprint("m", i), Type: cham.CallTrack,
		Name: "Mua", Sample: `{"event":"Mua"}`, Line: i}
}

// The ring keeps the latest 1,000 whatever the batches, the counts keep all.
func testRefusals(t *testing.T, db Stores) {
	s := db.Refusals
	with(t, db.Access)
	ok(t, s.AddRefusals(ctx, nil))
	var all []capture.Refused
	for _, n := range []int{1, 700, 1, 299, 450, 1500, 3} {
		var batch []capture.Refused
		for range n {
			batch = append(batch, refused("a", "s", len(all)))
			all = append(all, batch[len(batch)-1])
		}
		ok(t, s.AddRefusals(ctx, append(batch, refused("b", "s", 1), refused("a", "other", 100_000))))
	}
	slices.Reverse(all)
	got, err := s.Refusals(ctx, "a", "s", 5000)
	same(t, got, err, all[:1000])
	got, err = s.Refusals(ctx, "a", "s", 10)
	same(t, got, err, all[:10])
	got, err = s.Refusals(ctx, "a", "", 8)
	same(t, got[6], err, refused("a", "other", 100_000)) // 7 of the other source, newer all
	same(t, got[7], err, all[0])
	got, err = s.Refusals(ctx, "b", "", 5000)
	same(t, len(got), err, 7)

	counts, err := s.RefusalCounts(ctx, "a", "s", time.Time{})
	same(t, counts, err, map[string]int{"no_identity": 1477, "too_old": 1477})
	counts, err = s.RefusalCounts(ctx, "a", "", time.Time{})
	same(t, counts, err, map[string]int{"no_identity": 1484, "too_old": 1477})
	// all[0] is of minute 2953 after 09:30; the hour it lies in began 43 minutes before.
	counts, err = s.RefusalCounts(ctx, "a", "s", all[0].At)
	same(t, counts, err, map[string]int{"no_identity": 22, "too_old": 22})
	counts, err = s.RefusalCounts(ctx, "a", "s", day(99))
	same(t, counts, err, map[string]int{})
}

func testRefusalsRace(t *testing.T, db Stores) {
	s := db.Refusals
	codes := race(12, func(i int) error {
		var rs []capture.Refused
		for n := range 40 {
			rs = append(rs, refused("a", fmt.Sprint("s", (i+n)%3), i*40+n))
		}
		return s.AddRefusals(ctx, rs)
	})
	same(t, codes, nil, map[cham.Code]int{"": 12})
	counts, err := s.RefusalCounts(ctx, "a", "", time.Time{})
	same(t, counts, err, map[string]int{"no_identity": 240, "too_old": 240})
	got, err := s.Refusals(ctx, "a", "", 5000)
	same(t, len(got), err, 480)
}

func testImports(t *testing.T, db Stores) {
	s := db.Imports
	with(t, db.Access)
	i := capture.Import{CountedSeq: 7, ID: "i1", Workspace: "a", Source: "s", FileName: "khách.csv", Path: "/x/i1", Bytes: 1 << 40,
		Mapping: []byte(`{"a":1}`),
		Form:    table.Form{Header: []string{"Tên", "SĐT"}, Delimiter: ";"}, State: "uploaded", CreatedAt: day(1), CreatedBy: "an"}
	ok(t, s.CreateImport(ctx, i))
	code(t, s.CreateImport(ctx, i), cham.CodeConflict)
	got, err := s.Import(ctx, "a", "i1")
	same(t, got, err, i)
	code(t, second(s.Import(ctx, "b", "i1")), cham.CodeNotFound)
	j := capture.Import{ID: "i2", Workspace: "a", State: "running", CreatedAt: day(2)}
	ok(t, s.CreateImport(ctx, j))
	all, err := s.Imports(ctx, "a")
	same(t, all, err, []capture.Import{j, i})

	i.State, i.BytesRead, i.Accepted, i.Refused, i.Duplicates, i.FinishedAt = "running", 77, 5, 6, 7, day(3)
	i.Error, i.ErrorKey, i.ErrorLine = "hỏng", "error.file.rest", 9
	ok(t, s.UpdateImport(ctx, i))
	open, err := s.UnfinishedImports(ctx)
	same(t, open, err, []capture.Import{i, j})
	i.State = "done"
	ok(t, s.UpdateImport(ctx, i))
	open, err = s.UnfinishedImports(ctx)
	same(t, open, err, []capture.Import{j})
	i.Workspace = "b"
	code(t, s.UpdateImport(ctx, i), cham.CodeNotFound)
}

func testRejects(t *testing.T, db Stores) {
	s := db.Imports
	with(t, db.Access)
	code(t, s.AddRejects(ctx, "zz", []capture.Refused{refused("a", "s", 1)}), cham.CodeNotFound)
	ok(t, s.CreateImport(ctx, capture.Import{ID: "i", Workspace: "a", State: "running"}))
	var all []capture.Refused
	for i := range 30 {
		all = append(all, refused("a", "s", i+1))
	}
	ok(t, s.AddRejects(ctx, "i", all[10:]))
	ok(t, s.AddRejects(ctx, "i", all[:15])) // resumed: some again
	ok(t, s.AddRejects(ctx, "i", nil))
	got, err := s.Rejects(ctx, "a", "i", "", 0, 100)
	same(t, got, err, all)
	got, err = s.Rejects(ctx, "a", "i", "", 10, 5)
	same(t, got, err, all[10:15])
	got, err = s.Rejects(ctx, "b", "i", "", 0, 100)
	same(t, got, err, nil)

	more := refused("a", "s", 31)
	more.Reason = "phone"
	ok(t, s.AddRejects(ctx, "i", []capture.Refused{more}))
	got, err = s.Rejects(ctx, "a", "i", "phone", 0, 100)
	same(t, got, err, []capture.Refused{more})
	reasons, err := s.RejectReasons(ctx, "a", "i")
	same(t, reasons, err, []capture.RejectReason{{Reason: "no_identity", Count: 15, Lines: []int{2, 4, 6, 8, 10}},
		{Reason: "too_old", Count: 15, Lines: []int{1, 3, 5, 7, 9}}, {Reason: "phone", Count: 1, Lines: []int{31}}})
}

// What PostgreSQL cannot hold is replaced, on both alike, and spoils nothing.
func testForeignText(t *testing.T, db Stores) {
	s := db.Refusals
	with(t, db.Access)
	r := refused("a", "s", 1)
	r.Sample, r.Name = "a\x00b\xffc", "\\u0000 \"quoted\" <&> \u2028"
	ok(t, s.AddRefusals(ctx, []capture.Refused{r, refused("a", "s", 2)}))
	got, err := s.Refusals(ctx, "a", "s", 9)
	r.Sample = "a\ufffdb\ufffdc"
	same(t, got, err, []capture.Refused{refused("a", "s", 2), r})
}
