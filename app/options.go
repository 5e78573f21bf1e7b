package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/capability/reach"
	"cham/feed"
	"cham/flow"
	"cham/store/journal"
	"cham/store/sqlstore"
)

// Options say where a program's data lives and what it works with. Data is
// required.
type Options struct {
	// Data is the folder; it is made when there is none.
	Data string
	// DatabaseURL is a PostgreSQL database for everything operational; without
	// it, SQLite files in the folder.
	DatabaseURL string
	// IndexBytes is the journey index's ceiling, half the machine when 0.
	IndexBytes int64
	// IndexCheckpoint is how many touches may come before the journey index is
	// written to its file anew; see index.Options.
	IndexCheckpoint int64
	// InboxDir is the folder that watched folders lie under, "inbox" in the data
	// folder when "". FetchFrom are inner networks that files may be fetched from, and
	// touches sent on to.
	InboxDir  string
	FetchFrom []netip.Prefix
	// MinFree is how many bytes of the folder's disk must be free for anything
	// new to be taken in, 512 MiB when 0; Free says how many are.
	MinFree uint64
	Free    func() (uint64, error)
	// Version of the program, as it says it of itself.
	Version string
	// BackupDir is where backups are kept, the folder backups in Data when "";
	// BackupPassphrase encrypts them, unless it is "".
	BackupDir, BackupPassphrase string
	// BackupAt is the time of day of the daily backup, "15:04" by the machine's
	// clock, "" for none; BackupKeep is how many of them are kept, 3 when 0.
	BackupAt   string
	BackupKeep int
	// Linger is the loop's; 0 is its default.
	Linger time.Duration

	// Now is the clock of everything, time.Now when nil.
	Now func() time.Time
	// NewID makes an id nobody can guess, of letters and digits; crypto/rand's
	// Text when nil.
	NewID func() string
	// Log is the program's log; nil discards it.
	Log *slog.Logger

	// Readers get every touch that comes into history; see feed.
	Readers []Reader

	// Poster sends touches on, Fetcher gets files from addresses; the real ones when nil.
	Poster  outgoing.Poster
	Fetcher Fetcher

	// AtRest opens the data for one piece of work: no message leaves meanwhile, and nobody enters or leaves a live segment.
	AtRest bool
	// Senders send messages, by the way they go; the real ones when nil.
	Senders map[reach.Way]outbox.Sender

	// Services are where outside services are, by name, as https://host; the real ones when missing.
	Services map[string]string

	// Places keep what people say beside the program's own; see Eraser.
	Places []erasure.Place

	Watch
}

type (
	// Tx is a transaction of the operational database.
	Tx = *sqlstore.Tx
	// Reader is a reader of the feed that may write to that database.
	Reader = feed.Reader[Tx]
)

// Watch has functions that are called as a touch moves through the program;
// nil ones are not. They must not block.
type Watch struct {
	// Live is called with touches that came as they happen, not by an import.
	Live     func(cham.WorkspaceID, []cham.Touch)
	Refused  func([]capture.Refused)
	Imported func(capture.Import)
	// Visible is called with each batch that questions see from now on.
	Visible func(flow.Batch)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Free == nil {
		o.Free = func() (uint64, error) { return diskFree(o.Data) }
	}
	o.MinFree = cmp.Or(o.MinFree, DefaultMinFree)
	o.IndexBytes = cmp.Or(o.IndexBytes, IndexCeiling())
	return o
}

// Path is the name of a file in the data folder.
func (o Options) Path(name ...string) string {
	return filepath.Join(append([]string{o.Data}, name...)...)
}

func (o Options) backupDir() string { return cmp.Or(o.BackupDir, o.Path("backups")) }

// databaseURL is the option, or the SQLite file in the data folder.
func (o Options) databaseURL() string {
	return cmp.Or(o.DatabaseURL, "sqlite:"+o.Path("state.db"))
}

func (o Options) openJournal(ctx context.Context) (*journal.Journal, error) {
	jo := journal.Options{Log: o.Log, MinFree: o.MinFree, Free: o.Free}
	if o.DatabaseURL != "" {
		return journal.OpenPostgres(ctx, o.DatabaseURL, jo)
	}
	return journal.OpenSQLite(o.Path("journal.db"), jo)
}

// Lock takes a data folder for this process, making it if needed; closing the
// file frees it, and so does the kernel when the process ends, however it ends.
// CodeConflict says that another process has it.
func Lock(data string) (*os.File, error) {
	o := Options{Data: data}
	for _, dir := range []string{data, o.Path("history"), o.Path("uploads")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, folderError(data, err)
		}
	}
	file, err := os.OpenFile(o.Path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, folderError(data, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, cham.Errorf(cham.CodeConflict, "cham.lock",
			"another cham is running on %s; stop it, or use --server URL --key K to talk to it", data)
	}
	return file, nil
}

func folderError(dir string, err error) error {
	e := cham.Errorf(cham.CodeUnavailable, "cham.lock", "make %s a folder this user may write to, or name another with --data", dir)
	e.Err = err
	return e
}
