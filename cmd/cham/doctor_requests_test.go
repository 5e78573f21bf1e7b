package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/rights"
	"cham/chamtest"
)

// TestDoctorTellsOfRequests: which business has requests whose clock ran out, and
// nothing of whom they are from.
func TestDoctorTellsOfRequests(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { doctorTellsOfRequests(t, "") })
	t.Run("postgres", func(t *testing.T) { doctorTellsOfRequests(t, chamtest.Postgres(t)) })
}

func doctorTellsOfRequests(t *testing.T, url string) {
	dir := t.TempDir()
	a, err := app.Open(t.Context(), app.Options{Data: dir, MinFree: 1, DatabaseURL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ws := cham.Workspace{ID: "w", Name: "Mộc An", TimeZone: cham.DefaultTimeZone, Currency: "VND"}
	if err := a.Store.Access().CreateWorkspace(t.Context(), ws, ""); err != nil {
		t.Fatal(err)
	}
	doctor := func(lang string) string {
		var out, errs bytes.Buffer
		run(t.Context(), []string{"doctor", "--data", dir, "--database-url", url, "--listen", "127.0.0.1:0", "--lang", lang}, &out, &errs)
		return out.String()
	}
	if said := doctor("en"); !strings.Contains(said, "0 requests are open, none is overdue") {
		t.Error(said)
	}
	if err := a.Requests.AddDayOff(t.Context(), ws.ID, "2026-08-31", "hoán đổi", "an"); err != nil {
		t.Fatal(err)
	}
	for i, kind := range []string{rights.View, rights.Erase, rights.Correct} {
		r, err := a.Requests.Take(t.Context(), rights.Request{Workspace: ws.ID, Kind: kind, Customer: cham.CustomerID(i + 1),
			Message: "Lê Thị Kín", At: time.Now().AddDate(0, -i-1, 0)})
		if err != nil {
			t.Fatal(err)
		}
		if kind != rights.Correct {
			continue
		}
		if _, err := a.Requests.Do(t.Context(), ws.ID, r.ID, rights.Step{Outcome: "done"}, "an"); err != nil {
			t.Fatal(err)
		}
	}
	all, err := a.Requests.Standings(t.Context())
	if err != nil || all[ws.ID] != (rights.Standing{Open: 2, Late: 2}) {
		t.Error(all, err)
	}
	for lang, want := range map[string]string{"en": "Mộc An: 2 overdue, 0 due within two days",
		"vi": "Mộc An: 2 quá hạn, 0 đến hạn trong hai ngày"} {
		if said := doctor(lang); !strings.Contains(said, want) || strings.Contains(said, "Kín") {
			t.Error(said)
		}
	}
}
