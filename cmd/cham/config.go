package main

import (
	"context"
	"io"
	"log/slog"
	"os"

	"gopkg.in/natefinch/lumberjack.v2"

	"cham"
	"cham/app"
)

// dataFlags say where a business's data lives.
type dataFlags struct {
	Data        string `help:"Data folder." default:"cham-data" env:"CHAM_DATA" type:"path"`
	DatabaseURL string `help:"PostgreSQL (postgres://…) in place of SQLite in the data folder." env:"CHAM_DATABASE_URL" placeholder:"URL"`
	LogFormat   string `help:"text or json." default:"text" enum:"text,json" env:"CHAM_LOG_FORMAT"`
	LogLevel    string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"CHAM_LOG_LEVEL"`
	LogFile     string `help:"File for the log, rotated; standard error by default." env:"CHAM_LOG_FILE" type:"path" placeholder:"FILE"`
	LogMaxMB    int    `help:"Size of the log file at which a new one is begun." default:"100" env:"CHAM_LOG_MAX_MB"`
	LogKeep     int    `help:"Log files of before that are kept, packed, for 30 days." default:"5" env:"CHAM_LOG_KEEP"`
	BackupDir   string `help:"Folder of backups; backups in the data folder by default." env:"CHAM_BACKUP_DIR" type:"path" placeholder:"DIR"`
	MemoryMB    int    `help:"Ceiling for the journey index, in MB; 0 leaves it to half the machine." default:"0" env:"CHAM_INDEX_MEMORY_MB"`
	Checkpoint  int64  `name:"index-checkpoint" help:"Touches between two index checkpoints." default:"1000000" env:"CHAM_INDEX_CHECKPOINT"`
}

func (f dataFlags) options(logTo io.Writer) app.Options {
	return app.Options{Data: f.Data, DatabaseURL: f.DatabaseURL, IndexBytes: int64(f.MemoryMB) << 20,
		IndexCheckpoint: f.Checkpoint, Log: f.logger(logTo), Version: version, BackupDir: f.BackupDir}
}

// logDays is how long a log file of before is kept.
const logDays = 30

// offline runs do on a workspace of the data folder; see app.Offline.
func (f dataFlags) offline(ctx context.Context, workspace string, do func(*app.App, cham.WorkspaceID) error) error {
	return app.Offline(ctx, f.options(os.Stderr), workspace, do)
}

func (f dataFlags) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(f.LogLevel)) // the flag's enum admits valid levels only
	options := &slog.HandlerOptions{Level: level}
	if f.LogFile != "" {
		w = &lumberjack.Logger{Filename: f.LogFile, MaxSize: f.LogMaxMB, MaxBackups: f.LogKeep, MaxAge: logDays, Compress: true}
	}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
