package oidc

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"

	"cham/capability/access"
	"cham/connect/guard"
)

// tryTime is how long all checks of a provider may take.
const tryTime = 40 * time.Second

// says is what of an issuer's description of itself is checked.
type says struct {
	Keys       string   `json:"jwks_uri"`
	Responses  []string `json:"response_types_supported"`
	Challenges []string `json:"code_challenge_methods_supported"`
	Algorithms []string `json:"id_token_signing_alg_values_supported"`
}

// trial is one provider that is tried.
type trial struct {
	*Client
	p    *oidc.Provider
	of   access.Provider
	o    oauth2.Config
	says says
}

// Try implements access.Elsewhere.
func (c *Client) Try(ctx context.Context, of access.Provider, redirect string) (all []access.ProviderFinding) {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	c.keep(of.Issuer, found{})
	p, err := c.provider(ctx, of.Issuer)
	if err != nil {
		return append(all, notReached(of.Issuer, err))
	}
	t := trial{Client: c, p: p, of: of, o: config(p, of, redirect)}
	if err := p.Claims(&t.says); err != nil || t.o.Endpoint.AuthURL == "" || t.o.Endpoint.TokenURL == "" {
		return append(all, found1(access.CheckIssuer, access.Bad, "issuerNothing", "issuer", of.Issuer))
	}
	return append(all, t.issuer(), t.keys(ctx), t.flow(), t.client(ctx), t.redirect(ctx))
}

// found1 is a finding whose sentence has at most one name and value.
func found1(c access.ProviderCheck, v access.Verdict, why string, arg ...string) access.ProviderFinding {
	f := access.ProviderFinding{Check: c, Verdict: v, Why: why}
	if len(arg) == 2 {
		f.Args = map[string]any{arg[0]: arg[1]}
	}
	return f
}

// notReached says why an issuer did not answer as itself.
func notReached(issuer string, err error) access.ProviderFinding {
	bad := func(why string, arg ...string) access.ProviderFinding {
		return found1(access.CheckIssuer, access.Bad, why, append(arg, "issuer", issuer)[:2]...)
	}
	if other, ok := errors.AsType[*oidc.IssuerMismatchError](err); ok {
		return bad("issuerOther", "other", cut(other.Discovered))
	}
	if errors.Is(err, guard.ErrInner) {
		return bad("issuerInner")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return bad("issuerCertificate")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return bad("issuerName")
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return bad("issuerSilent")
	}
	return bad("issuerNothing")
}

// cut is a foreign text, as much as fits in a sentence.
func cut(s string) string { return strings.ToValidUTF8(s[:min(len(s), 200)], "") }

func (t trial) issuer() access.ProviderFinding {
	if strings.HasPrefix(t.of.Issuer, "http:") {
		return found1(access.CheckIssuer, access.Unsure, "issuerPlain", "issuer", t.of.Issuer)
	}
	return found1(access.CheckIssuer, access.Good, "issuer", "issuer", t.of.Issuer)
}

// keys reads what tokens are signed with.
func (t trial) keys(ctx context.Context) access.ProviderFinding {
	var set jose.JSONWebKeySet
	res, err := t.get(ctx, t.says.Keys)
	if err == nil {
		defer res.Body.Close()
		err = json.NewDecoder(res.Body).Decode(&set)
	}
	n := len(slices.DeleteFunc(set.Keys, func(k jose.JSONWebKey) bool { return !k.Valid() || !k.IsPublic() || k.Use == "enc" }))
	if err != nil || n == 0 {
		return found1(access.CheckKeys, access.Bad, "keysNone", "address", cut(t.says.Keys))
	}
	return found1(access.CheckKeys, access.Good, "keys", "n", strconv.Itoa(n))
}

func (t trial) get(ctx context.Context, address string) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return t.http.Do(q)
}

// signs are the algorithms of tokens that can be checked.
var signs = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// flow compares what the issuer says it can with what we ask for: a code, PKCE by
// S256, tokens signed by a key that anybody can read.
func (t trial) flow() access.ProviderFinding {
	says := t.says
	signed := len(says.Algorithms) == 0 || slices.ContainsFunc(says.Algorithms, func(a string) bool { return slices.Contains(signs, a) })
	switch {
	case len(says.Responses) > 0 && !slices.Contains(says.Responses, "code"):
		return found1(access.CheckFlow, access.Bad, "flowCode")
	case !signed:
		return found1(access.CheckFlow, access.Bad, "flowSigned", "how", cut(strings.Join(says.Algorithms, ", ")))
	case len(says.Challenges) == 0: // Microsoft speaks it and does not say so
		return found1(access.CheckFlow, access.Unsure, "flowUnsaid")
	case !slices.Contains(says.Challenges, "S256"):
		return found1(access.CheckFlow, access.Bad, "flowS256")
	}
	return found1(access.CheckFlow, access.Good, "flow")
}

// nobodys asks for tokens with what nobody has. Who is not known is refused for
// that, others for the code; some look at the code first, so the second asks
// otherwise.
var nobodys = []func(ctx context.Context, o oauth2.Config) error{
	func(ctx context.Context, o oauth2.Config) error {
		_, err := o.Exchange(ctx, "cham-tries-a-code-that-nobody-has", oauth2.VerifierOption(oauth2.GenerateVerifier()))
		return err
	},
	func(ctx context.Context, o oauth2.Config) error {
		_, err := o.TokenSource(ctx, &oauth2.Token{RefreshToken: "cham-tries-a-token-that-nobody-has"}).Token()
		return err
	},
}

// client sees whether the provider knows the client: it must refuse a secret that
// is surely wrong otherwise than ours.
func (t trial) client(ctx context.Context) access.ProviderFinding {
	said := ""
	for _, ask := range nobodys {
		right, err := t.refusal(ctx, ask, t.of.Secret)
		if err != nil {
			return found1(access.CheckClient, access.Bad, "clientUnreached")
		}
		if said = cmp.Or(said, right); right == "invalid_client" || said == "unauthorized_client" {
			return found1(access.CheckClient, access.Bad, "clientRefused", "code", right)
		}
		wrong, err := t.refusal(ctx, ask, "cham-"+oauth2.GenerateVerifier())
		if err == nil && wrong == "invalid_client" {
			return found1(access.CheckClient, access.Good, "client")
		}
	}
	return found1(access.CheckClient, access.Unsure, "clientUnsaid", "code", said)
}

// errorCodes are those that are told: others could repeat the secret.
var errorCodes = []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
	"invalid_scope", "access_denied", "server_error", "temporarily_unavailable", "redirect_uri_mismatch"}

// refusal is what the provider says to a client with a secret: an OAuth error, or
// the status. The secret is sent in both ways there are.
func (t trial) refusal(ctx context.Context, ask func(context.Context, oauth2.Config) error, secret string) (code string, err error) {
	o := t.o
	o.ClientSecret = secret
	for _, o.Endpoint.AuthStyle = range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		err := ask(t.with(ctx), o)
		no, ok := errors.AsType[*oauth2.RetrieveError](err)
		if !ok {
			return "", cmp.Or(err, errors.New("what nobody has was taken"))
		}
		if code = codeOf(no); code != "invalid_client" {
			break
		}
	}
	return code, nil
}

func codeOf(no *oauth2.RetrieveError) string {
	switch {
	case slices.Contains(errorCodes, no.ErrorCode):
		return no.ErrorCode
	case no.Response.StatusCode == http.StatusUnauthorized:
		return "invalid_client"
	}
	return strconv.Itoa(no.Response.StatusCode)
}

// redirect opens the page where people sign in, as a browser would. Where browsers
// may not be sent back to us, it says so instead; some say it only later.
func (t trial) redirect(ctx context.Context) access.ProviderFinding {
	address := t.o.AuthCodeURL("cham-tries", oidc.Nonce("cham-tries"), oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))
	res, err := t.get(ctx, address)
	if err != nil {
		return found1(access.CheckRedirect, access.Bad, "redirectUnreached")
	}
	res.Body.Close()
	to, err := res.Location()
	if res.StatusCode >= 400 || err == nil && strings.HasSuffix(to.Path, "/error") {
		return found1(access.CheckRedirect, access.Bad, "redirectRefused", "redirect", t.o.RedirectURL)
	}
	if err == nil && to.Query().Has("error") {
		return found1(access.CheckRedirect, access.Bad, "redirectError", "redirect", t.o.RedirectURL)
	}
	return found1(access.CheckRedirect, access.Unsure, "redirect", "redirect", t.o.RedirectURL)
}
