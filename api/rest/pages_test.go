package rest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/pages"
	"cham/measure"
)

// pageVolumes are touches by page, as a question answers them.
func (b *business) pageVolumes() map[string]int {
	b.k.t.Helper()
	a := decode[measure.Answer](b.k.t, b.k.call(b.cookie(cham.RoleEditor), "POST", "/v1/query",
		`{"question":"touches","by":"page","most":50}`))
	out := map[string]int{}
	for _, p := range a.Parts {
		out[p.Value] = p.Answer.Volume
	}
	return out
}

func (b *business) decide(path, decision string) pages.PagesInfo {
	b.k.t.Helper()
	return decode[pages.PagesInfo](b.k.t, b.k.call(b.cookie(cham.RoleAdmin), "PUT", "/v1/pages",
		fmt.Sprintf(`{"path":%q,"decision":%q}`, path, decision)))
}

// Pages under one come together by themselves when they are very many, with
// all that is in history; a person's word counts more, and can be taken back.
func TestPagesAreLearnedAndCorrected(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 300 {
		calls = append(calls, b.page("p"+fmt.Sprint(i), 2, "/san-pham/"+strings.Repeat("kem-", i/26+1)+string(rune('a'+i%26))))
	}
	for i := range 40 {
		calls = append(calls, b.page("x"+fmt.Sprint(i), 3, "/san-pham/combo-tet"))
	}
	calls = append(calls, b.page("y", 2, "/lien-he"), b.page("y", 4, "/don-hang/8123"))
	b.send(calls...)
	if err := k.App.Pages.Learn(context.Background(), b.ws); err != nil {
		t.Fatal(err)
	}
	want := func(want map[string]int) {
		t.Helper()
		if got := b.pageVolumes(); !maps.Equal(got, want) {
			t.Errorf("%v", got)
		}
	}
	learned := map[string]int{"/san-pham/:id": 300, "/san-pham/combo-tet": 40, "/lien-he": 1, "/don-hang/:id": 1}
	want(learned)

	info := decode[pages.PagesInfo](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/pages", nil))
	if len(info.Parts) != 2 {
		t.Fatalf("%+v", info)
	}
	p, o := info.Parts[0], info.Parts[1]
	if p.Path != "/san-pham/:id" || !p.Together || p.Why != "learned" || p.Values != 301 || p.Apart != 1 || p.Touches != 340 ||
		len(p.Most) != 20 || p.Most[0] != (pages.PageValue{Path: "/san-pham/combo-tet", Touches: 40, Apart: true, Why: "learned"}) {
		t.Errorf("%+v", p)
	}
	if o.Path != "/don-hang/:id" || o.Why != "form" || o.Most[0] != (pages.PageValue{Path: "/don-hang/8123", Touches: 1}) {
		t.Errorf("%+v", o)
	}

	// One busy page goes with the others, and stays there whatever is learned.
	b.decide("/san-pham/combo-tet", "together")
	if err := k.App.Pages.Learn(context.Background(), b.ws); err != nil {
		t.Fatal(err)
	}
	want(map[string]int{"/san-pham/:id": 340, "/lien-he": 1, "/don-hang/:id": 1})
	b.decide("/san-pham/combo-tet", "auto")

	b.decide("/san-pham/:id", "together")
	b.decide("/don-hang/8123", "apart")
	want(map[string]int{"/san-pham/:id": 340, "/lien-he": 1, "/don-hang/8123": 1})
	info = b.decide("/san-pham/:id", "apart")
	if p := info.Parts[0]; p.Together || p.Why != "person" || p.Apart != 301 {
		t.Errorf("%+v", p)
	}
	if err := k.App.Pages.Learn(context.Background(), b.ws); err != nil {
		t.Fatal(err)
	}
	if got := b.pageVolumes(); got["/san-pham/kem-a"] != 1 || got["/san-pham/:id"] != 0 {
		t.Errorf("kept apart, but %v", got)
	}
	b.decide("/don-hang/8123", "auto")
	b.decide("/san-pham/:id", "auto")
	if err := k.App.Pages.Learn(context.Background(), b.ws); err != nil {
		t.Fatal(err)
	}
	want(learned)
}

// What comes in is learned without anybody asking for it.
func TestPagesAreLearnedAsTheyCome(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 250 {
		calls = append(calls, b.page("p", 2, "/blog/"+strings.Repeat("tin-", i/26+1)+string(rune('a'+i%26))))
	}
	b.send(calls...)
	deadline := time.After(20 * time.Second)
	for b.pageVolumes()["/blog/:id"] != 250 {
		select {
		case <-deadline:
			t.Fatalf("%v", b.pageVolumes())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestPagesRefused(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	for _, body := range []string{`{"path":"san-pham","decision":"apart"}`,
		`{"path":"/","decision":"apart"}`, `{"path":"/a/:id","decision":"never"}`} {
		if w := k.call(b.cookie(cham.RoleAdmin), "PUT", "/v1/pages", body); !slices.Contains([]int{400, 422}, w.Code) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	if w := k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/pages", `{"path":"/a/:id","decision":"apart"}`); w.Code != 403 {
		t.Error(w.Code)
	}
	if w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/pages", nil); w.Code != 403 {
		t.Error(w.Code)
	}
}
