package app

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"cham/store/seal"
	"cham/store/stoplist"
	"cham/store/witness"
)

// restrictToUser makes the data readable by this user only: what the databases
// make from now on, by the process's umask, as they choose modes of their own;
// and what is there already. Only names of ours are touched, as the folder may
// hold other things.
func restrictToUser(data string, log *slog.Logger) {
	syscall.Umask(0o077)
	var failed error
	tighten := func(path string, mode fs.FileMode) { failed = errors.Join(failed, os.Chmod(path, mode)) }
	tighten(data, 0o700)
	entries, err := os.ReadDir(data)
	failed = errors.Join(failed, err)
	for _, e := range entries {
		switch path := filepath.Join(data, e.Name()); {
		case e.IsDir() && (e.Name() == "history" || e.Name() == "uploads" || e.Name() == "aside" || e.Name() == "backups" || e.Name() == "acme"):
			failed = errors.Join(failed, restrictTree(path))
		case e.Type().IsRegular() && isOurFile(e.Name()):
			tighten(path, 0o600)
		}
	}
	if failed != nil {
		log.Warn("others on this machine may read the data folder", "data", data, "error", failed)
	}
}

// isOurFile reports whether a file at the top of the folder is one that we make.
func isOurFile(name string) bool {
	known := []string{"lock", installationFile, restoringFile, stoplist.ListFile, stoplist.KeyFile, seal.KeyFile,
		witness.File}
	return slices.Contains(known, name) || strings.HasPrefix(name, witness.DamagedFile) ||
		strings.HasPrefix(name, "state.db") || strings.HasPrefix(name, "journal.db")
}

// restrictTree leaves links alone, and files of several names: an import from
// this machine waits as another name of the user's own file.
func restrictTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Nlink > 1 {
			return nil
		}
		return os.Chmod(path, 0o600)
	})
}
