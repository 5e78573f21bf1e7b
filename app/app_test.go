package app_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/measure"
)

var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// What an earlier version journaled, whose steps let more through, is carried
// on like everything else: history refuses nothing of it.
func TestOldEntriesAreCarriedOn(t *testing.T) {
	for name, k := range map[string]*kit.Kit{"sqlite": kit.New(t), "postgres": kit.New(t, kit.OnPostgres(chamtest.Postgres(t)))} {
		var old []cham.Touch
		for i := range 4 {
			old = append(old, cham.Touch{MessageID: fmt.Sprint("old", i), Source: "test", Type: cham.CallTrack,
				Name: "Order Completed", Channel: "website", At: at, ReceivedAt: at, Keys: []cham.Key{{Kind: cham.KeyUser, Value: "an"}}})
		}
		old[0].Branch, old[1].Page.Title, old[2].Value = "Quận\x1f1", "\xff", math.NaN()
		if err := k.Journal.Append(t.Context(), kit.Workspace, len(old), capture.EncodeBatch(old)); err != nil {
			t.Fatal(err)
		}
		k.Drain()
		s := k.Flow.Stats()
		if a := k.Ask(measure.Query{Question: measure.Touches}); a.Volume != 4 || len(s) != 1 || s[0].Quarantined != 0 {
			t.Errorf("%s: %d touches, %+v", name, a.Volume, s)
		}
	}
}

// An import can be started as soon as the program is open.
func TestImportAtOnce(t *testing.T) {
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	for range 20 {
		a, err := app.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Importer.Start(t.Context(), kit.Workspace, "none", nil)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if cham.ErrorCode(err) != cham.CodeNotFound {
			t.Fatal(err)
		}
	}
}

// A folder is one process's at a time, and free again after Close.
func TestFolderIsLocked(t *testing.T) {
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	a, err := app.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), o); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("a second one: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = app.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// Touches that come while the index is built anew are in it once afterwards.
func TestReloadAmongAppends(t *testing.T) {
	k := kit.New(t)
	ws, err := k.Store.Access().Workspace(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		for i := range 10 {
			ws.Properties = []string{fmt.Sprint("p", i)}
			if err := k.Workspaces.AccessStore().UpdateWorkspace(t.Context(), ws); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for i := range 200 {
		k.Touch(fmt.Sprint("u", i%9), "Step", at.Add(time.Duration(i)*time.Minute), kit.Prop("p9", "x"))
	}
	k.Drain()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if a := k.Ask(measure.Query{Question: measure.Touches}); a.Volume != 200 || a.Customers != 9 {
		t.Errorf("%d touches of %d customers", a.Volume, a.Customers)
	}
}
