package journal_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"cham"
	"cham/capability/capture"
	"cham/chamtest"
	"cham/store/journal"
)

// The test binary runs itself again as the process that is harmed.
const childEnv = "CHAM_JOURNAL_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "":
		os.Exit(m.Run())
	case "append":
		appendForever()
	case "full":
		fillDisk()
	case "open":
		_, err := journal.OpenSQLite(os.Getenv("CHAM_JOURNAL"), journal.Options{})
		fmt.Println(cham.ErrorCode(err), err)
	}
}

func child(t *testing.T, mode, place string, env ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), append(env, childEnv+"="+mode, "CHAM_JOURNAL="+place)...)
	cmd.Stderr = os.Stderr
	return cmd
}

func openPlace(place string) (*journal.Journal, error) {
	if strings.HasPrefix(place, "postgres://") {
		return journal.OpenPostgres(context.Background(), place, journal.Options{})
	}
	return journal.OpenSQLite(place, journal.Options{})
}

// entryOf is a payload that says its number and can be checked by it.
func entryOf(n int) []byte {
	rnd := rand.New(rand.NewPCG(uint64(n), 0))
	b := binary.LittleEndian.AppendUint64(nil, uint64(n))
	for range rnd.IntN(400) {
		b = binary.LittleEndian.AppendUint64(b, rnd.Uint64())
	}
	return b
}

func numberOf(t *testing.T, e capture.Entry) int {
	t.Helper()
	n := int(binary.LittleEndian.Uint64(e.Payload))
	if !bytes.Equal(e.Payload, entryOf(n)) {
		t.Fatalf("entry %d does not read as it was written", n)
	}
	return n
}

// appendForever appends on many goroutines and prints each number when it was
// answered, in one write, so that what was printed was answered.
func appendForever() {
	j, err := openPlace(os.Getenv("CHAM_JOURNAL"))
	if err != nil {
		panic(err)
	}
	first, _ := strconv.Atoi(os.Getenv("CHAM_FIRST"))
	const lanes = 8
	for lane := range lanes {
		go func() {
			for n := first + lane; ; n += lanes {
				if err := j.Append(context.Background(), "ws", 1, entryOf(n)); err != nil {
					panic(err)
				}
				os.Stdout.WriteString(strconv.Itoa(n) + "\n")
			}
		}()
	}
	select {}
}

func TestKillSQLite(t *testing.T) {
	testKill(t, filepath.Join(t.TempDir(), "journal.db"))
}

func TestKillPostgres(t *testing.T) { testKill(t, chamtest.Postgres(t)) }

// kill -9 at random instants under load: what was answered is there, once.
func testKill(t *testing.T, place string) {
	var last int64
	for round := range 20 {
		acked := killed(t, place, round*1_000_000, 1+rand.IntN(300))
		j, err := openPlace(place)
		if err != nil {
			t.Fatal(err)
		}
		there := map[int]bool{}
		for _, e := range all(t, j, "ws", last) {
			n := numberOf(t, e)
			if there[n] || e.Seq <= last {
				t.Fatalf("round %d: entry %d stands twice, or out of order", round, n)
			}
			there[n], last = true, e.Seq
		}
		for _, n := range acked {
			if !there[n] {
				t.Fatalf("round %d: entry %d was answered and is not there", round, n)
			}
		}
		if round%3 == 0 { // numbers must go on from here also when all is gone
			if err := j.Trim(context.Background(), "ws", last); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killed runs a child until so many appends were answered, kills it, and
// returns all that it answered.
func killed(t *testing.T, place string, first, answers int) (acked []int) {
	cmd := child(t, "append", place, "CHAM_FIRST="+strconv.Itoa(first))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for r := bufio.NewReader(out); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			break
		}
		n, _ := strconv.Atoi(strings.TrimSpace(line))
		if acked = append(acked, n); len(acked) == answers {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(acked) < answers {
		t.Fatalf("the child ended by itself after %d answers", len(acked))
	}
	return acked
}

func all(t *testing.T, j *journal.Journal, ws cham.WorkspaceID, after int64) (entries []capture.Entry) {
	t.Helper()
	for {
		some, err := j.Read(context.Background(), ws, after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			return entries
		}
		entries = append(entries, some...)
		after = some[len(some)-1].Seq
	}
}

// fillDisk appends until the file may not grow, then is given room again.
func fillDisk() {
	signal.Ignore(syscall.SIGXFSZ)
	j, err := openPlace(os.Getenv("CHAM_JOURNAL"))
	if err != nil {
		panic(err)
	}
	for n, refusedAt := 0, 0; refusedAt == 0 || n < refusedAt+50; n++ {
		if n == 10 {
			limitFiles(1 << 20)
		}
		err := j.Append(context.Background(), "ws", 1, entryOf(n))
		switch e, _ := errors.AsType[*cham.Error](err); {
		case err == nil:
			fmt.Println("kept", n)
		case e == nil || e.Code != cham.CodeUnavailable || e.RetryAfter == 0 || e.Hint == "":
			panic(err)
		default:
			fmt.Println("refused", n)
			if refusedAt == 0 {
				refusedAt = n
			}
			if n == refusedAt+5 {
				limitFiles(1 << 40)
			}
		}
		if n > 1_000_000 {
			panic("the limit was never met")
		}
		if refusedAt > 0 && err != nil && n > refusedAt+5 {
			panic("there is room again, and still: " + err.Error())
		}
	}
	if err := j.Close(); err != nil {
		panic(err)
	}
}

func limitFiles(size uint64) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		panic(err)
	}
	l.Cur = min(size, l.Max)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		panic(err)
	}
}

// A disk that takes no more: refused clearly, nothing lost, and going on by
// itself when there is room.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	out, err := child(t, "full", path).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	j := openFile(t, path, journal.Options{})
	defer j.Close()
	there := map[int]int{}
	for _, e := range all(t, j, "ws", 0) {
		there[numberOf(t, e)]++
	}
	kept, refused := 0, 0
	for line := range strings.Lines(string(out)) {
		var what string
		var n int
		fmt.Sscan(line, &what, &n)
		switch {
		case what == "kept" && there[n] != 1:
			t.Fatalf("entry %d was answered and stands there %d times", n, there[n])
		case what == "kept":
			kept++
		case there[n] != 0:
			t.Fatalf("entry %d was refused and is there", n)
		default:
			refused++
		}
	}
	if kept < 50 || refused < 6 {
		t.Fatalf("%d kept, %d refused", kept, refused)
	}
}

// A folder that cannot be written is said to be one.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := child(t, "open", filepath.Join(dir, "journal.db"))
	if os.Getuid() == 0 { // may write anywhere: so be nobody, reached by an open file
		self, err := os.Open(cmd.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer self.Close()
		for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
			if err := os.Chmod(d, 0o555); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(d, 0o755) })
		}
		cmd.Path, cmd.ExtraFiles = "/proc/self/fd/3", []*os.File{self}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Dir = "/"
	}
	out, err := cmd.Output()
	if err != nil || !strings.HasPrefix(string(out), string(cham.CodeUnavailable)) ||
		!strings.Contains(string(out), "check its owner and mode") {
		t.Fatalf("%v: %s", err, out)
	}
}

// filled is a journal's files as a power cut would leave them: copied while it
// is open, so that much is in the write-ahead log only, whose bytes it returns.
func filled(t *testing.T, n int) (path string, wal []byte) {
	live := filepath.Join(t.TempDir(), "journal.db")
	j := openFile(t, live, journal.Options{})
	defer j.Close()
	var wg sync.WaitGroup
	for lane := range 4 {
		wg.Go(func() {
			for i := lane; i < n; i += 4 {
				if err := j.Append(context.Background(), "ws", 1, entryOf(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	path = filepath.Join(t.TempDir(), "journal.db")
	copyFile(t, live, path)
	wal, err := os.ReadFile(live + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return path, wal
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}
