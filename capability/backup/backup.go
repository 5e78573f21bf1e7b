// Package backup keeps the backups of an installation: one a day, those that
// somebody asks for, the newest of each; what became of the last one; and who
// may take one away.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
)

// Config is what a Keeper works with. Dir, Make, Verify and Now are required.
type Config struct {
	// Dir is the folder that backups are kept in.
	Dir string
	// At is the time of day of the daily one, "15:04", as Now tells it; "" is never.
	At string
	// Keep is how many daily ones are kept, and how many of those asked for, 3 when 0.
	Keep int
	// Encrypted says that backups can be read with a passphrase only.
	Encrypted bool
	// Make writes a backup to a path, whole or not at all, and tells how far it is.
	Make func(ctx context.Context, path string, watch func(done, total int64)) error
	// Verify restores a backup to try. CodeUnavailable says that there was no room
	// for that, and that its hashes are right.
	Verify func(ctx context.Context, path string) error
	// Room refuses when there is no room for a backup.
	Room func() error
	Now  func() time.Time
	Log  *slog.Logger
}

// Kinds of backups, by what begins their names.
const (
	Daily   = "daily"
	Asked   = "asked"
	Upgrade = "before-upgrade"
	Migrate = "before-migrate"
)

// Suffix ends the name of a backup's file.
const Suffix = ".cham"

// What was found when a backup was verified.
const (
	Restored = "restored" // restored to try, and equal
	Hashes   = "hashes"   // no room to try; every hash is right
)

// Result is what became of a backup.
type Result struct {
	Name     string    `json:"name"`
	At       time.Time `json:"at"`
	Bytes    int64     `json:"bytes"`
	Seconds  float64   `json:"seconds"`
	Verified string    `json:"verified,omitempty"`
	Error    string    `json:"error,omitempty"`
}

// Running is a backup under way.
type Running struct {
	Since       time.Time
	Done, Total int64
	// Verifying says that it is written and being tried.
	Verifying bool
}

// File is a backup that is there.
type File struct {
	Name  string
	Kind  string
	At    time.Time
	Bytes int64
}

// Status is how backups stand.
type Status struct {
	Running *Running
	// Last is the last one that ended, well or not, LastGood the last that ended well.
	Last, LastGood *Result
	Files          []File // the newest first
}

// Keeper keeps backups. It is safe for concurrent use.
type Keeper struct {
	Config

	begun time.Time
	mu    sync.Mutex
	run   *Running
	stop  context.CancelFunc
	ended chan struct{} // of the one under way
	last  results
}

type results struct {
	Last     *Result `json:"last,omitempty"`
	LastGood *Result `json:"lastGood,omitempty"`
}

// resultsFile holds, in Dir, what became of the last backups.
const resultsFile = "last.json"

// New returns a Keeper that knows what the one before it wrote down.
func New(c Config) *Keeper {
	if c.Keep == 0 {
		c.Keep = 3
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{Config: c, begun: c.Now()}
	k.last, _ = read(c.Dir)
	return k
}

// read returns what is written down in a folder; nothing is no error.
func read(dir string) (r results, err error) {
	b, err := os.ReadFile(filepath.Join(dir, resultsFile))
	if errors.Is(err, os.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	return r, err
}

// Last returns what became of the last backup in a folder, and of the last that
// ended well; nil when there was none.
func Last(dir string) (last, good *Result, err error) {
	r, err := read(dir)
	return r.Last, r.LastGood, err
}

// lookEvery is how often the Keeper looks at the clock.
const lookEvery = time.Minute

// Run makes the daily backups until ctx ends, and waits for one under way, which
// it stops.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if k.Due() {
			if err := k.Start(Daily); err != nil {
				k.Log.Error("backup: the daily one could not begin", "error", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			k.Cancel()
			return
		}
	}
}

// Due reports whether the daily backup is to be made: its time has come since the
// last one, or since the program started when there was none.
func (k *Keeper) Due() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.At == "" || k.run != nil {
		return false
	}
	since := k.begun
	if k.last.Last != nil {
		since = k.last.Last.At
	}
	return since.Before(Before(k.Now(), k.At))
}

// Next is when the next daily backup is made, zero when there is none.
func (k *Keeper) Next() time.Time {
	if k.At == "" {
		return time.Time{}
	}
	return Before(k.Now(), k.At).AddDate(0, 0, 1)
}

// Began is when the program that keeps the backups started.
func (k *Keeper) Began() time.Time { return k.begun }

// Before is the last moment up to now that a clock showed a time of day.
func Before(now time.Time, at string) time.Time {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return time.Time{}
	}
	due := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if due.After(now) {
		due = due.AddDate(0, 0, -1)
	}
	return due
}

// Start begins a backup of a kind in the background; CodeConflict when one is
// under way, CodeUnavailable when there is no room.
func (k *Keeper) Start(kind string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.run != nil {
		return cham.Errorf(cham.CodeConflict, "backup.Start", "a backup is under way; wait for it, or stop it")
	}
	ctx, stop := context.WithCancel(context.Background())
	k.run, k.stop, k.ended = &Running{Since: k.Now()}, stop, make(chan struct{})
	go k.make(ctx, kind, k.ended)
	return nil
}

// Cancel stops the backup under way, if there is one, and waits for its end.
func (k *Keeper) Cancel() {
	k.mu.Lock()
	stop, ended := k.stop, k.ended
	k.mu.Unlock()
	if stop != nil {
		stop()
		<-ended
	}
}

// Wait returns when no backup is under way, or ctx ends.
func (k *Keeper) Wait(ctx context.Context) error {
	k.mu.Lock()
	ended := k.ended
	k.mu.Unlock()
	if ended == nil {
		return nil
	}
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *Keeper) make(ctx context.Context, kind string, ended chan<- struct{}) {
	defer close(ended)
	began := k.Now()
	r := &Result{Name: kind + "-" + began.UTC().Format("20060102-150405") + Suffix, At: began}
	if err := k.write(ctx, r); err != nil {
		r.Error = err.Error()
		k.Log.Error("backup: it failed", "name", r.Name, "error", err)
	} else {
		k.Log.Info("backup: done", "name", r.Name, "bytes", r.Bytes, "verified", r.Verified)
	}
	r.Seconds = k.Now().Sub(began).Seconds()
	k.finish(r)
}

func (k *Keeper) write(ctx context.Context, r *Result) error {
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		return err
	}
	if k.Room != nil {
		if err := k.Room(); err != nil {
			return err
		}
	}
	path := filepath.Join(k.Dir, r.Name)
	err := k.Make(ctx, path, func(done, total int64) { k.note(func(run *Running) { run.Done, run.Total = done, total }) })
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil {
		r.Bytes = info.Size()
	}
	k.note(func(run *Running) { run.Verifying = true })
	switch err := k.Verify(ctx, path); {
	case err == nil:
		r.Verified = Restored
	case cham.ErrorCode(err) == cham.CodeUnavailable && ctx.Err() == nil:
		r.Verified = Hashes
	default:
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func (k *Keeper) note(f func(*Running)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.run != nil {
		f(k.run)
	}
}

// finish writes down what became of it, and deletes what is too old.
func (k *Keeper) finish(r *Result) {
	k.mu.Lock()
	k.stop()
	k.run, k.stop = nil, nil
	k.last.Last = r
	if r.Error == "" {
		k.last.LastGood = r
	}
	b, _ := json.Marshal(k.last) // texts and numbers
	k.mu.Unlock()
	if err := os.WriteFile(filepath.Join(k.Dir, resultsFile), b, 0o600); err != nil {
		k.Log.Error("backup: its result could not be written down", "error", err)
	}
	if r.Error == "" {
		k.deleteOld()
	}
}

// deleteOld leaves the newest of each kind, those before a move for ever.
func (k *Keeper) deleteOld() {
	kept := map[string]int{}
	for _, f := range k.files() {
		if kept[f.Kind]++; kept[f.Kind] > k.Keep && f.Kind != Migrate {
			if err := os.Remove(filepath.Join(k.Dir, f.Name)); err != nil {
				k.Log.Error("backup: an old one could not be deleted", "name", f.Name, "error", err)
			}
		}
	}
}

func (k *Keeper) files() (all []File) {
	entries, _ := os.ReadDir(k.Dir)
	for _, e := range entries {
		kind := kindOf(e.Name())
		info, err := e.Info()
		if kind == "" || err != nil || !info.Mode().IsRegular() {
			continue
		}
		all = append(all, File{Name: e.Name(), Kind: kind, At: info.ModTime(), Bytes: info.Size()})
	}
	slices.SortFunc(all, func(a, b File) int { return b.At.Compare(a.At) })
	return all
}

// kindOf is the kind of a backup by its file's name, "" of any other file.
func kindOf(name string) string {
	if filepath.Ext(name) != Suffix {
		return ""
	}
	for _, kind := range []string{Daily, Asked, Upgrade, Migrate} {
		if strings.HasPrefix(name, kind+"-") {
			return kind
		}
	}
	return ""
}

// Status returns how backups stand.
func (k *Keeper) Status() Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := Status{Last: k.last.Last, LastGood: k.last.LastGood, Files: k.files()}
	if k.run != nil {
		run := *k.run
		s.Running = &run
	}
	return s
}

// Open opens a backup to be taken away.
func (k *Keeper) Open(name string) (*os.File, error) {
	if kindOf(name) == "" || filepath.Base(name) != name {
		return nil, cham.Errorf(cham.CodeNotFound, "backup.Open", "there is no backup of that name; look at the list again")
	}
	f, err := os.Open(filepath.Join(k.Dir, name))
	if err != nil {
		return nil, cham.Wrap(cham.CodeNotFound, "backup.Open", err)
	}
	return f, nil
}
