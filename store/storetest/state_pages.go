package storetest

import (
	"testing"

	"cham"
	"cham/capability/pages"
)

func testPageRules(t *testing.T, db Stores) {
	s := db.Pages
	with(t, db.Access)
	blog := pages.Rule{Path: "/blog/:id", Together: true, At: day(1)}
	news := pages.Rule{Path: "/blog/tin-mới", By: "an", At: day(2)}
	ok(t, s.ChangePageRules(ctx, "a", nil, []pages.Rule{news, blog}))
	ok(t, s.ChangePageRules(ctx, "b", nil, []pages.Rule{blog}))
	ok(t, s.ChangePageRules(ctx, "a", []string{"/none"}, nil))
	got, err := s.PageRules(ctx, "a")
	same(t, got, err, []pages.Rule{blog, news})

	blog.Together, blog.By, blog.At = false, "an", day(3)
	ok(t, s.ChangePageRules(ctx, "a", []string{news.Path}, []pages.Rule{blog}))
	got, err = s.PageRules(ctx, "a")
	same(t, got, err, []pages.Rule{blog})
	code(t, s.ChangePageRules(ctx, "zz", nil, []pages.Rule{blog}), cham.CodeNotFound)
	got, err = s.PageRules(ctx, "zz")
	same(t, got, err, nil)
	got, err = s.PageRules(ctx, "b")
	same(t, len(got), err, 1)
}
