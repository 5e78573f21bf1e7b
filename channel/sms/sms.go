// Package sms sends SMS through the services of Vietnam that carry a business's own
// name: eSMS, SpeedSMS and Stringee. A message is one HTTP call. What their answers
// mean is from eSMS's published documentation; of SpeedSMS and Stringee, where marked,
// from public programs that use them.
package sms

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// Provider is a service that SMS leave through.
type Provider string

// The providers.
const (
	ESMS     Provider = "esms"
	SpeedSMS Provider = "speedsms"
	Stringee Provider = "stringee"
)

// Advert is the problem of a provider that takes no advertising for one person. Its
// sentence is error.sending.smsAdvert in locale/; the other problems are channel/provider's.
const Advert = "smsAdvert"

// Settings are an account's, as JSON. Its secret is a JSON object of texts: apiKey and
// secretKey of eSMS, token of SpeedSMS, keySid and keySecret of Stringee.
type Settings struct {
	Provider Provider `json:"provider"`
	// Brandname is who it is from, as it is registered with the provider.
	Brandname string `json:"brandname"`
	// Unicode keeps accents; a message with one takes more than twice the room.
	Unicode bool `json:"unicode,omitempty"`
	// PricePerPart is in đồng.
	PricePerPart int64 `json:"pricePerPart,omitempty"`
	// Callback is where the provider reports to, when each message has to say it: eSMS.
	Callback string `json:"callback,omitempty"`
}

// Price is what a text costs in đồng, and how it is counted.
func (s *Settings) Price(text string) (Parts, int64) {
	n := Count(text, s.Unicode)
	return n, int64(n.Parts) * s.PricePerPart
}

// Client sends SMS; it is an outbox.Sender and outbox.Receiver, safe for concurrent use.
type Client struct {
	// Hosts are where the providers are, as https://name. Tests put their own in place before the first use.
	Hosts map[Provider]string

	http *provider.Client
	now  func() time.Time
}

// New returns a Client that calls through another, which it does not close.
func New(client *provider.Client, now func() time.Time) *Client {
	hosts := map[Provider]string{}
	for name, s := range services {
		hosts[name] = s.host
	}
	return &Client{Hosts: hosts, http: client, now: now}
}

var (
	_ outbox.Sender   = (*Client)(nil)
	_ outbox.Receiver = (*Client)(nil)
)

// service is how a provider is spoken to.
type service struct {
	host, path string
	keys       []string // what its secret has
	adverts    bool     // it takes advertising for one person
	request    func(a *account, m *message, now time.Time) (header map[string]string, body any, err error)
	// judge says what an answer means for the message, nil when the service has it; false when it is none of the service's.
	judge func(body []byte) (outbox.Answer, *outbox.Failure, bool)
	// reports reads what the service tells of messages; nil when it tells nothing.
	reports func(d outbox.Delivery) ([]outbox.Return, error)
}

var services = map[Provider]*service{ESMS: &esms, SpeedSMS: &speedSMS, Stringee: &stringee}

// account is what an account's settings say.
type account struct {
	Settings
	*service
	secret map[string]string
}

// Check implements outbox.Sender.
func (c *Client) Check(a outbox.Account) error {
	_, err := read(a)
	return err
}

// mostPerPart is the highest price of a part that is believed, in đồng.
const mostPerPart = 100_000

// A name is of at most 11 characters in GSM, TS 23.040 §9.1.2.5; in place of one a number may stand.
var (
	named = regexp.MustCompile(`^[!-~]([ -~]{0,9}[!-~])?$|^[0-9]{1,15}$`)
	key   = regexp.MustCompile(`^[!-~]{1,500}$`)
)

func read(a outbox.Account) (*account, error) {
	var s account
	if json.Unmarshal(a.Settings, &s.Settings) != nil {
		return nil, invalid("settings", "settings", nil)
	}
	if a.Secret != "" && json.Unmarshal([]byte(a.Secret), &s.secret) != nil {
		return nil, invalid("secret", "settings", nil)
	}
	switch s.service = services[s.Provider]; {
	case s.service == nil:
		return nil, invalid("provider", "provider", nil)
	case !named.MatchString(s.Brandname):
		return nil, invalid("brandname", "brandname", nil)
	case s.PricePerPart < 0 || s.PricePerPart > mostPerPart:
		return nil, invalid("pricePerPart", "price", map[string]any{"n": mostPerPart})
	case s.Callback != "" && !secure(s.Callback):
		return nil, invalid("callback", "callback", nil)
	}
	for _, name := range s.keys {
		if !key.MatchString(s.secret[name]) {
			return nil, invalid(name, "key", nil)
		}
	}
	return &s, nil
}

func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && !strings.ContainsAny(address, " <>\"")
}

func invalid(field, key string, args map[string]any) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "sms.Check", Field: field, Key: "error.sms." + key, Args: args}
}
