package cham

import (
	"maps"
	"slices"
)

// Role is what a member is in a workspace. No role is simply above another:
// what each may do stands in the table below.
type Role string

// The roles.
const (
	RoleOwner   Role = "owner"   // whose business it is
	RoleAdmin   Role = "admin"   // runs it for them
	RoleEditor  Role = "editor"  // draws maps
	RoleAgent   Role = "agent"   // works with customers
	RoleAnalyst Role = "analyst" // works with numbers, never with persons
	RoleViewer  Role = "viewer"  // looks on
)

// Roles returns all of them, in the order in which pages list them.
func Roles() []Role {
	return []Role{RoleOwner, RoleAdmin, RoleEditor, RoleAgent, RoleAnalyst, RoleViewer}
}

// May is one thing that a member may do. Routes name what they need; the pages
// are told what the person signed in may.
type May string

// What may be done.
const (
	MayRead      May = "read"      // open every page and ask what pages ask
	MaySee       May = "see"       // open customers, one by one and in lists
	MayAsk       May = "ask"       // keep questions: segments, saved views
	MayExport    May = "export"    // take answers and lists away as files
	MayTouch     May = "touch"     // write a touch down by hand
	MayCustomers May = "customers" // work with customers: merge, split, note
	MaySend      May = "send"      // write to many customers: campaigns
	MayMaps      May = "maps"      // draw maps, name things
	MayFollow    May = "follow"    // see what became of files; a key that may not read, of its own
	MayImport    May = "import"    // bring files and costs in
	MaySources   May = "sources"   // connect and disconnect where touches come from
	MaySettings  May = "settings"  // change how the business counts
	MayAudit     May = "audit"     // read who did what
	MayPeople    May = "people"    // let people and programs in
	MayOwn       May = "own"       // archive the workspace, hand it over
)

// granted is the table of who may do what, the one place that decides: the
// API, its keys, assistants, live events and the pages all ask it.
var granted = map[May][]Role{
	MayRead:      {RoleOwner, RoleAdmin, RoleEditor, RoleAgent, RoleAnalyst, RoleViewer},
	MaySee:       {RoleOwner, RoleAdmin, RoleEditor, RoleAgent, RoleAnalyst, RoleViewer},
	MayAsk:       {RoleOwner, RoleAdmin, RoleEditor, RoleAnalyst},
	MayExport:    {RoleOwner, RoleAdmin, RoleEditor, RoleAnalyst},
	MayTouch:     {RoleOwner, RoleAdmin, RoleEditor, RoleAgent},
	MayCustomers: {RoleOwner, RoleAdmin, RoleAgent},
	MaySend:      {RoleOwner, RoleAdmin, RoleEditor},
	MayMaps:      {RoleOwner, RoleAdmin, RoleEditor},
	MayFollow:    {RoleOwner, RoleAdmin, RoleEditor, RoleAgent, RoleAnalyst, RoleViewer},
	MayImport:    {RoleOwner, RoleAdmin},
	MaySources:   {RoleOwner, RoleAdmin},
	MaySettings:  {RoleOwner, RoleAdmin},
	MayAudit:     {RoleOwner, RoleAdmin},
	MayPeople:    {RoleOwner, RoleAdmin},
	MayOwn:       {RoleOwner},
}

// Mays returns everything that may be done, the harmless first.
func Mays() []May {
	return []May{MayRead, MayFollow, MaySee, MayAsk, MayExport, MayTouch, MayCustomers, MaySend, MayMaps, MayImport, MaySources, MaySettings,
		MayAudit, MayPeople, MayOwn}
}

// Scope narrows an API key to a part of what its role may.
type Scope string

// scoped is what each scope lets a key do, as far as its role may.
var scoped = map[Scope][]May{
	"questions:read":  {MayRead, MayFollow, MayAsk},
	"customers:read":  {MaySee},
	"customers:write": {MaySee, MayTouch, MayCustomers},
	"touches:write":   {MayTouch},
	"maps:write":      {MayRead, MayFollow, MayMaps},
	"campaigns:send":  {MayRead, MaySee, MaySend},
	"exports":         {MayExport},
	"imports":         {MayFollow, MayImport},
	"admin":           {MayRead, MayFollow, MaySources, MaySettings, MayAudit, MayPeople},
}

// Scopes returns all scopes, by name.
func Scopes() []Scope { return slices.Sorted(maps.Keys(scoped)) }

// Known reports whether there is such a scope.
func (s Scope) Known() bool { return scoped[s] != nil }

// May reports whether the scope lets a key do something.
func (s Scope) May(m May) bool { return slices.Contains(scoped[s], m) }

// Sight is how much somebody sees of what reaches a customer: phone, e-mail,
// other identifiers; where it is hidden, the customer's name too.
type Sight string

// The sights, from most to least.
const (
	SightFull   Sight = "full"
	SightMasked Sight = "masked" // 09xx xxx 678
	SightHidden Sight = "hidden" // ***
)

// Known reports whether there is such a sight.
func (s Sight) Known() bool { return s == SightFull || s == SightMasked || s == SightHidden }

// sights are how much each role sees where the workspace says nothing else.
var sights = map[Role]Sight{
	RoleOwner: SightFull, RoleAdmin: SightFull, RoleEditor: SightFull, RoleAgent: SightFull,
	RoleAnalyst: SightHidden, RoleViewer: SightMasked,
}

// Known reports whether there is such a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// May reports whether the role may do something.
func (r Role) May(m May) bool { return slices.Contains(granted[m], r) }

// Covers reports whether r may do all that other may, so that who has r may
// give other to somebody.
func (r Role) Covers(other Role) bool {
	return r.Known() && other.Known() && !slices.ContainsFunc(Mays(), func(m May) bool { return other.May(m) && !r.May(m) })
}

// Sight is how much of personal data the role sees by default; nothing when
// there is no such role.
func (r Role) Sight() Sight {
	if s, ok := sights[r]; ok {
		return s
	}
	return SightHidden
}

// SightOf is how much somebody of a role sees, the one place that decides: what
// own, the workspace's own sights, say of the role, and no more than any limit, of
// a department or of the person; "" limits nothing. An owner sees all that the role
// does: whoever says what others see must see what they speak of.
func SightOf(r Role, own map[Role]Sight, limits ...Sight) Sight {
	sight := r.Sight()
	if s := own[r]; s.Known() && r.Known() {
		sight = s
	}
	for _, l := range limits {
		if l != "" && r != RoleOwner {
			sight = sight.Least(l)
		}
	}
	return sight
}

// Least returns the smaller of two sights; one that is not said hides all.
func (s Sight) Least(other Sight) Sight {
	switch {
	case s == SightFull && other.Known():
		return other
	case s == SightMasked && (other == SightFull || other == SightMasked):
		return SightMasked
	}
	return SightHidden
}

// May reports whether the actor may do something.
func (a Actor) May(m May) bool {
	return a.Role.May(m) && (a.Only == nil || slices.Contains(a.Only, m))
}

// Mays are all that the actor may do.
func (a Actor) Mays() []May {
	return slices.DeleteFunc(Mays(), func(m May) bool { return !a.May(m) })
}

// Sees is how much of personal data the actor sees.
func (a Actor) Sees() Sight {
	if a.Sight == "" {
		return a.Role.Sight()
	}
	return a.Sight
}

// Equals reports whether two actors are the same, with the same rights.
func (a Actor) Equals(b Actor) bool {
	return a.User == b.User && a.Key == b.Key && a.Role == b.Role && a.Sees() == b.Sees() && slices.Equal(a.Mays(), b.Mays())
}
