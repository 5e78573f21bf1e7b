package duckdb

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"os"

	"cham"
)

// Snapshot is a history at one instant: its file, which nothing is written into
// before Close, and the log of what came since it was.
//
// Of the two ways to copy a history, this takes a fourteenth of the time that
// writing Parquet does (0.15 s against 2.1 s for 615,000 touches on one core),
// nothing to put back, and half as much room again. Touches go on coming in
// meanwhile: into the log, past the part of it that is copied.
type Snapshot struct {
	// Journal is how far into the journal touches reach, Rows how many there are;
	// Digest sums up which and when.
	Journal, Rows int64
	Digest        string
	// FileBytes and LogBytes are how much there is to copy.
	FileBytes, LogBytes int64

	h    *History
	file *os.File // the history's
	log  *os.File
	head []byte
}

//go:embed query/digest.sql
var digestSQL string

// headBytes hold where the file's content begins; each checkpoint writes them.
const headBytes = 3 * 4096

// Snapshot holds the instant it is called at, until Close. It waits for an
// append and a checkpoint under way; checkpoints wait for Close.
func (h *History) Snapshot(ctx context.Context) (*Snapshot, error) {
	h.copying.RLock()
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &Snapshot{h: h}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, wrap("duckdb.Snapshot", err)
	}
	return s, nil
}

func (s *Snapshot) open(ctx context.Context) (err error) {
	if err := s.h.ready(); err != nil {
		return err
	}
	if err := s.h.writer.QueryRowContext(ctx, digestSQL).Scan(&s.Journal, &s.Rows, &s.Digest); err != nil {
		return err
	}
	if s.h.reader == nil {
		if s.h.reader, err = os.Open(s.h.path); err != nil {
			return err
		}
	}
	info, err := s.h.reader.Stat()
	if err != nil {
		return err
	}
	s.file, s.FileBytes = s.h.reader, info.Size()
	if s.log, s.LogBytes, err = opened(s.h.path + LogSuffix); err != nil && !os.IsNotExist(err) {
		return err
	}
	s.head, err = s.readHead()
	return err
}

func opened(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

func (s *Snapshot) readHead() ([]byte, error) {
	head := make([]byte, min(headBytes, s.FileBytes))
	_, err := s.file.ReadAt(head, 0)
	return head, err
}

// CopyFile writes the history's file, CopyLog what stands in the log beside it.
func (s *Snapshot) CopyFile(w io.Writer) error {
	if _, err := io.Copy(w, io.NewSectionReader(s.file, 0, s.FileBytes)); err != nil {
		return wrap("duckdb.Snapshot", err)
	}
	now, err := s.readHead()
	if err == nil && !bytes.Equal(now, s.head) {
		err = cham.Errorf(cham.CodeUnavailable, "duckdb.Snapshot", "the history's file was written to while it was copied: make the backup again")
	}
	return wrap("duckdb.Snapshot", err)
}

// CopyLog writes the log up to the instant.
func (s *Snapshot) CopyLog(w io.Writer) error {
	if s.log == nil {
		return nil
	}
	_, err := io.Copy(w, io.NewSectionReader(s.log, 0, s.LogBytes))
	return wrap("duckdb.Snapshot", err)
}

// Close lets checkpoints go on.
func (s *Snapshot) Close() error {
	if s == nil || s.h == nil {
		return nil
	}
	if s.log != nil {
		s.log.Close()
	}
	s.h.copying.RUnlock()
	s.h = nil
	return nil
}

// FilesAtRest are what a history that no program has open is made of, with their
// names after the path: the file, and the log when there is one.
func FilesAtRest(path string) (suffixes []string, err error) {
	for _, suffix := range []string{"", LogSuffix} {
		if _, err := os.Stat(path + suffix); err == nil {
			suffixes = append(suffixes, suffix)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return suffixes, nil
}

// LogSuffix ends the name of a history's log, after its file's.
const LogSuffix = ".wal"
