package journal

import (
	"bytes"
	"testing"
)

// Whatever lies in the file, opening an entry neither panics nor grows beyond
// the bound, and what was appended comes back.
func FuzzEntry(f *testing.F) {
	f.Add([]byte{}, false)
	f.Add([]byte("touch touch touch touch"), false)
	f.Add([]byte{0xff, 0xff, 0xff, 0x7f, 0}, true)
	whole := newEntry("ws", 1, bytes.Repeat([]byte("touch "), 50))
	f.Add(whole.payload, true)
	f.Fuzz(func(t *testing.T, data []byte, stored bool) {
		if !stored {
			e := newEntry("ws", 2, data)
			if got, err := e.open(); err != nil || !bytes.Equal(got, data) {
				t.Fatalf("%q, %v", got, err)
			}
			return
		}
		e := entry{ws: "ws", touches: 1, payload: data}
		e.sum = e.checksum() // the worst: rubbish with the right checksum
		if got, err := e.open(); err == nil && len(got) > maxPayload {
			t.Fatalf("%d bytes", len(got))
		}
	})
}
