package crash

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"cham"
)

// readyWithin bounds how long the program may take to answer after a start.
const readyWithin = time.Minute

// Process is the cham program on a data folder, started again and again on the
// same port.
type Process struct {
	URL string
	// Wrap, when set, is put before the command, e.g. to run it in a namespace.
	Wrap []string

	bin, dir, databaseURL, address string

	cmd  *exec.Cmd
	done chan error
	log  *tail
}

// NewProcess chooses a free port and starts nothing yet.
func NewProcess(bin, dir, databaseURL string) (*Process, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	address := l.Addr().String()
	return &Process{URL: "http://" + address, bin: bin, dir: dir, databaseURL: databaseURL, address: address}, nil
}

func (p *Process) command(args ...string) *exec.Cmd {
	args = append(append([]string{p.bin}, args...), "--data", p.dir)
	if p.databaseURL != "" {
		args = append(args, "--database-url", p.databaseURL)
	}
	args = append(append([]string{}, p.Wrap...), args...)
	return exec.Command(args[0], args[1:]...)
}

// Start starts the program; it need not answer yet.
func (p *Process) Start() error {
	p.log = &tail{}
	p.cmd = p.command("serve", "--listen", p.address, "--rate", "1e6")
	p.cmd.Env = append(os.Environ(), "CHAM_INDEX_CHECKPOINT=1") // after every fold, so that kills hit many
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	// A namespace's shell and the program end together.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.done = make(chan error, 1)
	go func(cmd *exec.Cmd, done chan error) { done <- cmd.Wait() }(p.cmd, p.done)
	return nil
}

// PID is the process id of the running program.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ready waits until the program answers that it is ready.
func (p *Process) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		select {
		case err := <-p.done:
			p.done <- err
			return p.fault("the program ended by itself", err)
		case <-ctx.Done():
			return p.fault("the program does not get ready", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
		if resp, err := http.Get(p.URL + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
}

// Kill is kill -9. It is an error if the program had ended before.
func (p *Process) Kill() error { return p.end(syscall.SIGKILL) }

// Stop asks the program to stop and waits until it did, without an error.
func (p *Process) Stop() error { return p.end(syscall.SIGTERM) }

func (p *Process) end(s syscall.Signal) error {
	if p.cmd == nil {
		return nil
	}
	select {
	case err := <-p.done:
		p.cmd = nil
		return p.fault("the program ended by itself", err)
	default:
	}
	if err := syscall.Kill(-p.cmd.Process.Pid, s); err != nil {
		return err
	}
	err := <-p.done
	p.cmd = nil
	if s != syscall.SIGKILL && err != nil {
		return p.fault("the program did not stop well", err)
	}
	return nil
}

func (p *Process) fault(what string, err error) error {
	return fmt.Errorf("%s: %v; it said:\n%s", what, err, p.log)
}

// Log is the end of what the program said since its start.
func (p *Process) Log() string { return p.log.String() }

// Query runs a cham query command on the data folder of a stopped program and
// returns what it printed.
func (p *Process) Query(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := p.command(append(append([]string{"query"}, args...), "--json")...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("cham query %v: %w: %s", args, err, errs.String())
	}
	return out.Bytes(), nil
}

func (p *Process) history(ws cham.WorkspaceID) string {
	return filepath.Join(p.dir, "history", string(ws)+".duckdb")
}

// unfinished reports whether the last kill hit a checkpoint of the index that
// was being written.
func (p *Process) unfinished(ws cham.WorkspaceID) bool {
	_, err := os.Stat(filepath.Join(p.dir, "history", string(ws)+".index.part"))
	return err == nil
}

// tail keeps the last bytes written to it.
type tail struct {
	mu  sync.Mutex
	end []byte
}

const tailBytes = 16 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b...)
	if over := len(t.end) - tailBytes; over > 0 {
		t.end = append(t.end[:0], t.end[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.end)
}
