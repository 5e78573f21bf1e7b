// Package access decides who may use a workspace and what they may do there:
// users and their roles, passwords (argon2id), invitations, API keys, and the
// limits on guessing.
package access

import (
	"context"
	"time"

	"cham"
)

// User is a person who signs in.
type User struct {
	ID    cham.UserID
	Email string // lower case
	Name  string
	// PasswordHash is an argon2id string, "" until an invitation is accepted.
	PasswordHash string
	Language     string // "vi" or "en"
	Theme        string // "light", "dark" or "system"
	CreatedAt    time.Time
}

// Member is a user in a workspace.
type Member struct {
	User
	Workspace cham.WorkspaceID
	Role      cham.Role
	// Invited says that the person has not accepted yet: they may not come in,
	// and Name is what they were invited as.
	Invited bool
	// Department is where in the business the person works, the zero one for none said.
	Department Department
	// Limit is the most that the person sees of personal data, "" for what role and
	// department say.
	Limit cham.Sight
	// Sight is how much of it the person sees: the least of the three.
	Sight cham.Sight
	// SecondStep says that the person signs in in two steps, MustSecondStep that
	// the workspace wants it of the role.
	SecondStep, MustSecondStep bool
	// Demo says that the workspace is the simulated business, Archived that it was
	// put away.
	Demo, Archived bool
	// Provider is what the workspace's people sign in through elsewhere, as
	// Session.Provider has it, "" for nothing; those of ProviderDomains may, all
	// when there are none. ProviderOnly says that there is no other way.
	Provider        string
	ProviderDomains []string
	ProviderOnly    bool
}

// Session is a signed-in browser; Token is kept as its SHA-256 only.
type Session struct {
	TokenHash string
	User      cham.UserID
	Workspace cham.WorkspaceID
	CreatedAt time.Time
	LastSeen  time.Time
	ExpiresAt time.Time
	// Agent and Address are of the browser that signed in.
	Agent, Address string
	// Way is how the browser signed in.
	Way Way
	// Provider is what the browser signed in through, Provider.Key; "" for nothing.
	Provider string
}

// Way is how somebody signs in.
type Way string

// The ways.
const (
	WayPassword Way = ""
	WayPasskey  Way = "passkey"
	WayProvider Way = "provider"
)

// APIKey lets a program ask; the key itself is shown once and kept as SHA-256.
type APIKey struct {
	ID        string
	Workspace cham.WorkspaceID
	Name      string
	Hash      string
	Prefix    string // first characters, to recognise it
	Role      cham.Role
	Scopes    []cham.Scope // nil for all that the role may
	Maker     cham.UserID
	MakerName string    // read only, as the maker is called now
	MakerRole cham.Role // read only, "" when the maker is no member any more
	// Archived says that the workspace was put away, read only.
	Archived bool
	// MakerLimits are those of the maker's department and own, read only.
	MakerLimits [2]cham.Sight
	// Sights are the workspace's own, read only.
	Sights map[cham.Role]cham.Sight
	// Parent is the key that a program made this one with, "" when a person did.
	// It ends with its parent; of keys of keys, the first is the parent of all.
	Parent    string
	CreatedAt time.Time
	ExpiresAt time.Time // zero for never
	LastUsed  time.Time
}

// Invitation lets its holder, once, become a member of one workspace; kept as
// SHA-256.
type Invitation struct {
	Hash      string
	Workspace cham.WorkspaceID
	User      cham.UserID
	ExpiresAt time.Time
}

// Store keeps users, workspaces and what lets them in. Lookups that find
// nothing return a cham.Error with CodeNotFound.
type Store interface {
	CountUsers(ctx context.Context) (int, error)
	// CreateFirst stores the first owner and the workspace, which may be there
	// already without anybody in it; CodeConflict when there is a user.
	CreateFirst(ctx context.Context, ws cham.Workspace, owner User) error
	// CreateWorkspace stores a workspace; owner "" leaves it to its first owner.
	CreateWorkspace(ctx context.Context, ws cham.Workspace, owner cham.UserID) error
	Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error)
	Workspaces(ctx context.Context) ([]cham.Workspace, error)
	UpdateWorkspace(ctx context.Context, ws cham.Workspace) error

	UserByEmail(ctx context.Context, email string) (User, error)
	User(ctx context.Context, id cham.UserID) (User, error)
	UpdateUser(ctx context.Context, u User) error
	// Memberships are those the user accepted.
	Memberships(ctx context.Context, user cham.UserID) ([]Member, error)
	// Members are all of a workspace, invited ones too.
	Members(ctx context.Context, ws cham.WorkspaceID) ([]Member, error)
	// PutMember adds a user to a workspace or changes the role; creates the user when new.
	PutMember(ctx context.Context, m Member) error
	// RemoveMember also ends the user's sessions and invitations there, and
	// forgets an account that never had a password and is a member nowhere. The
	// last owner cannot be removed: CodeConflict. It remembers whom, until Invite.
	RemoveMember(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error

	// Departments are a workspace's, with how many are in each, invited ones too.
	// PutDepartment stores a new one or in place of the one of its id; CodeConflict
	// when another has its name. RemoveDepartment puts its people into another, or
	// into none; CodeNotFound when it is there no more.
	Departments(ctx context.Context, ws cham.WorkspaceID) ([]Department, error)
	PutDepartment(ctx context.Context, ws cham.WorkspaceID, d Department) error
	RemoveDepartment(ctx context.Context, ws cham.WorkspaceID, id, to string) error

	CreateSession(ctx context.Context, s Session) error
	Session(ctx context.Context, tokenHash string) (Session, error)
	TouchSession(ctx context.Context, s Session) error
	DeleteSession(ctx context.Context, tokenHash string) error
	DeleteUserSessions(ctx context.Context, user cham.UserID, except string) error

	// Sessions are a user's that are not over at the instant, the last seen first.
	Sessions(ctx context.Context, user cham.UserID, at time.Time) ([]Session, error)

	// PutResetLink stores a link and ends the user's earlier ones.
	PutResetLink(ctx context.Context, l ResetLink) error
	ResetLink(ctx context.Context, hash string) (ResetLink, error)
	// Reset uses a link up, sets the password and ends the user's sessions;
	// CodeNotFound when the link is used already.
	Reset(ctx context.Context, l ResetLink, passwordHash string) error

	// TOTPs are those of all users; ReplaceSecret puts another text in the place of
	// one that is still there, and does nothing otherwise.
	TOTPs(ctx context.Context) ([]TOTP, error)
	ReplaceSecret(ctx context.Context, user cham.UserID, was, becomes string) error
	// TOTP is a user's second step; PutTOTP stores one that is not confirmed, in
	// place of another such. ConfirmTOTP turns it on, with new recovery codes.
	TOTP(ctx context.Context, user cham.UserID) (TOTP, error)
	PutTOTP(ctx context.Context, t TOTP) error
	ConfirmTOTP(ctx context.Context, user cham.UserID, recovery []string) error
	DeleteTOTP(ctx context.Context, user cham.UserID) error
	// TakeStep takes the code of a step of time, unless one of it or of a later
	// one was taken; TakeRecoveryCode uses one up. Both report whether they did.
	TakeStep(ctx context.Context, user cham.UserID, step int64) (bool, error)
	TakeRecoveryCode(ctx context.Context, user cham.UserID, hash string) (bool, error)
	RecoveryCodesLeft(ctx context.Context, user cham.UserID) (int, error)

	// PutPasskey stores a new passkey; CodeConflict when there is one of its id.
	PutPasskey(ctx context.Context, p Passkey) error
	Passkeys(ctx context.Context, user cham.UserID) ([]Passkey, error)
	Passkey(ctx context.Context, id string) (Passkey, error)
	// UsePasskey keeps when a passkey was used and its count, unless that does not
	// go up (0 is no count); it reports whether it did.
	UsePasskey(ctx context.Context, p Passkey) (bool, error)
	RenamePasskey(ctx context.Context, user cham.UserID, id, name string) error
	DeletePasskey(ctx context.Context, user cham.UserID, id string) error

	// PutProvider stores where else a workspace's people sign in, in place of what
	// was; DeleteProvider is CodeNotFound when there is none.
	PutProvider(ctx context.Context, p Provider) error
	Provider(ctx context.Context, ws cham.WorkspaceID) (Provider, error)
	Providers(ctx context.Context) ([]Provider, error)
	DeleteProvider(ctx context.Context, ws cham.WorkspaceID) error
	// Linked answers whom a provider's subject is; Links how many of a user there are.
	Linked(ctx context.Context, issuer, subject string) (cham.UserID, error)
	Links(ctx context.Context, user cham.UserID) (int, error)
	// LinkedAt reports whether a subject of the issuer is tied to the user.
	LinkedAt(ctx context.Context, issuer string, user cham.UserID) (bool, error)
	// Removed reports whether somebody was taken out of the workspace, by e-mail or
	// subject, and not invited since.
	Removed(ctx context.Context, ws cham.WorkspaceID, issuer, subject, email string) (bool, error)
	// Join makes somebody a member who comes by a provider, and links the subject,
	// if there is one: creates the user when new; who was invited has accepted, and
	// keeps that role. CodeConflict when the subject or the e-mail is another's.
	Join(ctx context.Context, m Member, l Link) error

	// Archive puts a workspace away at an instant, or takes it back when that is zero.
	Archive(ctx context.Context, ws cham.WorkspaceID, at time.Time) error
	// PutHandover stores an offer in place of another of the workspace; HandOver
	// carries one out: CodeNotFound when it is there no more.
	PutHandover(ctx context.Context, h Handover) error
	Handover(ctx context.Context, ws cham.WorkspaceID) (Handover, error)
	DeleteHandover(ctx context.Context, ws cham.WorkspaceID) error
	HandOver(ctx context.Context, h Handover) error

	// Invite stores a member who has yet to accept, creates the user when new,
	// and ends the invitations to that workspace from before. CodeConflict when
	// the person is a member already.
	Invite(ctx context.Context, m Member, i Invitation) error
	Invitation(ctx context.Context, hash string) (Invitation, error)
	// Accept uses an invitation up. A passwordHash other than "" becomes the
	// account's first one, with the name. CodeNotFound when the invitation is
	// used already, or the account has a password by now.
	Accept(ctx context.Context, i Invitation, name, passwordHash string) error

	CreateAPIKey(ctx context.Context, k APIKey) error
	APIKeys(ctx context.Context, ws cham.WorkspaceID) ([]APIKey, error)
	APIKeyByHash(ctx context.Context, hash string) (APIKey, error)
	TouchAPIKey(ctx context.Context, id string, at time.Time) error
	DeleteAPIKey(ctx context.Context, ws cham.WorkspaceID, id string) error

	// Keep answers the text kept under a name; fresh is, when there is none yet.
	Keep(ctx context.Context, name, fresh string) (string, error)
}
