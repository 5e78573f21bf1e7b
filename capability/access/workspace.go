package access

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/capability/audit"
)

// Limits on the declared properties of a workspace.
const (
	MaxProperties  = 8
	propertyLength = 64
)

// Limits on the excluded referrers of a workspace; a site's name is 253
// characters at most.
const (
	MaxReferrers   = 1000
	referrerLength = 253
)

// MaxRates bounds the currencies with a rate.
const MaxRates = 100

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// Workspace answers a workspace.
func (s *Service) Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error) {
	return s.store.Workspace(ctx, id)
}

// Workspaces answers those a session may enter, with the role in each.
func (s *Service) Workspaces(ctx context.Context, c Caller) ([]cham.Workspace, []cham.Role, error) {
	ms, err := s.store.Memberships(ctx, c.User.ID)
	if err != nil {
		return nil, nil, err
	}
	var out []cham.Workspace
	var roles []cham.Role
	for _, m := range ms {
		if !m.reachedBy(c.Session) {
			continue
		}
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
	ExcludedReferrers        *[]string
	Rates                    *map[string]float64
	Sights                   *map[cham.Role]cham.Sight
	SecondStep               *[]cham.Role
	LeadGroups               *cham.LeadGroups
	// Exclusions makes the rules that leave touches out of those there are.
	Exclusions func(cham.Exclusions) (cham.Exclusions, error)
}

// ChangeWorkspace checks and stores a change whole, or changes nothing. Once it
// is stored, history is bound by it, though who asked may be gone.
func (s *Service) ChangeWorkspace(ctx context.Context, id cham.WorkspaceID, ch WorkspaceChange) (cham.Workspace, error) {
	lock, _ := s.changes.LoadOrStore(id, new(sync.Mutex))
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	ws, err := s.store.Workspace(ctx, id)
	if err != nil {
		return ws, err
	}
	before := settings(ws)
	if err := ch.apply(&ws); err != nil {
		return ws, err
	}
	ctx = context.WithoutCancel(ctx)
	if err := s.store.UpdateWorkspace(ctx, ws); err != nil {
		return ws, err
	}
	return ws, s.recordChange(ctx, audit.SettingsChanged, string(ws.ID), before, settings(ws))
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
		if ws.Currency != *ch.Currency {
			ws.Rates = nil // they were in the other
		}
		ws.Currency = *ch.Currency
	}
	if ch.Rates != nil {
		if ws.Rates, err = cleanRates(*ch.Rates, ws.Currency); err != nil {
			return err
		}
	}
	if err := ch.applySecurity(ws); err != nil {
		return err
	}
	if ch.Properties != nil {
		if ws.Properties, err = cleanProperties(*ch.Properties); err != nil {
			return err
		}
	}
	if ch.ExcludedReferrers != nil {
		if ws.ExcludedReferrers, err = cleanReferrers(*ch.ExcludedReferrers); err != nil {
			return err
		}
	}
	if ch.LeadGroups != nil {
		if ws.LeadGroups, err = CleanLeadGroups(*ch.LeadGroups); err != nil {
			return err
		}
	}
	if ch.Exclusions != nil {
		ws.Exclusions, err = ch.Exclusions(slices.Clone(ws.Exclusions))
	}
	return err
}

// applySecurity sets who sees what and who signs in in two steps. An owner
// sees everything: somebody must.
func (ch WorkspaceChange) applySecurity(ws *cham.Workspace) error {
	if ch.Sights != nil {
		ws.Sights = nil
		for role, sight := range *ch.Sights {
			if !role.Known() || !sight.Known() || role == cham.RoleOwner && sight != cham.SightFull {
				return invalid("sights", "error.sight", nil)
			}
			if sight != role.Sight() {
				if ws.Sights == nil {
					ws.Sights = map[cham.Role]cham.Sight{}
				}
				ws.Sights[role] = sight
			}
		}
	}
	if ch.SecondStep != nil {
		ws.SecondStep = nil
		for _, role := range cham.Roles() {
			if slices.Contains(*ch.SecondStep, role) {
				ws.SecondStep = append(ws.SecondStep, role)
			}
		}
	}
	return nil
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

// cleanRates checks what other currencies are worth: more than nothing, and no
// typing error beyond any rate there is.
func cleanRates(rates map[string]float64, own string) (map[string]float64, error) {
	if len(rates) > MaxRates {
		return nil, invalid("rates", "error.rates", map[string]any{"n": MaxRates})
	}
	for c, rate := range rates {
		if !currency.MatchString(c) || c == own || !(rate >= 1e-9 && rate <= 1e9) {
			return nil, invalid("rates", "error.rate", map[string]any{"currency": c})
		}
	}
	return maps.Clone(rates), nil
}

// cleanReferrers brings sites to the form they are seen in: from whole
// addresses the host, in lower case, without "www.". The built-in ones, in
// whatever order, are nil: they grow with the program.
func cleanReferrers(sites []string) ([]string, error) {
	if len(sites) > MaxReferrers {
		return nil, invalid("excluded", "error.referrers", map[string]any{"n": MaxReferrers})
	}
	out := []string{}
	for _, said := range sites {
		site := strings.ToLower(strings.TrimSpace(said))
		if _, rest, ok := strings.Cut(site, "://"); ok {
			site = rest
		}
		site, _, _ = strings.Cut(site, "/")
		site = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(site, "*."), "www."), ".")
		if site == "" || len(site) > referrerLength || strings.ContainsAny(site, " ,;@?#\t\n") {
			return nil, invalid("excluded", "error.referrer", map[string]any{"site": said})
		}
		out = append(out, site)
	}
	slices.Sort(out)
	if out = slices.Compact(out); slices.Equal(out, cham.DefaultExcludedReferrers()) {
		return nil, nil
	}
	return out, nil
}
