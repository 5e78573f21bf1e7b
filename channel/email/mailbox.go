package email

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"cham/capability/outbox"
	"cham/connect/guard"
)

// Inbox is a mailbox that is read by IMAP, RFC 3501 and RFC 9051.
type Inbox struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	User     string   `json:"user"`
	// Folder is INBOX when it is empty.
	Folder string `json:"folder,omitempty"`
}

var inboxPorts = []int{143, 993}

// check checks where a mailbox is; opened says that the operator opens the host.
func (b *Inbox) check(password string, opened bool) error {
	field, key := wrong(b.Host, b.Port, b.Security, inboxPorts, opened)
	switch {
	case field != "":
		return invalid("inbox."+field, cmp.Or(map[string]string{"host": "inboxHost", "port": "inboxPort"}[key], key))
	case b.User == "" || !oneLine(b.User):
		return invalid("inbox.user", "user")
	case password == "" || !oneLine(password):
		return invalid("imapPassword", "password")
	case !oneLine(b.Folder):
		return invalid("inbox.folder", "inboxFolder")
	}
	return nil
}

// Place is how far a mailbox was read; the zero one is its beginning.
type Place struct {
	// Validity is the folder's UIDVALIDITY: with another one, all UIDs are others.
	Validity uint32 `json:"validity"`
	// UID is the last mail's that was read.
	UID uint32 `json:"uid"`
}

// mostMails is how many mails are read at once.
const mostMails = 500

// What a server may send in answer to one command: the list of all mails there are, and one mail.
const (
	maxList  = 32 << 20
	maxFetch = maxMail + 64<<10
)

// Mailbox reads the Inbox of accounts; it is safe for concurrent use.
type Mailbox struct {
	client *Client
	log    *slog.Logger
}

// NewMailbox returns a Mailbox that reaches the servers that a Client does.
func NewMailbox(c *Client, log *slog.Logger) *Mailbox { return &Mailbox{client: c, log: log} }

// Read reads mails that came behind a place, in their order, at most 500 of them, and answers how far it got, whatever
// the error: there are no more when that is where it began. Mails stay in their folder, as unread as they were. One of
// more than 4 MiB is skipped, which is logged. Errors are those of each, and otherwise an *outbox.Failure of the kind
// Blocked. A folder that was made anew is read from its beginning, so that each gets mails that it knows.
func (m *Mailbox) Read(ctx context.Context, a outbox.Account, after Place, each func(raw []byte) error) (Place, error) {
	s, secret, err := parse(a)
	if err == nil {
		err = s.Inbox.check(secret.IMAPPassword, m.client.opened(s.Inbox.Host))
	}
	if err != nil {
		return after, blocked(BadSettings, err)
	}
	b := &box{Inbox: s.Inbox, password: secret.IMAPPassword, limits: m.client.limits, log: m.log.With("workspace", a.Workspace)}
	if err := b.open(ctx, m.client); err != nil {
		return after, err
	}
	defer b.close()
	place, uids, err := b.list(ctx, after)
	if err != nil {
		return after, err
	}
	for _, uid := range uids {
		if err := b.read(ctx, uid, each); err != nil {
			return place, err
		}
		place.UID = uint32(uid.uid)
	}
	return place, nil
}

// box is a mailbox that is open.
type box struct {
	Inbox
	password string
	limits   limits
	log      *slog.Logger
	conn     *metered
	client   *imapclient.Client
}

// metered is a connection over which only so much is read.
type metered struct {
	net.Conn
	left atomic.Int64
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	if m.left.Add(-int64(n)) < 0 {
		return 0, errAnswer
	}
	return n, err
}

// step does one thing with the server, which may take so long and bring so many bytes. What its server refuses is the
// problem refused.
func (b *box) step(ctx context.Context, limit time.Duration, most int64, refused string, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = b.conn.Close() })()
	b.conn.left.Store(most)
	err := do()
	e, answered := errors.AsType[*imap.Error](err)
	switch {
	case err == nil:
		return nil
	case answered && (slices.Contains(busy, e.Code) || e.Type == imap.StatusResponseTypeBye):
		return &outbox.Failure{Kind: outbox.Blocked, Problem: Busy, Words: words(e.Text), Err: err}
	case answered:
		return &outbox.Failure{Kind: outbox.Blocked, Problem: refused, Words: words(e.Text), Err: err}
	case ctx.Err() != nil:
		return blocked(Timeout, errors.Join(ctx.Err(), err))
	}
	return blocked(problem(err), err)
}

// busy are what a server says that will answer later, RFC 5530.
var busy = []imap.ResponseCode{imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit,
	imap.ResponseCodeServerBug, imap.ResponseCodeOverQuota}

// open connects and signs in.
func (b *box) open(ctx context.Context, c *Client) error {
	dialer := guard.Dialer(c.open)
	dialer.Timeout = b.limits.dial
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(b.Host, strconv.Itoa(b.Port)))
	if err != nil {
		return blocked(problem(err), err)
	}
	b.conn = &metered{Conn: conn}
	if b.Security == None && !c.openedAt(conn.RemoteAddr()) {
		_ = conn.Close()
		return blocked(NoTLS, nil) // the name led elsewhere when it was checked
	}
	err = b.step(ctx, b.limits.dial, maxAnswer, NoTLS, func() error { return b.greet(c.tls(b.Host)) })
	if err == nil {
		err = b.step(ctx, b.limits.command, maxAnswer, SignIn, func() error { return b.client.Login(b.User, b.password).Wait() })
	}
	if err != nil {
		b.hangUp()
	}
	return err
}

// greet begins the conversation, behind TLS.
func (b *box) greet(config *tls.Config) (err error) {
	switch b.Security {
	case TLS:
		config.NextProtos = []string{"imap"}
		secure := tls.Client(b.conn, config)
		if err := secure.Handshake(); err != nil {
			return err
		}
		b.client = imapclient.New(secure, nil)
	case StartTLS:
		if b.client, err = imapclient.NewStartTLS(b.conn, &imapclient.Options{TLSConfig: config}); err != nil {
			return err
		}
	default:
		b.client = imapclient.New(b.conn, nil)
	}
	return b.client.WaitGreeting()
}

// listed is a mail that is there.
type listed struct {
	uid  imap.UID
	size int64
}

// list opens the folder and answers the next mails behind a place in it, and that place.
func (b *box) list(ctx context.Context, after Place) (place Place, all []listed, err error) {
	err = b.step(ctx, b.limits.command, maxAnswer, NoFolder, func() error {
		folder, err := b.client.Select(cmp.Or(b.Folder, "INBOX"), &imap.SelectOptions{ReadOnly: true}).Wait()
		if err == nil && folder.UIDValidity != after.Validity {
			after = Place{Validity: folder.UIDValidity}
		}
		return err
	})
	if err != nil {
		return after, nil, err
	}
	err = b.step(ctx, b.limits.data, maxList, Unreachable, func() error {
		set := imap.UIDSet{{Start: imap.UID(after.UID) + 1}}
		all, err = next(b.client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true}), imap.UID(after.UID))
		return err
	})
	return after, all, err
}

// next reads a list of mails, and answers the first of those behind one. The star in what was asked for takes in the last mail,
// wherever that is.
func next(c *imapclient.FetchCommand, after imap.UID) (all []listed, err error) {
	for m := c.Next(); m != nil; m = c.Next() {
		var l listed
		for item := m.Next(); item != nil; item = m.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				l.uid = item.UID
			case imapclient.FetchItemDataRFC822Size:
				l.size = item.Size
			}
		}
		if l.uid > after {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return cmp.Compare(a.uid, b.uid) })
	return all[:min(len(all), mostMails)], c.Close()
}

// read reads one mail; one that is gone by now is nothing.
func (b *box) read(ctx context.Context, l listed, each func([]byte) error) error {
	if l.size > maxMail {
		b.log.Warn("a mail is skipped: it is too large for a bounce", "uid", l.uid, "bytes", l.size)
		return nil
	}
	var raw []byte
	err := b.step(ctx, b.limits.data, maxFetch, Unreachable, func() (err error) {
		raw, err = body(b.client.Fetch(imap.UIDSetNum(l.uid), &imap.FetchOptions{UID: true,
			BodySection: []*imap.FetchItemBodySection{{Peek: true}}}))
		return err
	})
	if err != nil || len(raw) == 0 {
		return err
	}
	return each(raw)
}

// body reads a mail. When its bytes end too early the connection is over, and its reader has it alone.
func body(c *imapclient.FetchCommand) (raw []byte, err error) {
	for m := c.Next(); m != nil; m = c.Next() {
		for item := m.Next(); item != nil; item = m.Next() {
			text, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || text.Literal == nil {
				continue
			}
			if raw, err = io.ReadAll(text.Literal); int64(len(raw)) < text.Literal.Size() {
				return nil, cmp.Or(err, io.ErrUnexpectedEOF)
			}
		}
	}
	return raw, c.Close()
}

// close says goodbye.
func (b *box) close() {
	_ = b.step(context.Background(), b.limits.quit, maxAnswer, Unreachable, func() error { return b.client.Logout().Wait() })
	b.hangUp()
}

// hangUp ends the connection, and waits for whoever reads from it.
func (b *box) hangUp() {
	_ = b.conn.Close()
	if b.client != nil {
		_ = b.client.Close()
	}
}
