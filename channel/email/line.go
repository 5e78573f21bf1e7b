package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"cham/capability/outbox"
	"cham/connect/guard"
)

// maxAnswer is how much of what a server says is read at each step.
const maxAnswer = 256 << 10

var (
	errAnswer = errors.New("the answer is too long")
	errLost   = errors.New("the connection was lost before")
)

// wire is a connection whose steps end in time, however slowly or much the other
// side talks.
type wire struct {
	net.Conn
	left int
}

// begin allows a step. The deadline is the machine's, by its own clock.
func (w *wire) begin(d time.Duration) {
	w.left = maxAnswer
	_ = w.SetDeadline(time.Now().Add(d)) // a closed connection says so at the next byte
}

func (w *wire) Read(b []byte) (int, error) {
	if w.left <= 0 {
		return 0, errAnswer
	}
	n, err := w.Conn.Read(b[:min(len(b), w.left)])
	w.left -= n
	return n, err
}

// line is an outbox.Line.
type line struct {
	*account
	wire   *wire
	client *smtp.Client
	limits limits
	now    func() time.Time
	lost   bool
}

// Connect implements outbox.Sender.
func (c *Client) Connect(ctx context.Context, a outbox.Account) (outbox.Line, error) {
	s, err := c.read(a)
	if err != nil {
		return nil, blocked(BadSettings, err)
	}
	dialer := guard.Dialer(c.open)
	dialer.Timeout = c.limits.dial
	conn, err := dialer.DialContext(ctx, "tcp", s.address())
	if err != nil {
		return nil, blocked(problem(err), err)
	}
	l := &line{account: s, wire: &wire{Conn: conn}, limits: c.limits, now: c.now}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err = l.begin(c); err == nil && stop() {
		return l, nil
	}
	stop()
	_ = conn.Close()
	if err == nil {
		err = blocked(Timeout, ctx.Err())
	}
	return nil, err
}

// begin opens the conversation: TLS, names, password.
func (l *line) begin(c *Client) error {
	if l.Security == None && !c.openedAt(l.wire.RemoteAddr()) {
		return blocked(NoTLS, nil) // the name led elsewhere when it was checked
	}
	if err := l.greet(c.tls(l.Host)); err != nil {
		return connecting(err)
	}
	if l.Security == StartTLS {
		if err := l.startTLS(c.tls(l.Host)); err != nil {
			return err
		}
	}
	return l.signIn()
}

func (l *line) greet(config *tls.Config) (err error) {
	var conn net.Conn = l.wire
	l.wire.begin(l.limits.dial)
	if l.Security == TLS {
		secure := tls.Client(l.wire, config)
		if err := secure.Handshake(); err != nil {
			return err
		}
		conn = secure
	}
	l.wire.begin(l.limits.command)
	if l.client, err = smtp.NewClient(conn, l.Host); err != nil {
		return err
	}
	l.wire.begin(l.limits.command)
	return l.client.Hello(l.fromDomain())
}

func (l *line) startTLS(config *tls.Config) error {
	if ok, _ := l.client.Extension("STARTTLS"); !ok {
		return blocked(NoTLS, nil)
	}
	l.wire.begin(l.limits.command)
	err := l.client.StartTLS(config)
	if a, ok := errors.AsType[*textproto.Error](err); ok {
		return &outbox.Failure{Kind: outbox.Blocked, Problem: NoTLS, Words: said(a), Err: err}
	}
	return connecting(err)
}

func (l *line) signIn() error {
	if l.User == "" {
		return nil
	}
	var way smtp.Auth
	_, ways := l.client.Extension("AUTH")
	switch offered := strings.Fields(strings.ToUpper(ways)); {
	case slices.Contains(offered, "PLAIN"):
		way = smtp.PlainAuth("", l.User, l.password, l.Host, l.Security == None)
	case slices.Contains(offered, "LOGIN"):
		way = smtp.LoginAuth(l.User, l.password, l.Host, l.Security == None)
	default:
		return blocked(SignIn, errors.New("neither PLAIN nor LOGIN is offered"))
	}
	l.wire.begin(l.limits.command)
	return signingIn(l.client.Auth(way))
}

// Send implements outbox.Line.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	switch {
	case l.lost:
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Blocked, Problem: Unreachable, Lost: true, Err: errLost}
	case ctx.Err() != nil:
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Delayed, Problem: Timeout, Err: ctx.Err()}
	}
	m, err := l.write(p)
	if err != nil {
		return outbox.Answer{}, err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.wire.Close() })
	answer, failed := l.deliver(m)
	if !stop() {
		l.lost = true
	}
	if failed == nil {
		return outbox.Answer{Words: words(answer)}, nil
	}
	if ctx.Err() != nil && failed.Kind != outbox.Unsure && !answered(failed.Err) {
		failed = &outbox.Failure{Kind: outbox.Delayed, Problem: Timeout, Err: ctx.Err()} // it was us who hung up
	}
	l.settle(failed)
	return outbox.Answer{}, failed
}

// deliver says a message, step by step.
func (l *line) deliver(m *message) (string, *outbox.Failure) {
	size := ""
	if ok, limit := l.client.Extension("SIZE"); ok {
		if n, _ := strconv.Atoi(limit); n > 0 && len(m.body) > n {
			return "", &outbox.Failure{Kind: outbox.Refused, Problem: TooBig}
		}
		size = " SIZE=" + strconv.Itoa(len(m.body))
	}
	if err := l.say(2, "MAIL FROM:<%s>%s", m.from, size); err != nil {
		return "", atSender.failure(err)
	}
	if err := l.say(2, "RCPT TO:<%s>", m.to); err != nil {
		return "", atReceiver.failure(err)
	}
	if err := l.say(3, "DATA"); err != nil {
		return "", atData.failure(err)
	}
	return l.body(m.body)
}

// say says a line and reads an answer of a class.
func (l *line) say(class int, format string, args ...any) error {
	l.wire.begin(l.limits.command)
	id, err := l.client.Text.Cmd(format, args...)
	if err != nil {
		return err
	}
	l.client.Text.StartResponse(id)
	defer l.client.Text.EndResponse(id)
	_, _, err = l.client.Text.ReadResponse(class)
	return err
}

// body says what a message is. All but its end is sent first: as long as the end
// is not, the server may not take it. From the end on nobody but it knows.
func (l *line) body(body []byte) (string, *outbox.Failure) {
	text := l.client.Text
	l.wire.begin(l.limits.data)
	dots := text.DotWriter()
	_, err := dots.Write(body)
	if err = errors.Join(err, text.W.Flush()); err != nil {
		return "", atData.failure(err)
	}
	l.wire.begin(l.limits.data)
	if err := dots.Close(); err != nil {
		return "", atEnd.failure(err)
	}
	_, answer, err := text.ReadResponse(2)
	if err != nil {
		return "", atEnd.failure(err)
	}
	return answer, nil
}

// settle makes a line ready for the next message after a failure, or lets go of it.
func (l *line) settle(f *outbox.Failure) {
	if l.lost || f.Err == nil {
		return // nothing can be said, or nothing was
	}
	if !answered(f.Err) || l.say(2, "RSET") != nil {
		l.lost = true
		_ = l.wire.Close()
	}
}

// Close implements outbox.Line.
func (l *line) Close() error {
	if l.lost {
		return nil
	}
	l.lost = true
	l.wire.begin(l.limits.quit)
	if l.client.Quit() == nil {
		return nil
	}
	return l.wire.Close()
}
