// Package witness keeps, in a file beside the database, where each business's
// audit log ends, and where its beginning was cut off for its age: an entry's
// number and hash, sealed. A log that somebody cut off at its end, or began later,
// is a good chain by itself; here it leaves a trace.
package witness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cham"
	"cham/capability/audit"
)

// The file in the data folder, and what one that was changed is set aside as.
const (
	File        = "audit.heads"
	DamagedFile = "audit.heads.changed"
)

var _ audit.Witness = (*Heads)(nil)

// Log is the log itself.
type Log interface {
	Entries(ctx context.Context, ws cham.WorkspaceID, f audit.Filter) ([]audit.Entry, error)
	// Cuts are where logs begin that were cut off for their age.
	Cuts(ctx context.Context) ([]audit.Head, error)
}

// Heads is the file. It is safe for concurrent use.
type Heads struct {
	dir  string
	mac  func(string) string
	log  Log
	mu   sync.Mutex
	last map[cham.WorkspaceID]audit.Head
	cuts map[cham.WorkspaceID][]audit.Head
}

// Open reads the file of a data folder; mac seals lines. A file that was changed
// is set aside for cham doctor to tell of. Where there is none, what the log says
// is believed.
func Open(ctx context.Context, dir string, mac func(string) string, log Log) (*Heads, error) {
	h := &Heads{dir: dir, mac: mac, log: log, last: map[cham.WorkspaceID]audit.Head{}, cuts: map[cham.WorkspaceID][]audit.Head{}}
	seen, err := Read(dir, File, mac)
	switch cham.ErrorCode(err) {
	case cham.CodeInvalid:
		if err := os.Rename(filepath.Join(dir, File), h.aside()); err != nil {
			return nil, cham.Wrap(cham.CodeUnavailable, "witness.Open", err)
		}
		seen.Cuts, err = log.Cuts(ctx)
	case cham.CodeNotFound:
		seen.Cuts, err = log.Cuts(ctx)
	}
	for _, one := range seen.Heads {
		h.last[one.Workspace] = one
	}
	for _, one := range seen.Cuts {
		h.cuts[one.Workspace] = append(h.cuts[one.Workspace], one)
	}
	return h, err
}

// aside is where a file is kept that was changed or is not followed: what was
// kept before stays.
func (h *Heads) aside() string {
	path := filepath.Join(h.dir, DamagedFile)
	for n := 2; ; n++ {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return path
		}
		path = filepath.Join(h.dir, fmt.Sprint(DamagedFile, "-", n))
	}
}

// cutWord begins lines of cuts.
const cutWord = "cut "

// Read returns what a file of a data folder says. CodeNotFound: there is none;
// CodeInvalid: somebody else wrote in it.
func Read(dir, name string, mac func(string) string) (seen audit.Seen, err error) {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return seen, cham.Wrap(cham.CodeNotFound, "witness.Read", err)
	}
	if err != nil {
		return seen, cham.Wrap(cham.CodeUnavailable, "witness.Read", err)
	}
	for line := range strings.Lines(string(text)) {
		seal, said, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		head, isCut := strings.CutPrefix(said, cutWord)
		parts := strings.SplitN(head, " ", 3)
		if len(parts) < 3 || seal != mac(said) {
			return audit.Seen{}, cham.Errorf(cham.CodeInvalid, "witness.Read", "%s was changed by somebody", name)
		}
		seq, err := strconv.ParseInt(parts[0], 10, 64)
		if err != nil {
			return audit.Seen{}, cham.Wrap(cham.CodeInvalid, "witness.Read", err)
		}
		one := audit.Head{Seq: seq, Hash: parts[1], Workspace: cham.WorkspaceID(parts[2])}
		if isCut {
			seen.Cuts = append(seen.Cuts, one)
		} else {
			seen.Heads = append(seen.Heads, one)
		}
	}
	return seen, nil
}

// Saw implements audit.Witness: it writes the file anew, whole or not at all.
// Heads that come late change nothing. One that the log does not lead to from
// where it was seen to end is kept, and what was known before is set aside for
// cham doctor to tell of.
func (h *Heads) Saw(ctx context.Context, head audit.Head) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	known := h.last[head.Workspace]
	good, err := h.follows(ctx, known, head)
	if err == nil && !good {
		err = h.write(h.aside(), h.last, h.cuts)
	}
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "witness.Saw", err)
	}
	if good && head.Seq <= known.Seq {
		return nil
	}
	next := maps.Clone(h.last)
	next[head.Workspace] = head
	if err := h.write(filepath.Join(h.dir, File), next, h.cuts); err != nil {
		return cham.Wrap(cham.CodeUnavailable, "witness.Saw", err)
	}
	h.last = next
	return nil
}

// follows reports whether the log still has the entry it was seen to end with, and
// leads from there to a head; of two that were written at once, the second may
// come first.
func (h *Heads) follows(ctx context.Context, known, head audit.Head) (bool, error) {
	switch {
	case known.Seq == 0:
		return true, nil // nothing is known of it
	case head.Seq == known.Seq+1:
		return head.Before == known.Hash, nil
	}
	last := max(head.Seq, known.Seq)
	all, err := h.log.Entries(ctx, head.Workspace, audit.Filter{Before: last + 1, Limit: int(last - known.Seq + 1)})
	if err != nil {
		return false, err
	}
	slices.Reverse(all)
	if len(all) == 0 || all[0].Seq != known.Seq || all[0].Hash != known.Hash {
		return false, nil
	}
	var c audit.Chain
	c.Cut(known)
	for _, n := range all[1:] {
		if c.Next(n) != nil {
			return false, nil
		}
	}
	return head.Seq <= known.Seq || all[len(all)-1].Hash == head.Hash, nil
}

// Cut seals where a log is about to begin, before its beginning is removed: behind
// next. Where it begins until then stays known, too; the zero Head is at its first entry.
func (h *Heads) Cut(now, next audit.Head) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	cuts := maps.Clone(h.cuts)
	cuts[next.Workspace] = []audit.Head{next}
	if slices.ContainsFunc(h.cuts[next.Workspace], func(c audit.Head) bool { return c.Seq == now.Seq && c.Hash == now.Hash }) &&
		now.Seq != next.Seq {
		cuts[next.Workspace] = append(cuts[next.Workspace], now)
	}
	if err := h.write(filepath.Join(h.dir, File), h.last, cuts); err != nil {
		return cham.Wrap(cham.CodeUnavailable, "witness.Cut", err)
	}
	h.cuts = cuts
	return nil
}

func (h *Heads) write(path string, heads map[cham.WorkspaceID]audit.Head, cuts map[cham.WorkspaceID][]audit.Head) error {
	var b strings.Builder
	add := func(before string, one audit.Head) {
		line := fmt.Sprintf("%s%d %s %s", before, one.Seq, one.Hash, one.Workspace)
		b.WriteString(h.mac(line) + " " + line + "\n")
	}
	for _, ws := range slices.Sorted(maps.Keys(heads)) {
		add("", heads[ws])
	}
	for _, ws := range slices.Sorted(maps.Keys(cuts)) {
		for _, one := range cuts[ws] {
			add(cutWord, one)
		}
	}
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(b.String())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
