package rest

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"cham"
	"cham/capability/reach"
)

// The gate's decisions are taken as a file, each with its reasons; no cell of it is a formula.
func TestLedgerFile(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(3)
	owner := b.cookie(cham.RoleOwner)
	id, err := strconv.Atoi(b.customer)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		m := reach.Message{ID: fmt.Sprint("=hyperlink-", i), Class: reach.Marketing, Ways: []reach.Way{reach.SMS, reach.Email}}
		body := map[string]any{"message": m, "customers": []int{id}}
		if w := k.call(owner, "POST", "/v1/reach/decisions", body); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
	}
	w := k.call(owner, "GET", "/v1/reach/decisions.csv?message=%3Dhyperlink-1", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][3] != "'=hyperlink-1" || rows[1][6] == "" || !strings.Contains(rows[1][10], `"reasons"`) {
		t.Fatal(w.Code, rows, err)
	}
	if w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/reach/decisions.csv", nil); w.Code != 403 {
		t.Error("who may take nothing took it", w.Code)
	}
	if w := k.call(owner, "GET", "/v1/reach/decisions.xlsx", nil); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Error(w.Code)
	}
}
