package pages

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cham"
)

// site draws visits to groups of pages; within one the first are visited most.
type site struct {
	r    *rand.Rand
	seen map[string]int64
}

func newSite() *site { return &site{rand.New(rand.NewPCG(1, 2)), map[string]int64{}} }

func (s *site) visits(n, pages int, page func(i int) string) {
	zipf := rand.NewZipf(s.r, 1.1, 8, uint64(pages-1))
	for range n {
		s.seen[page(int(zipf.Uint64()))]++
	}
}

func (s *site) list() (all []Seen) {
	for path, n := range s.seen {
		all = append(all, Seen{Path: path, Touches: n, Recent: n})
	}
	return all
}

var words = strings.Fields("kem son phan nuoc hoa duong da mat toc moi trang min sang mau " +
	"do hong nau cam xanh tim bac vang nhe diu em thom mem muot")

// slug is a Vietnamese one without digits, another for every i below 20,000.
func slug(i int) string {
	n := len(words)
	return strings.Join([]string{words[i%n], words[i/n%n], words[i/n/n%n], words[(i*7+3)%n]}, "-")
}

var fixed = []string{"/gioi-thieu", "/lien-he", "/gio-hang", "/thanh-toan", "/cam-on-ban-da-dat-hang", "/chinh-sach-doi-tra-hang",
	"/huong-dan-mua-hang-online", "/tai-khoan", "/dang-nhap", "/khuyen-mai", "/tuyen-dung", "/cau-hoi-thuong-gap"}

func fixedPage(i int) string { return fixed[i] }
func category(i int) string  { return "/danh-muc-" + slug(i+9000) }
func allApart(s []Seen) bool { return len(Learn(s, nil)) == 0 }
func under(at string) func(int) string {
	return func(i int) string { return at + slug(i) }
}

func learned(seen []Seen) cham.PageRules { return Learn(seen, nil) }

func TestFewPagesStayApart(t *testing.T) {
	s := newSite()
	s.visits(20_000, len(fixed), fixedPage)
	s.visits(20_000, 40, category)
	s.visits(500, 30, under("/don-hang/"))
	s.visits(20_000, 150, under("/blog/"))
	if !allApart(s.list()) {
		t.Errorf("%v", learned(s.list()))
	}
	one := newSite()
	for i := range 30 {
		one.seen["/don-hang/"+slug(i)]++
	}
	if !allApart(one.list()) {
		t.Error("thirty orders were put together")
	}
}

// TestProductsComeTogether: wherever a shop has its products.
func TestProductsComeTogether(t *testing.T) {
	const products = 5000
	for name, product := range map[string]func(int) string{
		"under one page":        under("/san-pham/"),
		"beside the fixed ones": under("/"),
		"under 40 categories":   func(i int) string { return category(i%40) + "/" + slug(i) },
		"behind a hash":         under("/#/san-pham/"),
	} {
		s := newSite()
		s.visits(30_000, len(fixed), fixedPage)
		s.visits(40_000, 40, category)
		s.visits(60_000, products, product)
		rules := learned(s.list())
		pages := map[string]bool{}
		for i := range products {
			pages[rules.Template(product(i))] = true
		}
		if len(pages) > 250 || !pages[rules.Template(product(products-1))] {
			t.Errorf("%s: the products are %d pages", name, len(pages))
		}
		for i := range 40 {
			if got := rules.Template(category(i)); got != category(i) {
				t.Errorf("%s: the category %s became %s", name, category(i), got)
			}
		}
		for _, f := range fixed {
			if got := rules.Template(f); got != f {
				t.Errorf("%s: %s became %s", name, f, got)
			}
		}
	}
}

// TestBlog: of three hundred articles those that are read much stay apart.
func TestBlog(t *testing.T) {
	s := newSite()
	s.visits(20_000, len(fixed), fixedPage)
	s.visits(20_000, 300, under("/blog/"))
	rules := learned(s.list())
	if !rules["/blog/:id"] || rules.Template("/blog/"+slug(0)) != "/blog/"+slug(0) || rules.Template("/blog/"+slug(299)) != "/blog/:id" {
		t.Errorf("%v", rules)
	}
}

// TestEarlyAndLate: what was put together while little was known stands apart
// as soon as it is busy, also a page that is new in an old history.
func TestEarlyAndLate(t *testing.T) {
	s := newSite()
	for i := range many {
		s.seen["/"+slug(i)] = 1
	}
	s.seen["/gio-hang"] = 3
	var rules []Rule
	keep := func() {
		for path, together := range Learn(s.list(), rules) {
			rules = append(rules, Rule{Path: path, Together: together})
		}
	}
	keep()
	if byPath(rules).Template("/gio-hang") != "/:id" {
		t.Fatalf("%v", rules)
	}
	s.seen["/gio-hang"] = 90
	keep()
	if byPath(rules).Template("/gio-hang") != "/gio-hang" || byPath(rules).Template("/"+slug(1)) != "/:id" {
		t.Fatalf("%v", rules)
	}
	old := append(s.list(), Seen{Path: "/x", Touches: 1e6}, Seen{Path: "/tet", Touches: 50, Recent: 50})
	if rules := Learn(old, rules); rules["/tet"] || len(rules) != 2 { // and /x
		t.Errorf("%v", rules)
	}
}

func TestAPersonDecides(t *testing.T) {
	s := newSite()
	s.visits(20_000, 2000, under("/blog/"))
	if got := Learn(s.list(), []Rule{{Path: "/blog/:id", By: "an"}}); len(got) != 0 {
		t.Errorf("kept apart by a person, and learned %v", got)
	}
	if got := Learn(s.list(), []Rule{{Path: "/blog/:id", Together: true, By: "an"}}); len(got) != 0 {
		t.Errorf("put together by a person, and learned %v", got)
	}
}

// TestFlood: paths made up by whoever has a website's key cost a bounded
// number of rules, and the pages people visit stay apart.
func TestFlood(t *testing.T) {
	s := newSite()
	s.visits(5000, len(fixed), fixedPage)
	for i := range 50_000 {
		s.seen[fmt.Sprintf("/%s/%s/%s", slug(s.r.IntN(9000)), slug(s.r.IntN(9000)), slug(i%9000))]++
	}
	rules := learned(s.list())
	if len(rules) > mostRules+many {
		t.Errorf("%d rules", len(rules))
	}
	for _, f := range fixed {
		if got := rules.Template(f); got != f {
			t.Errorf("%s became %s", f, got)
		}
	}
}
