package sms

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"cham/capability/outbox"
	"cham/chamtest/smsserver"
	"cham/channel/channeltest"
	"cham/channel/provider"
)

var (
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	at       = time.Date(2026, 11, 30, 9, 0, 0, 0, time.FixedZone("", 7*3600))
	keys     = map[Provider]map[string]string{
		ESMS:     {"apiKey": smsserver.APIKey, "secretKey": smsserver.SecretKey},
		SpeedSMS: {"token": smsserver.Token},
		Stringee: {"keySid": smsserver.KeySid, "keySecret": smsserver.KeySecret}}
	parcel = outbox.Parcel{ID: "msg_1", To: "+84912345678", Name: "Lan", Text: "Chào chị Lan, tuần này có hoa mới về tiệm nhé", Lang: "vi"}
)

func clock() time.Time { return at }

// to is the number of the parcel with other last digits.
func to(digits string) string { return parcel.To[:len(parcel.To)-len(digits)] + digits }

func made(p Provider, change ...func(*Settings)) outbox.Account {
	s := Settings{Provider: p, Brandname: smsserver.Brandname, PricePerPart: 800}
	for _, c := range change {
		c(&s)
	}
	return outbox.Account{Settings: text(s), Secret: string(text(keys[p])), PerMinute: 60}
}

func text(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// client is one that knows one server in place of all providers.
func client(t *testing.T, url string) *Client {
	calls := provider.New(loopback, nil)
	t.Cleanup(calls.Close)
	c := New(calls, clock)
	for name := range c.Hosts {
		c.Hosts[name] = url
	}
	return c
}

func TestChannel(t *testing.T) {
	for name := range services {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			channeltest.Run(t, channel(name))
		})
	}
}

func channel(p Provider) channeltest.Channel {
	var server *smsserver.Server // of the stage that was made last
	receiver := func(digits string) func(*channeltest.Stage) {
		return func(s *channeltest.Stage) { s.Parcel.To = to(digits) }
	}
	c := channeltest.Channel{
		New: func(t *testing.T) *channeltest.Stage {
			server = smsserver.New(t, clock)
			return &channeltest.Stage{Sender: client(t, server.URL), Account: made(p), Parcel: parcel,
				Got: func() int { return len(server.Messages()) }}
		},
		WrongKey: func(s *channeltest.Stage) {
			other := map[string]string{}
			for name := range keys[p] {
				other[name] = "of-another"
			}
			s.Account.Secret = string(text(other))
		},
		NoMoney:      func(*channeltest.Stage) { server.Empty(true) },
		RateLimit:    receiver(smsserver.Limit),
		NoSuchNumber: receiver(smsserver.BadNumber),
		Refused:      receiver(smsserver.BadWords),
		HangUp:       receiver(smsserver.HangUp),
		Down:         func(*channeltest.Stage) { server.Close() },
		Wrong:        wrong(p),
	}
	if p == Stringee { // what it says of numbers is not known
		c.NoSuchNumber = nil
	}
	return c
}

// wrong are accounts that Check must refuse, by field.
func wrong(p Provider) map[string]func(*outbox.Account) {
	set := func(change func(*Settings)) func(*outbox.Account) {
		return func(a *outbox.Account) { a.Settings = made(p, change).Settings }
	}
	all := map[string]func(*outbox.Account){
		"settings":     func(a *outbox.Account) { a.Settings = []byte("[") },
		"secret":       func(a *outbox.Account) { a.Secret = "[" },
		"provider":     set(func(s *Settings) { s.Provider = "vnpt" }),
		"brandname":    set(func(s *Settings) { s.Brandname = "" }),
		"pricePerPart": set(func(s *Settings) { s.PricePerPart = -1 }),
		"callback":     set(func(s *Settings) { s.Callback = "http://cham.vn/in" }),
	}
	for name := range keys[p] {
		all[name] = func(a *outbox.Account) {
			left := map[string]string{}
			for other, key := range keys[p] {
				if left[other] = key; other == name {
					left[other] = "two\nlines"
				}
			}
			a.Secret = string(text(left))
		}
	}
	return all
}

func TestCheckNames(t *testing.T) {
	c := client(t, "")
	for name, good := range map[string]bool{"HOAMAI": true, "Hoa Mai.vn": true, "H&M": true, "842471005352": true, "X": true,
		"Hoa Mai Shop": false, " HOAMAI": false, "HOAMAI ": false, "HoaMai\n": false, "Hoa Mãi": false, "8424710053521234": false} {
		err := c.Check(made(ESMS, func(s *Settings) { s.Brandname = name }))
		if (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
	for address, good := range map[string]bool{"https://cham.vn/in/abc": true, "": true, "https:///in": false, "cham.vn": false,
		"https://cham.vn/ in": false} {
		if err := c.Check(made(ESMS, func(s *Settings) { s.Callback = address })); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
