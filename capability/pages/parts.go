package pages

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
)

// Part is a part of paths that takes several values.
type Part struct {
	// Path is that of the pages before, and "/:id".
	Path string
	// Together says whether its values are one page.
	Together bool
	// Why it is so: "form", "learned", "person", or "" where nothing was decided.
	Why string
	By  cham.UserID
	At  time.Time
	// Values are how many there are, and Touches their touches, all together;
	// Apart are how many of them are pages of their own.
	Values, Apart int
	Touches       int64
	// Most are the values with the most touches.
	Most []Value
}

// Value is a page as it would be if it stood apart.
type Value struct {
	Path    string
	Touches int64
	Apart   bool
	// Why it stands apart: "learned", "person", or "".
	Why string
}

const (
	mostParts = 100
	worth     = 10 // values, from which on a part is shown
	mostShown = 20 // values
)

// Parts are the parts of a workspace's paths that are put together, that a
// person decided about, or that take ten values or more; those with the most
// values come first. Cost: one reading of a column of history.
func (s *Service) Parts(ctx context.Context, ws cham.WorkspaceID) ([]Part, error) {
	all, seen, err := s.read(ctx, ws)
	if err != nil {
		return nil, err
	}
	return parts(seen, all), nil
}

func parts(seen []Seen, all []Rule) (out []Part) {
	rules := map[string]Rule{}
	for _, r := range all {
		rules[r.Path] = r
	}
	grow(seen, byPath(all)).each(func(n *node) {
		if p := n.part(rules); p.Why != "" || p.Values >= worth {
			out = append(out, p)
		}
	})
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(b.Values, a.Values) })
	return out[:min(len(out), mostParts)]
}

func (n *node) part(rules map[string]Rule) Part {
	p := Part{Path: n.id(), Apart: len(n.apart()), Values: len(n.apart()) + len(n.gathered)}
	if r, ruled := rules[n.id()]; ruled {
		p.Together, p.Why, p.By, p.At = r.Together, why(r), r.By, r.At
	} else if len(n.gathered) > 0 {
		p.Together, p.Why = true, "form"
	}
	for path, g := range n.gathered {
		p.Most = append(p.Most, Value{Path: path, Touches: g.touches})
	}
	for _, b := range n.apart() {
		v := Value{Path: b.path, Touches: b.touches, Apart: true}
		if r, ruled := rules[b.path]; ruled {
			v.Why = why(r)
		}
		p.Most = append(p.Most, v)
	}
	for _, v := range p.Most {
		p.Touches += v.Touches
	}
	slices.SortFunc(p.Most, func(a, b Value) int { return cmp.Or(cmp.Compare(b.Touches, a.Touches), cmp.Compare(a.Path, b.Path)) })
	p.Most = p.Most[:min(len(p.Most), mostShown)]
	return p
}

func why(r Rule) string {
	if r.By == "" {
		return "learned"
	}
	return "person"
}
