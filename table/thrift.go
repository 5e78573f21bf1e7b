package table

import "encoding/binary"

// What the head of a Parquet file may list: the library that reads it makes room
// for what a list says it holds before it has seen it.
const (
	mostListed = 400_000
	mostThrift = 64 // nested
)

// thrift walks over a structure in Thrift's compact form and checks that all
// of it is there.
type thrift struct {
	b      []byte
	i      int
	listed int
	bad    bool
	// field is told of every number, by the fields that lead to it.
	field func(path []int, n int64)
	path  []int
}

func (t *thrift) fail() { t.bad, t.i = true, len(t.b) }

func (t *thrift) byte() byte {
	if t.i >= len(t.b) {
		t.fail()
		return 0
	}
	t.i++
	return t.b[t.i-1]
}

func (t *thrift) varint() uint64 {
	n, size := binary.Uvarint(t.b[t.i:])
	if size <= 0 {
		t.fail()
		return 0
	}
	t.i += size
	return n
}

func (t *thrift) skip(n uint64) {
	if n > uint64(len(t.b)-t.i) {
		t.fail()
		return
	}
	t.i += int(n)
}

// structure walks over a structure.
func (t *thrift) structure() {
	if len(t.path) > mostThrift {
		t.fail()
		return
	}
	at := len(t.path)
	for id := 0; !t.bad; {
		head := t.byte()
		if head == 0 {
			break
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			n := t.varint()
			id = int(int32(n>>1) ^ -int32(n&1))
		}
		t.path = append(t.path[:at], id)
		t.value(head & 15)
	}
	t.path = t.path[:at]
}

// value walks over a value of a kind.
func (t *thrift) value(kind byte) {
	switch kind {
	case 1, 2: // said by the kind
		if t.field != nil {
			t.field(t.path, int64(2-kind))
		}
	case 3:
		t.byte()
	case 4, 5, 6:
		n := t.varint()
		if t.field != nil && !t.bad {
			t.field(t.path, int64(n>>1)^-int64(n&1))
		}
	case 7:
		t.skip(8)
	case 8:
		t.skip(t.varint())
	case 9, 10:
		t.list()
	case 12:
		t.structure()
	default: // maps, which Parquet has none of
		t.fail()
	}
}

func (t *thrift) list() {
	head := t.byte()
	size, kind := uint64(head>>4), head&15
	if size == 15 {
		size = t.varint()
	}
	if t.listed += int(min(size, mostListed+1)); t.listed > mostListed || len(t.path) > mostThrift {
		t.fail()
		return
	}
	at := len(t.path)
	for n := uint64(0); n < size && !t.bad; n++ {
		switch t.path = append(t.path[:at], int(n)); kind {
		case 1, 2:
			t.byte()
		default:
			t.value(kind)
		}
	}
	t.path = t.path[:at]
}
