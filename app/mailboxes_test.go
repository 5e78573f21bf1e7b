package app_test

import (
	"encoding/json"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"cham/app"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
)

// How a mailbox stands is told: never read, read and how much, or not and why; another mailbox begins anew.
func TestMailboxState(t *testing.T) {
	m := mailingOf(t)
	mails := imapOf(t)
	set := func(password, folder string) {
		settings, err := json.Marshal(map[string]any{"host": m.server.Host, "port": m.server.Port, "security": "none", "from": "shop@mocan.vn",
			"inbox": map[string]any{"host": "127.0.0.1", "port": mails.port, "security": "none", "user": "thu", "folder": folder}})
		if err == nil {
			err = m.Outbox.SetAccount(t.Context(), outbox.Account{Workspace: kit.Workspace, Way: reach.Email, Settings: settings, PerMinute: 60},
				map[string]string{"imapPassword": password}, "u")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	state := func() app.MailboxState {
		s, err := m.Mailbox(t.Context(), kit.Workspace)
		if err != nil || s == nil {
			t.Fatal(s, err)
		}
		return *s
	}
	if s, err := m.Mailbox(t.Context(), kit.Workspace); s != nil || err != nil {
		t.Error("there is none", s, err)
	}
	set("of another", "")
	if s := state(); s != (app.MailboxState{}) {
		t.Errorf("before it is read: %+v", s)
	}
	if err := m.ReadMailbox(t.Context(), kit.Workspace); err == nil {
		t.Error("a wrong password reads")
	}
	if s := state(); s.Problem != "signIn" || s.TriedAt.IsZero() || !s.ReadAt.IsZero() {
		t.Errorf("with a wrong password: %+v", s)
	}
	set("mật khẩu", "")
	for n := range 2 {
		mails.put(t, "Subject: Chào\r\n\r\nCảm ơn shop.\r\n")
		if err := m.ReadMailbox(t.Context(), kit.Workspace); err != nil {
			t.Fatal(err)
		}
		if s := state(); s.Problem != "" || s.ReadAt.IsZero() || s.Mails != n+1 || s.Reports != 0 {
			t.Errorf("after %d mails: %+v", n+1, s)
		}
	}
	set("mật khẩu", "Khac")
	if s := state(); s.Mails != 0 || !s.TriedAt.IsZero() {
		t.Errorf("of another folder: %+v", s)
	}
}

// imapBox is an IMAP server with one mailbox.
type imapBox struct {
	user *imapmemserver.User
	port int
}

func imapOf(t *testing.T) *imapBox {
	t.Helper()
	b := &imapBox{user: imapmemserver.NewUser("thu", "mật khẩu")}
	if err := b.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	users := imapmemserver.New()
	users.AddUser(b.user)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.port = l.Addr().(*net.TCPAddr).Port
	server := imapserver.New(&imapserver.Options{InsecureAuth: true, Caps: imap.CapSet{imap.CapIMAP4rev1: {}},
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		}})
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return b
}

func (b *imapBox) put(t *testing.T, mail string) {
	t.Helper()
	if _, err := b.user.Append("INBOX", strings.NewReader(mail), &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}
