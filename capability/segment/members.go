package segment

import (
	"encoding/base64"
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"

	"cham"
)

// A part is the members among 65,536 keys: a bit each, which is 8 KB. Packed, it is that, or the
// members' places where these are fewer bytes: as roaring bitmaps have it.
const (
	partKeys  = 1 << 16
	partWords = partKeys / 64
)

type part [partWords]uint64

// Members are the keys under which customers are in a segment. A customer is in it by
// any of their keys, so that who comes together and apart needs no care.
type Members struct{ parts map[int64]*part }

// NewMembers reads parts. CodeInvalid: one is damaged.
func NewMembers(packed []Part) (*Members, error) {
	m := &Members{parts: map[int64]*part{}}
	for _, p := range packed {
		raw, err := base64.StdEncoding.DecodeString(p.Keys)
		if err != nil {
			return nil, cham.Wrap(cham.CodeInvalid, "segment.NewMembers", err)
		}
		if m.parts[p.Number], err = unpack(raw); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// MembersOf are customers, each by the key they are named by.
func MembersOf(ids []cham.CustomerID) *Members {
	m := &Members{parts: map[int64]*part{}}
	for _, id := range ids {
		m.set(cham.KeyID(id), true)
	}
	return m
}

// Has reports whether a key is one of them.
func (m *Members) Has(k cham.KeyID) bool {
	p, at := m.parts[int64(k)/partKeys], int64(k)%partKeys
	return p != nil && p[at/64]>>(at%64)&1 != 0
}

// any is the first of the keys that is one of them, 0 for none.
func (m *Members) any(keys []cham.KeyID) cham.KeyID {
	for _, k := range keys {
		if m.Has(k) {
			return k
		}
	}
	return 0
}

func (m *Members) set(k cham.KeyID, in bool) {
	n, at := int64(k)/partKeys, int64(k)%partKeys
	if m.parts[n] == nil {
		m.parts[n] = &part{}
	}
	if bit := uint64(1) << (at % 64); in {
		m.parts[n][at/64] |= bit
	} else {
		m.parts[n][at/64] &^= bit
	}
}

// Each calls f with every key, ascending.
func (m *Members) Each(f func(cham.KeyID)) {
	for _, n := range slices.Sorted(maps.Keys(m.parts)) {
		for w, word := range m.parts[n] {
			for ; word != 0; word &= word - 1 {
				f(cham.KeyID(n*partKeys + int64(w*64+bits.TrailingZeros64(word))))
			}
		}
	}
}

// with is a copy in which some keys are changed, and the parts of these as they are stored.
func (m *Members) with(changed map[cham.KeyID]bool) (*Members, []Part) {
	out, touched := &Members{parts: maps.Clone(m.parts)}, map[int64]bool{}
	for k, in := range changed {
		n := int64(k) / partKeys
		if p := out.parts[n]; p != nil && !touched[n] {
			own := *p
			out.parts[n] = &own
		}
		touched[n] = true
		out.set(k, in)
	}
	return out, out.pack(slices.Sorted(maps.Keys(touched)))
}

// all are the parts as they are stored.
func (m *Members) all() []Part { return m.pack(slices.Sorted(maps.Keys(m.parts))) }

func (m *Members) pack(numbers []int64) (out []Part) {
	for _, n := range numbers {
		out = append(out, Part{n, base64.StdEncoding.EncodeToString(m.parts[n].pack())})
	}
	return out
}

func (p *part) pack() (out []byte) {
	n := 0
	for _, w := range p {
		n += bits.OnesCount64(w)
	}
	if 2*n >= partKeys/8 {
		for _, w := range p {
			out = binary.LittleEndian.AppendUint64(out, w)
		}
		return out
	}
	for i, w := range p {
		for ; w != 0; w &= w - 1 {
			out = binary.LittleEndian.AppendUint16(out, uint16(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}

func unpack(raw []byte) (*part, error) {
	p := &part{}
	switch {
	case len(raw) == partKeys/8:
		for i := range p {
			p[i] = binary.LittleEndian.Uint64(raw[8*i:])
		}
	case len(raw) < partKeys/8 && len(raw)%2 == 0:
		for ; len(raw) > 0; raw = raw[2:] {
			at := binary.LittleEndian.Uint16(raw)
			p[at/64] |= 1 << (at % 64)
		}
	default:
		return nil, cham.Errorf(cham.CodeInvalid, "segment.unpack", "%d bytes are no part of a segment", len(raw))
	}
	return p, nil
}
