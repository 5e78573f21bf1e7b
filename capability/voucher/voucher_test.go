package voucher_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/voucher"
)

// memory is a store of one pool; only what adding and handing out need.
type memory struct {
	voucher.Store
	pool voucher.Pool
	free []voucher.Code
	of   map[string]string // message → code
	all  map[string]bool
}

func (m *memory) Pool(_ context.Context, _ cham.WorkspaceID, id string) (voucher.Stock, error) {
	if id != m.pool.ID {
		return voucher.Stock{}, cham.Errorf(cham.CodeNotFound, "memory", "no pool")
	}
	return voucher.Stock{Pool: m.pool}, nil
}

func (m *memory) AddCodes(_ context.Context, _ cham.WorkspaceID, _ string, codes []voucher.Code) (added []string, err error) {
	for _, c := range codes {
		if !m.all[c.Folded] {
			m.all[c.Folded], m.free, added = true, append(m.free, c), append(added, c.Folded)
		}
	}
	return added, nil
}

func (m *memory) Give(_ context.Context, _ cham.WorkspaceID, _, _ string, messages []string, _ time.Time) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range messages {
		if m.of[id] == "" && len(m.free) > 0 {
			m.of[id], m.free = m.free[0].Code, m.free[1:]
		}
		if m.of[id] != "" {
			out[id] = m.of[id]
		}
	}
	return out, nil
}

func (m *memory) Unused(_ context.Context, _ cham.WorkspaceID, folded []string) (ours []string, err error) {
	for _, f := range folded {
		if m.all[f] {
			ours = append(ours, f)
		}
	}
	return ours, nil
}

var at = time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC) // in Hà Nội it is 2027

func service(ends string) (*voucher.Service, *memory) {
	pool := voucher.Pool{ID: "p", PoolDraft: voucher.PoolDraft{Name: "p", Ends: ends}}
	m := &memory{pool: pool, of: map[string]string{}, all: map[string]bool{}}
	return &voucher.Service{Store: m, NewID: func() string { return "p" }, Now: func() time.Time { return at },
		Zone: func(context.Context, cham.WorkspaceID) (*time.Location, error) {
			return time.LoadLocation(cham.DefaultTimeZone)
		}}, m
}

func TestReadCodes(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
		key  string
	}{
		"a column of its own": {"ABC1\nABC2\n", []string{"1 ABC1", "2 ABC2"}, ""},
		"with a heading":      {"Mã giảm giá\nABC1\n", []string{"2 ABC1"}, ""},
		"among others":        {"Tên;Mã;Giá\nLan;X1;10\nAn;X2;20\n", []string{"2 X1", "3 X2"}, ""},
		"two and no heading":  {"Tên,Giá\nLan,10\n", nil, "error.voucher.column"},
		"UTF-16":              {"\xff\xfec\x00o\x00d\x00e\x00\n\x00A\x001\x00\n\x00", []string{"2 A1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines, err := voucher.ReadCodes(strings.NewReader(c.file), "")
			var got []string
			for _, l := range lines {
				got = append(got, fmt.Sprint(l.Number, " ", l.Text))
			}
			if e, _ := err.(*cham.Error); !slices.Equal(got, c.want) || (c.key != "") != (err != nil) || c.key != "" && e.Key != c.key {
				t.Errorf("%q %v", got, err)
			}
		})
	}
}

// Every line is added or told, and told why.
func TestAdd(t *testing.T) {
	s, m := service("")
	m.all["OLD"] = true
	out, err := s.Add(t.Context(), "w", "p", []voucher.Line{{1, " Mua10 "}, {2, "MUA10"}, {3, "hai từ"}, {4, ""}, {5, "old"}, {6, "a{{b"},
		{7, strings.Repeat("x", 65)}, {8, "GIẢM-20"}})
	want := []voucher.SkippedCode{{2, "MUA10", "twice"}, {3, "hai từ", "bad"}, {4, "", "bad"}, {6, "a{{b", "bad"},
		{7, strings.Repeat("x", 65), "bad"},
		{5, "old", "known"}}
	if err != nil || out.Added != 2 || out.Lines != 8 || out.Skipped != 6 || !slices.Equal(out.Told, want) || m.free[0].Code != "Mua10" {
		t.Errorf("%+v %v", out, err)
	}
	if _, err := s.Add(t.Context(), "w", "none", nil); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error(err)
	}
}

// However often and in whatever order messages ask, a code is one message's for good, and
// codes that come later go to those who had none.
func TestHandOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := service("2027-01-01")
		owner, of, added := map[string]string{}, map[string]string{}, 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "add") {
				var lines []voucher.Line
				for range rapid.IntRange(0, 5).Draw(t, "codes") {
					lines = append(lines, voucher.Line{1, fmt.Sprint("c", rapid.IntRange(0, 30).Draw(t, "code"))})
				}
				out, err := s.Add(context.Background(), "w", "p", lines)
				if err != nil || out.Added+out.Skipped != len(lines) {
					t.Fatalf("%+v %v", out, err)
				}
				added += out.Added
				continue
			}
			ask := rapid.SliceOfNDistinct(rapid.StringMatching("m[0-9]"), 0, 6, rapid.ID[string]).Draw(t, "messages")
			given, err := s.HandOut(context.Background(), "w", "p", "c", ask)
			if err != nil {
				t.Fatal(err)
			}
			for id, code := range given {
				if owner[code] != "" && owner[code] != id || of[id] != "" && of[id] != code {
					t.Fatalf("%s has %s, and %s is of %s", id, of[id], code, owner[code])
				}
				owner[code], of[id] = id, code
			}
			for _, id := range ask {
				if given[id] == "" && len(of) < added {
					t.Fatalf("%s got none of %d", id, added-len(of))
				}
			}
		}
	})
}

func TestEnds(t *testing.T) {
	for ends, want := range map[string]int{"": 1, "2026-12-31": 0, "2027-01-01": 1} {
		s, m := service(ends)
		m.free = []voucher.Code{{"A", "A"}}
		given, err := s.HandOut(t.Context(), "w", "p", "c", []string{"i"})
		if err != nil || len(given) != want {
			t.Errorf("%q: %v %v", ends, given, err)
		}
	}
	s, _ := service("2027-01-01")
	if given, err := s.HandOut(t.Context(), "w", "removed", "c", []string{"i"}); err != nil || len(given) != 0 {
		t.Error(given, err)
	}
	p := voucher.Pool{PoolDraft: voucher.PoolDraft{Ends: "2026-12-31"}}
	if p.EndsShown() != "31/12/2026" {
		t.Error(p.EndsShown())
	}
	for _, d := range []voucher.PoolDraft{{Name: " "}, {Name: strings.Repeat("ư", 101)}, {Name: "a", Ends: "31/12/2026"}} {
		if d.Valid() == nil {
			t.Errorf("%+v", d)
		}
	}
}

func TestUses(t *testing.T) {
	s, m := service("")
	m.all = map[string]bool{"A1": true, "B2": true, "C3": true}
	s.Public = func(_ context.Context, _ cham.WorkspaceID, source cham.SourceID) (bool, error) {
		return source == "site", nil
	}
	order := func(minute int, event, properties string) cham.Record {
		source := cham.SourceID("till")
		if minute == 3 {
			source = "site"
		}
		return cham.Record{Touch: cham.Touch{Source: source, Name: event, At: at.Add(time.Duration(minute) * time.Minute),
			Properties: []byte(properties)}}
	}
	uses, err := s.UsesOf(t.Context(), "w", []cham.Record{
		order(2, "Order Completed", `{"coupon":"a1"}`), order(1, "Order Completed", `{"coupon":"x, A1 ;"}`),
		order(3, "Order Completed", `{"products":[{"coupon":"b2"},{"coupon":7}]}`), order(4, "Checkout Started", `{"coupon":"C3"}`),
		order(5, "Order Completed", `{"coupon":`), order(6, "Order Completed", `{"coupon":["C3"]}`),
	})
	slices.SortFunc(uses, func(a, b voucher.Use) int { return strings.Compare(a.Folded, b.Folded) })
	want := []voucher.Use{{"A1", at.Add(time.Minute), true}, {"B2", at.Add(3 * time.Minute), false}}
	if err != nil || !slices.Equal(uses, want) {
		t.Errorf("%v %v", uses, err)
	}
}

// Whatever a file holds, each of its lines is added or told, and what is added is one word.
func FuzzReadCodes(f *testing.F) {
	for _, s := range []string{"A\nB\n", "code,x\nA,1\n", "\xff\xfea\x00", "{\"code\":\"A\"}\n", "\"a\nb\"\nc"} {
		f.Add([]byte(s), "x.csv")
	}
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		lines, err := voucher.ReadCodes(strings.NewReader(string(b)), name)
		if err != nil {
			return
		}
		s, m := service("")
		out, err := s.Add(context.Background(), "w", "p", lines)
		if err != nil || out.Added+out.Skipped != len(lines) || len(m.free) != out.Added {
			t.Fatalf("%+v %v", out, err)
		}
		for _, c := range m.free {
			if len(strings.Fields(c.Code)) != 1 || strings.ContainsAny(c.Code, "<>{}") || c.Folded != voucher.Fold(c.Code) {
				t.Fatalf("%q", c.Code)
			}
		}
	})
}
