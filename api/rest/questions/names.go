package questions

import (
	"context"
	"strings"
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
	if err := validName(n, len(all)); err != nil {
		return nil, err
	}
	if err := s.Names.SetShownName(ctx, route.Workspace(ctx), n); err != nil {
		return nil, err
	}
	return s.names(ctx, nil)
}

func validName(n cham.ShownName, there int) error {
	e := &cham.Error{Code: cham.CodeInvalid, Op: "rest.setName"}
	switch {
	case n.Name == "" || utf8.RuneCountInString(n.Name) > longestName:
		e.Field, e.Hint = "name", "an event's or property's own name, at most 200 characters"
	case utf8.RuneCountInString(n.Shown) > longestShown:
		e.Field, e.Key, e.Args = "shown", "error.shown", map[string]any{"n": longestShown}
	case n.Shown != "" && there >= mostNames:
		e.Field, e.Hint = "name", "1000 are named; take some back first"
	default:
		return nil
	}
	return e
}
