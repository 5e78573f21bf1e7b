// Package capture measures the way in: what `cham bench capture` prints. Its
// load generator sends Segment calls of about a kilobyte over raw connections,
// so that as little as possible of the cores it shares with the server goes to
// itself.
package capture

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Load says what to send.
type Load struct {
	Addr     string // host:port
	WriteKey string
	// Connections send at the same time, each waiting for its answer.
	Connections int
	// Batch is how many calls a request carries; 1 uses /v1/track.
	Batch int
	// For is how long to send.
	For time.Duration
	// PerSecond paces all connections together; 0 sends as fast as answers come.
	PerSecond int
	// Seed makes message ids that no other run makes.
	Seed string
	// Customers is how many people the touches belong to.
	Customers int
}

// Result is what came of a Load. Latencies are of whole requests.
type Result struct {
	Touches   int           `json:"touches"`
	PerSecond float64       `json:"per_second"`
	P50       time.Duration `json:"p50_ns"`
	P99       time.Duration `json:"p99_ns"`
	// Refused requests were answered something else than 200.
	Refused int `json:"refused"`
}

// Run sends until the time is over or ctx ends. It fails when a connection
// breaks; an answer other than 200 is counted, not an error.
func (l Load) Run(ctx context.Context) (Result, error) {
	var (
		mu     sync.Mutex
		all    []time.Duration
		result Result
		first  error
		wait   sync.WaitGroup
	)
	start := time.Now()
	for c := range l.Connections {
		wait.Go(func() {
			took, refused, err := l.connection(ctx, c, start)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			result.Refused += refused
			result.Touches += (len(took) - refused) * l.Batch
			if first == nil {
				first = err
			}
		})
	}
	wait.Wait()
	result.PerSecond = float64(result.Touches) / time.Since(start).Seconds()
	slices.Sort(all)
	if n := len(all); n > 0 {
		result.P50, result.P99 = all[n/2], all[min(n-1, n*99/100)]
	}
	return result, first
}

func (l Load) connection(ctx context.Context, id int, start time.Time) (took []time.Duration, refused int, err error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.Addr)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	var (
		in       = textproto.NewReader(bufio.NewReader(conn))
		body     []byte
		head     []byte
		deadline = start.Add(l.For)
		every    time.Duration
	)
	if l.PerSecond > 0 {
		every = time.Duration(float64(time.Second) * float64(l.Batch*l.Connections) / float64(l.PerSecond))
	}
	for n := 0; time.Now().Before(deadline) && ctx.Err() == nil; n++ {
		if every > 0 {
			pause(ctx, time.Until(start.Add(time.Duration(n)*every)))
		}
		body = l.body(body[:0], id, n)
		head = l.head(head[:0], len(body))
		began := time.Now()
		if _, err := (&net.Buffers{head, body}).WriteTo(conn); err != nil {
			return took, refused, err
		}
		status, err := answer(in)
		if err != nil {
			return took, refused, err
		}
		took = append(took, time.Since(began))
		if status != 200 {
			refused++
			pause(ctx, 50*time.Millisecond)
		}
	}
	return took, refused, nil
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func (l Load) head(b []byte, length int) []byte {
	path := "/v1/batch"
	if l.Batch == 1 {
		path = "/v1/track"
	}
	b = append(append(b, "POST "...), path...)
	b = append(append(b, " HTTP/1.1\r\nHost: "...), l.Addr...)
	b = append(append(b, "\r\nAuthorization: Basic "...), base64.StdEncoding.EncodeToString([]byte(l.WriteKey+":"))...)
	b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	return append(strconv.AppendInt(b, int64(length), 10), "\r\n\r\n"...)
}

func (l Load) body(b []byte, conn, n int) []byte {
	at := time.Now().UTC().AppendFormat(make([]byte, 0, 32), "2006-01-02T15:04:05.000Z")
	if l.Batch == 1 {
		return l.call(b, conn, n, 0, at)
	}
	b = append(b, `{"batch":[`...)
	for i := range l.Batch {
		if i > 0 {
			b = append(b, ',')
		}
		b = l.call(b, conn, n, i, at)
	}
	return append(append(append(b, `],"sentAt":"`...), at...), `"}`...)
}

var names = [...]string{"Product Viewed", "Product Added", "Checkout Started", "Order Completed", "Product List Viewed", "Cart Viewed"}

// The parts of a call that never change; a call of them is about a kilobyte,
// the size of real ones.
var (
	page = `","page":{"title":"Serum","path":"/san-pham/`
	rest = `"},"campaign":{"source":"facebook","medium":"cpc","name":"thang-11"},"userAgent":"Mozilla/5.0 (Linux; Android 14; SM-A155F) ` +
		`AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36","locale":"vi-VN"},"properties":{"name":"Serum B5","category":"duong da",` +
		`"currency":"VND","note":"` + strings.Repeat("da nhay cam, phuc hoi; ", 14) + `","price":`
)

// call appends one call. Formatting it costs a microsecond, so that the two
// cores are the server's.
func (l Load) call(b []byte, conn, n, i int, at []byte) []byte {
	k := uint32((conn*7919 + n*l.Batch + i) * 2654435761)
	customer := uint64(k) % uint64(max(l.Customers, 1))
	b = append(append(b, `{"type":"track","event":"`...), names[k>>7%uint32(len(names))]...)
	b = strconv.AppendUint(append(b, `","userId":"u`...), customer, 10)
	b = strconv.AppendUint(append(b, `","anonymousId":"a`...), customer, 10)
	b = append(append(b, `","messageId":"`...), l.Seed...)
	for _, part := range [...]int{conn, n, i} {
		b = strconv.AppendInt(append(b, '-'), int64(part), 10)
	}
	b = append(append(b, `","timestamp":"`...), at...)
	b = append(append(b, `","context":{"channel":"website`...), page...)
	b = append(strconv.AppendUint(b, uint64(k%5000), 10), rest...)
	return append(strconv.AppendUint(b, uint64(90_000+k%900_000), 10), "}}"...)
}

// answer reads one response and returns its status.
func answer(in *textproto.Reader) (int, error) {
	line, err := in.ReadLine()
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(line, " ")
	status, err := strconv.Atoi(rest[:min(3, len(rest))])
	if err != nil {
		return 0, fmt.Errorf("not an HTTP answer: %q", line)
	}
	header, err := in.ReadMIMEHeader()
	if err != nil {
		return 0, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return 0, fmt.Errorf("answer of unknown length: %v", header)
	}
	_, err = in.R.Discard(length)
	return status, err
}
