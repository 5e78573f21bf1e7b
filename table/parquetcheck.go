package table

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"slices"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// What a Parquet file may claim. Its library trusts the numbers it reads, so
// they are held against the file and these before it does.
const (
	mostFooter    = 32 << 20
	mostPageHead  = 1 << 20
	mostPageBytes = 64 << 20 // of a page, unpacked
	mostPageRows  = 16_000_000
	mostAtOnce    = 256 << 20 // the largest pages of all columns together
	mostRows      = 1_000_000_000
)

// checkFooter walks over the description at the end of the file.
func (f *File) checkFooter() error {
	end := make([]byte, 8)
	if f.size < 12 {
		return invalid(1, "parquet", "a Parquet file that is cut short")
	}
	if _, err := f.whole.ReadAt(end, f.size-8); err != nil || string(end[4:]) != "PAR1" {
		return invalid(1, "parquet", "a Parquet file that is cut short")
	}
	size := int64(binary.LittleEndian.Uint32(end))
	switch {
	case size > f.size-12:
		return invalid(1, "parquet", "a Parquet file that is cut short")
	case size > mostFooter:
		return invalid(1, "parquetBig", "its description has %d MB", size>>20)
	}
	t := &thrift{b: make([]byte, size)}
	if _, err := f.whole.ReadAt(t.b, f.size-8-size); err != nil {
		return invalid(1, "parquet", "a Parquet file that is cut short")
	}
	if t.structure(); t.bad {
		return invalid(1, "parquet", "a damaged Parquet file: its description cannot be read")
	}
	return nil
}

// checkGroup walks over the pages of a row group before it is read: one may not
// unpack to what no page holds, to more than it says, nor claim more values than
// it could have.
func (f *File) checkGroup(g *format.RowGroup, number int) error {
	atOnce := int64(0)
	for c := range g.Columns {
		m := &g.Columns[c].MetaData
		at := m.DataPageOffset
		if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < at {
			at = m.DictionaryPageOffset
		}
		end := at + m.TotalCompressedSize
		if at < 4 || m.TotalCompressedSize < 0 || end > f.size || end < at {
			return invalid(1, "parquet", "a damaged Parquet file: row group %d reaches beyond the file", number+1)
		}
		largest, err := f.checkColumn(at, end, m.Codec)
		if err != nil {
			return err
		}
		if atOnce += largest; atOnce > mostAtOnce {
			return invalid(1, "parquetBig", "the pages of row group %d come to over %d MB", number+1, mostAtOnce>>20)
		}
	}
	return nil
}

func (f *File) checkColumn(at, end int64, codec format.CompressionCodec) (largest int64, err error) {
	var head, body []byte
	for at < end {
		p, size, err := f.pageHead(&head, at, end)
		if err != nil {
			return 0, err
		}
		if p.unpacked < 0 || p.packed < 0 || p.values < 0 || p.levels < 0 || p.levels > min(p.packed, p.unpacked) || p.packed > end-at-size {
			return 0, invalid(1, "parquet", "a damaged Parquet file: a page at byte %d reaches beyond its column", at)
		}
		if max(p.unpacked, p.packed) > mostPageBytes || p.values > mostPageRows || p.unpacked > freeUnpacked && p.unpacked > mostRatio*p.packed {
			return 0, invalid(1, "parquetBig", "a page at byte %d unpacks to %d MB of %d values", at, p.unpacked>>20, p.values)
		}
		if p.coding == format.DeltaByteArray { // each value may repeat the one before it, without end
			return 0, invalid(1, "parquetCoded", "a page at byte %d is written as DELTA_BYTE_ARRAY; write it plainly", at)
		}
		if codec != format.Uncompressed && !p.plain {
			body = slices.Grow(body[:0], int(p.packed))[:p.packed]
			if _, err := f.whole.ReadAt(body, at+size); err != nil || !unpacksTo(codec, body[p.levels:], p.unpacked-p.levels) {
				return 0, invalid(1, "parquet", "a damaged Parquet file: a page at byte %d does not unpack to what it says", at)
			}
		}
		largest = max(largest, p.unpacked+8*p.values)
		at += size + p.packed
	}
	return largest, nil
}

// unpacksTo tries whether a page unpacks to a size, without holding more: the
// library would go on as long as there is something to unpack.
func unpacksTo(codec format.CompressionCodec, packed []byte, size int64) bool {
	var out io.Reader
	var err error
	in := bytes.NewReader(packed)
	switch codec {
	case format.Snappy:
		n, err := snappy.DecodedLen(packed)
		return err == nil && int64(n) == size
	case format.Lz4Raw:
		n, err := lz4.UncompressBlock(packed, make([]byte, size))
		return err == nil && int64(n) == size
	case format.Gzip:
		out, err = gzip.NewReader(in)
	case format.Brotli:
		out = brotli.NewReader(in)
	case format.Zstd:
		var z *zstd.Decoder
		if z, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(2*mostPageBytes)); err == nil {
			defer z.Close()
			out = z
		}
	default:
		return false
	}
	if err != nil {
		return false
	}
	n, err := io.Copy(io.Discard, io.LimitReader(out, size+1))
	return err == nil && n == size
}

// page is what the head of a page claims; levels are what stands before its
// values, never packed, and plain says that they are not packed either.
type page struct {
	unpacked, packed, values, levels int64
	plain                            bool
	coding                           format.Encoding
}

// pageHead reads the head of a page, as much of it as is needed.
func (f *File) pageHead(head *[]byte, at, end int64) (p page, size int64, err error) {
	for want := int64(256); ; want *= 8 {
		n := min(want, end-at)
		*head = slices.Grow((*head)[:0], int(n))[:n]
		if _, err := f.whole.ReadAt(*head, at); err != nil {
			return p, 0, invalid(1, "parquet", "a damaged Parquet file: %v", err)
		}
		p = page{}
		t := &thrift{b: *head, field: func(path []int, n int64) {
			switch {
			case len(path) == 1 && path[0] == 2:
				p.unpacked = n
			case len(path) == 1 && path[0] == 3:
				p.packed = n
			case len(path) == 2 && path[1] == 1: // of whichever kind of page
				p.values = n
			case len(path) == 2 && (path[0] == 5 && path[1] == 2 || path[0] == 8 && path[1] == 4):
				p.coding = format.Encoding(n)
			case len(path) == 2 && path[0] == 8 && (path[1] == 5 || path[1] == 6):
				p.levels += n
			case len(path) == 2 && path[0] == 8 && path[1] == 7:
				p.plain = n == 0
			}
		}}
		if t.structure(); !t.bad {
			return p, int64(t.i), nil
		}
		if n == end-at || want > mostPageHead {
			return p, 0, invalid(1, "parquet", "a damaged Parquet file: the head of a page cannot be read")
		}
	}
}
