package chamtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Postgres returns the DSN of a fresh, empty database that goes away with the
// test. It is made on the server that CHAM_TEST_POSTGRES names (a DSN whose
// user may create databases), else on a private server of this test binary.
// Without either the test is skipped; in CI (CI=true) it fails.
func Postgres(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("CHAM_TEST_POSTGRES")
	if admin == "" {
		var err error
		if admin, err = privateServer(); errors.Is(err, errNoPostgres) {
			Missing(t, "%v", err)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	name := "cham_test_" + strings.ToLower(rand.Text())
	adminExec(t, admin, "CREATE DATABASE "+name)
	t.Cleanup(func() { adminExec(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatalf("CHAM_TEST_POSTGRES: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}

func adminExec(t testing.TB, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

var errNoPostgres = errors.New("no PostgreSQL: install its server, or set CHAM_TEST_POSTGRES")

// privateServer starts the test binary's own server, once.
var privateServer = sync.OnceValues(func() (string, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(bins) == 0 {
		return "", errNoPostgres
	}
	return startServer(filepath.Dir(bins[len(bins)-1]))
})

// serve runs the server until this process is gone, however it went: the pipe
// on its standard input then closes. It listens on a socket in its folder
// only, so it needs no port of its own.
const serve = `cd "$2" || exit 1
"$1/initdb" -D data -U cham -A trust -E UTF8 --locale=C --no-sync >log 2>&1 || exit 1
"$1/postgres" -D data -k "$2" -c listen_addresses= -c max_connections=200 -c fsync=on >>log 2>&1 &
pid=$!
cat >/dev/null
kill -QUIT $pid; wait $pid
cd /; rm -rf "$2"`

func startServer(bin string) (string, error) {
	dir, err := os.MkdirTemp("", "champg") // not t.TempDir: a socket's path has little room
	if err != nil {
		return "", err
	}
	cmd := exec.Command("/bin/sh", "-c", serve, "postgres", bin, dir)
	if os.Getuid() == 0 { // it refuses to run as root
		if cmd.SysProcAttr, err = unprivileged(dir); err != nil {
			return "", err
		}
	}
	if _, err := cmd.StdinPipe(); err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	dsn := (&url.URL{Scheme: "postgres", User: url.User("cham"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	return dsn, waitReady(cmd, dsn, filepath.Join(dir, "log"))
}

func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	cred := &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return &syscall.SysProcAttr{Credential: cred}, os.Chown(dir, uid, gid)
}

func waitReady(cmd *exec.Cmd, dsn, log string) error {
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(2 * time.Minute); ; {
		select {
		case err := <-gone:
			return serverError(fmt.Errorf("it stopped: %w", err), log)
		case <-deadline:
			return serverError(errors.New("it did not start in two minutes"), log)
		case <-tick.C:
			if err = db.Ping(); err == nil {
				return nil
			}
		}
	}
}

func serverError(err error, log string) error {
	b, _ := os.ReadFile(log)
	return fmt.Errorf("private PostgreSQL server: %w\n%s", err, b)
}
