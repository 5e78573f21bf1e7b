package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"cham"
)

// dataFlags say where a business's data lives.
type dataFlags struct {
	Data        string `help:"Data folder." default:"cham-data" env:"CHAM_DATA" type:"path"`
	DatabaseURL string `help:"PostgreSQL for everything operational (postgres://…); without it, SQLite in the data folder." env:"CHAM_DATABASE_URL" placeholder:"URL"`
	LogFormat   string `help:"text or json." default:"text" enum:"text,json" env:"CHAM_LOG_FORMAT"`
	LogLevel    string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"CHAM_LOG_LEVEL"`
	MemoryMB    int    `help:"Ceiling for the journey index, in MB; 0 leaves it to half the machine." default:"0" env:"CHAM_INDEX_MEMORY_MB"`
	Checkpoint  int64  `name:"index-checkpoint" help:"How many touches may come before the journey index is written to its file anew." default:"1000000" env:"CHAM_INDEX_CHECKPOINT"`
}

func (f dataFlags) path(name ...string) string {
	return filepath.Join(append([]string{f.Data}, name...)...)
}

// databaseURL is the flag, or the SQLite file in the data folder.
func (f dataFlags) databaseURL() string {
	if f.DatabaseURL != "" {
		return f.DatabaseURL
	}
	return "sqlite:" + f.path("state.db")
}

func (f dataFlags) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(f.LogLevel)) // the flag's enum admits valid levels only
	options := &slog.HandlerOptions{Level: level}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// lock takes the data folder for this process, making it if needed. The
// kernel frees it when the process ends, however it ends.
func (f dataFlags) lock() (*os.File, error) {
	for _, dir := range []string{f.Data, f.path("history"), f.path("uploads")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, folderError(f.Data, err)
		}
	}
	file, err := os.OpenFile(f.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, folderError(f.Data, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, cham.Errorf(cham.CodeConflict, "cham.lock",
			"another cham is running on %s; stop it, or use --server URL --key K to talk to it", f.Data)
	}
	return file, nil
}

func folderError(dir string, err error) error {
	e := cham.Errorf(cham.CodeUnavailable, "cham.lock", "make %s a folder this user may write to, or name another with --data", dir)
	e.Err = err
	return e
}
