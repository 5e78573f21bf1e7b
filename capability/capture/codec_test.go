package capture

import (
	"encoding/json"
	"reflect"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
)

func drawTouch(t *rapid.T) cham.Touch {
	text := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"a", "Order Completed", "zalo"}), rapid.String())
	at := rapid.Int64Range(-1<<45, 1<<45)
	object := rapid.Custom(func(t *rapid.T) json.RawMessage {
		return rapid.SampledFrom([]json.RawMessage{nil, json.RawMessage(`{}`), json.RawMessage(`{"a":1}`)}).Draw(t, "object")
	})
	number := rapid.OneOf(rapid.Just(0.0), rapid.Float64())
	key := rapid.Custom(func(t *rapid.T) cham.Key {
		return cham.Key{Kind: rapid.SampledFrom(cham.KeyKinds[:]).Draw(t, "kind"), Value: text.Draw(t, "value")}
	})
	touch := cham.Touch{MessageID: text.Draw(t, "id"), Source: cham.SourceID(text.Draw(t, "source")), Type: cham.CallTrack,
		Name: text.Draw(t, "name"), Channel: rapid.SampledFrom(cham.Channels).Draw(t, "channel"),
		At: time.UnixMilli(at.Draw(t, "at")).UTC(), ReceivedAt: time.UnixMilli(at.Draw(t, "received")).UTC(),
		Keys: rapid.SliceOfN(key, 1, 5).Draw(t, "keys"), Value: number.Draw(t, "money"), Duration: number.Draw(t, "duration"),
		Properties: object.Draw(t, "properties"), Traits: object.Draw(t, "traits"), Context: object.Draw(t, "context")}
	for _, s := range texts(&touch) {
		*s = text.Draw(t, "text")
	}
	return touch
}

func TestCodecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		touches := rapid.SliceOfN(rapid.Custom(drawTouch), 0, 20).Draw(t, "touches")
		got, err := DecodeBatch(EncodeBatch(touches))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(touches) || len(got) > 0 && !reflect.DeepEqual(got, touches) {
			t.Fatalf("\n%+v became\n%+v", touches, got)
		}
	})
}

// TestCodecHasEveryField fails when Touch gets a field that the codec does not
// know: text in every field must come back.
func TestCodecHasEveryField(t *testing.T) {
	var touch cham.Touch
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[time.Time]():
			v.Set(reflect.ValueOf(time.UnixMilli(1763805600123).UTC()))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case v.Kind() == reflect.String:
			v.SetString("ă")
		case v.Kind() == reflect.Float64:
			v.SetFloat(2.5)
		case v.Type() == reflect.TypeFor[json.RawMessage]():
			v.Set(reflect.ValueOf(json.RawMessage(`{"ă":1}`)))
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0))
			fill(v.Index(1))
		default:
			t.Fatalf("a field of type %s", v.Type())
		}
	}
	fill(reflect.ValueOf(&touch).Elem())
	got, err := DecodeBatch(EncodeBatch([]cham.Touch{touch}))
	if err != nil || !reflect.DeepEqual(got[0], touch) {
		t.Errorf("%+v\n%+v\n%v", touch, got, err)
	}
}

// TestCodecDamage: every cut and every flipped byte is an error or other
// touches, never a panic, and never large.
func TestCodecDamage(t *testing.T) {
	good, _ := one(t, track(`,"context":{"campaign":{"source":"zalo"},"page":{"url":"https://a.vn/"}},"properties":{"revenue":1}`), Meta{})
	data := EncodeBatch([]cham.Touch{good, good})
	for i := range data {
		if _, err := DecodeBatch(data[:i]); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("cut at %d: %v", i, err)
		}
		for _, x := range []byte{0x01, 0x80, 0xff} {
			damaged := append([]byte(nil), data...)
			damaged[i] ^= x
			DecodeBatch(damaged)
		}
	}
	if _, err := DecodeBatch(append(data, 0)); err == nil {
		t.Error("text after the end passed")
	}
	huge := []byte{codecVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := DecodeBatch(huge); err == nil {
		t.Error("2^56 touches in nine bytes passed")
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("%d bytes allocated for nine", after.TotalAlloc-before.TotalAlloc)
	}
}

// A journal of version 1, whose touches do not say which import brought them, is read.
func TestCodecVersion1(t *testing.T) {
	touch := cham.Touch{MessageID: "m", Source: "s", Type: cham.CallTrack, Name: "A", At: time.UnixMilli(1).UTC(),
		ReceivedAt: time.UnixMilli(2).UTC(), Keys: []cham.Key{{Kind: cham.KeyUser, Value: "u"}}}
	data := EncodeBatch([]cham.Touch{touch})
	data[0] = 1
	got, err := DecodeBatch(data[:len(data)-1])
	if err != nil || !reflect.DeepEqual(got, []cham.Touch{touch}) {
		t.Error(got, err)
	}
}
