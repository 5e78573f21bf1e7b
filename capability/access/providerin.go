package access

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"cham"
	"cham/capability/audit"
)

// ProviderStart begins signing in elsewhere.
type ProviderStart struct {
	Workspace cham.WorkspaceID
	// Base is where browsers reach the program, To the page they go to afterwards.
	Base, To string
	// Invitation is accepted by it, "" for none.
	Invitation string
	// Browser is who begins, Address where it is.
	Browser, Address string
}

// ProviderPath is where a provider sends browsers back to.
const ProviderPath = "/sign-in/back"

// through is a way through a provider that is under way.
type through struct {
	workspace  cham.WorkspaceID
	key        string // the provider's, as it was
	asked      Asked
	to         string
	invitation string
}

// FindProvider answers where people of an e-mail sign in: by its domain, so that
// nothing is told of who has an account. CodeNotFound for nowhere we know. Of domains that
// are not known to be the workspace's nothing is told: anybody can claim one, to show its
// people a false page.
func (s *Service) FindProvider(ctx context.Context, email string) (Provider, error) {
	all, err := s.store.Providers(ctx)
	if err != nil {
		return Provider{}, err
	}
	all = slices.DeleteFunc(all, func(p Provider) bool {
		return len(p.Domains) == 0 || !p.allows(strings.TrimSpace(email)) || !s.owns(ctx, p.Workspace, email)
	})
	if len(all) > 0 && !slices.ContainsFunc(all, func(p Provider) bool { return p.Key() != all[0].Key() }) {
		return all[0], nil
	}
	return Provider{}, &cham.Error{Code: cham.CodeNotFound, Op: "access.FindProvider", Field: "email", Key: "error.providerUnknown"}
}

// SoleProvider answers the provider of all businesses here, where they have one and the
// same: else its button would stand before people of others, who never chose it. more
// says that some have one.
func (s *Service) SoleProvider(ctx context.Context) (p Provider, more bool, err error) {
	all, err := s.store.Providers(ctx)
	if err != nil || len(all) == 0 {
		return p, false, err
	}
	of := map[cham.WorkspaceID]string{}
	for _, one := range all {
		of[one.Workspace] = one.Key()
	}
	businesses, err := s.store.Workspaces(ctx)
	if err != nil {
		return p, false, err
	}
	for _, ws := range businesses {
		if !ws.Demo && ws.ArchivedAt.IsZero() && of[ws.ID] != all[0].Key() {
			return p, true, nil
		}
	}
	return all[0], false, nil
}

// BeginProvider answers where a browser goes to sign in elsewhere.
func (s *Service) BeginProvider(ctx context.Context, b ProviderStart) (address string, err error) {
	p, err := s.store.Provider(ctx, b.Workspace)
	if err != nil {
		return "", err
	}
	if p, err = s.opened(p); err != nil {
		return "", err
	}
	t := through{workspace: p.Workspace, key: p.Key(), to: cleanTo(b.To), invitation: b.Invitation,
		asked: Asked{Redirect: strings.TrimRight(b.Base, "/") + ProviderPath}}
	for _, of := range []*string{&t.asked.State, &t.asked.Nonce, &t.asked.Verifier} {
		if *of, err = s.token(); err != nil {
			return "", err
		}
	}
	if address, err = s.Elsewhere.Address(ctx, p, t.asked); err != nil {
		return "", err
	}
	s.begun.put(b.Browser, t.asked.State, addressKey(b.Address), t)
	return address, nil
}

var ownPage = regexp.MustCompile(`^/([^/\\\s].*)?$`)

// cleanTo is a page of ours, the front one for whatever is not.
func cleanTo(to string) string {
	if len(to) > 1000 || !ownPage.MatchString(to) {
		return "/"
	}
	return to
}

// Back is what a browser comes back with.
type Back struct{ State, Code, Issuer, Problem string }

// Arrival is what came of signing in elsewhere: a session, or a question. Where
// Prove is set, an account must be proven by its password once.
type Arrival struct {
	Entry
	To    string
	Prove *ProveAccount
}

// ProveAccount asks whose account it is that somebody from a provider has here.
type ProveAccount struct{ Ceremony, Email string }

// unproven is somebody from a provider who has yet to prove an account.
type unproven struct {
	through
	provider Provider
	who      Identity
}

// EndProvider signs in who comes back from a provider.
func (s *Service) EndProvider(ctx context.Context, t Try, browser string, b Back) (a Arrival, err error) {
	began, ok := s.begun.take(browser, b.State).(through)
	if !ok {
		return a, invalid("state", "error.ceremonyOver", nil)
	}
	p, err := s.store.Provider(ctx, began.workspace)
	if err != nil || p.Key() != began.key {
		return a, firstError(replaceError(err, cham.CodeNotFound, nil), invalid("state", "error.ceremonyOver", nil))
	}
	if b.Problem != "" {
		return a, invalid("provider", "error.providerSaidNo", map[string]any{"why": cut(b.Problem, 100)})
	}
	open, err := s.opened(p)
	if err != nil {
		return a, err
	}
	who, err := s.Elsewhere.Exchange(ctx, open, began.asked, b.Code, b.Issuer)
	if err != nil {
		return a, s.turnedAway(ctx, User{}, p, t, err)
	}
	if len(who.Subject) > mostSubject || len(who.Email) > mostEmail || len(who.Name) > mostName { // kept while an account is proven
		tooLong := &cham.Error{Code: cham.CodeUnauthorized, Op: "access.EndProvider", Field: "provider", Key: "error.providerRefused"}
		return a, s.turnedAway(ctx, User{}, p, t, tooLong)
	}
	return s.arrive(ctx, t, browser, unproven{began, p, who})
}

// What a provider may say of somebody, in bytes; a subject by OpenID Connect.
const (
	mostSubject = 255
	mostEmail   = 1000
	mostName    = 1000
)

// turnedAway counts and records that somebody from a provider does not come in.
func (s *Service) turnedAway(ctx context.Context, u User, p Provider, t Try, why error) error {
	s.counts.failed.Add(1)
	after := map[string]any{"way": WayProvider, "provider": p.Label()}
	_ = s.recordAs(ctx, u, p.Workspace, t.Address, audit.Event{Action: audit.SignInRefused, Object: string(u.ID), After: after})
	return why
}

// arrive finds whose account it is. Who was here is known by the issuer's
// subject; who was not, by the invitation in hand, or by an e-mail that the
// issuer has verified and nobody proved otherwise.
func (s *Service) arrive(ctx context.Context, t Try, browser string, who unproven) (a Arrival, err error) {
	a.To = who.to
	if !who.provider.hosts(who.who) {
		return a, s.turnedAway(ctx, User{}, who.provider, t, notInvited())
	}
	user, err := s.store.Linked(ctx, who.provider.Issuer, who.who.Subject)
	if err == nil {
		u, err := s.store.User(ctx, user)
		if err == nil {
			a.Entry, err = s.enterBy(ctx, u, who, Link{}, t)
		}
		return a, err
	}
	if !is(err, cham.CodeNotFound) {
		return a, err
	}
	u, known, err := s.accountOf(ctx, who)
	if err != nil {
		return a, s.turnedAway(ctx, User{}, who.provider, t, err)
	}
	if !known {
		id, err := s.id("")
		if err != nil {
			return a, err
		}
		a.Prove = &ProveAccount{Ceremony: id, Email: cmp.Or(u.Email, who.who.Email)}
		s.begun.put(browser, id, addressKey(t.Address), who)
		return a, nil
	}
	a.Entry, err = s.enterBy(ctx, u, who, s.link(who), t)
	return a, err
}

func (s *Service) link(who unproven) Link {
	return Link{Issuer: who.provider.Issuer, Subject: who.who.Subject, CreatedAt: s.now().UTC()}
}

// hosts reports whether the provider's account is of an organisation that may
// come in. A Google account that somebody made by themselves keeps an e-mail of
// the organisation after they left it; "hd" says whose it is.
func (p Provider) hosts(who Identity) bool {
	return p.Issuer != Google || len(p.Domains) == 0 || slices.Contains(p.Domains, strings.ToLower(who.Hosted))
}

// accountOf is the account of somebody who comes for the first time; it is not
// known where it has a password that was not proven, or nothing says whose it is.
// Who holds an invitation made it, maybe: it gives nobody an account that others
// let in already, unless the e-mail is theirs.
func (s *Service) accountOf(ctx context.Context, who unproven) (u User, known bool, err error) {
	if who.invitation != "" {
		m, _, _, err := s.Invitation(ctx, who.invitation)
		if err != nil {
			return u, false, err
		}
		if m.Workspace != who.workspace {
			return u, false, invitationGone()
		}
		used, err := s.store.Memberships(ctx, m.ID)
		return s.unlinked(ctx, who, m.User, len(used) > 0 && !who.has(m.User), err)
	}
	if !who.who.Verified {
		return u, false, nil
	}
	u, err = s.newUser(ctx, namedBy(who.who), who.who.Email, "")
	if err != nil {
		return u, false, err
	}
	switch old, err := s.store.UserByEmail(ctx, u.Email); {
	case err == nil:
		return s.unlinked(ctx, who, old, false, nil)
	case !is(err, cham.CodeNotFound):
		return u, false, err
	}
	return u, true, nil
}

// unlinked answers an account of somebody who comes for the first time, known
// where it has no password. One without is refused where it is somebody else's: it
// has another account of the same provider already, or others let it in.
func (s *Service) unlinked(ctx context.Context, who unproven, u User, others bool, err error) (User, bool, error) {
	if err != nil || u.PasswordHash != "" {
		return u, false, err
	}
	if !others {
		others, err = s.store.LinkedAt(ctx, who.provider.Issuer, u.ID)
	}
	if others && err == nil {
		err = &cham.Error{Code: cham.CodeConflict, Op: "access.EndProvider", Field: "provider", Key: "error.providerOtherAccount"}
	}
	return u, true, err
}

// namedBy is what somebody is called: by the provider, or as the e-mail begins.
func namedBy(who Identity) string {
	if name, err := cleanName("name", who.Name); err == nil {
		return name
	}
	name, _, _ := strings.Cut(who.Email, "@")
	return name
}

// ProveAccount signs in who proves an account by its password, and a code of who
// has a second step; from then on the provider's subject is that account.
func (s *Service) ProveAccount(ctx context.Context, t Try, browser, ceremony string) (a Arrival, err error) {
	who, ok := s.begun.take(browser, ceremony).(unproven)
	if !ok {
		return a, invalid("ceremony", "error.ceremonyOver", nil)
	}
	u, err := s.authenticate(ctx, t)
	if err != nil { // the next try is of the same
		s.begun.put(browser, ceremony, addressKey(t.Address), who)
		return a, err
	}
	a.To = who.to
	a.Entry, err = s.enterBy(ctx, u, who, s.link(who), t)
	return a, err
}

// enterBy opens a session of who comes by a provider, and links its subject
// where l has one.
func (s *Service) enterBy(ctx context.Context, u User, who unproven, l Link, t Try) (in Entry, err error) {
	p := who.provider
	if err := s.admit(ctx, u, who, l, t); err != nil {
		return in, err
	}
	s.counts.ok.Add(1)
	in, err = s.openSession(ctx, u, p.Workspace, t, WayProvider, p.Key())
	after := map[string]any{"way": WayProvider, "provider": p.Label()}
	return in, firstError(err, s.recordAs(ctx, u, p.Workspace, t.Address,
		audit.Event{Action: audit.SignedIn, Object: string(u.ID), After: after}))
}

// admit lets members in. Who was invited has accepted by it; who was not comes in
// where newcomers of their domain may, unless they were removed: a provider that still knows them does
// not bring them back. Nobody is removed meanwhile.
func (s *Service) admit(ctx context.Context, u User, who unproven, l Link, t Try) error {
	p := who.provider
	owned := p.Newcomers != "" && s.owns(ctx, p.Workspace, who.who.Email)
	s.members.Lock()
	defer s.members.Unlock()
	m, err := s.member(ctx, p.Workspace, u.ID)
	if err != nil && !is(err, cham.CodeNotFound) {
		return err
	}
	fresh := err != nil
	if fresh {
		m = Member{User: u, Workspace: p.Workspace, Role: p.Newcomers}
	}
	if !p.allows(u.Email) || fresh && (!owned || !who.who.Verified || !p.allows(who.who.Email)) {
		return s.turnedAway(ctx, u, p, t, notInvited())
	}
	if fresh {
		if err := s.notRemoved(ctx, u, who); err != nil {
			return s.turnedAway(ctx, u, p, t, err)
		}
	}
	if m.Invited {
		if err := s.sentTo(ctx, who, u); err != nil {
			return s.turnedAway(ctx, u, p, t, err)
		}
	}
	m.User = u
	if fresh || m.Invited || l.Subject != "" {
		return s.join(ctx, m, fresh || m.Invited, l, p, t)
	}
	return nil
}

// notRemoved refuses who was taken out of the workspace and not invited since.
func (s *Service) notRemoved(ctx context.Context, u User, who unproven) error {
	for _, email := range []string{u.Email, strings.TrimSpace(who.who.Email)} {
		out, err := s.store.Removed(ctx, who.provider.Workspace, who.provider.Issuer, who.who.Subject, email)
		if err != nil {
			return err
		}
		if out {
			return &cham.Error{Code: cham.CodeForbidden, Op: "access.EndProvider", Field: "provider", Key: "error.providerRemoved"}
		}
	}
	return nil
}

// sentTo refuses who neither holds the invitation of an account nor has its
// e-mail: an account may have been taken before anybody used it.
func (s *Service) sentTo(ctx context.Context, who unproven, u User) error {
	if who.has(u) {
		return nil
	}
	m, _, _, err := s.Invitation(ctx, who.invitation)
	if err == nil && m.ID == u.ID && m.Workspace == who.provider.Workspace {
		return nil
	}
	return firstError(replaceError(err, cham.CodeNotFound, nil), notInvited())
}

// has reports whether the account's e-mail is known to be theirs.
func (w unproven) has(u User) bool {
	return w.who.Verified && strings.EqualFold(strings.TrimSpace(w.who.Email), u.Email)
}

// join makes a member of who was none yet, and links the provider's subject.
func (s *Service) join(ctx context.Context, m Member, joins bool, l Link, p Provider, t Try) error {
	if err := s.store.Join(ctx, m, l); err != nil {
		taken := &cham.Error{Code: cham.CodeConflict, Op: "access.join", Key: "error.providerTaken"}
		return replaceError(err, cham.CodeConflict, taken)
	}
	var events []audit.Event
	if l.Subject != "" {
		events = append(events, audit.Event{Action: audit.ProviderLinked, Object: string(m.ID), After: map[string]any{"provider": p.Label()}})
	}
	if joins {
		events = append(events, audit.Event{Action: audit.MemberJoined, Object: string(m.ID), After: map[string]any{"role": m.Role}})
	}
	for _, e := range events {
		if err := s.recordAs(ctx, m.User, m.Workspace, t.Address, e); err != nil {
			return err
		}
	}
	return nil
}

func notInvited() error {
	return &cham.Error{Code: cham.CodeForbidden, Op: "access.EndProvider", Field: "provider", Key: "error.providerNotInvited"}
}
