package rest

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"cham"
	"cham/measure"
)

// Steps of a funnel may be called anything: as JSON, as a spreadsheet, and as
// the customers behind them, names with the separators of lists stay whole.
func TestFunnelOfNamesWithCommas(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	saw, asked, paid := `Xem giá, mua thử`, `Hỏi | đáp; \"gấp\"`, `Trả tiền, góp | hết`
	for i, who := range []string{"an", "binh", "chi"} {
		b.send(b.track(who, saw, 3))
		if i > 0 {
			b.send(b.track(who, asked, 2))
		}
	}
	b.send(b.track("chi", paid, 1))
	query := `{"question":"funnel","steps":[["` + saw + `"],["` + asked + `","` + paid + `"]]}`
	var steps [][]string
	for _, s := range decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", query)).Funnel {
		steps = append(steps, s.Step)
	}
	asked = strings.ReplaceAll(asked, `\`, "")
	if want := [][]string{{saw}, {asked, paid}}; !reflect.DeepEqual(steps, want) {
		t.Errorf("%q, want %q", steps, want)
	}
	for url, comma := range map[string]rune{"/v1/query.csv": ',', "/v1/query.csv?separator=semicolon": ';'} {
		w := k.call(b.cookie(cham.RoleAnalyst), "POST", url, query)
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff")))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%v: %s", err, w.Body)
		}
		at := column(rows[0], "step")
		if rows[1][at] != saw || !strings.Contains(rows[2][at], asked) || !strings.Contains(rows[2][at], paid) {
			t.Errorf("%q", rows)
		}
		if n := column(rows[0], "customers"); rows[1][n] != "3" || rows[2][n] != "2" {
			t.Errorf("%q", rows)
		}
	}
	body, err := json.Marshal(map[string]any{"query": json.RawMessage(query), "figure": measure.Figure{Kind: measure.FigureStep, Step: 1}})
	b.must(err)
	if w := k.call(b.cookie(cham.RoleViewer), "POST", "/v1/customers/list", string(body)); strings.Count(w.Body.String(), `"id":`) != 2 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// column is where a heading stands.
func column(heads []string, name string) int {
	for i, h := range heads {
		if h == name {
			return i
		}
	}
	return 0
}
