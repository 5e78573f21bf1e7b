package cham

import "strings"

// PageRules say where the form of a path's part does not decide whether it is
// an id, by path: "/blog/:id" is true where the parts behind /blog are put
// together, false where each is a page of its own; "/blog/gioi-thieu" is
// false where that page stays apart whatever is said of the others.
type PageRules map[string]bool

// Template returns the page that a path belongs to: TemplatePath, but where a
// rule says otherwise.
func (r PageRules) Template(path string) string {
	if len(r) == 0 {
		return TemplatePath(path)
	}
	at, rest, _ := strings.Cut(PagePath(path), "/")
	if rest == "" {
		return PagePath(path)
	}
	for part := range strings.SplitSeq(rest, "/") {
		at = r.Next(at, part)
	}
	return at
}

// Next returns the page one part further than a page's path.
func (r PageRules) Next(at, part string) string {
	own, id := at+"/"+part, at+"/"+IDPart
	if part == "" || part == "#" {
		return own
	}
	together, ruled := r[id]
	if !ruled {
		together = isID(part)
	}
	if keep, ruled := r[own]; ruled && own != id && !keep {
		together = false
	}
	if together {
		return id
	}
	return own
}
