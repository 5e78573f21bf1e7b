package pages

import (
	"cmp"
	"slices"

	"cham"
)

const (
	// many values of a part of a path are put together.
	many = 200
	// mostPages stay apart; while there are more, the parts with the most values are
	// put together as well, if they have several.
	mostPages, several = 1000, 20
	// busy pages among many stay apart: those with at least fewest touches, of which
	// they have busyShare and busyTimes what a page there has on average. At most
	// mostBusy below one page.
	fewest, busyShare, busyTimes, mostBusy = 5, 1.0 / 500, 3, 100
)

// Learn returns what rules have to be added to those there are, so that pages
// are put together where many were seen. It never takes one back, and does not
// touch what a person decided.
func Learn(seen []Seen, rules []Rule) cham.PageRules {
	l := learner{known: byPath(rules), added: cham.PageRules{}, byPerson: map[string]bool{}}
	for _, r := range rules {
		l.byPerson[r.Path] = r.By != ""
	}
	for {
		root := grow(seen, l.known)
		before := len(l.known)
		root.each(l.keepBusy)
		if len(l.known) == before {
			l.gather(root)
		}
		if len(l.known) == before || before >= mostRules {
			return l.added
		}
	}
}

type learner struct {
	known, added cham.PageRules
	byPerson     map[string]bool
}

func (l *learner) add(path string, together bool) {
	l.known[path], l.added[path] = together, together
}

// gather puts together where there are many, else, with too many pages in all,
// where there are at least half of the most, as those places are alike.
func (l *learner) gather(root *node) {
	largest := 0
	root.each(func(n *node) { largest = max(largest, l.open(n)) })
	least := many
	if root.pages() > mostPages {
		least = min(many, max(several, largest/2))
	}
	root.each(func(n *node) {
		if l.open(n) >= least {
			l.add(n.id(), true)
		}
	})
}

// open is how many pages below n could be put together.
func (l *learner) open(n *node) int {
	if _, ruled := l.known[n.id()]; ruled {
		return 0
	}
	return len(n.apart())
}

// keepBusy keeps pages apart that stand out where it was learned to put them together.
func (l *learner) keepBusy(n *node) {
	if !l.known[n.id()] || l.byPerson[n.id()] {
		return
	}
	share := max(busyShare, busyTimes/float64(len(n.gathered)+len(n.apart())))
	stands := func(touches, of int64) bool { return touches >= fewest && float64(touches) >= share*float64(of) }
	var busy []string
	for path, c := range n.gathered {
		if !c.form && !l.byPerson[path] && (stands(c.touches, n.touches) || stands(c.recent, n.recent)) {
			busy = append(busy, path)
		}
	}
	slices.SortFunc(busy, func(a, b string) int {
		return cmp.Or(cmp.Compare(n.gathered[b].touches, n.gathered[a].touches), cmp.Compare(a, b))
	})
	for _, path := range busy[:min(len(busy), max(0, mostBusy-len(n.apart())))] {
		l.add(path, false)
	}
}
