package campaigns

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/audit"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/locale"
)

// EmailSettings say how e-mails leave.
type EmailSettings struct {
	Host     string       `json:"host" maxLength:"253" doc:"of the mail server"`
	Port     int          `json:"port" minimum:"1" maximum:"65535"`
	Security string       `json:"security" enum:"tls,starttls,none"`
	User     string       `json:"user,omitempty" maxLength:"300" mask:"no"`
	FromName string       `json:"fromName,omitempty" maxLength:"200" mask:"no"`
	From     string       `json:"from" maxLength:"254" mask:"no"`
	ReplyTo  string       `json:"replyTo,omitempty" maxLength:"254" mask:"no"`
	DKIM     *DKIMSetting `json:"dkim,omitempty"`
	// ReturnPath, Inbox and Service are how it comes back that mail was not delivered.
	ReturnPath string        `json:"returnPath,omitempty" maxLength:"253" doc:"a domain whose mail comes into the inbox"`
	Inbox      *InboxSetting `json:"inbox,omitempty" doc:"the mailbox that undelivered mail comes back to"`
	Service    string        `json:"service,omitempty" enum:"ses,sendgrid,mailgun,postmark" doc:"who sends, when they call us"`
}

// InboxSetting is a mailbox that is read by IMAP.
type InboxSetting struct {
	Host     string `json:"host" maxLength:"253"`
	Port     int    `json:"port" minimum:"1" maximum:"65535"`
	Security string `json:"security" enum:"tls,starttls,none"`
	User     string `json:"user" maxLength:"300" mask:"no"`
	Folder   string `json:"folder,omitempty" maxLength:"200" mask:"no"`
}

// DKIMSetting names the key that signs.
type DKIMSetting struct {
	Domain   string `json:"domain" maxLength:"253"`
	Selector string `json:"selector" maxLength:"63"`
}

// EmailChange is what e-mails are to leave through.
type EmailChange struct {
	Settings EmailSettings `json:"settings"`
	Password *string       `json:"password,omitempty" maxLength:"1000" mask:"no" doc:"left out, the old one stays"`
	// InboxPassword and WebhookKey stay when they are left out, too.
	InboxPassword *string `json:"inboxPassword,omitempty" maxLength:"1000" mask:"no" doc:"of the mailbox; left out, the old one stays"`
	WebhookKey    *string `json:"webhookKey,omitempty" maxLength:"2000" mask:"no" doc:"what proves the service's calls; may be left out"`
	PerMinute     int     `json:"perMinute" minimum:"1" maximum:"600000"`
}

// Channel is what messages are sent through.
type Channel struct {
	Way         reach.Way       `json:"way" enum:"email,sms,zalo,messenger,own,web,call"`
	Set         bool            `json:"set"`
	Settings    *EmailSettings  `json:"settings,omitempty" doc:"of e-mail"`
	SMS         *SMSSettings    `json:"sms,omitempty"`
	Zalo        *ZaloState      `json:"zalo,omitempty"`
	Messenger   *MessengerState `json:"messenger,omitempty"`
	Own         *OwnState       `json:"own,omitempty" doc:"the business's own system"`
	Mailbox     *MailboxShown   `json:"mailbox,omitempty" doc:"of e-mail: the mailbox that undelivered mail comes back to"`
	Web         []WebSite       `json:"web,omitempty" doc:"of the website: the websites there are"`
	Call        *CallSettings   `json:"call,omitempty"`
	HasPassword bool            `json:"hasPassword" doc:"its password or keys are kept"`
	PerMinute   int             `json:"perMinute"`
	State       string          `json:"state" enum:"on,blocked"`
	Problem     string          `json:"problem,omitempty" doc:"why nothing leaves, as the end of a key error.sending.…"`
	Words       string          `json:"words,omitempty" mask:"hide" doc:"of the provider"`
	Since       time.Time       `json:"since,omitzero"`
	NextAt      time.Time       `json:"nextAt,omitzero" doc:"when it is tried again"`
	LastOK      time.Time       `json:"lastOk,omitzero"`
	SentToday   int             `json:"sentToday" doc:"in the last 24 hours"`
	DNS         []DNSRecord     `json:"dns,omitempty" doc:"what the domain must say, so that others believe the signature"`
	ReturnURL   string          `json:"returnUrl,omitempty" mask:"no" doc:"where the provider tells what became of messages"`
}

// MailboxShown is how the mailbox stands that undelivered mail comes back to.
type MailboxShown struct {
	ReadAt  time.Time `json:"readAt,omitzero" doc:"when it was last read; absent until then"`
	TriedAt time.Time `json:"triedAt,omitzero" doc:"when that was last tried"`
	Problem string    `json:"problem,omitempty" doc:"why it cannot be read, as the end of a key error.sending.…"`
	Words   string    `json:"words,omitempty" mask:"hide" doc:"of the mail server"`
	Mails   int       `json:"mails" doc:"read since the mailbox was set"`
	Reports int       `json:"reports" doc:"of them, told of mail that was not delivered, or of a complaint"`
}

// DNSRecord is a TXT record.
type DNSRecord struct {
	Name  string `json:"name" mask:"no"`
	Value string `json:"value" mask:"no"`
}

// ChannelList are a business's channels.
type ChannelList struct {
	Channels []Channel `json:"channels"`
}

func (s *server) channels(ctx context.Context, in *route.RequestInfo) (out ChannelList, err error) {
	zalo := func(ctx context.Context) (Channel, error) { return s.zalo(ctx, *in) }
	for _, of := range []func(context.Context) (Channel, error){s.email, s.sms, zalo, s.messenger, s.own, s.web, s.calls} {
		c, err := of(ctx)
		if err != nil {
			return out, err
		}
		if c.Set && c.Way != reach.Web && c.Way != reach.Call && (c.Way != reach.Email || c.Settings.Service != "") &&
			route.Sources.Allows(cham.ActorFrom(ctx)) {
			if c.ReturnURL, err = s.returnURL(ctx, *in, c.Way); err != nil {
				return out, err
			}
		}
		out.Channels = append(out.Channels, c)
	}
	return out, nil
}

// returnURL is where the provider of a way tells what became of messages.
func (s *server) returnURL(ctx context.Context, in route.RequestInfo, way reach.Way) (string, error) {
	secret, err := s.Links.LinkSecret(ctx, route.Workspace(ctx))
	return s.base(in) + outbox.ReturnPath + string(way) + "/" + outbox.ReturnToken(secret, route.Workspace(ctx), way), err
}

// The names of an e-mail account's secrets; record is of no secret, but of the key.
const (
	password   = "password"
	inboxWord  = "imapPassword"
	webhookKey = "webhookKey"
	bounceKey  = "bounceKey"
	dkimKey    = "dkimKey"
	dkimRecord = "dkimRecord"
)

// unreadable is the problem of secrets that another key sealed.
const unreadable = "secret"

// channel is what all channels have; settings are its own, nil when it is not set.
func (s *server) channel(ctx context.Context, way reach.Way) (out Channel, settings []byte, secrets map[string]string, err error) {
	out = Channel{Way: way, State: "on", PerMinute: 60}
	a, secrets, h, err := s.Outbox.Opened(ctx, route.Workspace(ctx), way)
	switch cham.ErrorCode(err) {
	case cham.CodeNotFound:
		return out, nil, nil, nil
	case "":
	case cham.CodeConflict:
		h.Problem, h.NextAt = unreadable, s.Now().Add(time.Minute)
	default:
		return out, nil, nil, err
	}
	out.Set, out.PerMinute, out.LastOK = true, a.PerMinute, h.LastOK
	if h.Blocked(s.Now()) {
		out.State, out.Problem, out.Words, out.Since, out.NextAt = "blocked", h.Problem, h.Words, h.Since, h.NextAt
	}
	out.SentToday, err = s.Outbox.Store.Left(ctx, route.Workspace(ctx), way, s.Now().Add(-24*time.Hour))
	return out, a.Settings, secrets, err
}

func (s *server) email(ctx context.Context) (Channel, error) {
	out, settings, secrets, err := s.channel(ctx, reach.Email)
	if err != nil || !out.Set {
		return out, err
	}
	out.HasPassword, out.Settings = secrets[password] != "", &EmailSettings{}
	if err := json.Unmarshal(settings, out.Settings); err != nil {
		return out, cham.Wrap(cham.CodeInternal, "campaigns.email", err)
	}
	if d := out.Settings.DKIM; d != nil && secrets[dkimRecord] != "" {
		out.DNS = []DNSRecord{{d.Selector + "._domainkey." + d.Domain, secrets[dkimRecord]}}
	}
	out.Mailbox, err = s.Mailbox(ctx, route.Workspace(ctx))
	return out, err
}

func (s *server) setEmail(ctx context.Context, in *route.In[EmailChange]) (out Channel, err error) {
	was, err := s.email(ctx)
	if err != nil {
		return out, err
	}
	secrets := map[string]string{}
	switch now := in.Body.Settings; {
	case in.Body.Password != nil:
		secrets[password] = *in.Body.Password
	case was.HasPassword && (was.Settings.Host != now.Host || was.Settings.User != now.User || was.Settings.Security != now.Security):
		// Whoever may not know the password does not send it to a server of their own.
		return out, &cham.Error{Code: cham.CodeInvalid, Op: "campaigns.setEmail", Field: "password", Key: "error.sending.passwordAgain"}
	}
	if err := s.returning(ctx, &was, &in.Body, secrets); err != nil {
		return out, err
	}
	keepsKey(&was, &in.Body.Settings, secrets)
	if err := s.put(ctx, reach.Email, &in.Body.Settings, secrets, in.Body.PerMinute); err != nil {
		return out, err
	}
	e, differs := audit.Changed("putChannelsEmail", "channels/email", told(&was), told(&Channel{Settings: &in.Body.Settings,
		PerMinute: in.Body.PerMinute}))
	if differs || in.Body.Password != nil || in.Body.InboxPassword != nil || in.Body.WebhookKey != nil {
		err = s.Audit.Record(ctx, e)
	}
	if err != nil {
		return out, err
	}
	return s.email(ctx)
}

// returning is what reads what comes back. A mailbox's password goes to no other server either.
func (s *server) returning(ctx context.Context, was *Channel, in *EmailChange, secrets map[string]string) error {
	_, _, kept, err := s.channel(ctx, reach.Email)
	if err != nil {
		return err
	}
	if in.WebhookKey != nil {
		secrets[webhookKey] = *in.WebhookKey
	}
	if kept[bounceKey] == "" {
		key := s.random()
		secrets[bounceKey] = hex.EncodeToString(key[:])
	}
	switch now := in.Settings.Inbox; {
	case now == nil:
		secrets[inboxWord] = ""
	case in.InboxPassword != nil:
		secrets[inboxWord] = *in.InboxPassword
	case kept[inboxWord] != "" && was.Settings != nil && was.Settings.Inbox != nil && !was.Settings.Inbox.sameDoor(now):
		return &cham.Error{Code: cham.CodeInvalid, Op: "campaigns.setEmail", Field: "inboxPassword", Key: "error.sending.passwordAgain"}
	}
	return nil
}

// sameDoor reports whether a password for one mailbox goes to where it went.
func (b *InboxSetting) sameDoor(o *InboxSetting) bool {
	return b.Host == o.Host && b.User == o.User && b.Security == o.Security
}

// told is what the audit log says of the mail server: where it is, and how fast.
func told(c *Channel) map[string]any {
	if c.Settings == nil {
		return nil
	}
	return map[string]any{"host": c.Settings.Host, "port": c.Settings.Port, "security": c.Settings.Security, "perMinute": c.PerMinute}
}

// keepsKey keeps the key that signs, while it can be read and is of the sender's domain.
func keepsKey(was *Channel, now *EmailSettings, secrets map[string]string) {
	now.DKIM = nil
	if was.Settings == nil || was.Settings.DKIM == nil {
		return
	}
	if was.Problem != unreadable && was.Settings.DKIM.Domain == domainOf(now.From) {
		now.DKIM = was.Settings.DKIM
		return
	}
	secrets[dkimKey], secrets[dkimRecord] = "", ""
}

func (s *server) put(ctx context.Context, way reach.Way, settings any, secrets map[string]string, perMinute int) error {
	body, err := json.Marshal(settings)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "campaigns.put", err)
	}
	return s.Outbox.SetAccount(ctx, outbox.Account{Workspace: route.Workspace(ctx), Way: way, Settings: body, PerMinute: perMinute},
		secrets, cham.ActorFrom(ctx).By())
}

// random is a key that nobody guesses.
func (s *server) random() [sha256.Size]byte { return sha256.Sum256([]byte(s.NewID() + s.NewID())) }

// named are those of some keys that have one of the names.
func named(keys map[string]string, names ...string) map[string]string {
	some := map[string]string{}
	for _, name := range names {
		if v, given := keys[name]; given {
			some[name] = v
		}
	}
	return some
}

// selector names the first key of a domain.
const selector = "cham"

func (s *server) makeDKIM(ctx context.Context, _ *route.None) (out Channel, err error) {
	was, err := s.email(ctx)
	if err != nil {
		return out, err
	}
	if !was.Set {
		return out, &cham.Error{Code: cham.CodeConflict, Op: "campaigns.makeDKIM", Key: "error.campaign.channel"}
	}
	key, record, err := s.NewDKIMKey()
	if err != nil {
		return out, err
	}
	was.Settings.DKIM = &DKIMSetting{Domain: domainOf(was.Settings.From), Selector: selector + s.Now().UTC().Format("0601021504")}
	if err := s.put(ctx, reach.Email, was.Settings, map[string]string{dkimKey: key, dkimRecord: record}, was.PerMinute); err != nil {
		return out, err
	}
	if err := s.Audit.Record(ctx, audit.Event{Action: "postChannelsEmailDkim", Object: "channels/email"}); err != nil {
		return out, err
	}
	return s.email(ctx)
}

func domainOf(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return address
}

type testIn struct {
	route.RequestInfo
	Body struct {
		To string `json:"to" format:"email" maxLength:"254"`
	}
}

func (s *server) testEmail(ctx context.Context, in *testIn) (out TestAnswer, err error) {
	lang := locale.Match(in.Language)
	business, _, err := s.Service.From(ctx, route.Workspace(ctx))
	if err != nil {
		return out, err
	}
	subject := locale.Text(lang, "sending.test.subject", map[string]any{"business": business})
	text := locale.Text(lang, "sending.test.text", map[string]any{"business": business})
	answer, err := s.Outbox.Test(ctx, route.Workspace(ctx), reach.Email, outbox.Parcel{ID: "test-" + s.NewID(), To: in.Body.To,
		Subject: subject, Text: text, Lang: lang})
	return TestAnswer{answer.Words}, err
}

func (s *server) removeEmail(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Outbox.Store.DeleteAccount(ctx, route.Workspace(ctx), reach.Email)
}
