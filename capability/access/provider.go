package access

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/audit"
)

// Google is the issuer of Google accounts.
const Google = "https://accounts.google.com"

// microsoft begins the issuers of Microsoft Entra, one for each tenant.
const microsoft = "https://login.microsoftonline.com/"

// Microsoft reports whether an issuer is a tenant of Microsoft Entra.
func Microsoft(issuer string) bool { return strings.HasPrefix(issuer, microsoft) }

// Provider is where else a workspace's people sign in (OpenID Connect).
type Provider struct {
	Workspace cham.WorkspaceID
	Issuer    string // https://accounts.google.com
	Client    string // as which the issuer knows us
	Secret    string // sealed
	// Domains are those of the e-mails that may come in, all when there are none.
	Domains []string
	// Newcomers is the role of who comes without being invited, "" for nobody.
	Newcomers cham.Role
	// Only says that the workspace's people sign in so, and in no other way.
	Only bool
}

// Key names issuer and client: a session begun through them reaches the
// workspaces that have the same.
func (p Provider) Key() string { return p.Issuer + " " + p.Client }

// Label is what people know it by.
func (p Provider) Label() string {
	switch {
	case p.Issuer == Google:
		return "Google"
	case Microsoft(p.Issuer):
		return "Microsoft"
	}
	u, err := url.Parse(p.Issuer)
	if err != nil {
		return p.Issuer
	}
	return u.Host
}

// allows reports whether people of an e-mail may come in.
func (p Provider) allows(email string) bool { return domainOf(p.Domains, email) }

func domainOf(domains []string, email string) bool {
	return len(domains) == 0 || slices.Contains(domains, strings.ToLower(email[strings.LastIndexByte(email, '@')+1:]))
}

// Link says whom a provider's subject is. An e-mail alone ties nobody to an
// account: at some providers people write down whichever they like.
type Link struct {
	Issuer, Subject string
	CreatedAt       time.Time
}

// Identity is who a provider says that somebody is.
type Identity struct {
	Subject, Email, Name string
	// Verified says that the e-mail is known to be theirs.
	Verified bool
	// Hosted is the organisation that the account belongs to, as Google says it.
	Hosted string
}

// Asked is one way through a provider: what was sent along, and must come back.
type Asked struct{ State, Nonce, Verifier, Redirect string }

// Elsewhere speaks with providers; secrets are open.
type Elsewhere interface {
	// Check asks an issuer for what it is. The error says why it is none.
	Check(ctx context.Context, issuer string) error
	// Address is where the browser goes to sign in.
	Address(ctx context.Context, p Provider, a Asked) (string, error)
	// Exchange turns the code that a browser came back with into who it is; iss is
	// the issuer that the browser says it comes from, "" where it says none.
	Exchange(ctx context.Context, p Provider, a Asked, code, iss string) (Identity, error)
	// Try checks a provider that sends browsers back to redirect.
	Try(ctx context.Context, p Provider, redirect string) []ProviderFinding
}

// ProviderChange is what an owner sets; an empty secret keeps the one there is.
type ProviderChange struct {
	Issuer, Client, Secret string
	Domains                []string
	Newcomers              cham.Role
	Only                   bool
}

// Provider answers where else a workspace's people sign in; CodeNotFound for nowhere.
func (s *Service) Provider(ctx context.Context, ws cham.WorkspaceID) (Provider, error) {
	return s.store.Provider(ctx, ws)
}

// SetProvider says where else a workspace's people sign in, once the issuer
// answers. That they must sign in so can be said by who has: nobody is shut out
// by a typing error.
func (s *Service) SetProvider(ctx context.Context, c Caller, ch ProviderChange) (Provider, error) {
	if s.Elsewhere == nil {
		return Provider{}, &cham.Error{Code: cham.CodeUnavailable, Op: "access.SetProvider", Key: "error.providerNone"}
	}
	before, err := s.store.Provider(ctx, c.Workspace)
	if err != nil && !is(err, cham.CodeNotFound) {
		return before, err
	}
	p, err := s.newProvider(c, before, ch)
	if err != nil {
		return p, err
	}
	if p.Issuer != before.Issuer {
		if err := s.Elsewhere.Check(ctx, p.Issuer); err != nil {
			return p, err
		}
	}
	ctx = context.WithoutCancel(ctx)
	if err := s.store.PutProvider(ctx, p); err != nil {
		return p, err
	}
	changed := said(p)
	if ch.Secret != "" {
		changed["secret"] = "new"
	}
	return p, s.recordChange(ctx, audit.ProviderChanged, string(c.Workspace), said(before), changed)
}

func said(p Provider) map[string]any {
	return map[string]any{"issuer": p.Issuer, "client": p.Client, "domains": p.Domains, "newcomers": p.Newcomers, "only": p.Only}
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$`)

// newProvider checks a change. A secret is sealed for its workspace.
func (s *Service) newProvider(c Caller, before Provider, ch ProviderChange) (p Provider, err error) {
	p = Provider{Workspace: c.Workspace, Client: strings.TrimSpace(ch.Client), Newcomers: ch.Newcomers, Only: ch.Only, Domains: []string{}}
	if p.Issuer, err = cleanIssuer(ch.Issuer); err != nil {
		return p, err
	}
	if p.Client == "" || len(p.Client) > 300 || strings.ContainsAny(p.Client, " \t\n") {
		return p, invalid("client", "error.providerClient", nil)
	}
	for _, d := range ch.Domains {
		d = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(d), "@"))
		if !domainName.MatchString(d) {
			return p, invalid("domains", "error.providerDomain", map[string]any{"domain": d})
		}
		if !slices.Contains(p.Domains, d) {
			p.Domains = append(p.Domains, d)
		}
	}
	if p.Newcomers != "" && (!p.Newcomers.Known() || p.Newcomers == cham.RoleOwner) {
		return p, invalid("newcomers", "error.role", nil)
	}
	if p.Newcomers != "" && len(p.Domains) == 0 {
		return p, invalid("domains", "error.providerDomains", nil)
	}
	tried := c.Session.Provider == p.Key() && p.allows(c.User.Email)
	if same := before.Only && before.Key() == p.Key() && slices.Equal(before.Domains, p.Domains); p.Only && !same && !tried {
		return p, &cham.Error{Code: cham.CodeConflict, Op: "access.SetProvider", Field: "only", Key: "error.providerTryFirst"}
	}
	err = s.sealProvider(&p, before, ch.Secret)
	return p, err
}

// sealProvider sets the secret: a new one, or the one of the same client.
func (s *Service) sealProvider(p *Provider, before Provider, secret string) error {
	switch {
	case secret != "":
		p.Secret = s.seal.Seal(providerOf(p.Workspace), []byte(secret))
	case before.Key() == p.Key():
		p.Secret = before.Secret
	default:
		return invalid("secret", "error.providerSecret", nil)
	}
	return nil
}

// providerOf is what a provider's secret is sealed for.
func providerOf(ws cham.WorkspaceID) string { return "provider " + string(ws) }

// opened is a provider with its secret open.
func (s *Service) opened(p Provider) (Provider, error) {
	secret, err := s.seal.Open(providerOf(p.Workspace), p.Secret)
	p.Secret = string(secret)
	return p, err
}

// cleanIssuer is an issuer as it is known by. Those of Microsoft that are of all
// tenants name nobody in particular.
func cleanIssuer(said string) (string, error) {
	said = strings.TrimSpace(said)
	u, err := url.Parse(said)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		len(said) > 500 || strings.ContainsAny(said, " \t\n") {
		return "", invalid("issuer", "error.providerIssuer", nil)
	}
	if rest, ok := strings.CutPrefix(said, microsoft); ok {
		tenant, _, _ := strings.Cut(rest, "/")
		if tenant == "common" || tenant == "organizations" || tenant == "consumers" {
			return "", invalid("issuer", "error.providerTenant", nil)
		}
	}
	return said, nil
}

// RemoveProvider ends signing in elsewhere; sessions begun so are over.
func (s *Service) RemoveProvider(ctx context.Context, ws cham.WorkspaceID) error {
	before, err := s.store.Provider(ctx, ws)
	if err != nil {
		return err
	}
	if err := s.store.DeleteProvider(ctx, ws); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.ProviderChanged, Object: string(ws), Before: said(before)})
}

// LetPasswordsIn takes back, in every workspace that the account of an e-mail
// owns, that people sign in through a provider only: for the person at the
// machine itself, when the provider is not there.
func (s *Service) LetPasswordsIn(ctx context.Context, email string) error {
	email, err := cleanEmail(email)
	if err != nil {
		return err
	}
	u, err := s.store.UserByEmail(ctx, email)
	if err != nil {
		return err
	}
	ms, err := s.store.Memberships(ctx, u.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.Role != cham.RoleOwner || !m.ProviderOnly {
			continue
		}
		p, err := s.store.Provider(ctx, m.Workspace)
		if err != nil {
			return err
		}
		p.Only = false
		if err := s.store.PutProvider(ctx, p); err != nil {
			return err
		}
		if err := s.record(cham.WithWorkspace(ctx, m.Workspace), audit.Event{Action: audit.ProviderChanged, Object: string(m.Workspace),
			Before: map[string]any{"only": true}, After: map[string]any{"only": false}}); err != nil {
			return err
		}
	}
	return nil
}

// reachedBy reports whether a session may show the workspace. What a provider
// says counts where its owner chose that provider, and nowhere else: who runs it
// could be anybody there.
func (m Member) reachedBy(n Session) bool {
	if n.Way == WayProvider {
		return m.Demo || m.Provider != "" && m.Provider == n.Provider && domainOf(m.ProviderDomains, m.Email)
	}
	return !m.ProviderOnly
}

// signInSo refuses a way that a workspace does not take.
func signInSo(code cham.Code) error {
	return &cham.Error{Code: code, Op: "access.reach", Field: "provider", Key: "error.signInSo"}
}
