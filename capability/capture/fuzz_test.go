package capture

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"cham"
	"cham/table"
)

var callSeeds = []string{
	track(``), `{"batch":[` + track(``) +
		`,3,{}],"context":{"page":{"path":"/"}},"sentAt":"2026-01-01T00:00:00Z","messageId":"m","writeKey":"k"}`,
	`[` + track(`,"timestamp":1763800000,"userId":12345678901234567890`) + `]`,
	`{"type":"identify","anonymousId":"a","traits":{"email":"x@y.vn","phone":"0162 123 4567","zaloId":9},` +
		`"context":{"consent":{"categoryPreferences":{"Analytics":true}}}}`,
	`{"type":"page","userId":null,"anonymousId":"a","context":{"page":{"url":"https://a.vn/%zz?utm_source=%ff&gclid=1",
			"referrer":"http://user@b.vn:80/x"},"campaign":{"name":"T\u1ebft"},
		"userAgentData":{"mobile":true},"screen":{"width":1e999},"externalIds":[{"id":1,"type":"phone"}]}}`,
	`{"type":"group","groupId":"g\u0000\ud800","userId":"u","traits":{"a":{"b":[1,2,{"c":null}]}},"context":{"direct":true}}`,
	`{"type":"alias","userId":"u","previousId":"8e1c6b8e-4a4e-4c7c-9e6a-2f8a3e7d9b10","properties":[],"context":[]}`,
	`{"batch":{},"type":"track"}`, `{"batch":[],"batch":[{"userId":"u"}],"context":7}`, "\xef\xbb\xbf{}", `{"event":"\`, `[[[[`,
}

// FuzzDecode: whatever comes, what gets through are whole, storable touches
// that survive the codec.
func FuzzDecode(f *testing.F) {
	for _, s := range callSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := Decode(bytes.Clone(body), cham.CallTrack)
		if err != nil {
			if c := cham.ErrorCode(err); c != cham.CodeInvalid && c != cham.CodeTooLarge {
				t.Fatalf("error of code %s: %v", c, err)
			}
			return
		}
		if !json.Valid(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))) {
			t.Fatalf("%q passed for JSON", body)
		}
		checkJudged(t, b.Calls, Meta{ReceivedAt: arrival, IP: "::1"})
	})
}

func checkJudged(t *testing.T, calls []Call, m Meta) {
	touches, refused := newAccepter(&memoryLog{}).judge(cham.Source{ID: "s"}, calls, m)
	if len(touches)+len(refused) != len(calls) {
		t.Fatalf("%d calls became %d touches and %d refusals", len(calls), len(touches), len(refused))
	}
	for _, r := range refused {
		checkText(t, r.Reason, r.Detail, r.Sample, r.MessageID, r.Name)
		if r.Reason == "" || len(r.Sample) > 3*MaxSample {
			t.Fatalf("refused as %+v", r)
		}
	}
	again, err := DecodeBatch(EncodeBatch(touches))
	if err != nil || len(again) != len(touches) {
		t.Fatalf("%d touches encoded, %d decoded: %v", len(touches), len(again), err)
	}
	for _, x := range again {
		checkTouch(t, x)
	}
}

func checkTouch(t *testing.T, x cham.Touch) {
	checkText(t, x.MessageID, x.Name)
	for _, s := range texts(&x) {
		checkText(t, *s)
	}
	for _, k := range x.Keys {
		if again, ok := NormalizeKey(k.Kind, k.Value); !ok || again != k {
			t.Fatalf("key %+v is not normal", k)
		}
	}
	for _, o := range []json.RawMessage{x.Properties, x.Traits, x.Context} {
		if o != nil && (!json.Valid(o) || o[0] != '{' || !utf8.Valid(o)) {
			t.Fatalf("object %q", o)
		}
	}
	if len(x.Keys) == 0 || !x.Channel.Valid() || x.MessageID == "" || x.Type.Interaction() != (x.Name != "") ||
		x.At.Before(ancient) || x.At.After(arrival.Add(maxAhead)) || x.Value != x.Value {
		t.Fatalf("half a touch: %+v", x)
	}
}

func checkText(t *testing.T, texts ...string) {
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Fatalf("text no database takes: %q", s)
		}
	}
}

// FuzzJSON: our parser and encoding/json agree on what is JSON, and on strings.
func FuzzJSON(f *testing.F) {
	for _, s := range append(jsonSeeds, callSeeds...) {
		f.Add([]byte(s))
	}
	f.Fuzz(sameAsStandard)
}

// FuzzCodec: foreign bytes never panic, and what decodes encodes to itself.
func FuzzCodec(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{codecVersion, 0})
	f.Add([]byte{codecVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	for _, s := range callSeeds {
		if b, err := Decode([]byte(s), ""); err == nil {
			touches, _ := newAccepter(&memoryLog{}).judge(cham.Source{ID: "s"}, b.Calls, Meta{ReceivedAt: arrival})
			f.Add(EncodeBatch(touches))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		touches, err := DecodeBatch(data)
		if err != nil {
			return
		}
		once := EncodeBatch(touches)
		again, err := DecodeBatch(once)
		if err != nil || !bytes.Equal(EncodeBatch(again), once) {
			t.Fatalf("%x does not stay itself: %v", data, err)
		}
	})
}

// fuzzFile reads a file to its end, whatever it is.
func fuzzFile(t *testing.T, content []byte, name string, m *Mapping) {
	r, err := OpenFile(bytes.NewReader(content), name, m)
	if err != nil {
		if cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(err)
		}
		return
	}
	last := 0
	for {
		c, err := r.Next()
		if err != nil {
			if err != io.EOF && cham.ErrorCode(err) != cham.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		if c.Line < last || c.Line == last && r.Kind != table.KindJSON { // a document may stand on one line
			t.Fatalf("line %d after line %d", c.Line, last)
		}
		last = c.Line
		checkJudged(t, []Call{c}, Meta{ReceivedAt: arrival, Import: true})
	}
}

func FuzzNDJSON(f *testing.F) {
	f.Add([]byte(strings.Join(callSeeds, "\n")))
	f.Add([]byte(packed(track("") + "\r\n\n" + track(""))))
	f.Add([]byte("\xff\xfe{\x00}\x00"))
	f.Add([]byte(`{"data": [` + track("") + "," + track("") + "]}"))
	f.Add([]byte("{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"messageId\":\"\"}\n{\xff\n{" + strings.Repeat("x", 200)))
	f.Fuzz(func(t *testing.T, content []byte) { fuzzFile(t, content, "x.ndjson", nil) })
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{spa, packed(spa), "a,b\n\"x\"\"y\" z,\"", "userId\tevent\ttime\nu\tA\t1/2/2026 2:05 PM\n",
		"phone;name\n;;;\n\"", "userId,userId,,\n1,2,3,4",
		"user id|time|value|duration\nu|2026-01-01|1.2.3|-1\nu|14:05 1/1/99|1,5|9\n"} {
		f.Add([]byte(s), "dmy")
	}
	f.Fuzz(func(t *testing.T, content []byte, layout string) {
		fuzzFile(t, content, "x.csv", nil)
		fuzzFile(t, content, "x.csv", &Mapping{Columns: map[string]string{"userId": "a", "time": "b"}, Event: "E", Layout: layout})
	})
}

// FuzzNormalizeKey: what comes out is storable and stays itself.
func FuzzNormalizeKey(f *testing.F) {
	for i, s := range []string{"0912345678", "+84 162.123.4567", "a\u0302@x.vn", "null", "{{id}}", "\u0000", "00", "++84", "x@y@z", "\xff",
		"ﬁ@x.vn", "İ@x.vn"} {
		f.Add(uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, kind uint8, value string) {
		k, ok := NormalizeKey(cham.KeyKinds[int(kind)%len(cham.KeyKinds)], value)
		if !ok {
			return
		}
		checkText(t, k.Value)
		if again, ok := NormalizeKey(k.Kind, k.Value); !ok || again != k {
			t.Fatalf("%q became %q, and that %q", value, k.Value, again.Value)
		}
	})
}
