package capture

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"math/bits"
	"time"

	"cham"
)

// codecVersion is the first byte of every encoded batch. Journals outlive
// programs: a new form gets a new number, and old ones stay readable.
const codecVersion = 2 // 1 had no Import

// minTouch is the least a touch takes: a byte for each of its 26 parts.
const minTouch = 26

// EncodeBatch writes touches as the journal keeps them: a version byte, the
// number of touches, and each touch's fields in the order of codec.touch. Times
// are milliseconds since 1970; the zero time does not survive, a millisecond
// does. Text and objects that equal the touch before's are one byte.
func EncodeBatch(touches []cham.Touch) []byte {
	size := 16
	for i := range touches {
		t := &touches[i]
		size += 400 + len(t.Properties) + len(t.Traits) + len(t.Context) + len(t.Page.URL) + len(t.Page.Referrer)
	}
	e := encoder{out: make([]byte, 0, size)}
	e.out = append(e.out, codecVersion)
	e.uint(uint64(len(touches)))
	previous := &cham.Touch{}
	for i := range touches {
		e.touch(&touches[i], previous)
		previous = &touches[i]
	}
	return e.out
}

// DecodeBatch reads what EncodeBatch wrote. Texts are copies; Properties,
// Traits and Context refer to data. Foreign or damaged data gives an error of
// CodeInvalid, never a panic, and costs no more memory than a small multiple of
// its length.
func DecodeBatch(data []byte) ([]cham.Touch, error) {
	d := reader{in: data}
	version := d.byte()
	if version != 1 && version != codecVersion {
		return nil, cham.Errorf(cham.CodeInvalid, "capture.DecodeBatch", "version %d is unknown", version)
	}
	d.imports = version > 1
	n := d.uint()
	if n > uint64(len(d.in)/minTouch) {
		return nil, cham.Errorf(cham.CodeInvalid, "capture.DecodeBatch", "%d touches in %d bytes", n, len(data))
	}
	touches := make([]cham.Touch, n)
	previous := &cham.Touch{}
	for i := range touches {
		d.touch(&touches[i], previous)
		previous = &touches[i]
	}
	if d.bad || len(d.in) > 0 {
		return nil, cham.Errorf(cham.CodeInvalid, "capture.DecodeBatch", "damaged, or cut short")
	}
	return touches, nil
}

type encoder struct{ out []byte }

func (e *encoder) uint(n uint64) { e.out = binary.AppendUvarint(e.out, n) }
func (e *encoder) int(n int64)   { e.out = binary.AppendVarint(e.out, n) }

// text writes 0 for the same as before, or its length + 1 and its bytes.
func (e *encoder) text(s, before string) {
	if s == before {
		e.out = append(e.out, 0)
		return
	}
	e.uint(uint64(len(s)) + 1)
	e.out = append(e.out, s...)
}

func (e *encoder) object(o, before json.RawMessage) {
	if bytes.Equal(o, before) {
		e.out = append(e.out, 0)
		return
	}
	e.uint(uint64(len(o)) + 1)
	e.out = append(e.out, o...)
}

// float writes the bits turned round, since those of short numbers end in
// zeros.
func (e *encoder) float(f float64) { e.uint(bits.Reverse64(math.Float64bits(f))) }

func (e *encoder) touch(t, p *cham.Touch) {
	e.text(t.MessageID, p.MessageID)
	e.text(string(t.Source), string(p.Source))
	e.text(string(t.Type), string(p.Type))
	e.text(t.Name, p.Name)
	e.text(string(t.Channel), string(p.Channel))
	e.int(t.At.UnixMilli())
	e.int(t.ReceivedAt.UnixMilli())
	e.uint(uint64(len(t.Keys)))
	for _, k := range t.Keys {
		e.text(string(k.Kind), "")
		e.text(k.Value, "")
	}
	was := texts(p)
	for i, s := range texts(t) {
		e.text(*s, *was[i])
	}
	e.float(t.Value)
	e.float(t.Duration)
	e.object(t.Properties, p.Properties)
	e.object(t.Traits, p.Traits)
	e.object(t.Context, p.Context)
	e.text(t.Import, p.Import)
}

// texts lists the texts that stand together in the encoding.
func texts(t *cham.Touch) [13]*string {
	c, p := &t.Campaign, &t.Page
	return [...]*string{&c.Source, &c.Medium, &c.Name, &c.Term, &c.Content, &c.ClickID,
		&p.URL, &p.Path, &p.Title, &p.Referrer, &t.Device, &t.Branch, &t.Currency}
}

type reader struct {
	in      []byte
	bad     bool
	imports bool // touches say which import brought them
}

func (d *reader) fail() { d.bad, d.in = true, nil }

func (d *reader) byte() byte {
	if len(d.in) == 0 {
		d.fail()
		return 0
	}
	b := d.in[0]
	d.in = d.in[1:]
	return b
}

func (d *reader) uint() uint64 {
	v, n := binary.Uvarint(d.in)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[n:]
	return v
}

func (d *reader) int() int64 {
	v, n := binary.Varint(d.in)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[n:]
	return v
}

// bytes returns the next length-prefixed bytes; same says that they are those
// of the touch before.
func (d *reader) bytes() (b []byte, same bool) {
	n := d.uint()
	if n == 0 {
		return nil, true
	}
	if n--; n > uint64(len(d.in)) {
		d.fail()
		return nil, true
	}
	b, d.in = d.in[:n:n], d.in[n:]
	return b, false
}

func (d *reader) text(before string) string {
	if b, same := d.bytes(); !same {
		return string(b)
	}
	return before
}

func (d *reader) object(before json.RawMessage) json.RawMessage {
	b, same := d.bytes()
	switch {
	case same:
		return before
	case len(b) == 0:
		return nil
	}
	return b
}

func (d *reader) float() float64 { return math.Float64frombits(bits.Reverse64(d.uint())) }

func (d *reader) time() time.Time { return time.UnixMilli(d.int()).UTC() }

func (d *reader) touch(t, p *cham.Touch) {
	t.MessageID = d.text(p.MessageID)
	t.Source = cham.SourceID(d.text(string(p.Source)))
	t.Type = cham.CallType(d.text(string(p.Type)))
	t.Name = d.text(p.Name)
	t.Channel = cham.Channel(d.text(string(p.Channel)))
	t.At, t.ReceivedAt = d.time(), d.time()
	t.Keys = d.keys()
	was := texts(p)
	for i, s := range texts(t) {
		*s = d.text(*was[i])
	}
	t.Value, t.Duration = d.float(), d.float()
	t.Properties = d.object(p.Properties)
	t.Traits = d.object(p.Traits)
	t.Context = d.object(p.Context)
	if d.imports {
		t.Import = d.text(p.Import)
	}
}

func (d *reader) keys() []cham.Key {
	n := d.uint()
	if n > uint64(len(d.in)/2) {
		d.fail()
		return nil
	}
	keys := make([]cham.Key, n)
	for i := range keys {
		keys[i] = cham.Key{Kind: cham.KeyKind(d.text("")), Value: d.text("")}
	}
	return keys
}
