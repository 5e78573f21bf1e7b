package customers

import (
	"context"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/capability/privacy"
	"cham/capability/report"
)

// search finds customers by text. What else was chosen narrows what the text
// found, so a page may need several steps through the store.
func (s *server) search(ctx context.Context, ws cham.Workspace, in *searchIn, folded string, c report.Choice) (out CustomerPage,
	err error) {
	if cham.ActorFrom(ctx).Sees() == cham.SightHidden { // what is found by a name or a phone has it
		return out, &cham.Error{Code: cham.CodeForbidden, Op: "rest.search", Key: "error.asksMasked"}
	}
	narrow, err := s.Reports.Narrow(ctx, ws, c)
	if err != nil {
		return out, err
	}
	rows := func(ids []cham.CustomerID) ([]CustomerRow, error) {
		found, err := narrow(ids)
		if err != nil {
			return nil, err
		}
		return s.describe(ctx, found)
	}
	if !route.Masks(ctx) {
		return s.found(ctx, in, folded, rows)
	}
	return s.searchMasked(ctx, in, folded, rows)
}

// found pages through what the store finds, of which rows makes what is wanted.
func (s *server) found(ctx context.Context, in *searchIn, folded string,
	rows func([]cham.CustomerID) ([]CustomerRow, error)) (out CustomerPage, err error) {
	after, limit := in.After, route.PageSize(in.Limit)
	for steps := 0; len(out.Customers) < limit && steps < mostSteps; steps++ {
		ids, next, err := s.Graph.Search(ctx, route.Workspace(ctx), folded, after, limit-len(out.Customers))
		if err != nil {
			return out, err
		}
		some, err := rows(ids)
		if err != nil {
			return out, err
		}
		out.Customers = append(out.Customers, some...)
		if after = next; after == "" {
			break
		}
	}
	out.Next = after
	return out, nil
}

// mostSteps bounds how far one request looks for customers that are wanted;
// the page says where to go on.
const mostSteps = 200

// searchMasked finds for somebody who sees personal data masked: by the name as
// they see it, or by a whole phone, e-mail or code. Were a part enough, search
// would spell out what is masked, character by character.
func (s *server) searchMasked(ctx context.Context, in *searchIn, folded string,
	rows func([]cham.CustomerID) ([]CustomerRow, error)) (CustomerPage, error) {
	var out CustomerPage
	if in.After == "" {
		ids, err := s.byWholeKey(ctx, in.Q)
		if err != nil {
			return out, err
		}
		if out.Customers, err = rows(ids); err != nil || numbered(folded) {
			return out, err
		}
	}
	words := strings.Fields(folded)
	named, err := s.found(ctx, in, folded, func(ids []cham.CustomerID) ([]CustomerRow, error) {
		all, err := rows(ids)
		return slices.DeleteFunc(all, func(r CustomerRow) bool {
			name := identity.Fold(privacy.Text(r.Name))
			return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) ||
				slices.ContainsFunc(out.Customers, func(found CustomerRow) bool { return found.ID == r.ID })
		}), err
	})
	out.Customers, out.Next = append(out.Customers, named.Customers...), named.Next
	return out, err
}

// numbered reports whether a text is no name but a number or an address.
func numbered(folded string) bool { return strings.ContainsAny(folded, "@0123456789") }

// byWholeKey finds who has a key of this value, a few times a minute, so that
// nobody tries numbers one after the other.
func (s *server) byWholeKey(ctx context.Context, text string) (ids []cham.CustomerID, err error) {
	if numbered(text) {
		if err := s.lookups.Take(ctx, time.Now()); err != nil {
			return nil, err
		}
	}
	var keys []cham.Key
	for _, kind := range cham.KeyKinds {
		if k, ok := capture.NormalizeKey(kind, text); ok && kind.Personal() {
			keys = append(keys, k)
		}
	}
	nodes, err := s.Graph.NodesByKey(ctx, route.Workspace(ctx), keys)
	for _, n := range nodes {
		if !slices.Contains(ids, n.Customer) {
			ids = append(ids, n.Customer)
		}
	}
	return ids, err
}

// lookupsPerMinute bounds lookups by those who see personal data masked.
const lookupsPerMinute = 20
