package questions

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/api/rest/route"
)

// Bounds of shown names.
const (
	mostNames    = 1000 // a workspace
	longestName  = 200  // characters of what senders call things
	longestShown = 100  // of what it is shown as
)

// Names keeps what events and properties are called.
type Names interface {
	ShownNames(ctx context.Context, ws cham.WorkspaceID) ([]cham.ShownName, error)
	// SetShownName keeps what a name is shown as; "" forgets it.
	SetShownName(ctx context.Context, ws cham.WorkspaceID, n cham.ShownName) error
}

func (s *server) names(ctx context.Context, _ *route.None) ([]cham.ShownName, error) {
	return s.Names.ShownNames(ctx, route.Workspace(ctx))
}

// setName keeps what an event or property is shown as, and answers all names.
func (s *server) setName(ctx context.Context, in *route.In[cham.ShownName]) ([]cham.ShownName, error) {
	n := in.Body
	n.Shown = norm.NFC.String(strings.TrimSpace(n.Shown))
	all, err := s.names(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := validName(n, all); err != nil {
		return nil, err
	}
	if err := s.Names.SetShownName(ctx, route.Workspace(ctx), n); err != nil {
		return nil, err
	}
	return s.names(ctx, nil)
}

func validName(n cham.ShownName, all []cham.ShownName) error {
	e := &cham.Error{Code: cham.CodeInvalid, Op: "rest.setName"}
	named := slices.ContainsFunc(all, func(a cham.ShownName) bool { return a.Kind == n.Kind && a.Name == n.Name })
	switch {
	case n.Name == "" || utf8.RuneCountInString(n.Name) > longestName:
		e.Field, e.Hint = "name", "an event's or property's own name, at most 200 characters"
	case utf8.RuneCountInString(n.Shown) > longestShown:
		e.Field, e.Key, e.Args = "shown", "error.shown", map[string]any{"n": longestShown}
	case n.Shown != "" && !seen(n.Shown):
		e.Field, e.Key = "shown", "error.unseen"
	case n.Shown != "" && !named && len(all) >= mostNames:
		e.Field, e.Hint = "name", "1000 are named; take some back first"
	default:
		return nil
	}
	return e
}

// seen tells that a name has letters, digits or signs to see, and nothing that
// breaks the line or turns its direction. The two joiners are part of how some
// scripts and pictures are written.
func seen(name string) bool {
	const joiners = "\u200c\u200d"
	sees, hidden := false, false
	for _, r := range name {
		sees = sees || unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
		hidden = hidden || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && !strings.ContainsRune(joiners, r)
	}
	return sees && !hidden
}
