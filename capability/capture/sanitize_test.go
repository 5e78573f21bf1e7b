package capture

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"cham"
)

// What an earlier version may have written to the journal comes out as history
// takes it; what is well formed comes out as it was.
func TestReadBatchSanitizes(t *testing.T) {
	good := cham.Touch{MessageID: "m\x1f1", Source: "web", Type: cham.CallTrack, Name: "Đặt lịch", Channel: "website", Value: 5,
		Page: cham.Page{Path: "/a"}, Keys: []cham.Key{{Kind: cham.KeyUser, Value: "u"}}, Properties: json.RawMessage(`{"a":"ạ"}`)}
	bad := good
	bad.MessageID, bad.Name, bad.Branch, bad.Page.Title = "m\xff", "a\x1fb", "Quận\x1f1\xff", "\xc3"
	bad.Value, bad.Duration, bad.Context = math.NaN(), math.Inf(1), json.RawMessage("{\"x\":\"\xff\"}")
	want := bad
	want.MessageID, want.Name, want.Branch, want.Page.Title = "m\ufffd", "a b", "Quận 1\ufffd", "\ufffd"
	want.Value, want.Duration, want.Context = 0, 0, json.RawMessage("{\"x\":\"\ufffd\"}")
	got, err := ReadBatch(EncodeBatch([]cham.Touch{good, bad}))
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i].At, got[i].ReceivedAt = good.At, good.ReceivedAt
	}
	if !reflect.DeepEqual(got, []cham.Touch{good, want}) {
		t.Errorf("%+v", got)
	}
}

// Whatever bytes come in, the last step leaves what history takes, and leaves
// that alone.
func TestWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		any := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })
		var touch cham.Touch
		all := []*string{&touch.MessageID, &touch.Name}
		for _, s := range texts(&touch) {
			all = append(all, s)
		}
		for _, s := range all {
			*s = any.Draw(t, "text")
		}
		touch.Traits = json.RawMessage(any.Draw(t, "object"))
		touch.Value = math.Float64frombits(rapid.Uint64().Draw(t, "bits"))
		sanitize(&touch)
		for _, s := range all {
			if !utf8.ValidString(*s) || s != &touch.MessageID && strings.Contains(*s, cham.PropSep) {
				t.Fatalf("%q", *s)
			}
		}
		if !utf8.Valid(touch.Traits) || touch.Value-touch.Value != 0 {
			t.Fatalf("%q %v", touch.Traits, touch.Value)
		}
		again := touch
		sanitize(&again)
		if !reflect.DeepEqual(again, touch) {
			t.Fatalf("%+v became %+v", touch, again)
		}
	})
}
