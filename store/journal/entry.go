package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"

	"cham"

	"github.com/klauspost/compress/s2"
)

// entry is one appended batch as it is stored.
type entry struct {
	ws      cham.WorkspaceID
	touches int
	payload []byte // an S2 block
	sum     uint32
}

// stored is an entry read back, not yet trusted.
type stored struct {
	seq int64
	entry
}

// buffers are for payloads on their way to disk.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// newEntry compresses in the sender's goroutine, so that all cores take part.
func newEntry(ws cham.WorkspaceID, touches int, payload []byte) entry {
	b := *buffers.Get().(*[]byte)
	if n := s2.MaxEncodedLen(len(payload)); cap(b) < n {
		b = make([]byte, n)
	}
	e := entry{ws: ws, touches: touches, payload: s2.Encode(b[:cap(b)], payload)}
	e.sum = e.checksum()
	return e
}

// release gives the buffer back; the entry is not looked at again.
func (e *entry) release() {
	b := e.payload
	e.payload = nil
	buffers.Put(&b)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (e *entry) checksum() uint32 {
	head := binary.LittleEndian.AppendUint64(make([]byte, 0, 64), uint64(e.touches))
	head = append(head, e.ws...)
	return crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, e.payload)
}

// open returns the payload as it was appended, or says how it is damaged.
func (e *entry) open() ([]byte, error) {
	if sum := e.checksum(); sum != e.sum {
		return nil, fmt.Errorf("its checksum is %08x, it was written with %08x", sum, e.sum)
	}
	if n, err := s2.DecodedLen(e.payload); err != nil || n > maxPayload {
		return nil, errors.New("it is not a compressed block")
	}
	return s2.Decode(nil, e.payload)
}
