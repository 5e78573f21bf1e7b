package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"cham/chamtest"
)

// kills is how often the test kills: CHAM_KILLS, else 5. make test and make
// soak say more.
func kills(t *testing.T) int {
	text := os.Getenv("CHAM_KILLS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("CHAM_KILLS=%q is no number", text)
	}
	return n
}

var build = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("CHAM_BIN"); bin != "" {
		return filepath.Abs(bin)
	}
	dir, err := os.MkdirTemp("", "cham-crash-")
	if err != nil {
		return "", err
	}
	built = dir
	bin := filepath.Join(dir, "cham")
	out, err := exec.Command("go", "build", "-o", bin, "cham/cmd/cham").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return bin, nil
})

// built is the folder of a program built for these tests.
var built string

func TestMain(m *testing.M) {
	if os.Getenv(withReaders) != "" {
		if err := serveWithReaders(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	os.RemoveAll(built)
	os.Exit(code)
}

// program returns the cham program: CHAM_BIN, or one built for these tests.
func program(t *testing.T) string {
	t.Helper()
	bin, err := build()
	if err != nil {
		t.Fatalf("%v: %s", err, bin)
	}
	return bin
}

func TestKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { kill(t, "") })
	t.Run("postgres", func(t *testing.T) { kill(t, chamtest.Postgres(t)) })
}

func kill(t *testing.T, databaseURL string) {
	r, err := Run(t.Context(), Config{Bin: program(t), Dir: t.TempDir(), DatabaseURL: databaseURL,
		Kills: kills(t), Seed: uint64(os.Getpid())})
	if err == nil {
		err = r.Err()
	}
	t.Logf("%d kills (%d while starting, %d while writing the index) in %s: %d sent, %d answered, %d stored, %d customers; seed %d",
		r.Kills, r.Early, r.Writing, r.Elapsed.Round(1e8), r.Sent, r.Answered, r.Stored, r.Customers, os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if r.Kills < kills(t) || r.Answered < 10*r.Kills || r.Stored < r.Answered {
		t.Errorf("too little was tried: %+v", r)
	}
	if r.Kills >= 200 && r.Writing == 0 {
		t.Error("no kill hit a checkpoint")
	}
}
