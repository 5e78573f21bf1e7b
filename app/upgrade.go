package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"cham"
	"cham/capability/backup"
	"cham/store/archive"
	"cham/store/sqlstore"
)

// beforeUpgrade keeps everything as it is in a backup beside the data, before a
// newer program changes it.
func (a *App) beforeUpgrade(ctx context.Context, store *sqlstore.DB, _ int64) (err error) {
	a.upgrade.Do(func() { err = a.backupFirst(ctx, store) })
	return err
}

func (a *App) backupFirst(ctx context.Context, store *sqlstore.DB) (err error) {
	j := a.Journal
	if j == nil { // the state is opened first
		if j, err = a.openJournal(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, j.Close()) }()
	}
	dir := a.backupDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderError(dir, err)
	}
	path := a.backupName(backup.Upgrade)
	a.Log.Info("upgrade: everything is backed up first", "to", path)
	_, err = WriteBackup(path, a.BackupPassphrase, func(w io.Writer) (archive.Manifest, error) {
		return a.writeAtRest(ctx, store, j, w, nil)
	})
	if err != nil {
		e := cham.Errorf(cham.ErrorCode(err), "app.Open",
			"the upgrade was not begun, as the backup before it failed: free some space, or name a folder elsewhere with --backup-dir")
		e.Err = err
		return e
	}
	return nil
}

// backupName is a new name in the folder of backups, which tells the time.
func (o Options) backupName(kind string) string {
	name := filepath.Join(o.backupDir(), kind+"-"+o.Now().UTC().Format("20060102-150405"))
	for n, path := 2, name+backup.Suffix; ; n++ {
		if _, err := os.Stat(path); err != nil {
			return path
		}
		path = fmt.Sprintf("%s-%d%s", name, n, backup.Suffix)
	}
}
