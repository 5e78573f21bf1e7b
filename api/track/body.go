package track

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
)

// firstRead is how much room a body gets before it has shown that it needs
// more: ten thousand slow senders who announce 500 KB each hold 80 MB, not 5 GB.
const firstRead = 8 << 10

// read returns the body, unpacked. Content types and encodings are not asked:
// real clients send JSON as text/plain and gzip as a form. Nothing over
// capture.MaxBody is held or read to its end, packed or not.
func (s *server) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > capture.MaxBody {
		// Closing beats reading two gigabytes to the end.
		w.Header().Set("Connection", "close")
		return nil, tooLarge()
	}
	// The deadline is only lifted when the body is in: the server reads on after
	// an error, to see whether the connection can be used again. (Writers of
	// tests know no deadlines; that is no harm.)
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(s.BodyTimeout))
	body, err := readUpTo(http.MaxBytesReader(w, r.Body, capture.MaxBody), int(r.ContentLength))
	if err != nil {
		w.Header().Set("Connection", "close")
		return nil, bodyError(err)
	}
	control.SetReadDeadline(time.Time{})
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	return unpack(body)
}

// readUpTo reads all of r, whose length is said to be n, −1 for unknown. The
// room grows eightfold as it fills, up to what was said, so that a large body is
// copied once or twice on its way in.
func readUpTo(r io.Reader, n int) ([]byte, error) {
	said := n
	if n < 0 || n > firstRead {
		n = firstRead
	}
	b := make([]byte, 0, n+1) // one more, to see the end
	for {
		m, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+m]
		switch {
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		case len(b) == cap(b):
			more := min(8*cap(b), capture.MaxBody+2)
			if said >= cap(b) {
				more = min(more, said+1)
			}
			b = append(make([]byte, 0, more), b...)
		}
	}
}

var unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}

func unpack(packed []byte) ([]byte, error) {
	z := unpackers.Get().(*gzip.Reader)
	defer unpackers.Put(z)
	if err := z.Reset(bytes.NewReader(packed)); err != nil {
		return nil, damaged(err)
	}
	body, err := readUpTo(io.LimitReader(z, capture.MaxBody+1), 4*len(packed))
	switch {
	case len(body) > capture.MaxBody:
		return nil, tooLarge()
	case err != nil:
		return nil, damaged(err)
	}
	return body, nil
}

func damaged(err error) error {
	return cham.Errorf(cham.CodeInvalid, "track", "damaged gzip: %v", err)
}

func tooLarge() error {
	return cham.Errorf(cham.CodeTooLarge, "track", "a request may be %d KB unpacked; send smaller batches", capture.MaxBody>>10)
}

func bodyError(err error) error {
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF):
		// Nothing is wrong with the calls, so they may come again.
		return cham.Errorf(cham.CodeUnavailable, "track", "the body came too slowly, or was cut off; send it again")
	}
	return cham.Errorf(cham.CodeInvalid, "track", "the body could not be read: %v", err)
}
