package rest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/quality"
	"cham/table"
)

// rowsOfFile reads an exported file as any reader would.
func rowsOfFile(t *testing.T, body []byte, name string) (header []string, rows [][]string) {
	t.Helper()
	f, err := table.Open(bytes.NewReader(body), name)
	if err != nil {
		t.Fatal(name, err)
	}
	r, err := f.Table("")
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Key == "error.file.rows" {
		return nil, nil
	} else if err != nil {
		t.Fatal(name, err)
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r.Header, rows
		}
		if err != nil || row.Fault != "" {
			t.Fatal(name, err, row.Fault)
		}
		rows = append(rows, row.Cells)
	}
}

// Customers, touches, maps and answers come in every kind of file, the same in
// each, masked by role, for those who may take files away.
func TestExports(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(b.track("an", "=Danger", -1), b.track("an", "Order Completed", -2))
	for _, c := range []struct{ method, path, query string }{{"GET", "/v1/customers", ""}, {"GET", "/v1/touches", ""},
		{"GET", "/v1/maps/" + string(b.m.ID) + "/sheet", ""}, {"POST", "/v1/query", `{"question":"touches"}`}} {
		var first [][]string
		for _, kind := range []string{"xlsx", "csv", "parquet"} {
			var body any
			if c.query != "" {
				body = c.query
			}
			w := k.call(b.cookie(cham.RoleEditor), c.method, c.path+"."+kind, body, header("Accept-Language", "en"))
			if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), "."+kind) {
				t.Fatalf("%s.%s: %d %s", c.path, kind, w.Code, w.Body)
			}
			head, rows := rowsOfFile(t, w.Body.Bytes(), "x."+kind)
			if len(rows) == 0 || len(head) < 2 {
				t.Fatalf("%s.%s: nothing under %q", c.path, kind, head)
			}
			if first == nil {
				first = rows
			}
			if len(rows) != len(first) || kind == "csv" && strings.TrimPrefix(rows[0][0], "'") != first[0][0] {
				t.Errorf("%s.%s: %q, another has %q", c.path, kind, rows[0], first[0])
			}
			if w := k.call(b.cookie(cham.RoleViewer), c.method, c.path+"."+kind, body); w.Code != 403 {
				t.Errorf("a viewer takes %s.%s away: %d", c.path, kind, w.Code)
			}
		}
	}
}

// Touches are those of a period and a touchpoint, with whose they are; analysts see nobody's identity.
func TestTouchesAreExported(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(`{"type":"track","event":"=Danger","anonymousId":"a1","timestamp":"2026-01-02T03:00:00Z","messageId":"m1",`+
		`"context":{"traits":{"phone":"0912345678"}},"properties":{"revenue":250000,"note":"x"}}`,
		`{"type":"track","event":"Later","anonymousId":"a2","timestamp":"2026-01-05T03:00:00Z","messageId":"m2"}`)
	get := func(role cham.Role, query string) [][]string {
		w := k.call(b.cookie(role), "GET", "/v1/touches.csv?"+query, nil, header("Accept-Language", "en"))
		if w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		_, rows := rowsOfFile(t, w.Body.Bytes(), "x.csv")
		return rows
	}
	rows := get(cham.RoleOwner, "from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")
	if len(rows) != 1 || rows[0][0] != "2026-01-02 10:00:00" || rows[0][4] != "'=Danger" || rows[0][14] != "250000" ||
		!strings.Contains(strings.Join(rows[0], "|"), "+84912345678") {
		t.Errorf("%q", rows)
	}
	if text := strings.Join(get(cham.RoleAnalyst, "from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")[0], "|"); strings.Contains(text,
		"345678") {
		t.Errorf("an analyst sees %s", text)
	}
	rule := quality.ExclusionRule{Name: "Lượt thử", Kind: cham.ExcludeProperty, Field: "note", Values: []string{"x"}}
	decode[quality.Exclusions](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/exclusions", rule))
	staff := quality.ExclusionRule{Name: "Nhân viên", Kind: cham.ExcludeCustomer, Values: []string{"0912345678"}}
	decode[quality.Exclusions](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/exclusions", staff))
	b.send(`{"type":"track","event":"Too","anonymousId":"a1","timestamp":"2026-01-02T04:00:00Z","messageId":"m3"}`)
	for role, want := range map[cham.Role]string{cham.RoleOwner: "Lượt thử|Nhân viên",
		cham.RoleAnalyst: "Lượt thử|Phone, e-mail or id of staff"} {
		rows := get(role, "from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")
		if got := rows[0][21] + "|" + rows[1][21]; got != want {
			t.Errorf("%s: left out by %q, want %q", role, got, want)
		}
	}
	place := b.m.Touchpoints[0]
	for _, r := range get(cham.RoleOwner, "map="+string(b.m.ID)+"&touchpoint="+place.ID) {
		if r[6] != place.Name {
			t.Errorf("a touch of %q among those of %q", r[6], place.Name)
		}
	}
	if w := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/touches.csv?touchpoint=none", nil); w.Code != 404 {
		t.Errorf("no such touchpoint: %d", w.Code)
	}
}
