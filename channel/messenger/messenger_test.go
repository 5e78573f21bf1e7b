package messenger

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	"cham/capability/outbox"
	"cham/chamtest/messengerserver"
	"cham/channel/channeltest"
	"cham/channel/provider"
)

var now = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

const user = "25381719828140932"

var parcel = outbox.Parcel{ID: "msg_1", To: user, Text: "Chào chi\u0323 Lan, tiệm vừa có hoa mới", Lang: "vi"}

// clientOf is one that knows a server in place of Meta's.
func clientOf(t *testing.T, url string) *Client {
	calls := provider.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil)
	t.Cleanup(calls.Close)
	return New(calls, url, func() time.Time { return now })
}

func account(change ...func(*Settings, *Secret)) outbox.Account {
	set := Settings{PageID: messengerserver.PageID}
	secret := Secret{PageToken: messengerserver.PageToken, AppSecret: messengerserver.AppSecret, VerifyToken: messengerserver.VerifyToken}
	for _, c := range change {
		c(&set, &secret)
	}
	settings, _ := json.Marshal(set)
	secrets, _ := json.Marshal(secret)
	return outbox.Account{Workspace: "a", Settings: settings, Secret: string(secrets), PerMinute: 60}
}

// stage is a client with a server of its own.
func stage(t *testing.T) (*messengerserver.Server, outbox.Line) {
	server := messengerserver.New(t)
	line, err := clientOf(t, server.URL).Connect(t.Context(), account())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	return server, line
}

func TestChannel(t *testing.T) {
	var server *messengerserver.Server // of the stage that was made last
	with := func(change func(*Settings, *Secret)) func(*outbox.Account) {
		return func(a *outbox.Account) { *a = account(change) }
	}
	channeltest.Run(t, channeltest.Channel{
		New: func(t *testing.T) *channeltest.Stage {
			server = messengerserver.New(t)
			return &channeltest.Stage{Sender: clientOf(t, server.URL), Account: account(), Parcel: parcel,
				Got: func() int { return len(server.Messages()) }}
		},
		WrongKey: func(s *channeltest.Stage) {
			s.Account = account(func(_ *Settings, secret *Secret) { secret.PageToken = "of-another" })
		},
		RateLimit: func(*channeltest.Stage) { server.Limit(user, 5) },
		Refused: func(*channeltest.Stage) {
			server.Say(user, 10, 2018278, "This message is sent outside of allowed window")
		},
		HangUp: func(*channeltest.Stage) { server.Drop(user) },
		Down:   func(*channeltest.Stage) { server.Close() },
		Wrong: map[string]func(*outbox.Account){
			"settings":  func(a *outbox.Account) { a.Settings = []byte("[") },
			"secret":    func(a *outbox.Account) { a.Secret = "[" },
			"pageId":    with(func(s *Settings, _ *Secret) { s.PageID = "hoamai" }),
			"pageToken": with(func(_ *Settings, s *Secret) { s.PageToken = "two\nlines" }),
			"appSecret": with(func(_ *Settings, s *Secret) { s.AppSecret = "" }),
		},
	})
}

func TestSend(t *testing.T) {
	for name, c := range map[string]struct {
		parcel outbox.Parcel
		want   messengerserver.Message
	}{
		"text": {parcel, messengerserver.Message{To: user, Kind: "RESPONSE", Text: "Chào chị Lan, tiệm vừa có hoa mới"}},
		"by place": {outbox.Parcel{To: user, Lang: "vi", Template: "don_hang", Params: map[string]string{"2": "hai", "10": "mười", "1": "một"}},
			messengerserver.Message{To: user, Kind: "UTILITY", Template: "don_hang", Lang: "vi",
				Fields: []messengerserver.Field{{Text: "một"}, {Text: "hai"}, {Text: "mười"}}}},
		"by name": {outbox.Parcel{To: user, Lang: "en", Template: "order", Params: map[string]string{"state": "sent", "name": "Lan"}},
			messengerserver.Message{To: user, Kind: "UTILITY", Template: "order", Lang: "en",
				Fields: []messengerserver.Field{{Name: "name", Text: "Lan"}, {Name: "state", Text: "sent"}}}},
		"without fields": {outbox.Parcel{To: user, Lang: "vi", Template: "cam_on"},
			messengerserver.Message{To: user, Kind: "UTILITY", Template: "cam_on", Lang: "vi"}},
	} {
		server, line := stage(t)
		answer, err := line.Send(t.Context(), c.parcel)
		c.want.ID = answer.Ref
		if got := server.Messages(); err != nil || answer.Ref == "" || len(got) != 1 || !reflect.DeepEqual(got[0], c.want) {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", name, err, got, c.want)
		}
	}
}

// What Meta says is taken for what it means for the message.
func TestFailures(t *testing.T) {
	template := outbox.Parcel{To: user, Lang: "vi", Template: "don_hang"}
	for _, c := range []struct {
		name      string
		code, sub int
		parcel    outbox.Parcel
		kind      outbox.FailureKind
		problem   string
		elsewhere bool
	}{
		{"ended token", 190, 463, parcel, outbox.Blocked, SignIn, false},
		{"no permission", 10, 0, parcel, outbox.Blocked, Rights, false},
		{"no advanced access", 200, 0, parcel, outbox.Blocked, Rights, false},
		{"policy", 368, 0, parcel, outbox.Blocked, Limited, false},
		{"too many", 613, 0, parcel, outbox.Blocked, provider.Busy, false},
		{"window", 10, 2018278, parcel, outbox.Refused, Window, false},
		{"blocked by them", 551, 1545041, parcel, outbox.Refused, Silent, false},
		{"takes nothing", 10, 2018108, parcel, outbox.Refused, Silent, false},
		{"nobody", 100, 2018001, parcel, outbox.Refused, Nobody, true},
		{"too long", 100, 0, parcel, outbox.Refused, provider.BadWords, false},
		{"template", 100, 0, template, outbox.Refused, Template, false},
		{"broke", 1, 0, parcel, outbox.Unsure, provider.NotKnown, false},
		{"sent, and said otherwise", 100, 1357046, parcel, outbox.Unsure, provider.NotKnown, false},
		{"for now", 1200, 0, parcel, outbox.Delayed, provider.Busy, false},
		{"unheard of", 987, 6, parcel, outbox.Refused, provider.NotTaken, false},
	} {
		server, line := stage(t)
		server.Say(user, c.code, c.sub, "no")
		_, err := line.Send(t.Context(), c.parcel)
		f := channeltest.Failure(t, err)
		if f.Kind != c.kind || f.Problem != c.problem || f.Elsewhere != c.elsewhere || f.Refusal || f.NoSuchAddress {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

// How long a limit lasts is Meta's to say; an outage says nothing of the message alone.
func TestLimits(t *testing.T) {
	server, line := stage(t)
	server.Limit(user, 7)
	server.Limit(user, 9999)
	server.Say(user, 4, 0, "(#4) Application request limit reached")
	server.Fail(user, http.StatusServiceUnavailable)
	server.Fail(user, http.StatusInternalServerError)
	for _, want := range []struct {
		kind  outbox.FailureKind
		after time.Duration
	}{{outbox.Blocked, 7 * time.Minute}, {outbox.Blocked, time.Hour}, {outbox.Blocked, time.Minute}, {outbox.Blocked, 0}, {outbox.Unsure, 0}} {
		_, err := line.Send(t.Context(), parcel)
		if f := channeltest.Failure(t, err); f.Kind != want.kind || f.After != want.after {
			t.Errorf("%+v: %+v", want, f)
		}
	}
	server.Expire()
	_, err := line.Send(t.Context(), parcel)
	if f := channeltest.Failure(t, err); f.Problem != SignIn || len(server.Messages()) != 0 {
		t.Errorf("%+v", f)
	}
}

// Whatever Meta answers, it is a message that was sent, or a failure that can be shown.
func FuzzJudge(f *testing.F) {
	f.Add(200, []byte(`{"recipient_id":"1","message_id":"m_1"}`), "")
	f.Add(400, []byte(`{"error":{"message":"(#10) …","code":10,"error_subcode":2018278}}`), `{"1":[{"estimated_time_to_regain_access":-5}]}`)
	f.Add(200, []byte(`{"error":"\u202e","message_id":7}`), `{`)
	f.Fuzz(func(t *testing.T, status int, body []byte, use string) {
		a := provider.Answer{Status: status, Header: http.Header{"X-Business-Use-Case-Usage": {use}}, Body: body}
		answer, failed := judge(&a, false, now)
		switch {
		case failed == nil && (answer.Ref == "" || status >= 300):
			t.Fatalf("%+v", answer)
		case failed == nil:
		case failed.Problem == "" || failed.Kind == "" || failed.After < 0 || failed.After > time.Hour,
			utf8.RuneCountInString(failed.Words) > 500, !utf8.ValidString(failed.Words):
			t.Fatalf("%+v", failed)
		}
	})
}
