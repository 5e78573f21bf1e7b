package email

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"cham"
	"cham/capability/outbox"
)

// Service is who runs a mail server and tells by web calls what became of messages.
type Service string

// The services.
const (
	SES      Service = "ses"
	SendGrid Service = "sendgrid"
	Mailgun  Service = "mailgun"
	Postmark Service = "postmark"
)

var topicARN = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$`)

// check checks a service and what proves its deliveries; that may come later.
func (s Service) check(key string) error {
	var err error
	switch s {
	case "", Postmark, Mailgun:
	case SES:
		if key != "" && !topicARN.MatchString(key) {
			return invalid("webhookKey", "webhookKey")
		}
	case SendGrid:
		if key != "" {
			_, err = sendGridKey(key)
		}
	default:
		return invalid("service", "service")
	}
	if err != nil || !oneLine(key) {
		return invalid("webhookKey", "webhookKey")
	}
	return nil
}

// tagName is what we call a message's id where a service lets us.
const tagName = "cham"

// tag gives a message's id to services that do not tell its Message-ID of everything that becomes of it.
func (s Service) tag(m *mail.Msg, id string) {
	switch s {
	case SES:
		m.SetGenHeader("X-SES-MESSAGE-TAGS", tagName+"="+id)
	case SendGrid:
		m.SetGenHeader("X-SMTPAPI", `{"unique_args":{"`+tagName+`":"`+id+`"}}`)
	case Postmark:
		m.SetGenHeader("X-PM-Metadata-"+tagName, id)
	}
}

// happened is one event of a service. One without an id is of no message of ours.
type happened struct {
	outbox.Return
	userAgent string
}

// Receive implements outbox.Receiver: it reads what the account's service tells of messages. What the service will
// try again is Delaying, what it gave up is Bounced; other events, and other people's messages, are nothing. Postmark
// signs nothing: that it is Postmark is known by the address alone. Deliveries may come twice, and are the same then.
func (c *Client) Receive(a outbox.Account, d outbox.Delivery) (came outbox.Came, err error) {
	s, secret, err := parse(a)
	if err != nil {
		return came, err
	}
	var all []happened
	switch {
	case s.Service == Postmark:
		all, err = postmark(d.Body)
	case secret.WebhookKey == "": // it could be anybody
		err = notTheirs("there is no key to check it by")
	case s.Service == SES:
		all, err = c.ses(secret.WebhookKey, d.Body)
	case s.Service == SendGrid:
		all, err = sendGrid(secret.WebhookKey, &d)
	case s.Service == Mailgun:
		all, err = mailgun(secret.WebhookKey, d.Body, c.now())
	default:
		err = notTheirs("the account names no service")
	}
	for _, h := range all {
		if h.Kind == "" || h.Message == "" {
			continue
		}
		h.At = notAfter(h.At, c.now())
		h.Words = words(h.Words)
		h.Machine = h.Machine || (h.Kind == outbox.Opened || h.Kind == outbox.Clicked) && IsMachine(h.userAgent)
		came.Returns = append(came.Returns, h.Return)
	}
	return came, err
}

var _ outbox.Receiver = (*Client)(nil)

func notTheirs(hint string) error {
	return cham.Errorf(cham.CodeForbidden, "email.Receive", "%s", hint)
}

// unmarshal reads a delivery.
func unmarshal(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return cham.Wrap(cham.CodeInvalid, "email.Receive", err)
	}
	return nil
}

// seconds is an instant in seconds since 1970, with their parts; zero for none.
func seconds(n float64) time.Time {
	if n <= 0 || n > 1<<36 {
		return time.Time{}
	}
	return time.UnixMilli(int64(n * 1000)).UTC()
}

func sendGridKey(key string) (*ecdsa.PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return nil, err
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	if k, ok := public.(*ecdsa.PublicKey); ok {
		return k, nil
	}
	return nil, x509.ErrUnsupportedAlgorithm
}

// sendGrid reads SendGrid's events. Its signature is ECDSA over the timestamp and the body (Signed Event Webhook).
func sendGrid(key string, d *outbox.Delivery) (all []happened, err error) {
	public, err := sendGridKey(key)
	if err != nil {
		return nil, notTheirs("the key cannot be read")
	}
	header := http.Header(d.Header)
	sum := sha256.New()
	sum.Write([]byte(header.Get("X-Twilio-Email-Event-Webhook-Timestamp")))
	sum.Write(d.Body)
	signature, err := base64.StdEncoding.DecodeString(header.Get("X-Twilio-Email-Event-Webhook-Signature"))
	if err != nil || !ecdsa.VerifyASN1(public, sum.Sum(nil), signature) {
		return nil, notTheirs("the signature is not right")
	}
	var events []json.RawMessage
	if err := unmarshal(d.Body, &events); err != nil {
		return nil, err
	}
	for _, raw := range events {
		var e sendGridEvent
		if json.Unmarshal(raw, &e) == nil { // one that others tagged strangely does not cost the rest
			all = append(all, e.happened())
		}
	}
	return all, nil
}

type sendGridEvent struct {
	Event, Type, Status, Reason, Response, URL, UserAgent string
	Timestamp                                             float64
	SMTPID                                                string `json:"smtp-id"`
	Cham                                                  string
	Machine                                               bool `json:"sg_machine_open"` // opened by Apple's Mail Privacy Protection
}

func (e *sendGridEvent) happened() happened {
	h := happened{userAgent: e.UserAgent}
	switch e.Event {
	case "delivered":
		h.Kind, h.Words = outbox.Delivered, e.Response
	case "deferred":
		h.Kind, h.Problem, h.Words = outbox.Delaying, Busy, e.Response
	case "bounce", "dropped":
		h.Return = bounced(e.Status, e.Reason)
		if e.Type == "blocked" && h.NoSuchAddress { // that is the server's mood, not the address
			h.NoSuchAddress, h.Problem = false, NotTaken
		}
	case "open":
		h.Kind, h.Machine = outbox.Opened, e.Machine
	case "click":
		h.Kind, h.URL = outbox.Clicked, e.URL
	case "spamreport":
		h.Kind = outbox.Complained
	case "unsubscribe", "group_unsubscribe":
		h.Kind = outbox.Unsubscribed
	}
	h.At, h.Message = seconds(e.Timestamp), idOf(e.SMTPID)
	if ids.MatchString(e.Cham) {
		h.Message = e.Cham
	}
	return h
}

// mailgunWindow is how old a delivery of Mailgun's may be.
const mailgunWindow = 15 * time.Minute

type mailgunCall struct {
	Signature struct{ Timestamp, Token, Signature string }
	Data      struct {
		Event, Severity, Reason, URL string
		Timestamp                    float64
		Status                       struct {
			Code                 int
			Enhanced             string `json:"enhanced-code"`
			Message, Description string
		} `json:"delivery-status"`
		Message struct {
			Headers struct {
				ID string `json:"message-id"`
			}
		}
		Client struct {
			UserAgent string `json:"user-agent"`
			Bot       string
		} `json:"client-info"`
	} `json:"event-data"`
}

// mailgun reads an event of Mailgun's. Its signature is hex HMAC-SHA256 over timestamp and token, which are in the body.
func mailgun(key string, body []byte, now time.Time) ([]happened, error) {
	var call mailgunCall
	if err := unmarshal(body, &call); err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(call.Signature.Timestamp + call.Signature.Token))
	given, err := hex.DecodeString(call.Signature.Signature)
	if err != nil || !hmac.Equal(given, h.Sum(nil)) {
		return nil, notTheirs("the signature is not right")
	}
	n, err := strconv.ParseInt(call.Signature.Timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(n, 0)).Abs() > mailgunWindow {
		return nil, notTheirs("it is older than 15 minutes, or the clock is wrong")
	}
	return []happened{call.happened()}, nil
}

func (c *mailgunCall) happened() happened {
	d := &c.Data
	said := strings.TrimSpace(d.Status.Message + " " + d.Status.Description)
	if said == "" {
		said = d.Reason
	}
	h := happened{userAgent: d.Client.UserAgent}
	switch d.Event {
	case "delivered":
		h.Kind, h.Words = outbox.Delivered, said
	case "failed", "rejected":
		if d.Severity == "temporary" {
			h.Kind, h.Problem, h.Words = outbox.Delaying, Busy, said
			break
		}
		h.Return = bounced(d.Status.Enhanced, strconv.Itoa(d.Status.Code)+" "+said)
	case "opened":
		h.Kind, h.Machine = outbox.Opened, d.Client.Bot != ""
	case "clicked":
		h.Kind, h.URL, h.Machine = outbox.Clicked, d.URL, d.Client.Bot != ""
	case "complained":
		h.Kind = outbox.Complained
	case "unsubscribed":
		h.Kind = outbox.Unsubscribed
	}
	h.At, h.Message = seconds(d.Timestamp), idOf(d.Message.Headers.ID)
	return h
}
