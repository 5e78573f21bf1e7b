package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cham"
	"cham/app"
	"cham/app/server"
	"cham/store/archive"
)

// keepFlags say when and where a server keeps backups.
type keepFlags struct {
	backupFlags
	BackupAt   string `help:"Time of the daily backup (03:00), or none." default:"03:00" env:"CHAM_BACKUP_AT" placeholder:"HH:MM"`
	BackupKeep int    `help:"Daily backups that are kept." default:"3" env:"CHAM_BACKUP_KEEP"`
}

func (f keepFlags) set(o *app.Options) (err error) {
	if o.BackupPassphrase, err = f.passphrase(); err != nil {
		return err
	}
	o.BackupKeep = f.BackupKeep
	if f.BackupAt == "none" {
		return nil
	}
	if _, err := time.Parse("15:04", f.BackupAt); err != nil {
		e := cham.Errorf(cham.CodeInvalid, "cham.serve", "a time of day such as 03:00, or none")
		e.Field = "--backup-at"
		return e
	}
	o.BackupAt = f.BackupAt
	return nil
}

// backupFlags are what backups are made and kept with.
type backupFlags struct {
	PassphraseFile string `help:"File with the passphrase of backups." type:"existingfile" env:"CHAM_BACKUP_KEY_FILE" placeholder:"FILE"`
}

func (f backupFlags) passphrase() (string, error) {
	if f.PassphraseFile == "" {
		return "", nil
	}
	b, err := os.ReadFile(f.PassphraseFile)
	p := strings.TrimRight(string(b), "\r\n")
	if err == nil && p == "" {
		err = cham.Errorf(cham.CodeInvalid, "cham.backup", "%s is empty: write the passphrase into it", f.PassphraseFile)
	}
	return p, err
}

type backupCmd struct {
	dataFlags
	backupFlags
	To       string `help:"File to make; - for standard output." required:"" placeholder:"FILE"`
	NoVerify bool   `help:"Do not try the restore, only the hashes."`
	JSON     bool   `name:"json" help:"Print the backup's list of parts as JSON."`
}

func (c *backupCmd) Run(ctx context.Context, w io.Writer) error {
	passphrase, err := c.passphrase()
	if err != nil {
		return err
	}
	if c.To == "-" {
		return c.toStream(ctx, w, passphrase)
	}
	began := time.Now()
	_, err = app.WriteBackup(c.To, passphrase, func(to io.Writer) (archive.Manifest, error) { return archive.Manifest{}, c.write(ctx, to) })
	if err != nil {
		return err
	}
	made := time.Since(began)
	m, err := c.verify(ctx, passphrase)
	if err != nil {
		return err
	}
	return c.report(w, m, made)
}

func (c *backupCmd) toStream(ctx context.Context, w io.Writer, passphrase string) error {
	sealed, err := archive.Encrypt(w, passphrase)
	if err != nil {
		return err
	}
	return errors.Join(c.write(ctx, sealed), sealed.Close())
}

// write asks the server that has the folder, or reads the folder when none has.
func (c *backupCmd) write(ctx context.Context, to io.Writer) error {
	show := progress("backup")
	defer show.end()
	_, err := app.BackupAtRest(ctx, c.options(os.Stderr), to, show.see)
	if cham.ErrorCode(err) == cham.CodeConflict {
		if asked := server.BackupOf(ctx, c.Data, to, show.see); cham.ErrorCode(asked) != cham.CodeNotFound {
			return asked
		}
	}
	return err
}

// verify reads the file that was made.
func (c *backupCmd) verify(ctx context.Context, passphrase string) (archive.Manifest, error) {
	open := app.BackupFile(c.To, passphrase)
	if c.NoVerify {
		return app.CheckBackup(open)
	}
	dir, err := filepath.Abs(filepath.Dir(c.To))
	if err != nil {
		return archive.Manifest{}, err
	}
	return app.VerifyBackup(ctx, c.options(os.Stderr), dir, open)
}

func (c *backupCmd) report(w io.Writer, m archive.Manifest, took time.Duration) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(m)
	}
	info, err := os.Stat(c.To)
	if err != nil {
		return err
	}
	how := "restored once to try, and equal"
	if c.NoVerify {
		how = "every hash is right; the restore was not tried"
	}
	_, err = fmt.Fprintf(w, "%s: everything as of %s, %.1f MB, made in %s; %s\n", c.To, m.At.Local().Format(time.DateTime),
		float64(info.Size())/1e6, took.Round(10*time.Millisecond), how)
	return err
}

type restoreCmd struct {
	dataFlags
	backupFlags
	From  string `help:"The backup." required:"" type:"existingfile" placeholder:"FILE"`
	Check bool   `help:"Read the backup and its hashes only; change nothing."`
	JSON  bool   `name:"json" help:"Print the backup's list of parts as JSON."`
}

func (c *restoreCmd) Run(ctx context.Context, w io.Writer) error {
	passphrase, err := c.passphrase()
	if err != nil {
		return err
	}
	open, what := app.BackupFile(c.From, passphrase), "restored into "+c.Data+"; start it with cham serve"
	var m archive.Manifest
	if c.Check {
		what = "whole and unharmed"
		m, err = app.CheckBackup(open)
	} else {
		m, err = app.Restore(ctx, c.options(os.Stderr), open)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(m)
	}
	_, err = fmt.Fprintf(w, "%s: %d workspaces as of %s, written by cham %s: %s\n", c.From, len(m.Workspaces),
		m.At.Local().Format(time.DateTime), m.Program, what)
	return err
}

// shown is a line on a terminal that says how far something is.
type shown struct {
	what  string
	last  time.Time
	wrote bool
}

func progress(what string) *shown { return &shown{what: what, last: time.Now()} }

func (s *shown) see(p app.Progress) {
	if time.Since(s.last) < time.Second {
		return
	}
	s.last, s.wrote = time.Now(), true
	fmt.Fprintf(os.Stderr, "\r%s: %d of about %d MB", s.what, p.Done>>20, p.Total>>20)
}

func (s *shown) end() {
	if s.wrote {
		fmt.Fprintln(os.Stderr)
	}
}
