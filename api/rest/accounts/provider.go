package accounts

import (
	"context"
	"net/http"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/locale"
)

// ProviderInfo is where else the workspace's people sign in.
type ProviderInfo struct {
	On        bool      `json:"on" doc:"people can sign in elsewhere"`
	Issuer    string    `json:"issuer,omitempty" example:"https://accounts.google.com"`
	Client    string    `json:"client,omitempty" doc:"as which the issuer knows this program"`
	Domains   []string  `json:"domains" doc:"e-mail domains that may come in; empty: all"`
	Newcomers cham.Role `json:"newcomers,omitempty" doc:"role of who comes without being invited; empty: nobody does"`
	Only      bool      `json:"only" doc:"passwords and passkeys do not open the workspace"`
	Redirect  string    `json:"redirect" doc:"to be registered at the issuer: where it sends browsers back to"`
	SignIn    string    `json:"signIn,omitempty" doc:"page that goes straight there"`
	// Unproven domains let in only who is invited.
	Unproven []string `json:"unproven,omitempty" doc:"domains that are not known to be the workspace's: of these only who is invited comes in"`
	Record   string   `json:"record,omitempty" doc:"what a TXT record _cham.DOMAIN says to prove one"`
}

// ProviderChange says where else people sign in.
type ProviderChange struct {
	Issuer    string    `json:"issuer" maxLength:"500"`
	Client    string    `json:"client" maxLength:"300"`
	Secret    string    `json:"secret,omitempty" maxLength:"1000" doc:"of the client; absent: the one there is. Never shown"`
	Domains   []string  `json:"domains,omitempty" maxItems:"50"`
	Newcomers cham.Role `json:"newcomers,omitempty" enum:"admin,editor,agent,analyst,viewer" doc:"absent: only who is invited"`
	Only      bool      `json:"only,omitempty" doc:"can be set by who is signed in so"`
}

// ProviderTest asks whether a provider would do. Nothing is kept.
type ProviderTest struct {
	Issuer string `json:"issuer" maxLength:"500" example:"https://accounts.google.com"`
	Client string `json:"client" maxLength:"300"`
	Secret string `json:"secret,omitempty" maxLength:"1000" doc:"absent: the one kept of the same issuer and client. Never shown"`
}

// ProviderFindings are what the checks of a provider found, in order.
type ProviderFindings struct {
	Findings []ProviderFinding `json:"findings" doc:"an issuer that does not answer is the only one"`
}

// ProviderFinding is what one check found.
type ProviderFinding struct {
	Check   access.ProviderCheck `json:"check" enum:"issuer,keys,flow,client,redirect"`
	Verdict access.Verdict       `json:"verdict" enum:"good,bad,unsure" doc:"unsure: it shows when somebody signs in"`
	Says    string               `json:"says" doc:"what was found and what to do, in the language asked for"`
}

// ProviderRef is somewhere to sign in.
type ProviderRef struct {
	ID    cham.WorkspaceID `json:"id" doc:"to begin with"`
	Label string           `json:"label" example:"Google"`
}

// ProviderStart begins signing in elsewhere.
type ProviderStart struct {
	ID         cham.WorkspaceID `json:"id"`
	To         string           `json:"to,omitempty" maxLength:"1000" doc:"page of ours to go to afterwards"`
	Invitation string           `json:"invitation,omitempty" maxLength:"100" doc:"to be accepted by it"`
}

// ProviderAddress is where the browser goes.
type ProviderAddress struct {
	Address string `json:"address"`
}

// ProviderEmail asks where people of an e-mail sign in.
type ProviderEmail struct {
	Email string `json:"email" maxLength:"254"`
}

// ProviderBack is what the browser came back with.
type ProviderBack struct {
	State string `json:"state" maxLength:"100"`
	Code  string `json:"code,omitempty" maxLength:"4000"`
	Iss   string `json:"iss,omitempty" maxLength:"500"`
	Error string `json:"error,omitempty" maxLength:"200"`
}

// ProviderArrival is a session, or the question whose account it is.
type ProviderArrival struct {
	To    string        `json:"to,omitempty" doc:"page to go to, when signed in"`
	Prove *ProveAccount `json:"prove,omitempty" doc:"nobody is signed in yet: an account is to be proven once"`
}

// ProveAccount asks for the password of an account, once.
type ProveAccount struct {
	Ceremony string `json:"ceremony"`
	Email    string `json:"email,omitempty" doc:"as the provider has it"`
}

// ProvenAccount ties who came from a provider to an account.
type ProvenAccount struct {
	SignIn
	Ceremony string `json:"ceremony" maxLength:"64"`
}

type (
	providerIn struct {
		route.RequestInfo
		Body ProviderChange
	}
	testIn struct {
		route.RequestInfo
		Body ProviderTest
	}
	startIn struct {
		route.RequestInfo
		Body ProviderStart
	}
	backIn struct {
		route.RequestInfo
		Body ProviderBack
	}
	provenAccountIn struct {
		route.RequestInfo
		Body ProvenAccount
	}
)

type providerStarted struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      ProviderAddress
}

type arrived struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      ProviderArrival
}

func (s *server) providerInfo(ctx context.Context, in *route.RequestInfo, p access.Provider) ProviderInfo {
	base := in.Base(s.PublicURL)
	out := ProviderInfo{On: p.Issuer != "", Issuer: p.Issuer, Client: p.Client, Domains: p.Domains, Newcomers: p.Newcomers, Only: p.Only,
		Redirect: base + access.ProviderPath}
	if out.On {
		out.SignIn = base + "/sign-in?at=" + string(p.Workspace)
		out.Unproven = s.Access.Unproven(ctx, p)
		_, out.Record = access.DomainRecord(p.Workspace, "")
	}
	return out
}

func (s *server) provider(ctx context.Context, in *route.RequestInfo) (ProviderInfo, error) {
	p, err := s.Access.Provider(ctx, route.Workspace(ctx))
	if route.IsCode(err, cham.CodeNotFound) {
		err = nil
	}
	return s.providerInfo(ctx, in, p), err
}

func (s *server) setProvider(ctx context.Context, in *providerIn) (ProviderInfo, error) {
	c := access.Caller{Workspace: route.Workspace(ctx)}
	if in.Session != "" && in.Key == "" {
		var err error
		if c, err = s.Access.BySession(ctx, in.Session); err != nil {
			return ProviderInfo{}, err
		}
	}
	b := in.Body
	p, err := s.Access.SetProvider(ctx, c, access.ProviderChange{Issuer: b.Issuer, Client: b.Client, Secret: b.Secret, Domains: b.Domains,
		Newcomers: b.Newcomers, Only: b.Only})
	return s.providerInfo(ctx, &in.RequestInfo, p), err
}

func (s *server) testProvider(ctx context.Context, in *testIn) (out ProviderFindings, err error) {
	b := in.Body
	found, err := s.Access.TryProvider(ctx, route.Workspace(ctx), access.ProviderChange{Issuer: b.Issuer, Client: b.Client, Secret: b.Secret},
		in.Base(s.PublicURL))
	for _, f := range found {
		says := locale.Text(locale.Match(in.Language), "settings.provider.found."+f.Why, f.Args)
		out.Findings = append(out.Findings, ProviderFinding{Check: f.Check, Verdict: f.Verdict, Says: says})
	}
	return out, err
}

func (s *server) removeProvider(ctx context.Context, _ *route.None) (route.None, error) {
	return route.None{}, s.Access.RemoveProvider(ctx, route.Workspace(ctx))
}

func ref(p access.Provider) ProviderRef { return ProviderRef{ID: p.Workspace, Label: p.Label()} }

func (s *server) findProvider(ctx context.Context, in *route.In[ProviderEmail]) (ProviderRef, error) {
	p, err := s.Access.FindProvider(ctx, in.Body.Email)
	return ref(p), err
}

func (s *server) beginProvider(ctx context.Context, in *startIn) (out providerStarted, err error) {
	browser, err := s.Access.Browser(in.Door)
	if err != nil {
		return out, err
	}
	out.SetCookie = []http.Cookie{s.cookie(&in.RequestInfo, route.DoorCookie, browser, access.CeremonyLife)}
	out.Body.Address, err = s.Access.BeginProvider(ctx, access.ProviderStart{Workspace: in.Body.ID, Base: in.Base(s.PublicURL),
		To: in.Body.To, Invitation: in.Body.Invitation, Browser: browser, Address: in.IP})
	return out, err
}

func (s *server) endProvider(ctx context.Context, in *backIn) (arrived, error) {
	b := in.Body
	a, err := s.Access.EndProvider(ctx, try(&in.RequestInfo, "", "", "", nil), in.Door,
		access.Back{State: b.State, Code: b.Code, Issuer: b.Iss, Problem: b.Error})
	return s.arrived(ctx, &in.RequestInfo, "", a, err)
}

func (s *server) proveAccount(ctx context.Context, in *provenAccountIn) (arrived, error) {
	b := in.Body
	a, err := s.Access.ProveAccount(ctx, try(&in.RequestInfo, b.Email, b.Password, b.Code, b.Proof), in.Door, b.Ceremony)
	return s.arrived(ctx, &in.RequestInfo, b.Email, a, err)
}

// arrived answers what came of it. The browser's cookie stays while an account
// is to be proven.
func (s *server) arrived(ctx context.Context, in *route.RequestInfo, email string, a access.Arrival, err error) (out arrived, _ error) {
	s.logRefused(ctx, in, email, err)
	if err != nil {
		return out, err
	}
	out.Body.To = a.To
	if a.Prove != nil {
		out.Body = ProviderArrival{Prove: &ProveAccount{Ceremony: a.Prove.Ceremony, Email: a.Prove.Email}}
		out.SetCookie = []http.Cookie{s.cookie(in, route.DoorCookie, in.Door, access.CeremonyLife)}
		return out, nil
	}
	signed, err := s.signedIn(ctx, in, a.Entry, nil)
	out.SetCookie = signed.SetCookie
	return out, err
}
