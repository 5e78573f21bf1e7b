package index

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"unsafe"

	"cham"
	"cham/capability/identity"
)

// A checkpoint file is a header, the columns as they lie in memory, and a
// CRC-32C of all that. It only saves reading history: a file that is torn,
// foreign, of another version or byte order, made by other rules of kinds, or
// of another history is put aside and the index built anew.

// checkpointMagic changes with the format, and with what kinds are made of (cham.KindOf); being written in the machine's own
// byte order it also tells a foreign one.
const checkpointMagic uint64 = 0x43_68_61_6d_49_58_00_07

// partSuffix ends the name of a checkpoint that is being written.
const partSuffix = ".part"

// checkpointHead is everything but the columns.
type checkpointHead struct {
	Seq       int64
	Last      mark
	Rules     cham.KindRules
	Ceiling   int
	Kinds     []cham.Kind
	Reduced   []bool
	Overflow  int
	Out       []cham.KeyID // whose customers are left out
	Owners    int
	Customers int
	Touches   int
	Values    int
	Durations int
	Orders    int
}

// mark is the last touch taken in; history must still have it.
type mark struct {
	Seq int64
	Key cham.KeyID
	At  int64 // ms
}

func (x *Index) checkpointPath(id cham.WorkspaceID) string {
	return filepath.Join(x.o.Dir, url.PathEscape(string(id))+".index")
}

// checkpoint writes the workspace's file when at least every records came
// since the last time. Failing is logged: no answer depends on it.
func (x *Index) checkpoint(ws *workspace, every int64) error {
	if x.o.Dir == "" || ws.outgrown.Load() != nil {
		return nil
	}
	ws.saving.Lock()
	defer ws.saving.Unlock()
	if ws.retired.Load() {
		return nil
	}
	ws.mu.Lock()
	s, head, owners := ws.current.Load(), ws.head(), ws.owners()
	ws.mu.Unlock()
	if head.Seq-ws.saved.Load() < every {
		return nil
	}
	l := s.whole()
	head.Customers, head.Touches, head.Values, head.Durations = len(l.ids), len(l.at), len(l.value.pos), len(l.dur.pos)
	head.Orders = len(l.order.pos)
	head.Owners = len(owners) / 2
	if err := writeCheckpoint(x.checkpointPath(ws.id), head, owners, l); err != nil {
		x.o.Log.Warn("the index checkpoint was not written", "workspace", ws.id, "err", err)
		return cham.Wrap(cham.CodeInternal, "index.checkpoint", err)
	}
	ws.saved.Store(head.Seq)
	return nil
}

func (ws *workspace) head() checkpointHead {
	d := ws.dict
	return checkpointHead{Seq: ws.seq, Last: ws.last, Rules: d.rules, Ceiling: d.ceiling, Kinds: d.kinds, Reduced: d.reduced,
		Overflow: d.overflow, Out: ws.keysOut()}
}

// owners are the keys that are not their own customer, each before its customer.
func (ws *workspace) owners() []int64 {
	out := make([]int64, 0, 2*len(ws.owner))
	for k, to := range ws.owner {
		out = append(out, int64(k), int64(to))
	}
	return out
}

// whole is all of a snapshot in one level.
func (s *snapshot) whole() *level {
	if len(s.views) == 1 {
		return s.views[0].level // a lone level has no dead
	}
	return merge(s.views, true)
}

func writeCheckpoint(path string, head checkpointHead, owners []int64, l *level) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := writeColumns(f, head, owners, l); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeColumns(f io.Writer, head checkpointHead, owners []int64, l *level) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	out := bufio.NewWriterSize(f, 1<<20)
	w := io.MultiWriter(out, sum)
	b, err := json.Marshal(head)
	if err != nil {
		return err
	}
	lead := binary.NativeEndian.AppendUint64(nil, checkpointMagic)
	lead = binary.NativeEndian.AppendUint64(lead, uint64(len(b)))
	parts := append([][]byte{lead, b, bytesOf(owners)}, l.raw()...)
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	if _, err := out.Write(binary.NativeEndian.AppendUint32(nil, sum.Sum32())); err != nil {
		return err
	}
	return out.Flush()
}

// raw is the columns' memory.
func (l *level) raw() [][]byte {
	return [][]byte{bytesOf(l.ids), bytesOf(l.off), bytesOf(l.at), bytesOf(l.ms), bytesOf(l.kind),
		bytesOf(l.value.pos), bytesOf(l.value.v), bytesOf(l.dur.pos), bytesOf(l.dur.v), bytesOf(l.order.pos), bytesOf(l.order.v)}
}

func bytesOf[T cham.CustomerID | uint16 | uint32 | int64](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(s[0])))
}

// restore fills the workspace from its checkpoint and brings it up to date;
// false when it must be built instead.
func (x *Index) restore(ctx context.Context, ws *workspace, moves []identity.Move) bool {
	if x.o.Dir == "" {
		return false
	}
	path := x.checkpointPath(ws.id)
	os.Remove(path + partSuffix) // what a killed program left
	err := ws.restore(ctx, path, moves)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		x.o.Log.Info("the index is built from history, its checkpoint is of no use", "workspace", ws.id, "why", err)
	}
	return err == nil
}

func (ws *workspace) restore(ctx context.Context, path string, moves []identity.Move) error {
	head, owners, l, err := readCheckpoint(path)
	if err != nil {
		return err
	}
	if !head.Rules.Equal(ws.dict.rules) || head.Ceiling != ws.dict.ceiling {
		return errors.New("other rules of kinds, or room for them")
	}
	_, highest, err := ws.history.Cursor(ctx)
	if err != nil {
		return err
	}
	if highest < head.Seq {
		return fmt.Errorf("history ends at %d, before the checkpoint's %d", highest, head.Seq)
	}
	ws.dict.restore(head.Kinds, head.Reduced, head.Overflow)
	for i := 0; i < len(owners); i += 2 {
		ws.assign(cham.KeyID(owners[i]), cham.CustomerID(owners[i+1]))
	}
	ws.seq, ws.last = head.Seq, head.Last
	ws.saved.Store(head.Seq)
	ws.current.Store((&snapshot{}).with(l, ws.dict))
	if err := ws.excludeNow(ctx, head.Out); err != nil {
		return err
	}
	return ws.catchUp(ctx, moves)
}

func readCheckpoint(path string) (head checkpointHead, owners []int64, l *level, err error) {
	f, err := os.Open(path)
	if err != nil {
		return head, nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return head, nil, nil, err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	r := io.TeeReader(f, sum)
	if head, err = readHead(r, info.Size()); err != nil {
		return head, nil, nil, err
	}
	owners = make([]int64, 2*head.Owners)
	l = &level{ids: make([]cham.CustomerID, head.Customers), off: make([]uint32, head.Customers+1),
		at: make([]uint32, head.Touches), ms: make([]uint16, head.Touches), kind: make([]uint16, head.Touches)}
	l.value = sparse{make([]uint32, head.Values), make([]int64, head.Values)}
	l.dur = sparse{make([]uint32, head.Durations), make([]int64, head.Durations)}
	l.order = sparse{make([]uint32, head.Orders), make([]int64, head.Orders)}
	for _, column := range append([][]byte{bytesOf(owners)}, l.raw()...) {
		if err := readColumn(r, column); err != nil {
			return head, nil, nil, err
		}
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil || binary.NativeEndian.Uint32(want[:]) != sum.Sum32() {
		return head, nil, nil, errors.Join(errors.New("the checksum is wrong"), err)
	}
	return head, owners, l, nil
}

// readColumn reads in pieces that the checksum still finds in the cache.
func readColumn(r io.Reader, column []byte) error {
	for len(column) > 0 {
		n := min(len(column), 1<<18)
		if _, err := io.ReadFull(r, column[:n]); err != nil {
			return err
		}
		column = column[n:]
	}
	return nil
}

// readHead reads the header of a file of the given size, and checks that what
// it announces is what the file holds.
func readHead(r io.Reader, size int64) (head checkpointHead, err error) {
	var lead [16]byte
	if _, err := io.ReadFull(r, lead[:]); err != nil {
		return head, err
	}
	n := int64(binary.NativeEndian.Uint64(lead[8:]))
	if binary.NativeEndian.Uint64(lead[:]) != checkpointMagic || n < 0 || n > size {
		return head, errors.New("not a checkpoint of this version")
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return head, err
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return head, err
	}
	for _, n := range []int{head.Owners, head.Customers, head.Touches, head.Values, head.Durations, head.Orders} {
		if n < 0 || int64(n) > size {
			return head, errors.New("impossible sizes")
		}
	}
	columns := int64(head.Owners)*16 + int64(head.Customers)*12 + 4 + int64(head.Touches)*8 + int64(head.Values+head.Durations+head.Orders)*12
	if size != int64(len(lead)+len(b))+columns+4 {
		return head, errors.New("the file is cut short")
	}
	return head, nil
}
