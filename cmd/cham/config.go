package main

import (
	"context"
	"io"
	"log/slog"
	"os"

	"cham"
	"cham/app"
)

// dataFlags say where a business's data lives.
type dataFlags struct {
	Data        string `help:"Data folder." default:"cham-data" env:"CHAM_DATA" type:"path"`
	DatabaseURL string `help:"PostgreSQL (postgres://…) in place of SQLite in the data folder." env:"CHAM_DATABASE_URL" placeholder:"URL"`
	LogFormat   string `help:"text or json." default:"text" enum:"text,json" env:"CHAM_LOG_FORMAT"`
	LogLevel    string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"CHAM_LOG_LEVEL"`
	BackupDir   string `help:"Folder of backups; backups in the data folder by default." env:"CHAM_BACKUP_DIR" type:"path" placeholder:"DIR"`
	MemoryMB    int    `help:"Ceiling for the journey index, in MB; 0 leaves it to half the machine." default:"0" env:"CHAM_INDEX_MEMORY_MB"`
	Checkpoint  int64  `name:"index-checkpoint" help:"Touches between two index checkpoints." default:"1000000" env:"CHAM_INDEX_CHECKPOINT"`
}

func (f dataFlags) options(logTo io.Writer) app.Options {
	return app.Options{Data: f.Data, DatabaseURL: f.DatabaseURL, IndexBytes: int64(f.MemoryMB) << 20,
		IndexCheckpoint: f.Checkpoint, Log: f.logger(logTo), Version: version, BackupDir: f.BackupDir}
}

// offline runs do on a workspace of the data folder; see app.Offline.
func (f dataFlags) offline(ctx context.Context, workspace string, do func(*app.App, cham.WorkspaceID) error) error {
	return app.Offline(ctx, f.options(os.Stderr), workspace, do)
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
