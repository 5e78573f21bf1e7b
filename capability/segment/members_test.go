package segment

import (
	"encoding/base64"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/measure"
)

func keysOf(m *Members) (all []cham.KeyID) {
	m.Each(func(k cham.KeyID) { all = append(all, k) })
	return all
}

// Members are a set of keys, whatever they go through: changed, packed and read again; and
// what differs from a list is what only one of the two has.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.Custom(func(t *rapid.T) cham.KeyID {
			return cham.KeyID(rapid.Int64Range(1, 5*partKeys).Draw(t, "key"))
		})
		set := map[cham.KeyID]bool{}
		first := rapid.SliceOf(key).Draw(t, "first")
		if rapid.Bool().Draw(t, "dense") { // more than fit as places
			for k := range cham.KeyID(partKeys / 16 * 2) {
				first = append(first, partKeys+8*k)
			}
		}
		ids := make([]cham.CustomerID, len(first))
		for i, k := range first {
			ids[i], set[k] = cham.CustomerID(k), true
		}
		m := MembersOf(ids)
		changed := rapid.MapOf(key, rapid.Bool()).Draw(t, "changed")
		before := keysOf(m)
		next, parts := m.with(changed)
		if !slices.Equal(keysOf(m), before) {
			t.Fatal("the members of before changed")
		}
		for k, in := range changed {
			if set[k] = in; !in {
				delete(set, k)
			}
		}
		want := slices.Sorted(maps.Keys(set))
		if got := keysOf(next); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		stored := map[int64]Part{}
		for _, p := range slices.Concat(m.all(), parts) {
			stored[p.Number] = p
		}
		read, err := NewMembers(slices.Collect(maps.Values(stored)))
		if err != nil || !slices.Equal(keysOf(read), want) {
			t.Fatalf("read again: %v, want %v (%v)", keysOf(read), want, err)
		}
		checkDiffer(t, next, set, rapid.SliceOfDistinct(key, rapid.ID).Draw(t, "others"))
	})
}

func checkDiffer(t *rapid.T, m *Members, set map[cham.KeyID]bool, others []cham.KeyID) {
	slices.Sort(others)
	ids, want := []cham.CustomerID{}, maps.Clone(set)
	for _, k := range others {
		ids = append(ids, cham.CustomerID(k))
		if want[k] {
			delete(want, k)
		} else {
			want[k] = true
		}
	}
	if got := m.differ(ids); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("differ: %v, want %v", got, want)
	}
}

func FuzzNewMembers(f *testing.F) {
	f.Add([]byte{1, 0, 255, 255})
	f.Add(make([]byte, partKeys/8))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := NewMembers([]Part{{Number: 2, Keys: base64.StdEncoding.EncodeToString(raw)}})
		if err != nil {
			if cham.ErrorCode(err) != cham.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		again, err := NewMembers(m.all())
		if err != nil || !slices.Equal(keysOf(again), keysOf(m)) {
			t.Fatalf("%v, then %v (%v)", keysOf(m), keysOf(again), err)
		}
	})
}

// A tag may not decide who is in the segment that puts it on: by its rule, by a segment it is
// narrowed by, or by what another tag decides.
func TestTagLoops(t *testing.T) {
	asks := func(tags ...string) *measure.SegmentRule {
		return &measure.SegmentRule{None: []measure.SegmentRule{{Tag: &measure.TagRule{Any: tags}}}}
	}
	saved := []measure.SavedSegment{{ID: "plain", Rule: &measure.SegmentRule{Reach: cham.KeyPhone}}, {ID: "asks", Rule: asks("x", "VIP")},
		{ID: "inside", Rule: &measure.SegmentRule{Segment: "asks"}}, {ID: "by y", Rule: asks("y")}}
	live := []Live{{Segment: "inside", Tag: "y"}}
	for _, c := range []struct {
		segment, tag string
		refused      bool
	}{
		{"plain", "vip", false}, {"asks", "vip", true}, {"inside", "Vip", true}, {"by y", "vip", true}, {"by y", "z", false},
		{"asks", "y", true}, {"plain", "Y", true}, {"inside", "y", false},
	} {
		err := WatchTag(saved, live, c.segment, c.tag)
		if refused := cham.ErrorCode(err) == cham.CodeConflict; refused != c.refused || !refused && err != nil {
			t.Errorf("%q puts on %q: %v", c.segment, c.tag, err)
		}
	}
}
