package access

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Limits on the declared properties of a workspace.
const (
	MaxProperties  = 8
	propertyLength = 64
)

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// Workspace answers a workspace.
func (s *Service) Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error) {
	return s.store.Workspace(ctx, id)
}

// Workspaces answers those a user may enter, with the role in each.
func (s *Service) Workspaces(ctx context.Context, user cham.UserID) ([]cham.Workspace, []cham.Role, error) {
	ms, err := s.store.Memberships(ctx, user)
	if err != nil {
		return nil, nil, err
	}
	var out []cham.Workspace
	var roles []cham.Role
	for _, m := range ms {
		ws, err := s.store.Workspace(ctx, m.Workspace)
		if err != nil {
			return nil, nil, err
		}
		out, roles = append(out, ws), append(roles, m.Role)
	}
	return out, roles, nil
}

// WorkspaceChange changes a workspace; nil fields stay.
type WorkspaceChange struct {
	Name, TimeZone, Currency *string
	Properties               *[]string
}

// ChangeWorkspace checks and stores a change whole, or changes nothing.
func (s *Service) ChangeWorkspace(ctx context.Context, id cham.WorkspaceID, ch WorkspaceChange) (cham.Workspace, error) {
	ws, err := s.store.Workspace(ctx, id)
	if err != nil {
		return ws, err
	}
	if err := ch.apply(&ws); err != nil {
		return ws, err
	}
	return ws, s.store.UpdateWorkspace(ctx, ws)
}

func (ch WorkspaceChange) apply(ws *cham.Workspace) (err error) {
	if ch.Name != nil {
		if ws.Name, err = cleanName("name", *ch.Name); err != nil {
			return err
		}
	}
	if ch.TimeZone != nil {
		if _, err := time.LoadLocation(*ch.TimeZone); err != nil || *ch.TimeZone == "" || *ch.TimeZone == "Local" {
			return invalid("timeZone", "error.timeZone", nil)
		}
		ws.TimeZone = *ch.TimeZone
	}
	if ch.Currency != nil {
		if !currency.MatchString(*ch.Currency) {
			return invalid("currency", "error.currency", nil)
		}
		ws.Currency = *ch.Currency
	}
	if ch.Properties != nil {
		ws.Properties, err = cleanProperties(*ch.Properties)
	}
	return err
}

// cleanProperties trims and checks property names: at most eight, distinct,
// free of the two characters that Kind.Props joins them with.
func cleanProperties(names []string) ([]string, error) {
	if len(names) > MaxProperties {
		return nil, invalid("properties", "error.properties", map[string]any{"n": MaxProperties})
	}
	var out []string
	for _, n := range names {
		n = norm.NFC.String(strings.TrimSpace(n))
		if n == "" || len(n) > propertyLength || strings.ContainsAny(n, "=\x1f") || slices.Contains(out, n) {
			return nil, invalid("properties", "error.property", map[string]any{"name": n})
		}
		out = append(out, n)
	}
	return out, nil
}
