package capture

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"cham/capability/capture"
)

// Limit measures what the machine allows: calls decoded and made durable by a
// bare group commit, without HTTP, checks or a database. senders work at the
// same time, each with batches of so many calls. It returns calls per second.
func Limit(dir string, senders, batch int, d time.Duration) (float64, error) {
	file, err := os.CreateTemp(dir, "limit-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	var (
		c      = commit{file: file, work: make(chan request, senders)}
		wait   sync.WaitGroup
		counts = make([]int, senders)
		errs   = make([]error, senders)
		start  = time.Now()
	)
	wait.Go(c.run)
	var sending sync.WaitGroup
	for s := range senders {
		sending.Go(func() {
			l := Load{Batch: batch, Seed: "limit", Customers: 1000}
			for n := 0; time.Since(start) < d && errs[s] == nil; n++ {
				body := l.body(nil, s, n)
				if _, errs[s] = capture.Decode(body, kindOf(batch)); errs[s] == nil {
					errs[s] = c.append(body)
					counts[s] += batch
				}
			}
		})
	}
	sending.Wait()
	close(c.work)
	wait.Wait()
	total := 0
	for s := range senders {
		if errs[s] != nil {
			return 0, errs[s]
		}
		total += counts[s]
	}
	return float64(total) / time.Since(start).Seconds(), nil
}

// LimitHTTP measures the same behind a bare net/http server, sent to by the load that
// the server under test gets: what that server would reach if it judged nothing
// and kept nothing but the bytes. It returns touches per second.
func LimitHTTP(ctx context.Context, dir string, l Load) (float64, error) {
	file, err := os.CreateTemp(dir, "limit-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	c := commit{file: file, work: make(chan request, l.Connections)}
	s := &http.Server{Handler: bare(&c, l.Batch)}
	var running sync.WaitGroup
	running.Go(c.run)
	running.Go(func() { s.Serve(listener) })
	l.Addr = listener.Addr().String()
	r, err := l.Run(ctx)
	err = errors.Join(err, s.Shutdown(context.WithoutCancel(ctx)))
	close(c.work)
	running.Wait()
	return r.PerSecond, err
}

// bare decodes a body and makes it durable.
func bare(c *commit, batch int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, err := io.ReadFull(r.Body, body)
		if err == nil {
			_, err = capture.Decode(body, kindOf(batch))
		}
		if err == nil {
			err = c.append(body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		io.WriteString(w, `{"success":true}`)
	})
}

// commit writes what waits and makes it durable with one sync.
type commit struct {
	file *os.File
	work chan request
}

type request struct {
	data []byte
	done chan error
}

func (c *commit) append(data []byte) error {
	r := request{data, make(chan error, 1)}
	c.work <- r
	return <-r.done
}

func (c *commit) run() {
	for first := range c.work {
		group := []request{first}
		for more := true; more; {
			select {
			case r, ok := <-c.work:
				if more = ok; ok {
					group = append(group, r)
				}
			default:
				more = false
			}
		}
		err := c.write(group)
		for _, r := range group {
			r.done <- err
		}
	}
}

func (c *commit) write(group []request) error {
	for _, r := range group {
		if _, err := c.file.Write(r.data); err != nil {
			return err
		}
	}
	return datasync(c.file)
}
