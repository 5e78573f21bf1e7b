package tag_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/tag"
)

// store remembers what was put; Tags are as many as it is told.
type store struct {
	tag.Store
	tags []tag.Tag
	put  []cham.CustomerID
	name string
	mark tag.Mark
}

func (s *store) Tags(context.Context, cham.WorkspaceID) ([]tag.Tag, error) { return s.tags, nil }

func (s *store) Put(_ context.Context, _ cham.WorkspaceID, name string, ids []cham.CustomerID, m tag.Mark) (int, error) {
	s.put, s.name, s.mark = ids, name, m
	return len(ids) - 1, nil
}

var tagNow = time.Date(2026, 12, 1, 9, 0, 0, 123456789, time.UTC)

func service(s *store) *tag.Service {
	return &tag.Service{Store: s, Now: func() time.Time { return tagNow }}
}

func TestPutNames(t *testing.T) {
	full := make([]tag.Tag, tag.MostTags)
	full[7].Name = "Khách VIP"
	for name, c := range map[string]struct {
		tags []tag.Tag
		want string
		code cham.Code
	}{
		"  Khách \t sỉ ":        {nil, "Khách sỉ", ""},
		"Kha\u0301ch":           {nil, "Khách", ""},
		" \u00a0":               {nil, "", cham.CodeInvalid},
		strings.Repeat("ờ", 40): {nil, strings.Repeat("ờ", 40), ""},
		strings.Repeat("ờ", 41): {nil, "", cham.CodeInvalid},
		"khách vip":             {full, "khách vip", ""},
		"một nhãn nữa":          {full, "", cham.CodeConflict},
	} {
		s := &store{tags: c.tags}
		n, err := service(s).Put(t.Context(), "w", name, []cham.CustomerID{1, 2}, "an")
		if cham.ErrorCode(err) != c.code || s.name != c.want {
			t.Errorf("%q: %q, %v", name, s.name, err)
		}
		if err == nil && (n != 1 || s.mark.By != "an" || !s.mark.At.Equal(tagNow.Truncate(time.Millisecond))) {
			t.Errorf("%q: %d of them anew, %+v", name, n, s.mark)
		}
	}
}

// phones takes every cell of nine digits or more for a phone.
func phones([]string, [][]string) func([]string) []cham.Key {
	return func(cells []string) (keys []cham.Key) {
		for _, c := range cells {
			if len(c) >= 9 && strings.Trim(c, "0123456789") == "" {
				keys = append(keys, cham.Key{Kind: cham.KeyPhone, Value: c})
			}
		}
		return keys
	}
}

// Lines are told apart: whose customer is known, whose key nobody has, and those
// without a key; a customer of two lines is one.
func TestPutList(t *testing.T) {
	lines, err := tag.ReadList(strings.NewReader("SĐT,Tên\n0900000001,An\n0900000002,An\n0900000009,Bình\n,Chi\n"), "x.csv", phones)
	if err != nil {
		t.Fatal(err)
	}
	s := &store{}
	out, err := service(s).PutList(t.Context(), "w", "sỉ", lines, "an", func(keys []cham.Key) (map[cham.Key]cham.CustomerID, error) {
		if len(keys) != 3 {
			t.Errorf("asked for %v", keys)
		}
		return map[cham.Key]cham.CustomerID{keys[0]: 8, keys[1]: 8}, nil
	})
	if err != nil || out.Lines != 4 || out.Found != 2 || out.Tagged != 0 || out.Had != 1 || !slices.Equal(s.put, []cham.CustomerID{8}) {
		t.Errorf("%+v, %v, %v", out, s.put, err)
	}
	if want := []tag.ListMiss{{Line: 4, Text: "0900000009 | Bình", Keys: true}, {Line: 5, Text: " | Chi"}}; !slices.Equal(out.Missed, want) {
		t.Errorf("missed %+v", out.Missed)
	}
	broken := errors.New("broken")
	if _, err := service(s).PutList(t.Context(), "w", "sỉ", lines, "an",
		func([]cham.Key) (map[cham.Key]cham.CustomerID, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestReadListHeadings(t *testing.T) {
	for text, want := range map[string][]int{
		"0900000001\n0900000002\n":         {1, 2}, // no heading
		"SĐT\n0900000001\n\n0900000002\n":  {2, 4},
		"tên;sđt\nAn;0900000001\nBình;x\n": {2, 3},
	} {
		lines, err := tag.ReadList(strings.NewReader(text), "", phones)
		var at []int
		for _, l := range lines {
			at = append(at, l.Number)
		}
		if err != nil || !slices.Equal(at, want) {
			t.Errorf("%q: %v, %v", text, at, err)
		}
	}
	if _, err := tag.ReadList(strings.NewReader("%PDF-1.4"), "x.pdf", phones); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte("SĐT,Tên\n0900000001,An\n"), "x.csv")
	f.Add([]byte("0900000001\n"), "")
	f.Add([]byte(`[{"phone":"0900000001"}]`), "x.json")
	f.Fuzz(func(t *testing.T, file []byte, name string) {
		lines, err := tag.ReadList(strings.NewReader(string(file)), name, phones)
		if err != nil && cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(err)
		}
		for _, l := range lines {
			if len(l.Text) > 210 || l.Number < 1 || !utf8.ValidString(l.Text) {
				t.Errorf("%+v", l)
			}
		}
	})
}
