package rest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/imports"
	"cham/capability/capture"
)

// What was refused comes as the file had it, is mended in a spreadsheet and
// imported again as it is, read as the rows beside it were.
func TestRejectsAreMendedAndImported(t *testing.T) {
	for lang, why := range map[string]string{"en": "Not a phone number in use", "vi": "Số điện thoại không gọi được"} {
		k := newKit(t)
		b := k.business("alpha")
		i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "a.csv", []byte("Mã đơn;Điện thoại;Ngày;Tiền;Món\n"+
			"D1;0912345678;20/11/2026 09:00;1.250.000;Váy\n"+
			"D2;0612345678;20/11/2026 10:00;300.000;Áo; dài\nD2;0612345678;20/11/2026 10:00;300.000;\"Nón \"\"lá\"\"\"\n"+
			"D3;0978123456;hôm qua;90.000;+84\n")))
		m := capture.Mapping(*i.Preview.Mapping)
		m.Event = "Mua"
		m.Columns = map[string]string{"order": "Mã đơn", "phone": "Điện thoại", "time": "Ngày", "value": "Tiền",
			"product.name": "Món"}
		b.imported(i.ID, &m, 1)

		w := k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/imports/"+i.ID+"/rejects?format=file", nil, header("Accept-Language", lang))
		text := w.Body.String()
		if !strings.Contains(text, why) || !strings.Contains(text, `;"Nón ""lá"""`) || !strings.Contains(text, "'+84") {
			t.Fatalf("%s: %s", lang, text)
		}
		// A cell too many was a semicolon in a name.
		text = strings.ReplaceAll(strings.ReplaceAll(text, "Áo;dài", "Áo dài"), "0612345678", "0982345678")
		again := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "mended.csv",
			[]byte(strings.ReplaceAll(text, "hôm qua", "19/11/2026 8:00"))))
		if p := again.Preview; len(p.Problems)+len(p.Touches) != 2 ||
			p.Mapping.Event != "Mua" || p.Mapping.Columns["product.name"] != "Món" {
			t.Fatalf("%s: %+v %+v", lang, p, p.Mapping)
		}
		b.imported(again.ID, nil, 3)
		all := decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/customers", nil))
		if len(all.Customers) != 3 {
			t.Errorf("%s: %+v", lang, all)
		}
	}
}

// What a spreadsheet would run is escaped in the file of refused rows. It comes
// back as it was, headings and cells, also from a file that was refused again.
func TestRejectsComeBackAsTheyWere(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "a.csv", []byte("-số,@ngày,Món\n"+
		"0912345678,20/11/2026 09:00,\"áo; -20% hôm nay\"\n0912345678,hôm qua,\"váy; -20% hôm nay\"\n0912345678,hôm qua,－x\n")))
	m := capture.Mapping(*i.Preview.Mapping)
	m.Event, m.Columns = "Mua", map[string]string{"phone": "-số", "time": "@ngày", "properties.món": "Món"}
	b.imported(i.ID, &m, 1)

	for range 2 {
		w := k.call(b.cookie(cham.RoleAdmin), "GET", "/v1/imports/"+i.ID+"/rejects?format=file", nil)
		i = decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "again.csv", w.Body.Bytes()))
		if p := i.Preview; !slices.Equal(p.Columns[2:], []string{"-số", "@ngày", "Món"}) || p.Mapping.Event != "Mua" ||
			!slices.Equal(p.Rows[0][2:], []string{"0912345678", "hôm qua", "váy; -20% hôm nay"}) || p.Rows[1][4] != "－x" {
			t.Fatalf("%s\n%+v", w.Body, i.Preview)
		}
		b.imported(i.ID, nil, 0)
	}
}

// imported starts an import and waits for its end.
func (b *business) imported(id string, m *capture.Mapping, accepted int) {
	b.k.t.Helper()
	decode[imports.ImportInfo](b.k.t, b.k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+id+"/start",
		imports.ImportStart{Mapping: (*imports.ImportMapping)(m)}))
	until(b.k.t.(*testing.T), func() bool { return b.importState(id).State == "done" })
	if done := b.importState(id); done.Accepted != accepted {
		b.k.t.Fatalf("%+v", done)
	}
}

// A page that keeps what is refused must hear of all of it, also beyond the rows
// that are shown by default.
func TestPreviewNamesEveryRefusedRow(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	list := "phone,time,event\n"
	for i := range 120 {
		list += fmt.Sprintf("09%s,2026-11-05,Store Visited\n", map[bool]string{true: "12", false: fmt.Sprint(12340000 + i*7)}[i >= 30])
	}
	i := decode[imports.ImportInfo](t, b.upload(cham.RoleAdmin, "/v1/imports", "list.csv", []byte(list)))
	mapping := `{"mapping":{"columns":{"phone":"phone","time":"time","event":"event"}}}`
	for query, want := range map[string]int{"": 0, "?rows=200": 90} {
		p := decode[imports.ImportInfo](t, k.call(b.cookie(cham.RoleAdmin), "POST", "/v1/imports/"+i.ID+"/preview"+query, mapping)).Preview
		if len(p.Problems) != want || len(p.Sum.Refused) != 1 || p.Sum.Refused[0].Count != 90 {
			t.Errorf("%q: %d problems, %+v", query, len(p.Problems), p.Sum.Refused)
		}
	}
}
