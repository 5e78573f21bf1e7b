package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	analytics "gopkg.in/segmentio/analytics-go.v3"
)

// sent is a touch as its sender knows it.
type sent struct {
	id, user, device, name string
	at                     time.Time
}

// ledger is what was sent and what of it was answered with 200.
type ledger struct {
	mu       sync.Mutex
	sent     map[string]sent
	answered map[string]bool
}

func (l *ledger) send(ts ...sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range ts {
		l.sent[t.id] = t
	}
}

func (l *ledger) answer(ids ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		l.answered[id] = true
	}
}

// load sends calls until it is stopped: some clients speak HTTP themselves,
// one is Segment's own.
type load struct {
	ledger
	url    string
	pause  time.Duration // between two calls of a client
	pad    int           // random bytes in each call of the clients that speak HTTP themselves
	cancel context.CancelFunc
	work   sync.WaitGroup
}

const senders = 3

func startLoad(url string, seed uint64, pause time.Duration, pad int) *load {
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{url: url, pause: pause, pad: pad, cancel: cancel, ledger: ledger{sent: map[string]sent{}, answered: map[string]bool{}}}
	for n := range senders {
		l.work.Go(func() { l.raw(ctx, newPeople(fmt.Sprint("raw", n), seed)) })
	}
	l.work.Go(func() { l.client(ctx, newPeople("go", seed)) })
	return l
}

// stop ends the sending; what is under way is answered or given up first.
func (l *load) stop() {
	l.cancel()
	l.work.Wait()
}

// people make touches: each walks through steps at instants of its own, days
// apart from the present, first without a name, then as a user with a device.
type people struct {
	sender string
	dice   *rand.Rand
	serial int
	steps  []int // by person
}

func newPeople(sender string, seed uint64) *people {
	return &people{sender: sender, dice: rand.New(rand.NewPCG(seed, uint64(len(sender))*1000+uint64(sender[len(sender)-1])))}
}

var began = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func (p *people) next() sent {
	if len(p.steps) < 30 || p.dice.IntN(20) == 0 {
		p.steps = append(p.steps, 0)
	}
	n := p.dice.IntN(len(p.steps))
	p.serial++
	step := p.steps[n]
	p.steps[n]++
	t := sent{id: fmt.Sprint(p.sender, "-", p.serial), name: fmt.Sprint("Step ", p.dice.IntN(6)),
		// Ten minutes apart, so that the clock-skew rule of a retried call leaves the order alone.
		at: began.Add(time.Duration(n)*time.Second + time.Duration(step)*10*time.Minute)}
	user, device := fmt.Sprint(p.sender, "-user-", n), fmt.Sprint(p.sender, "-device-", n, "-", p.dice.IntN(2))
	switch p.dice.IntN(4) {
	case 0:
		t.device = device
	case 1:
		t.user = user
	default:
		t.user, t.device = user, device
	}
	return t
}

// bytes makes n bytes that do not compress.
func (p *people) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(p.dice.Uint32())
	}
	return b
}

// raw sends batches over HTTP. One that fails is sent again, as clients do, or
// now and then given up.
func (l *load) raw(ctx context.Context, p *people) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for ctx.Err() == nil {
		batch := make([]sent, 1+p.dice.IntN(30))
		for i := range batch {
			batch[i] = p.next()
		}
		l.send(batch...)
		for !l.post(client, batch, p.bytes(l.pad)) && ctx.Err() == nil && p.dice.IntN(12) > 0 {
			sleep(ctx, 10*time.Millisecond)
		}
		sleep(ctx, time.Duration(p.dice.Int64N(int64(2*l.pause))))
	}
}

// post reports whether the batch was answered 200.
func (l *load) post(client *http.Client, batch []sent, pad []byte) bool {
	calls := make([]map[string]any, len(batch))
	ids := make([]string, len(batch))
	for i, t := range batch {
		ids[i] = t.id
		calls[i] = map[string]any{"type": "track", "event": t.name, "messageId": t.id, "timestamp": t.at,
			"properties": map[string]any{"n": i, "pad": pad}}
		if t.user != "" {
			calls[i]["userId"] = t.user
		}
		if t.device != "" {
			calls[i]["anonymousId"] = t.device
		}
	}
	body, err := json.Marshal(map[string]any{"batch": calls})
	if err != nil {
		panic(err) // texts and numbers
	}
	req, err := http.NewRequest(http.MethodPost, l.url+"/v1/batch", bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.SetBasicAuth(writeKey, "")
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	if resp.StatusCode != http.StatusOK {
		return false
	}
	l.answer(ids...)
	return true
}

// client sends with Segment's Go library, which batches and retries itself.
func (l *load) client(ctx context.Context, p *people) {
	c, err := analytics.NewWithConfig(writeKey, analytics.Config{Endpoint: l.url, Interval: 30 * time.Millisecond, BatchSize: 20,
		Callback: callback{l}, Logger: discardLog{}, RetryAfter: func(int) time.Duration { return 50 * time.Millisecond },
		Transport: &http.Transport{ResponseHeaderTimeout: 10 * time.Second}})
	if err != nil {
		panic(err) // our own configuration
	}
	defer c.Close()
	for ctx.Err() == nil {
		t := p.next()
		l.send(t)
		err := c.Enqueue(analytics.Track{MessageId: t.id, Event: t.name, UserId: t.user, AnonymousId: t.device, Timestamp: t.at})
		if err != nil {
			panic(err) // a valid call to an open client
		}
		sleep(ctx, time.Duration(p.dice.Int64N(int64(l.pause/2))))
	}
}

type callback struct{ *load }

func (c callback) Success(m analytics.Message) {
	if t, ok := m.(analytics.Track); ok {
		c.answer(t.MessageId)
	}
}

func (c callback) Failure(analytics.Message, error) {}

type discardLog struct{}

func (discardLog) Logf(string, ...any)   {}
func (discardLog) Errorf(string, ...any) {}
