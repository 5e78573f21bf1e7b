package rest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/questions"
	"cham/api/rest/tags"
	"cham/capability/tag"
)

// A tag is put on one customer, on a segment and on a file's; it chooses in rules, stands
// in lists, follows the customer through a merge and its undoing, and is taken off.
func TestTagsLive(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, viewer := b.cookie(cham.RoleOwner), b.cookie(cham.RoleViewer)
	identify := func(who, phone string) string {
		return `{"type":"identify","messageId":"i-` + who + `","userId":"` + who + `","timestamp":"` + b.at(1) +
			`","traits":{"phone":"` + phone + `"}}`
	}
	b.send(identify("an", "0903118271"), identify("binh", "0903118272"), identify("chi", "0903118273"), b.track("an", "Order Completed", 1))
	id := func(who string) string {
		t.Helper()
		page := decode[customers.CustomerPage](t, k.call(owner, "GET", "/v1/customers?q="+who, nil))
		if len(page.Customers) != 1 {
			t.Fatalf("%s: %+v", who, page)
		}
		return itoa(int64(page.Customers[0].ID))
	}
	count := func(rule string, want int) {
		t.Helper()
		page := decode[customers.CustomerPage](t, k.call(owner, "POST", "/v1/segments/preview", `{"rule":`+rule+`}`))
		if *page.Total != want {
			t.Errorf("%s: %d, want %d", rule, *page.Total, want)
		}
	}

	put := decode[[]tags.CustomerTag](t, k.call(owner, "POST", "/v1/customers/"+id("an")+"/tags", `{"name":" Khách  sỉ"}`))
	if len(put) != 1 || put[0].Name != "Khách sỉ" || put[0].ByName != "alpha owner" || put[0].At.IsZero() {
		t.Errorf("%+v", put)
	}
	count(`{"tag":{"any":["KHÁCH SỈ"]}}`, 1)
	count(`{"tag":{"any":["khách sỉ"],"not":true}}`, 2)
	if w := k.call(owner, "POST", "/v1/segments/preview", `{"rule":{"tag":{"any":[]}}}`); w.Code != http.StatusBadRequest ||
		!strings.Contains(w.Body.String(), `"field":"rule.tag.any"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if row := decode[customers.CustomerPage](t, k.call(viewer, "GET", "/v1/customers?sort=value", nil)).Customers[0]; !slices.Equal(row.Tags,
		[]string{"Khách sỉ"}) {
		t.Errorf("listed %+v", row)
	}

	list := "STT,SĐT,Ghi chú\n1,0903118271,đã có\n2,+84 903 118 272,mới\n3,0903999999,lạ\n4,,không số\n"
	taken := decode[tag.ListTaken](t, k.call(owner, "POST", "/v1/tags/list?name=kh%C3%A1ch%20s%E1%BB%89&file=x.csv", list))
	if taken.Found != 2 || taken.Tagged != 1 || taken.Had != 1 || len(taken.Missed) != 2 || taken.Missed[0].Line != 4 ||
		!taken.Missed[0].Keys || taken.Missed[1].Keys {
		t.Errorf("%+v", taken)
	}
	count(`{"tag":{"any":["khách sỉ"]}}`, 2)
	bare := decode[tag.ListTaken](t, k.call(owner, "POST", "/v1/tags/list?name=một%20cột", "0903118271\n0903118273\n"))
	if bare.Found != 2 || bare.Lines != 2 {
		t.Errorf("without a heading: %+v", bare)
	}

	g := decode[questions.SegmentInfo](t, k.call(owner, "POST", "/v1/segments", `{"name":"Đã mua","rule":{"buy":{}}}`))
	done := decode[tags.SegmentTagged](t, k.call(owner, "POST", "/v1/segments/"+g.ID+"/tags", `{"name":"Đã mua"}`))
	if done != (tags.SegmentTagged{Customers: 1, Tagged: 1}) {
		t.Errorf("%+v", done)
	}
	if w := k.call(owner, "GET", "/v1/audit?limit=1", nil); !strings.Contains(w.Body.String(), "postSegmentsIdTags") ||
		!strings.Contains(w.Body.String(), `"tag":"Đã mua"`) {
		t.Errorf("written down %s", w.Body)
	}

	// an and chi are one for a while.
	merged := decode[customers.CustomersChanged](t, k.call(owner, "POST", "/v1/customers/"+id("chi")+"/merge", `{"with":`+id("an")+`}`))
	count(`{"tag":{"any":["đã mua"]}}`, 1)
	profile := decode[customers.CustomerProfile](t, k.call(owner, "GET", "/v1/customers/"+itoa(int64(merged.Customers[0])), nil))
	k.call(owner, "POST", "/v1/merges/"+itoa(profile.Merges[0].ID)+"/undo", nil)
	of := decode[[]tags.CustomerTag](t, k.call(viewer, "GET", "/v1/customers/"+id("chi")+"/tags", nil))
	if len(of) != 1 || of[0].Name != "một cột" {
		t.Errorf("chi: %+v", of)
	}

	left := decode[[]tags.CustomerTag](t, k.call(owner, "DELETE", "/v1/customers/"+id("an")+"/tags?name=kh%C3%A1ch%20s%E1%BB%89", nil))
	if len(left) != 2 {
		t.Errorf("left %+v", left)
	}
	if w := k.call(owner, "DELETE", "/v1/tags?name=%C4%91%C3%A3%20mua", nil); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	var all []string
	for _, x := range decode[[]tag.Tag](t, k.call(viewer, "GET", "/v1/tags", nil)) {
		all = append(all, x.Name+"="+itoa(int64(x.Customers)))
	}
	if want := []string{"Khách sỉ=1", "một cột=2"}; !slices.Equal(all, want) {
		t.Errorf("%v, want %v", all, want)
	}
}
