package archive

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/zstd"
)

// Writer writes an archive, part by part.
type Writer struct {
	tar      *tar.Writer
	pack     *zstd.Encoder
	manifest Manifest
	chunk    []byte
}

// NewWriter begins an archive; its format is this program's.
func NewWriter(w io.Writer, head Head) (*Writer, error) {
	head.Format = Format
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	a := &Writer{tar: tar.NewWriter(w), pack: pack, manifest: Manifest{Head: head}, chunk: make([]byte, 0, chunkBytes)}
	return a, a.putJSON(headName, head)
}

func (a *Writer) putJSON(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return a.put(name, append(b, '\n'))
}

func (a *Writer) put(name string, content []byte) error {
	h := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: a.manifest.At, Format: tar.FormatPAX}
	if err := a.tar.WriteHeader(h); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

// Write adds a part with what fill writes; fill says how many rows that is.
func (a *Writer) Write(name string, fill func(io.Writer) (rows int64, err error)) (*Part, error) {
	p := &partWriter{a: a, name: name, sum: sha256.New()}
	a.chunk = a.chunk[:0]
	rows, err := fill(p)
	if err == nil {
		err = p.flush()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	a.manifest.Parts = append(a.manifest.Parts, Part{Name: name, Rows: rows, Bytes: p.bytes, SHA256: hex.EncodeToString(p.sum.Sum(nil))})
	return &a.manifest.Parts[len(a.manifest.Parts)-1], nil
}

// Close ends the archive with its manifest. Without it, it is not whole.
func (a *Writer) Close() (Manifest, error) {
	if err := a.putJSON(manifestName, a.manifest); err != nil {
		return Manifest{}, err
	}
	return a.manifest, a.tar.Close()
}

// partWriter cuts what is written into chunks, which a.chunk gathers.
type partWriter struct {
	a      *Writer
	name   string
	sum    hash.Hash
	bytes  int64
	chunks int
}

func (p *partWriter) Write(b []byte) (n int, err error) {
	n = len(b)
	for len(b) > 0 {
		take := min(len(b), chunkBytes-len(p.a.chunk))
		p.a.chunk = append(p.a.chunk, b[:take]...)
		b = b[take:]
		if len(p.a.chunk) == chunkBytes {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// flush writes what was gathered; a part has one chunk at least, so that an
// empty one is seen when it is read.
func (p *partWriter) flush() error {
	if len(p.a.chunk) == 0 && p.chunks > 0 {
		return nil
	}
	p.chunks++
	p.sum.Write(p.a.chunk)
	p.bytes += int64(len(p.a.chunk))
	err := p.a.put(fmt.Sprintf("%s.%06d.zst", p.name, p.chunks), p.a.pack.EncodeAll(p.a.chunk, nil))
	p.a.chunk = p.a.chunk[:0]
	return err
}
