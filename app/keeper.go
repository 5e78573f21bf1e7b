package app

import (
	"context"
	"io"

	"cham"
	"cham/capability/backup"
	"cham/store/archive"
)

// keeper keeps this program's backups in its folder of backups.
func (a *App) keeper() *backup.Keeper {
	return backup.New(backup.Config{Dir: a.backupDir(), At: a.BackupAt, Keep: a.BackupKeep, Encrypted: a.BackupPassphrase != "",
		Room: a.roomForBackup, Now: a.Now, Log: a.Log,
		Make: func(ctx context.Context, path string, watch func(done, total int64)) error {
			_, err := WriteBackup(path, a.BackupPassphrase, func(w io.Writer) (archive.Manifest, error) {
				return a.Backup(ctx, w, func(p Progress) { watch(p.Done, p.Total) })
			})
			return err
		},
		Verify: func(ctx context.Context, path string) error {
			_, err := VerifyBackup(ctx, a.Options, a.backupDir(), BackupFile(path, a.BackupPassphrase))
			return err
		},
	})
}

// roomForBackup refuses a backup that would leave the disk too full for touches.
func (a *App) roomForBackup() error {
	free, err := existingFree(a.backupDir())
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "app.Backup", err)
	}
	if need := a.backupNeeds(); free < need {
		return cham.Errorf(cham.CodeUnavailable, "app.Backup", "a backup needs up to %d MB, of which %d stay free, and %d MB are free in %s: "+
			"free some space, delete old backups there, or name another folder with --backup-dir", need>>20, a.MinFree>>20, free>>20, a.backupDir())
	}
	return nil
}

// backupNeeds is how many bytes must be free where backups are kept for one to begin.
func (a *App) backupNeeds() uint64 { return uint64(a.DataBytes()) + a.MinFree }
