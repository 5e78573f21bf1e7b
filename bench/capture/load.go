// Package capture is the load generator behind `cham bench capture`: it sends
// Segment calls of about a kilobyte over raw connections, so that as little as
// possible of the two cores it shares with the server goes to itself.
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
	auth := base64.StdEncoding.EncodeToString([]byte(l.WriteKey + ":"))
	return fmt.Appendf(b, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Basic %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		path, l.Addr, auth, length)
}

func (l Load) body(b []byte, conn, n int) []byte {
	if l.Batch == 1 {
		return l.call(b, conn, n, 0)
	}
	b = append(b, `{"batch":[`...)
	for i := range l.Batch {
		if i > 0 {
			b = append(b, ',')
		}
		b = l.call(b, conn, n, i)
	}
	return append(fmt.Appendf(b, `],"sentAt":"%s"}`, time.Now().UTC().Format(time.RFC3339Nano)), "\n"...)
}

var names = [...]string{"Product Viewed", "Product Added", "Checkout Started", "Order Completed", "Product List Viewed", "Cart Viewed"}

// filler brings a call to about a kilobyte, the size of real ones.
var filler = strings.Repeat("da nhay cam, phuc hoi; ", 14)

func (l Load) call(b []byte, conn, n, i int) []byte {
	k := (conn*7919 + n*l.Batch + i) * 2654435761
	customer := uint32(k) % uint32(max(l.Customers, 1))
	return fmt.Appendf(b, `{"type":"track","event":%q,"userId":"u%d","anonymousId":"a%d","messageId":"%s-%d-%d-%d","timestamp":"%s",`+
		`"properties":{"product_id":"sp%d","name":"Serum B5","category":"duong da","price":%d,"currency":"VND","note":%q},`+
		`"context":{"channel":"website","page":{"path":"/san-pham/%d","url":"https://moc-an.vn/san-pham/%d","title":"Serum"},`+
		`"campaign":{"source":"facebook","medium":"cpc","name":"thang-%d"},"userAgent":"Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36","locale":"vi-VN"}}`,
		names[uint32(k>>7)%uint32(len(names))], customer, customer, l.Seed, conn, n, i, time.Now().UTC().Format(time.RFC3339Nano),
		uint32(k)%5000, 90000+uint32(k)%900000, filler, uint32(k)%5000, uint32(k)%5000, uint32(k)%12+1)
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
