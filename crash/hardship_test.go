package crash

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cham/chamtest"
)

// served is the program, running on a folder of its own.
func served(t *testing.T, dir string) *Process {
	t.Helper()
	if err := Prepare(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	p, err := NewProcess(program(t), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	startReady(t, p)
	t.Cleanup(func() { p.Kill() })
	return p
}

func startReady(t *testing.T, p *Process) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	if err := p.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// settle ends the load and the program and holds the one against the other.
func settle(t *testing.T, p *Process, l *load) {
	t.Helper()
	l.stop()
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	var r Report
	err := r.verify(t.Context(), p, l)
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d sent, %d answered, %d stored", r.Sent, r.Answered, r.Stored)
	if r.Answered == 0 {
		t.Error("nothing was answered")
	}
}

// send posts one call and returns the status and the answer, 0 when there was none.
func send(url, id string) (int, http.Header, string) {
	body := fmt.Sprintf(`{"type":"track","event":"Probe","userId":"probe","messageId":%q,"writeKey":%q}`, id, writeKey)
	resp, err := (&http.Client{Timeout: 20 * time.Second}).Post(url+"/v1/track", "application/json", strings.NewReader(body))
	if err != nil {
		return 0, nil, err.Error()
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(text)
}

// await waits for a condition that must come.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute: %s", what)
		}
	}
}

// probe sends a call and enters it in the load's ledger.
func (l *load) probe(url, id string) (int, http.Header, string) {
	l.send(sent{id: id, user: "probe", name: "Probe", at: time.Now()})
	code, header, text := send(url, id)
	if code == http.StatusOK {
		l.answer(id)
	}
	return code, header, text
}

// smallDisk mounts a file system of its own at dir.
func smallDisk(t *testing.T, dir string, megabytes int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		chamtest.Missing(t, "a file system cannot be mounted (not root?): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// fill takes all but leave bytes of the disk.
func fill(t *testing.T, dir string, leave int64) (file string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 1<<20)
	for {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(dir, &fs); err != nil {
			t.Fatal(err)
		}
		more := min(int64(fs.Bavail)*fs.Bsize-leave, int64(len(block)))
		if more <= 0 {
			return f.Name()
		}
		if _, err := f.Write(block[:more]); err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

// A disk that runs full, to the floor and to the last byte, again and again
// under load: senders are told to come back, and when there is room again
// everything that was answered is there.
func TestFullDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	smallDisk(t, dir, 900)
	p := served(t, dir)
	l := startLoad(p.URL, 1, 8*time.Millisecond, 8000)
	defer l.stop()
	log := p.history(workspace) + ".wal"
	for n, leave := range []int64{300 << 20, 0, 5 << 20, 20 << 20} {
		// Soon before DuckDB's log is due to come into the file, which needs room.
		await(t, "the log grows", func() bool { info, err := os.Stat(log); return err == nil && info.Size() > 50<<20 })
		await(t, "a call is taken", func() bool { code, _, _ := l.probe(p.URL, fmt.Sprint("before-", n)); return code == 200 })
		ballast := fill(t, dir, leave)
		var header http.Header
		var text string
		await(t, "a call is refused for want of room", func() bool {
			var code int
			code, header, text = l.probe(p.URL, fmt.Sprint("full-", n))
			return code == http.StatusServiceUnavailable
		})
		if header.Get("Retry-After") == "" || !strings.Contains(text, "disk") {
			t.Errorf("the refusal says %v %q", header, text)
		}
		if resp, err := http.Get(p.URL + "/healthz"); err != nil || resp.StatusCode != 200 {
			t.Fatalf("healthz: %v, %v", resp, err)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		await(t, "a call is taken again", func() bool { code, _, _ := l.probe(p.URL, fmt.Sprint("after-", n)); return code == 200 })
	}
	if err := p.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	settle(t, p, l)
}

// A folder that cannot be written is said so, by name, and nothing else is done.
func TestReadOnlyFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if os.Getuid() == 0 { // to whom permissions are no obstacle
		smallDisk(t, dir, 10)
		if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	} else if err := os.Mkdir(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	p, err := NewProcess(program(t), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	err = <-p.done
	p.cmd = nil
	if said := p.Log(); err == nil || !strings.Contains(said, dir) || strings.Contains(said, "goroutine ") {
		t.Errorf("%v; it said:\n%s", err, said)
	}
}

// What a torn write leaves at the end of a log is not believed, and hides
// nothing that was answered.
func TestTornTail(t *testing.T) {
	dir := t.TempDir()
	p := served(t, dir)
	l := startLoad(p.URL, 2, 8*time.Millisecond, 20)
	defer l.stop()
	for n := range 8 {
		await(t, "a call is taken", func() bool { code, _, _ := l.probe(p.URL, fmt.Sprint("torn-", n)); return code == 200 })
		if err := p.Kill(); err != nil {
			t.Fatal(err)
		}
		garbage := make([]byte, 1+n*n*700)
		rand.Read(garbage)
		for _, name := range []string{"journal.db-wal", "state.db-wal"} {
			appendTo(t, filepath.Join(dir, name), garbage)
		}
		startReady(t, p)
	}
	settle(t, p, l)
}

func appendTo(t *testing.T, name string, b []byte) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if os.IsNotExist(err) {
		return // nothing to tear
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
}

// memory is what the program has resident, in bytes.
func (p *Process) memory(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

// endless is a body of n bytes that nobody holds in memory.
func endless(n int64) io.Reader { return io.LimitReader(zeros{}, n) }

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A body of 2 GB, announced or not, or folded into a small one, is refused
// before it takes memory, and others are served meanwhile.
func TestHugeBody(t *testing.T) {
	p := served(t, t.TempDir())
	before := p.memory(t)
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestCompression)
	if _, err := io.Copy(z, endless(400<<20)); err != nil {
		t.Fatal(err)
	}
	z.Close()
	for _, c := range []struct {
		name, head string
		body       io.Reader
	}{
		{"announced", "Content-Length: 2147483648\r\n", endless(2 << 30)},
		{"chunked", "Transfer-Encoding: chunked\r\n", io.MultiReader(strings.NewReader("80000000\r\n"), endless(2<<30))},
		{"a bomb", fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n", bomb.Len()), &bomb},
	} {
		status := rawRequest(t, p, c.head, c.body)
		if status != http.StatusRequestEntityTooLarge && status != http.StatusBadRequest {
			t.Errorf("%s: answered %d", c.name, status)
		}
		if code, _, text := send(p.URL, "beside "+c.name); code != http.StatusOK {
			t.Errorf("beside %s: %d %s", c.name, code, text)
		}
	}
	if grown := p.memory(t) - before; grown > 128<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

// rawRequest sends a request that may be cut off, and returns the status.
func rawRequest(t *testing.T, p *Process, head string, body io.Reader) int {
	t.Helper()
	conn, err := net.Dial("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/batch HTTP/1.1\r\nHost: cham\r\nAuthorization: Basic Y3Jhc2gtd3JpdGUta2V5Og==\r\n%s\r\n", head)
	go io.Copy(conn, body) // until the server hangs up, or the test does
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// 10,000 connections that send a byte a second leave room for everybody else.
func TestSlowConnections(t *testing.T) {
	const connections = 10_000
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Max < connections+500 {
		chamtest.Missing(t, "only %d open files are allowed", limit.Max)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	p := served(t, t.TempDir())
	before := p.memory(t)
	conns := make([]net.Conn, connections)
	for i := range conns {
		conn, err := net.Dial("tcp", p.address)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		defer conn.Close()
		conns[i] = conn
		head := "POST /v1/batch HTTP/1.1\r\nHost: cham\r\nAuthorization: Basic Y3Jhc2gtd3JpdGUta2V5Og==\r\nContent-Length: 1000\r\n\r\n{"
		if i%2 == 0 {
			head = "POST /v1/b" // not even a whole line
		}
		io.WriteString(conn, head)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go trickle(ctx, conns)
	for n := range 100 {
		if code, _, text := send(p.URL, fmt.Sprint("beside-", n)); code != http.StatusOK {
			t.Fatalf("request %d beside the slow ones: %d %s", n, code, text)
		}
	}
	if grown := p.memory(t) - before; grown > 512<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	} else {
		t.Logf("memory grew by %d MB", grown>>20)
	}
	stop()
	if err := p.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// trickle sends a byte on each connection every second.
func trickle(ctx context.Context, conns []net.Conn) {
	for tick := time.NewTicker(time.Second); ; {
		for _, c := range conns {
			c.Write([]byte(" "))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return
		}
	}
}
