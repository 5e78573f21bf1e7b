package email

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"

	"cham"
	"cham/connect/guard"
)

// notification is a call of Amazon SNS, "Message and JSON formats".
type notification struct {
	Type, MessageID, TopicARN, Subject, Message, Timestamp string
	Token, SubscribeURL                                    string
	SignatureVersion, Signature, SigningCertURL            string
}

// signed are the bytes that its signature is over: the fields that are there, by name, each with its name before it.
func (n *notification) signed() []byte {
	var b strings.Builder
	say := func(name, value string) { b.WriteString(name + "\n" + value + "\n") }
	say("Message", n.Message)
	say("MessageId", n.MessageID)
	if n.Type == "Notification" {
		if n.Subject != "" {
			say("Subject", n.Subject)
		}
	} else {
		say("SubscribeURL", n.SubscribeURL)
	}
	say("Timestamp", n.Timestamp)
	if n.Type != "Notification" {
		say("Token", n.Token)
	}
	say("TopicArn", n.TopicARN)
	say("Type", n.Type)
	return []byte(b.String())
}

// ses reads what SNS tells of messages that left through SES. Its certificate says that it is SNS, where anybody has
// topics; the topic says whose.
func (c *Client) ses(topic string, body []byte) ([]happened, error) {
	var n notification
	if err := unmarshal(body, &n); err != nil {
		return nil, err
	}
	if n.TopicARN != topic {
		return nil, notTheirs("it is another topic's")
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.limits.dial)
	defer cancel()
	if err := c.verify(ctx, &n); err != nil {
		return nil, err
	}
	switch n.Type {
	case "SubscriptionConfirmation":
		if !amazon.MatchString(n.SubscribeURL) {
			return nil, notTheirs("it leads elsewhere")
		}
		_, err := c.fetch(ctx, n.SubscribeURL)
		return nil, unavailable(err)
	case "Notification":
		return sesHappened(n.Message), nil
	}
	return nil, nil
}

func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return cham.Wrap(cham.CodeUnavailable, "email.Receive", err)
}

// amazon are addresses of SNS, signing those of its certificates: a plain file, for what a call of SNS answers holds
// words of whoever calls.
var (
	amazon  = regexp.MustCompile(`^https://sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?/`)
	signing = regexp.MustCompile(amazon.String() + `[A-Za-z0-9_-]+\.pem$`)
)

// verify checks the signature: version 1 is by SHA-1, 2 by SHA-256.
func (c *Client) verify(ctx context.Context, n *notification) error {
	signature, err := base64.StdEncoding.DecodeString(n.Signature)
	if err != nil || !signing.MatchString(n.SigningCertURL) {
		return notTheirs("the signature cannot be checked")
	}
	key, err := c.certs.key(n.SigningCertURL, func() ([]byte, error) { return c.fetch(ctx, n.SigningCertURL) })
	if err != nil {
		return unavailable(err)
	}
	hash, sum := crypto.SHA256, sha256.Sum256(n.signed())
	digest := sum[:]
	if n.SignatureVersion == "1" {
		old := sha1.Sum(n.signed())
		hash, digest = crypto.SHA1, old[:]
	}
	if rsa.VerifyPKCS1v15(key, hash, digest, signature) != nil {
		return notTheirs("the signature is not right")
	}
	return nil
}

// certificates keeps the key that Amazon signs with now, and where it was.
type certificates struct {
	mu      sync.Mutex
	address string
	public  *rsa.PublicKey
}

func (c *certificates) key(address string, fetch func() ([]byte, error)) (*rsa.PublicKey, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.address == address {
		return c.public, nil
	}
	text, err := fetch()
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("there is no certificate")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	public, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("the certificate holds no RSA key")
	}
	c.address, c.public = address, public
	return public, nil
}

// fetcher gets what an address holds, at most 64 KiB, and follows nothing elsewhere.
func fetcher(open []netip.Prefix, roots *x509.CertPool) func(context.Context, string) ([]byte, error) {
	return func(ctx context.Context, address string) ([]byte, error) {
		transport := &http.Transport{DialContext: guard.Dialer(open).DialContext, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
		client := &http.Client{Transport: transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		res, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK {
			return nil, errors.New(res.Status)
		}
		return io.ReadAll(io.LimitReader(res.Body, maxText))
	}
}
