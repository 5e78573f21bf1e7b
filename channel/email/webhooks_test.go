package email

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/connect/guard"
)

const (
	topic    = "arn:aws:sns:ap-southeast-1:123456789012:mail"
	certAt   = "https://sns.ap-southeast-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"
	outlook  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
	provided = "<" + testID + ".7cb7jxhsegkzrew3@hoamai.vn>"
)

// ours are the keys of pretended services.
type ours struct {
	*Client
	sns     *rsa.PrivateKey
	grid    *ecdsa.PrivateKey
	gridKey string
	asked   []string
}

func services(t testing.TB) *ours {
	t.Helper()
	s := &ours{Client: reader()}
	var err, second error
	s.sns, err = rsa.GenerateKey(rand.Reader, 2048)
	s.grid, second = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err = errors.Join(err, second); err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(s.grid.Public())
	if err != nil {
		t.Fatal(err)
	}
	s.gridKey = base64.StdEncoding.EncodeToString(der)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: at.AddDate(1, 0, 0)}
	if der, err = x509.CreateCertificate(rand.Reader, c, c, s.sns.Public(), s.sns); err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	s.fetch = func(_ context.Context, address string) ([]byte, error) {
		s.asked = append(s.asked, address)
		if strings.HasSuffix(address, "away.pem") {
			return nil, errors.New("away")
		}
		return text, nil
	}
	return s
}

// deliver is a delivery of a service's, signed by its key.
func (s *ours) deliver(service Service, body string) (outbox.Account, outbox.Delivery) {
	d := outbox.Delivery{Header: http.Header{}, Body: []byte(body)}
	secret := Secret{}
	switch service {
	case SES:
		secret.WebhookKey = topic
		d.Body = s.notify("Notification", body, "2", nil)
	case SendGrid:
		secret.WebhookKey = s.gridKey
		sum := sha256.Sum256([]byte("1764468600" + body))
		signature, _ := ecdsa.SignASN1(rand.Reader, s.grid, sum[:])
		http.Header(d.Header).Set("X-Twilio-Email-Event-Webhook-Timestamp", "1764468600")
		http.Header(d.Header).Set("X-Twilio-Email-Event-Webhook-Signature", base64.StdEncoding.EncodeToString(signature))
	case Mailgun:
		secret.WebhookKey = "key-1"
		d.Body = []byte(mailgunned("key-1", at, body))
	}
	return secretly(secret, Settings{Service: service}), d
}

func mailgunned(key string, when time.Time, data string) string {
	stamp, token := strconv.FormatInt(when.Unix(), 10), "c0ffee"
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(stamp + token))
	return fmt.Sprintf(`{"signature":{"timestamp":%q,"token":%q,"signature":"%x"},"event-data":%s}`, stamp, token, h.Sum(nil), data)
}

// notify is a call of SNS, signed before it is changed. What is signed is written here by Amazon's words, not by ours.
func (s *ours) notify(kind, message, version string, change func(map[string]string)) []byte {
	n := map[string]string{"Type": kind, "MessageId": "m-1", "TopicArn": topic, "Message": message, "Timestamp": "2026-11-30T01:10:00.000Z",
		"SignatureVersion": version, "SigningCertURL": certAt}
	names := []string{"Message", "MessageId", "Timestamp", "TopicArn", "Type"}
	switch {
	case kind == "Notification" && version == "2": // events have one, notifications none
		n["Subject"] = "Amazon SES Email Event Notification"
		names = []string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
	case kind != "Notification":
		n["Token"], n["SubscribeURL"] = "t", "https://sns.ap-southeast-1.amazonaws.com/?Action=ConfirmSubscription"
		names = []string{"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}
	}
	var text strings.Builder
	for _, name := range names {
		text.WriteString(name + "\n" + n[name] + "\n")
	}
	hash, sum := crypto.SHA256, sha256.Sum256([]byte(text.String()))
	digest := sum[:]
	if version == "1" {
		old := sha1.Sum([]byte(text.String()))
		hash, digest = crypto.SHA1, old[:]
	}
	signature, _ := rsa.SignPKCS1v15(rand.Reader, s.sns, hash, digest)
	n["Signature"] = base64.StdEncoding.EncodeToString(signature)
	if change != nil {
		change(n)
	}
	body, _ := json.Marshal(n)
	return body
}

func TestReceive(t *testing.T) {
	s, then := services(t), time.Date(2026, 11, 30, 1, 10, 0, 0, time.UTC)
	for _, e := range events {
		a, d := s.deliver(e.service, filled(e.body))
		came, err := s.Receive(a, d)
		got := ""
		if err == nil && len(came.Returns) == 1 {
			r := came.Returns[0]
			got = told(&r)
			if r.Machine {
				got += "*"
			}
			got += " " + r.Words + r.URL
			untimed := strings.Contains(e.body, "Reject") // then it is now
			if r.Message != testID || !untimed && !r.At.Truncate(time.Second).Equal(then) {
				t.Errorf("%s: %+v", e.body, r)
			}
		}
		if got != e.want || err != nil || e.want == "" && len(came.Returns) > 0 {
			t.Errorf("%s %s: %q, want %q, %v", e.service, e.body, got, e.want, err)
		}
	}
	if !slices.Equal(s.asked, []string{certAt}) {
		t.Errorf("the certificate is asked for again: %q", s.asked)
	}
}

// What is not the service's is forbidden, whatever it says.
func TestReceiveForeign(t *testing.T) {
	s, other := services(t), services(t)
	other.Client = s.Client
	spam := `[{"event":"spamreport","smtp-id":"` + provided + `"}]`
	grid, signed := s.deliver(SendGrid, spam)
	_, foreign := other.deliver(SendGrid, spam)
	gun, _ := s.deliver(Mailgun, "{}")
	ses, _ := s.deliver(SES, "{}")
	with := func(b []byte) outbox.Delivery { return outbox.Delivery{Body: b} }
	sns := func(change func(n map[string]string)) outbox.Delivery {
		return with(s.notify("Notification", "{}", "2", change))
	}
	host, _, _ := strings.Cut(certAt, "/Simple")
	from := func(address string) outbox.Delivery {
		return sns(func(n map[string]string) { n["SigningCertURL"] = address })
	}
	for name, c := range map[string]struct {
		a    outbox.Account
		d    outbox.Delivery
		code cham.Code
	}{
		"no service":        {secretly(Secret{WebhookKey: "x"}, Settings{}), signed, cham.CodeForbidden},
		"no key":            {secretly(Secret{}, Settings{Service: SendGrid}), signed, cham.CodeForbidden},
		"no account":        {outbox.Account{Settings: []byte("{")}, signed, cham.CodeInvalid},
		"grid: signed":      {grid, signed, ""},
		"grid: foreign":     {grid, foreign, cham.CodeForbidden},
		"grid: unsigned":    {grid, with(signed.Body), cham.CodeForbidden},
		"grid: changed":     {grid, outbox.Delivery{Header: signed.Header, Body: append(slices.Clone(signed.Body), ' ')}, cham.CodeForbidden},
		"gun: signed":       {gun, with([]byte(mailgunned("key-1", at, "{}"))), ""},
		"gun: 14 minutes":   {gun, with([]byte(mailgunned("key-1", at.Add(-14*time.Minute), "{}"))), ""},
		"gun: old":          {gun, with([]byte(mailgunned("key-1", at.Add(-16*time.Minute), "{}"))), cham.CodeForbidden},
		"gun: later":        {gun, with([]byte(mailgunned("key-1", at.Add(16*time.Minute), "{}"))), cham.CodeForbidden},
		"gun: foreign":      {gun, with([]byte(mailgunned("key-2", at, "{}"))), cham.CodeForbidden},
		"gun: no JSON":      {gun, with([]byte("{")), cham.CodeInvalid},
		"ses: version 2":    {ses, sns(nil), ""},
		"ses: version 1":    {ses, with(s.notify("Notification", "{}", "1", nil)), ""},
		"ses: foreign":      {ses, with(other.notify("Notification", "{}", "2", nil)), cham.CodeForbidden},
		"ses: changed":      {ses, sns(func(n map[string]string) { n["Message"] = "[]" }), cham.CodeForbidden},
		"ses: other topic":  {ses, sns(func(n map[string]string) { n["TopicArn"] += "2" }), cham.CodeForbidden},
		"ses: subject":      {ses, sns(func(n map[string]string) { n["Subject"] = "" }), cham.CodeForbidden},
		"ses: elsewhere":    {ses, from("https://sns.evil.vn/a.pem"), cham.CodeForbidden},
		"ses: looks like":   {ses, from("https://sns.abc.amazonaws.com.evil.vn/a.pem"), cham.CodeForbidden},
		"ses: answered":     {ses, from(host + "/?Action=x.pem"), cham.CodeForbidden},
		"ses: away":         {ses, from(host + "/away.pem"), cham.CodeUnavailable},
		"ses: no JSON":      {ses, with([]byte("[")), cham.CodeInvalid},
		"ses: unsubscribed": {ses, with(s.notify("UnsubscribeConfirmation", "x", "2", nil)), ""},
		"mark: no JSON":     {secretly(Secret{}, Settings{Service: Postmark}), with([]byte("[")), cham.CodeInvalid},
	} {
		if _, err := s.Receive(c.a, c.d); cham.ErrorCode(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A topic is confirmed by asking for the address it tells, which is Amazon's.
func TestConfirmTopic(t *testing.T) {
	s := services(t)
	a, _ := s.deliver(SES, "{}")
	came, err := s.Receive(a, outbox.Delivery{Body: s.notify("SubscriptionConfirmation", "You have chosen", "1", nil)})
	if err != nil || len(came.Returns) > 0 || len(s.asked) != 2 || !strings.HasSuffix(s.asked[1], "?Action=ConfirmSubscription") {
		t.Error(came, err, s.asked)
	}
	if amazon.MatchString("https://sns.evil.vn/?Action=ConfirmSubscription") || amazon.MatchString("http://sns.us-east-1.amazonaws.com/") {
		t.Error("another address is Amazon's")
	}
}

// What is fetched is fetched from public machines, and from nowhere that an answer leads to.
func TestFetch(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, "/well", http.StatusFound)
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
		default:
			_, _ = w.Write(make([]byte, 2*maxText))
		}
	}))
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	for path, want := range map[string]int{"/well": maxText, "/away": 0, "/broken": 0} {
		if got, err := New(loopback, roots, time.Now).fetch(t.Context(), server.URL+path); len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%s: %d bytes, %v", path, len(got), err)
		}
	}
	if _, err := New(nil, roots, time.Now).fetch(t.Context(), server.URL+"/well"); !errors.Is(err, guard.ErrInner) {
		t.Errorf("the inner network is reached: %v", err)
	}
}

// What names a message at each service is in its header, and nothing else is.
func TestTags(t *testing.T) {
	headers := map[Service]string{SES: "X-SES-MESSAGE-TAGS: cham=msg_1\r\n", SendGrid: "X-SMTPAPI: {\"unique_args\":{\"cham\":\"msg_1\"}}\r\n",
		Postmark: "X-PM-Metadata-cham: msg_1\r\n"}
	s := serve(t, None)
	for _, service := range []Service{"", SES, SendGrid, Mailgun, Postmark} {
		l := connect(t, s.client(), made(s, None, func(set *Settings, _ *Secret) { set.Service = service }))
		if _, err := l.Send(t.Context(), parcel); err != nil {
			t.Fatal(err)
		}
		raw := s.taken()[len(s.taken())-1]
		for of, header := range headers {
			if strings.Contains(raw, header) != (of == service) {
				t.Errorf("%q has the header of %q: %v", service, of, of != service)
			}
		}
	}
}

func TestIsMachine(t *testing.T) {
	people := []string{"", outlook, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)",
		"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/8.0; Microsoft Outlook 16.0.4266; ms-office; MSOffice)"}
	for _, ua := range append(people, "Mozilla/5.0", "Mozilla/5.0 (Windows NT 5.1; rv:11.0) (via ggpht.com GoogleImageProxy)",
		"YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
		"Microsoft Office Existence Discovery", "BarracudaCentral", "Proofpoint URL Defense", "curl/8.5.0", "python-requests/2.32",
		"python-httpx/0.27", "Go-http-client/2.0", "Mimecast", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0",
		"Googlebot/2.1") {
		if want := !slices.Contains(people, ua); IsMachine(ua) != want {
			t.Errorf("%q is a machine: %v", ua, !want)
		}
	}
}

// Whatever a service sends: nothing breaks, and what is told is of a message and can be shown.
func FuzzReceive(f *testing.F) {
	for _, e := range events {
		f.Add(string(e.service), filled(e.body))
	}
	s := services(f)
	f.Fuzz(func(t *testing.T, service, body string) {
		a, d := s.deliver(Service(service), body)
		for _, body := range [][]byte{d.Body, []byte(body)} {
			d.Body = body
			came, err := s.Receive(a, d)
			if err != nil && len(came.Returns) > 0 {
				t.Error(came, err)
			}
			for _, r := range came.Returns {
				if !ids.MatchString(r.Message) || r.Kind == "" || r.At.IsZero() || r.At.After(at) || len([]rune(r.Words)) > maxWords {
					t.Errorf("%+v", r)
				}
			}
		}
	})
}
