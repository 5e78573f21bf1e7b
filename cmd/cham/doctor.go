package main

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"

	"cham"
	"cham/app"
	"cham/capability/backup"
	"cham/capability/machine"
	"cham/locale"
)

type doctorCmd struct {
	dataFlags
	Listen string `help:"Address the server would listen on." default:":8080" env:"CHAM_LISTEN"`
	Lang   string `help:"Language of the explanations, en or vi." default:"en" enum:"en,vi" env:"CHAM_LANG"`
	JSON   bool   `name:"json" help:"Print one JSON object."`
}

// finding is what one check saw. When all is not well, Advice says what to do
// about what was seen, Why and Do what the check is for, in the reader's words.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, warn or fail
	Saw    string `json:"saw"`
	Advice string `json:"advice,omitempty"`
	Why    string `json:"why,omitempty"`
	Do     string `json:"do,omitempty"`
	key    string // of the check's words in locale
}

func ok(saw string, args ...any) finding { return finding{State: "ok", Saw: fmt.Sprintf(saw, args...)} }
func warn(saw, advice string) finding    { return finding{State: "warn", Saw: saw, Advice: advice} }
func fail(saw, advice string) finding    { return finding{State: "fail", Saw: saw, Advice: advice} }

func (c *doctorCmd) Run(ctx context.Context, w io.Writer) error {
	checks := []struct {
		name, key string
		run       func(context.Context) finding
	}{
		{"program", "program", c.program}, {"data folder", "folder", c.folder}, {"disk space", "disk", c.disk},
		{"disk speed", "speed", c.fsync}, {"memory", "memory", c.memory}, {"open files", "files", c.files},
		{"address", "address", c.address}, {"time zones", "zones", c.zones}, {"database", "database", c.database},
		{"history engine", "history", c.duckdb}, {"backups", "backups", c.backups}, {"audit log", "audit", c.audit},
		{"sending on", "outgoing", c.outgoing}, {"data quality", "quality", c.quality},
		{"requests", "requests", c.requests},
	}
	var findings []finding
	for _, check := range checks {
		f := check.run(ctx)
		f.Check, f.key = check.name, "doctor."+check.key
		if f.State != "ok" {
			f.Why, f.Do = locale.Text(c.Lang, f.key+".why", nil), locale.Text(c.Lang, f.key+".do", nil)
		}
		findings = append(findings, f)
	}
	if err := c.report(w, findings); err != nil {
		return err
	}
	if slices.ContainsFunc(findings, func(f finding) bool { return f.State == "fail" }) {
		return cham.Errorf(cham.CodeUnavailable, "cham.doctor", "mend what is marked fail above")
	}
	return nil
}

func (c *doctorCmd) report(w io.Writer, findings []finding) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(map[string]any{"checks": findings})
	}
	say := func(key string) string { return locale.Text(c.Lang, key, nil) }
	for _, f := range findings {
		fmt.Fprintf(w, "%-5s %-18s %s\n", say("doctor.said."+f.State), say(f.key+".name"), f.Saw)
		if f.State != "ok" {
			fmt.Fprintf(w, "      %s: %s\n      %s: %s\n", say("doctor.said.why"), f.Why, say("doctor.said.do"), f.Do)
		}
		if f.Advice != "" && c.Lang == "en" {
			fmt.Fprintf(w, "      → %s\n", f.Advice)
		}
	}
	return nil
}

func (c *doctorCmd) backups(context.Context) finding {
	if _, err := os.Stat(filepath.Join(c.Data, "installation")); err != nil {
		return ok("nothing was done here yet")
	}
	last, good, err := backup.Last(cmp.Or(c.BackupDir, filepath.Join(c.Data, "backups")))
	switch {
	case err != nil:
		return warn(err.Error(), "the note about the last backup cannot be read; make one anew")
	case good == nil && last == nil:
		return warn("none was made by the server yet", "cham serve makes one a day by itself; cham backup --to FILE makes one now")
	case last.Error != "":
		return warn("the last one failed: "+last.Error, "make room or mend what it says, then Settings → Backups → Back up now")
	case time.Since(good.At) > machine.BackupAge:
		return warn("the last good one is of "+good.At.Local().Format(time.DateTime), "is the server running, and is --backup-at none?")
	}
	return ok("the last good one is of %s", good.At.Local().Format(time.DateTime))
}

func (c *doctorCmd) program(context.Context) finding {
	return ok("cham %s, %s, %s/%s, %d cores", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func (c *doctorCmd) folder(context.Context) finding {
	file, err := app.Lock(c.Data)
	if err != nil && cham.ErrorCode(err) == cham.CodeConflict {
		return ok("%s, in use by a running cham", c.Data)
	}
	if err != nil {
		return fail(err.Error(), "make it writable for this user, or name another with --data")
	}
	file.Close()
	return ok("%s, writable", c.Data)
}

func (c *doctorCmd) disk(context.Context) finding {
	var s syscall.Statfs_t
	if err := syscall.Statfs(c.Data, &s); err != nil {
		return fail(err.Error(), "is the data folder's disk mounted?")
	}
	free := s.Bavail * uint64(s.Bsize)
	saw := fmt.Sprintf("%.1f GB free", float64(free)/1e9)
	switch {
	case free < 2*app.DefaultMinFree:
		return fail(saw, "free some space: below 0.5 GB new touches are answered 503 until there is room")
	case free < machine.DiskEnough(app.DefaultMinFree):
		return warn(saw, "plan for more: a million touches take about 0.2 GB")
	}
	return ok("%s", saw)
}

// fsync measures the median of 20 durable writes: the floor of every answer.
func (c *doctorCmd) fsync(context.Context) finding {
	file, err := os.CreateTemp(c.Data, "fsync-*")
	if err != nil {
		return fail(err.Error(), "see data folder above")
	}
	defer os.Remove(file.Name())
	defer file.Close()
	var took []time.Duration
	for range 20 {
		start := time.Now()
		if _, err := file.WriteString(strings.Repeat("x", 4096)); err != nil {
			return fail(err.Error(), "see disk space above")
		}
		if err := file.Sync(); err != nil {
			return fail(err.Error(), "the disk does not keep what it is told to; do not use it")
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	median := took[len(took)/2]
	if median > 30*time.Millisecond {
		return warn(fmt.Sprintf("a durable write takes %s", median.Round(time.Microsecond)),
			"move the data folder to an SSD: every answer to a sender waits for such a write")
	}
	return ok("a durable write takes %s", median.Round(time.Microsecond))
}

func (c *doctorCmd) memory(context.Context) finding {
	total, err := app.Memory()
	if err != nil {
		return warn(err.Error(), "the size of memory is unknown; set CHAM_INDEX_MEMORY_MB")
	}
	ceiling := app.IndexCeiling()
	if c.MemoryMB > 0 {
		ceiling = int64(c.MemoryMB) << 20
	}
	if ceiling > total {
		return fail(fmt.Sprintf("index ceiling %d MB of %d MB", ceiling>>20, total>>20), "lower CHAM_INDEX_MEMORY_MB below the machine's memory")
	}
	return ok("%d MB; the index may use %d MB, enough for about %d million touches", total>>20, ceiling>>20, ceiling/12/1e6)
}

func (c *doctorCmd) files(context.Context) finding {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return warn(err.Error(), "")
	}
	if r.Cur < 4096 {
		return warn(fmt.Sprintf("%d at once", r.Cur), "raise it (ulimit -n 65536): each sender's connection is one")
	}
	return ok("%d at once", r.Cur)
}

func (c *doctorCmd) address(context.Context) finding {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return warn(err.Error(), "another program (or a running cham) listens there; choose another with --listen")
	}
	l.Close()
	return ok("%s is free", c.Listen)
}

func (c *doctorCmd) zones(context.Context) finding {
	if _, err := time.LoadLocation(cham.DefaultTimeZone); err != nil {
		return fail(err.Error(), "install the system's time zone data (package tzdata)")
	}
	return ok("%s known", cham.DefaultTimeZone)
}

func (c *doctorCmd) database(ctx context.Context) finding {
	if c.DatabaseURL == "" {
		return databaseVersion(ctx, "sqlite3", ":memory:", "SELECT 'SQLite ' || sqlite_version()", "rebuild cham with cgo")
	}
	return databaseVersion(ctx, "pgx", c.DatabaseURL, "SELECT split_part(version(), ' on ', 1)",
		"check CHAM_DATABASE_URL, and that the server runs and lets this user in")
}

func (c *doctorCmd) duckdb(ctx context.Context) finding {
	return databaseVersion(ctx, "duckdb", "", "SELECT 'DuckDB ' || version()", "rebuild cham with cgo")
}

// databaseVersion opens a database and asks its version.
func databaseVersion(ctx context.Context, driver, dsn, query, advice string) finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return fail(err.Error(), advice)
	}
	defer db.Close()
	var v string
	if err := db.QueryRowContext(ctx, query).Scan(&v); err != nil {
		return fail(err.Error(), advice)
	}
	return ok("%s", v)
}
