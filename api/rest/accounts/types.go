package accounts

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
)

// SessionInfo says who is signed in: answered with 200 also when nobody is.
type SessionInfo struct {
	FirstRun   bool           `json:"firstRun" doc:"no user exists yet: show the first-run page"`
	SetupToken bool           `json:"setupToken,omitempty" doc:"on the first run: the one-time code that the program printed is needed"`
	DemoLogin  *SignIn        `json:"demoLogin,omitempty" doc:"what the sign-in page fills in: this is a demo, its password is no secret"`
	PasskeysAt string         `json:"passkeysAt,omitempty" doc:"when signed out: the address at which browsers can sign in with passkeys"`
	Providers  []ProviderRef  `json:"providers" doc:"when signed out: where else to sign in, when there is one place only"`
	ByDomain   bool           `json:"byDomain,omitempty" doc:"when signed out: there are several; the e-mail’s domain tells which"`
	Version    string         `json:"version" doc:"version of the program"`
	User       *SessionUser   `json:"user,omitempty" doc:"absent when signed out"`
	Workspace  *WorkspaceInfo `json:"workspace,omitempty" doc:"the workspace being looked at"`
	Workspaces []WorkspaceRef `json:"workspaces" doc:"every workspace the user may enter, but those put away"`
}

// SessionUser is the person who is signed in, with the role in this workspace.
type SessionUser struct {
	ID             cham.UserID `json:"id"`
	Name           string      `json:"name"`
	Email          string      `json:"email"`
	Language       string      `json:"language" enum:"vi,en"`
	Theme          string      `json:"theme" enum:"light,dark,system"`
	Role           cham.Role   `json:"role" enum:"owner,admin,editor,agent,analyst,viewer"`
	May            Rights      `json:"may" doc:"what the person may do here"`
	MustSecondStep bool        `json:"mustSecondStep,omitempty" doc:"the role needs a second step: nothing is shown before it is on"`
	Sight          cham.Sight  `json:"sight" enum:"full,masked,hidden" doc:"how phones and e-mails of customers are seen"`
}

// Rights are what somebody may do, by the table of cham.
type Rights []cham.May

// Schema names all there are.
func (Rights) Schema(huma.Registry) *huma.Schema {
	one := &huma.Schema{Type: huma.TypeString}
	for _, m := range cham.Mays() {
		one.Enum = append(one.Enum, string(m))
	}
	return &huma.Schema{Type: huma.TypeArray, Items: one}
}

// Scopes narrow a key.
type Scopes []cham.Scope

// Schema names all there are.
func (Scopes) Schema(huma.Registry) *huma.Schema {
	one := &huma.Schema{Type: huma.TypeString}
	for _, sc := range cham.Scopes() {
		one.Enum = append(one.Enum, string(sc))
	}
	return &huma.Schema{Type: huma.TypeArray, Items: one}
}

// WorkspaceRef names a workspace in the switcher.
type WorkspaceRef struct {
	ID   cham.WorkspaceID `json:"id"`
	Name string           `json:"name"`
	Demo bool             `json:"demo"`
	Role cham.Role        `json:"role" enum:"owner,admin,editor,agent,analyst,viewer"`
}

// WorkspaceInfo is one business and how its numbers are shown.
type WorkspaceInfo struct {
	ID         cham.WorkspaceID `json:"id"`
	Name       string           `json:"name"`
	TimeZone   string           `json:"timeZone" example:"Asia/Ho_Chi_Minh" doc:"IANA name; every day, week and hour is the workspace's"`
	Currency   string           `json:"currency" example:"VND" doc:"ISO 4217"`
	Properties []string         `json:"properties" doc:"event properties that rules and breakdowns may look at, at most 8"`
	Demo       bool             `json:"demo" doc:"the simulated business"`
	ArchivedAt time.Time        `json:"archivedAt,omitzero" doc:"put away, read only; absent: in use"`
}

// WorkspaceChange changes what is set; absent fields stay.
type WorkspaceChange struct {
	Name       *string   `json:"name,omitempty" minLength:"1" maxLength:"200"`
	TimeZone   *string   `json:"timeZone,omitempty"`
	Currency   *string   `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
	Properties *[]string `json:"properties,omitempty" maxItems:"8"`
}

// Referrers are the sites that bring nobody, each with all sites below it: who
// comes from one has no source for it.
type Referrers struct {
	Excluded []string `json:"excluded" doc:"payment and sign-in pages, the business's other domains"`
	Default  []string `json:"default" doc:"what stands there when nobody changed it"`
}

// ReferrersChange takes the place of the list.
type ReferrersChange struct {
	Excluded []string `json:"excluded" maxItems:"1000" doc:"sites such as pay.example.vn; absent ones bring customers again"`
}

// Rates are what one unit of other currencies is worth in the workspace's.
// Money in a currency without a rate counts in no sum.
type Rates struct {
	Currency string             `json:"currency" example:"VND" doc:"the workspace's"`
	Rates    map[string]float64 `json:"rates" doc:"currency → what one unit of it is worth"`
	Seen     []cham.MoneySeen   `json:"seen" doc:"money that touches stated, by currency"`
}

// RatesChange takes the place of the table.
type RatesChange struct {
	Rates map[string]float64 `json:"rates" doc:"currency → what one unit of it is worth"`
}

// Setup makes the first workspace and its owner.
type Setup struct {
	Name      string `json:"name" minLength:"1" maxLength:"200"`
	Email     string `json:"email" maxLength:"254"`
	Password  string `json:"password" doc:"at least 10 characters" maxLength:"1024"`
	Workspace string `json:"workspace" minLength:"1" maxLength:"200" doc:"name of the business"`
	Language  string `json:"language,omitempty" enum:"vi,en"`
	Token     string `json:"token,omitempty" maxLength:"64" doc:"the code the program printed at its start; not needed on its machine"`
}

// SignIn is what the sign-in page sends.
type SignIn struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"of the second step, once a refusal with the field code asked for it"`
	Proof    *Proof `json:"proof,omitempty" doc:"the solved challenge of the answer before, when there was one"`
}

// Proof is a solved challenge.
type Proof struct {
	Text  string `json:"text" maxLength:"256" doc:"the challenge's"`
	Nonce string `json:"nonce" maxLength:"64"`
}

// WorkspaceChoice switches the session to another workspace.
type WorkspaceChoice struct {
	ID cham.WorkspaceID `json:"id"`
}

// MeChange changes the signed-in user; absent fields stay.
type MeChange struct {
	Name     *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Language *string         `json:"language,omitempty" enum:"vi,en"`
	Theme    *string         `json:"theme,omitempty" enum:"light,dark,system"`
	Password *PasswordChange `json:"password,omitempty" doc:"ends the user's other sessions"`
}

// PasswordChange proves the old password to set a new one.
type PasswordChange struct {
	Old string `json:"old" maxLength:"1024"`
	New string `json:"new" maxLength:"1024"`
}

// Member is a user of the workspace.
type Member struct {
	ID         cham.UserID    `json:"id"`
	Name       string         `json:"name"`
	Email      string         `json:"email"`
	Role       cham.Role      `json:"role" enum:"owner,admin,editor,agent,analyst,viewer"`
	Department *DepartmentRef `json:"department,omitempty" doc:"where in the business the person works"`
	Limit      cham.Sight     `json:"limit" enum:"full,masked,hidden" doc:"the most the person sees of contacts; full: no limit"`
	Sees       cham.Sight     `json:"sees" enum:"full,masked,hidden" doc:"least of role, department, limit; owners have none"`
	SecondStep bool           `json:"secondStep" doc:"signs in in two steps"`
	Invited    bool           `json:"invited" doc:"has not accepted the invitation yet"`
	CreatedAt  time.Time      `json:"createdAt"`
}

// NewMember invites somebody.
type NewMember struct {
	Email string    `json:"email" maxLength:"254"`
	Name  string    `json:"name" minLength:"1" maxLength:"200"`
	Role  cham.Role `json:"role" enum:"owner,admin,editor,agent,analyst,viewer"`

	Department string `json:"department,omitempty" maxLength:"100" doc:"id of a department; absent: none"`
}

// DepartmentRef names a department.
type DepartmentRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// DepartmentInfo is a part of the business where people work.
type DepartmentInfo struct {
	DepartmentRef
	Sight   cham.Sight `json:"sight" enum:"full,masked,hidden" doc:"the most its people see of contacts; full: no limit"`
	Members int        `json:"members" doc:"how many are in it, invited ones too"`
}

// NewDepartment makes one.
type NewDepartment struct {
	Name  string     `json:"name" minLength:"1" maxLength:"200" example:"Chăm sóc khách hàng"`
	Sight cham.Sight `json:"sight,omitempty" enum:"full,masked,hidden" doc:"the most its people see of contacts; absent: no limit"`
}

// DepartmentChange changes one; absent fields stay.
type DepartmentChange struct {
	Name  *string     `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Sight *cham.Sight `json:"sight,omitempty" enum:"full,masked,hidden"`
}

// Invited is a new member with the link to hand over.
type Invited struct {
	Member    Member    `json:"member"`
	InviteURL string    `json:"inviteUrl" doc:"page to accept on, valid 7 days; shown once; earlier links to this workspace end"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// RoleChange changes a member; absent fields stay.
type RoleChange struct {
	Role       cham.Role   `json:"role,omitempty" enum:"owner,admin,editor,agent,analyst,viewer"`
	Department *string     `json:"department,omitempty" maxLength:"100" doc:"id of a department; empty for none"`
	Limit      *cham.Sight `json:"limit,omitempty" enum:"full,masked,hidden" doc:"the most that the person sees of phones and e-mails"`
}

// InvitationInfo is what the holder of an invitation sees.
type InvitationInfo struct {
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	Workspace  string    `json:"workspace" doc:"name of the business"`
	Role       cham.Role `json:"role" doc:"what the person is to be there"`
	Department string    `json:"department,omitempty" doc:"name of the department"`
	Account    bool      `json:"account" doc:"the person has an account: they accept with its password"`

	Provider *ProviderRef `json:"provider,omitempty" doc:"where they can accept by signing in"`
	Only     bool         `json:"only,omitempty" doc:"there is no other way"`

	ExpiresAt time.Time `json:"expiresAt"`
}

// AcceptInvitation joins and signs in. Who has an account proves it with its
// password; who has none sets name and password.
type AcceptInvitation struct {
	Name     string `json:"name,omitempty" maxLength:"200" doc:"of a new account"`
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"as for signing in"`
	Proof    *Proof `json:"proof,omitempty" doc:"as for signing in"`
}

// APIKeyInfo is an API key as it can be shown again.
type APIKeyInfo struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Prefix    string    `json:"prefix" doc:"first characters, to recognise it"`
	Role      cham.Role `json:"role" enum:"owner,admin,editor,agent,analyst,viewer"`
	Maker     string    `json:"maker" doc:"name of who made it"`
	May       Rights    `json:"may" doc:"what it may do by now: what its role and its maker's both may"`
	Scopes    Scopes    `json:"scopes,omitempty" doc:"what it is narrowed to; absent: all that its role may"`
	Lessened  bool      `json:"lessened,omitempty" doc:"its maker may do less by now than its role"`
	Ended     string    `json:"ended,omitempty" enum:"expired,maker" doc:"why it is refused: it is over, or its maker has left"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt,omitzero" doc:"absent: never"`
	LastUsed  time.Time `json:"lastUsed,omitzero"`
}

// NewAPIKey asks for a key.
type NewAPIKey struct {
	Name      string    `json:"name" minLength:"1" maxLength:"200"`
	Role      cham.Role `json:"role" enum:"owner,admin,editor,agent,analyst,viewer" doc:"one that may do no more than who asks"`
	Scopes    Scopes    `json:"scopes,omitempty" doc:"absent: all that the role may"`
	ExpiresAt time.Time `json:"expiresAt,omitzero" required:"false" doc:"absent: never"`
}

// CreatedAPIKey carries the key itself, shown this once.
type CreatedAPIKey struct {
	APIKeyInfo
	Key string `json:"key" doc:"the key; it cannot be shown again"`
}

// DemoProgress is how far the simulated business is filled.
type DemoProgress struct {
	Running   bool             `json:"running"`
	Finished  bool             `json:"finished" doc:"all history is in; live touches trickle on"`
	Done      int              `json:"done" doc:"touches written"`
	Total     int              `json:"total" doc:"touches the history will have"`
	Workspace cham.WorkspaceID `json:"workspace,omitempty" doc:"the demo workspace, absent before it exists"`
}
