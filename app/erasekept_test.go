package app_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham/capability/capture"
	"cham/capability/erasure"
	"cham/capability/webhook"
	"cham/chamtest/kit"
)

// TestErasedAreKeptNowhere erases a person whom files of a watched folder name;
// then an old call and an old file of theirs come again, and nothing of them stays.
func TestErasedAreKeptNowhere(t *testing.T) {
	k := kit.New(t)
	fill(k)
	dir := watched(t, k, "pos")
	for _, sub := range []string{"done", "refused", "taken"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(dir, "done", "pos.csv"), "Tên,SĐT\n"+theirName+","+theirPhone+"\n")
	put(t, filepath.Join(dir, "done", "0903118274.csv"), "")
	put(t, filepath.Join(dir, "done", "0903118274.csv.txt"), "")
	put(t, filepath.Join(dir, "done", "others.csv"), dropped)
	put(t, filepath.Join(dir, "refused", "mail.csv"), "mail\n"+theirMail+"\n")
	put(t, k.Path("state.db.moved"), theirName) // a move to PostgreSQL has left it
	if e := erase(k, k.Customer("KH-ERASE-7").ID, erasure.Unnamed); e.Report.Elsewhere["inbox"] != 3 || e.Report.Elsewhere["moved"] != 1 {
		t.Errorf("%+v", e.Report)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "done")); len(left) != 1 || left[0].Name() != "others.csv" {
		t.Error(left)
	}
	if info, err := os.Stat(k.Path("state.db.moved")); err != nil || info.Size() > 0 {
		t.Error(info, err) // its name says that the folder was moved
	}
	callAgain(t, k)
	fileAgain(t, k, dir)
	erase(k, k.Customer("KH-SAME").ID, erasure.Whole) // who bears the name, too
	if found := lookFor(t, k.Data, spellings); found != nil {
		t.Error(found)
	}
}

// callAgain sends an old call once more; it is noted, and its body not kept.
func callAgain(t *testing.T, k *kit.Kit) {
	t.Helper()
	m := capture.Mapping{Event: "Called", Columns: map[string]string{"phone": "sdt", "time": "at", "traits.name": "ten"}}
	if _, err := k.Webhooks.Set(t.Context(), k.Source, webhook.Setup{Forms: []webhook.Form{{Mapping: m}}}); err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"sdt":"` + theirPhone + `","ten":"` + theirName + `","at":"2026-01-02T10:00:00Z"}`)
	request := webhook.Request{Method: "POST", Header: http.Header{}, Query: url.Values{}, Body: body}
	if _, err := k.Webhooks.Receive(t.Context(), k.Source, request); err != nil {
		t.Fatal(err)
	}
	calls, err := k.Store.Webhooks().Calls(t.Context(), kit.Workspace, k.Source.ID)
	if err != nil || len(calls) != 1 || calls[0].Reason != string(capture.ReasonErased) || len(calls[0].Body) > 0 {
		t.Errorf("%+v %v", calls, err)
	}
	if n, _, err := k.Webhooks.Again(t.Context(), k.Source); n != 0 || err != nil {
		t.Error("a call without a body is read again", n, err)
	}
}

// fileAgain lays an old file into the watched folder.
func fileAgain(t *testing.T, k *kit.Kit, dir string) {
	t.Helper()
	put(t, filepath.Join(dir, "again.csv"), "Mã đơn,Ngày đặt,Tên khách,SĐT,Tổng tiền\nA1,01/02/2026,"+theirName+","+theirPhone+",100.000\n")
	deadline, tick := time.Now().Add(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for {
		_, top := os.Stat(filepath.Join(dir, "again.csv"))
		taken, _ := os.ReadDir(filepath.Join(dir, "taken"))
		if top != nil && len(taken) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the file is not read")
		}
		k.Jump(6 * time.Second)
		<-tick.C
		k.Watcher.Look(t.Context())
	}
}
