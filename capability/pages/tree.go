package pages

import (
	"maps"
	"slices"
	"strings"

	"cham"
)

// node is a part of the site: the touches of a page and all below it.
type node struct {
	count
	path  string
	page  bool // touches end here
	below map[string]*node
	// gathered are the values that ":id" stands for below, by their paths.
	gathered map[string]*count
}

type count struct {
	touches, recent int64
	form            bool // an id by its form
}

func (c *count) add(s Seen) {
	c.touches += s.Touches
	c.recent += s.Recent
}

// grow makes the tree of the paths that were seen, as rules put them together.
func grow(seen []Seen, rules cham.PageRules) *node {
	root := &node{}
	for _, s := range seen {
		first, rest, _ := strings.Cut(cham.PagePath(s.Path), "/")
		if first != "" || rest == "" { // no path, or the front page
			continue
		}
		at := root
		at.add(s)
		for part := range strings.SplitSeq(rest, "/") {
			at = at.next(part, s, rules)
		}
		at.page = true
	}
	return root
}

func (n *node) next(part string, s Seen, rules cham.PageRules) *node {
	path := rules.Next(n.path, part)
	to := n.below[path]
	if to == nil {
		if to = (&node{path: path}); n.below == nil { // most pages have none below
			n.below = map[string]*node{}
		}
		n.below[path] = to
	}
	to.add(s)
	if own := n.path + "/" + part; own != path {
		g := n.gathered[own]
		if g == nil {
			if n.gathered == nil {
				n.gathered = map[string]*count{}
			}
			g = &count{form: cham.TemplatePath("/"+part) == "/"+cham.IDPart}
			n.gathered[own] = g
		}
		g.add(s)
	}
	return to
}

// id is the path that stands for all values of the part below n.
func (n *node) id() string { return n.path + "/" + cham.IDPart }

// apart are the pages right below n that are not put together.
func (n *node) apart() []*node {
	var all []*node
	for _, b := range n.below {
		if b.path != n.id() && b.path != n.path+"/#" {
			all = append(all, b)
		}
	}
	return all
}

// each calls f for n and all below, parents first, in order of paths.
func (n *node) each(f func(*node)) {
	f(n)
	if len(n.below) == 0 {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(n.below)) {
		n.below[path].each(f)
	}
}

func (n *node) pages() (pages int) {
	n.each(func(n *node) {
		if n.page {
			pages++
		}
	})
	return pages
}
