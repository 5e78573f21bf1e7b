package archive

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"slices"

	"github.com/klauspost/compress/zstd"

	"cham"
)

// Reading says what to do with an archive as it is read; nil functions do
// nothing.
type Reading struct {
	Head func(Head) error
	// Part gets each part in its order, and need not read all of it.
	Part func(name string, r io.Reader) error
}

// Read reads an archive from end to end and returns its manifest when each part
// is what it lists. CodeInvalid says that the file is damaged, cut short, or no
// archive; what Part was given before is then not to be used.
func Read(r io.Reader, do Reading) (Manifest, error) {
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(2*chunkBytes))
	if err != nil {
		return Manifest{}, err
	}
	defer unpack.Close()
	a := &reader{tar: tar.NewReader(r), unpack: unpack}
	return a.read(do)
}

type reader struct {
	tar    *tar.Reader
	unpack *zstd.Decoder
	member string // the current one's name, "" at the end
	found  []Part
}

func (a *reader) read(do Reading) (m Manifest, err error) {
	if err := a.head(do.Head); err != nil {
		return m, err
	}
	for a.member != manifestName {
		if err := a.part(do.Part); err != nil {
			return m, err
		}
	}
	if err := a.json(&m); err != nil {
		return m, err
	}
	return m, a.compare(m.Parts)
}

func (a *reader) head(do func(Head) error) error {
	if err := a.next(); err != nil || a.member != headName {
		return broken(err, "this is no backup of Chạm")
	}
	var h Head
	if err := a.json(&h); err != nil {
		return err
	}
	if h.Format < 1 || h.Format > Format {
		return cham.Errorf(cham.CodeInvalid, "archive.Read",
			"the backup has format %d, this program reads up to %d: use Chạm %s, which wrote it, or a newer one", h.Format, Format, h.Program)
	}
	if do != nil {
		if err := do(h); err != nil {
			return err
		}
	}
	if err := a.next(); err != nil {
		return broken(err, "the backup ends after its first lines: it was cut short")
	}
	return nil
}

var chunkName = regexp.MustCompile(`^(.+)\.(\d{6})\.zst$`)

// part reads one part to its end.
func (a *reader) part(do func(string, io.Reader) error) error {
	name := chunkName.FindStringSubmatch(a.member)
	if name == nil || name[2] != "000001" {
		return broken(nil, fmt.Sprintf("%q does not belong in a backup, or stands in the wrong place", a.member))
	}
	p := &partReader{a: a, name: name[1], sum: sha256.New()}
	if do != nil {
		if err := do(p.name, p); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, p); err != nil {
		return err
	}
	a.found = append(a.found, Part{Name: p.name, Bytes: p.bytes, SHA256: hex.EncodeToString(p.sum.Sum(nil))})
	return nil
}

// compare holds what was read against what is listed.
func (a *reader) compare(listed []Part) error {
	same := func(f, l Part) bool { return f.Name == l.Name && f.Bytes == l.Bytes && f.SHA256 == l.SHA256 }
	for i, l := range listed {
		if i >= len(a.found) || !same(a.found[i], l) {
			return broken(nil, fmt.Sprintf("the part %q is damaged or missing", l.Name))
		}
	}
	if len(a.found) != len(listed) {
		return broken(nil, "there is more in it than its list says")
	}
	return nil
}

// next goes to the next member.
func (a *reader) next() error {
	h, err := a.tar.Next()
	if err != nil {
		a.member = ""
		return err
	}
	a.member = h.Name
	return nil
}

const maxMember = 64 << 20

func (a *reader) json(v any) error {
	b, err := io.ReadAll(io.LimitReader(a.tar, maxMember))
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		return broken(err, a.member+" cannot be read")
	}
	return nil
}

// partReader joins a part's chunks.
type partReader struct {
	a      *reader
	name   string
	sum    hash.Hash
	bytes  int64
	chunks int
	rest   []byte
	err    error
}

func (p *partReader) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.err == nil {
			p.err = p.chunk()
		}
		if p.err != nil {
			return 0, p.err
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// chunk reads the next chunk; io.EOF when another part begins.
func (p *partReader) chunk() error {
	if p.a.member != fmt.Sprintf("%s.%06d.zst", p.name, p.chunks+1) {
		return io.EOF
	}
	packed, err := io.ReadAll(io.LimitReader(p.a.tar, 2*chunkBytes))
	if err == nil {
		p.rest, err = p.a.unpack.DecodeAll(packed, nil)
	}
	if err != nil {
		return broken(err, fmt.Sprintf("the part %q cannot be read", p.name))
	}
	p.chunks++
	p.sum.Write(p.rest)
	p.bytes += int64(len(p.rest))
	if err := p.a.next(); err != nil {
		return broken(err, "the backup ends in the middle: it was cut short")
	}
	return nil
}

// broken says that the file is not what a backup should be.
func broken(err error, hint string) error {
	if e, ok := errors.AsType[*cham.Error](err); ok {
		return e
	}
	e := cham.Errorf(cham.CodeInvalid, "archive.Read", "%s; take another backup file, nothing was changed", hint)
	if err != nil && !slices.Contains([]error{io.EOF, io.ErrUnexpectedEOF}, err) {
		e.Err = err
	}
	return e
}
