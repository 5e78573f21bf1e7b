package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/form"
	"cham/capability/identity"
	"cham/capability/outgoing"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/measure"
)

// The person who is erased, and how they are written in files.
const (
	theirName  = "Trịnh Thị Quỳnh Như"
	theirPhone = "0903118274"
	theirMail  = "quynhnhu.trinh@gmail.com"
)

var spellings = []string{theirName, "Trinh Thi Quynh Nhu", "trinh thi quynh nhu", strings.ToUpper(theirName), escaped(theirName),
	theirPhone,
	"+84903118274", "84903118274", "903118274", "090 311 8274", "0903.118.274", theirMail, strings.ToUpper(theirMail),
	"quynhnhu.trinh%40gmail.com", "KH-ERASE-7", "anon-erase-device"}

// escaped writes a text as ASCII JSON.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 128 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// lookFor lists the files of a folder that hold one of the texts. A file that the
// program renames meanwhile is looked for under its new name.
func lookFor(t *testing.T, dir string, texts []string) []string {
	t.Helper()
	found, err := lookOnce(dir, texts)
	for errors.Is(err, fs.ErrNotExist) && t.Context().Err() == nil {
		found, err = lookOnce(dir, texts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func lookOnce(dir string, texts []string) (found []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, s := range texts {
			if bytes.Contains(b, []byte(s)) {
				found = append(found, filepath.Base(path)+": "+s)
			}
		}
		return err
	})
	return found, err
}

// fill brings in the person, others, and every trace of the person there can be.
func fill(k *kit.Kit) {
	fillWords(k)
	_, err := k.Outgoing.New(cham.WithActor(k.T.Context(), cham.Actor{Role: cham.RoleOwner}), outgoing.Destination{Workspace: kit.Workspace,
		Name: "CRM", URL: "https://127.0.0.1:1/", Sight: cham.SightFull, Chosen: outgoing.Filter{Statements: true}}) // what is sent there waits
	if err != nil {
		k.T.Fatal(err)
	}
	at := k.Now().Add(-48 * time.Hour)
	for i := range 8 {
		who := fmt.Sprint("KH-", i)
		k.Touch(who, "Product Viewed", at, kit.Set("context", map[string]any{"page": map[string]any{"url": "https://x.vn/ao", "path": "/ao"},
			"campaign": map[string]any{"source": "facebook", "medium": "cpc", "name": "tet"}}))
		k.Touch(who, "Order Completed", at.Add(time.Hour), kit.Prop("revenue", 100), kit.Prop("order_id", fmt.Sprint("A", i)))
	}
	them := []kit.Field{kit.Set("anonymousId", "anon-erase-device"), kit.Trait("phone", theirPhone), kit.Trait("email", theirMail),
		kit.Trait("name", theirName)}
	k.Identify("KH-ERASE-7", at, them...)
	k.Touch("KH-ERASE-7", "Product Viewed", at.Add(time.Minute), append(them, kit.Prop("note", "Gọi cho chị "+theirName),
		kit.Set("context", map[string]any{"page": map[string]any{"url": "https://x.vn/ao?sdt=" + theirPhone, "path": "/ao",
			"title": "Xin chào " + theirName}, "campaign": map[string]any{"source": "facebook", "medium": "cpc", "name": "tet"}}))...)
	k.Touch("anon-erase-device", "Page Seen", at.Add(2*time.Minute))
	for range 2 { // two sources say the same order: it counts once
		k.Touch("KH-ERASE-7", "Order Completed", at.Add(2*time.Hour), kit.Prop("revenue", 250), kit.Prop("order_id", "DH-0903118274"))
	}
	k.Touch("KH-1", "Referral Sent", at.Add(3*time.Hour), kit.Prop("friend", "090 311 8274"), kit.Prop("friendName", theirName),
		kit.Prop("gift", "voucher"))
	k.Touch("KH-2", "Form Sent", at.Add(3*time.Hour), kit.Set("messageId", "form-0903118274"), kit.Prop("mail", strings.ToUpper(theirMail)))
	k.Identify("KH-SAME", at, kit.Trait("name", theirName), kit.Trait("phone", "0912777333"))
	k.Touch("KH-SAME", "Order Completed", at, kit.Prop("revenue", 70), kit.Prop("buyer", theirName))
	day := cham.Midnight(at.Year(), at.Month(), at.Day(), time.UTC)
	if err := k.Store.Counts().SetCountsOf(k.T.Context(), kit.Workspace, "i", []cham.Count{{From: day, To: day.AddDate(0, 0, 1),
		By: "google-analytics", Kind: "page", Value: "/ao?sdt=" + theirPhone, Measure: "views", Number: 3}}); err != nil {
		k.T.Fatal(err)
	}
	k.Send([]byte(`{"batch":[{"type":"track","userId":"KH-ERASE-7","properties":{"name":"` + theirName + `"}},
		{"type":"track","userId":"` + strings.Repeat("9", 99) + `",
			"properties":{"sdt":"+84 903 118274","ten":"` + escaped(theirName) + `"}}]}`))
	if _, err := k.Forms.Make(k.T.Context(), form.Form{Workspace: kit.Workspace, Name: "Hỏi " + theirName,
		Page: form.Page{Title: "Gọi " + theirPhone, Text: theirMail, Fields: []form.Field{{Kind: form.Phone}}}}, "Biểu mẫu"); err != nil {
		k.T.Fatal(err)
	}
	k.Drain()
	for name, who := range map[string]string{"gọi " + theirPhone: "KH-1", "khách quen": "KH-ERASE-7"} {
		if _, err := k.Tags.Put(k.T.Context(), kit.Workspace, name, []cham.CustomerID{k.Customer(who).ID}, "an"); err != nil {
			k.T.Fatal(err)
		}
	}
	fillTasks(k)
	lay(k, "web", "KH-ERASE-7", "Chào "+theirName, k.Now().AddDate(1, 0, 0))
}

func volume(k *kit.Kit) string {
	k.T.Helper()
	a := k.Ask(measure.Query{Question: measure.Touches})
	a.AsOf = time.Time{}
	b, err := json.Marshal(a)
	if err != nil {
		k.T.Fatal(err)
	}
	return string(b)
}

// erase erases the customer and waits until it is done.
func erase(k *kit.Kit, id cham.CustomerID, mode string) erasure.Erasure {
	k.T.Helper()
	started, err := k.Eraser.Start(k.T.Context(), kit.Workspace, id, mode, "", "an")
	if err != nil {
		k.T.Fatal(err)
	}
	return doneErasure(k, started.ID)
}

func doneErasure(k *kit.Kit, id string) erasure.Erasure {
	k.T.Helper()
	ctx, cancel := context.WithTimeout(k.T.Context(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		all, err := k.Eraser.List(ctx, kit.Workspace)
		if err != nil {
			k.T.Fatal(err)
		}
		for _, e := range all {
			if e.ID == id && e.Error != "" {
				k.T.Fatal(e.Error)
			}
			if e.ID == id && !e.DoneAt.IsZero() {
				return e
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	k.T.Fatal("not done")
	return erasure.Erasure{}
}

// TestErase erases a person: no file of the folder has their phone, e-mail or
// name, however it is written, every count stays, others keep what is theirs,
// and what comes later is somebody new.
func TestErase(t *testing.T) {
	k := kit.New(t)
	testErase(t, k, func() []string { return spellings })
}

// On PostgreSQL the folder has the history and the index.
func TestErasePostgres(t *testing.T) {
	k := kit.New(t, kit.OnPostgres(chamtest.Postgres(t)))
	testErase(t, k, func() []string { return spellings })
}

func testErase(t *testing.T, k *kit.Kit, texts func() []string) {
	fill(k)
	same := k.Customer("KH-SAME")
	them := k.Customer("KH-ERASE-7")
	before := volume(k)
	e := erase(k, them.ID, erasure.Unnamed)
	t.Logf("%+v", e.Report)
	if r := e.Report; r.Keys != len(them.Keys) || r.Unnamed != 4 || r.Removed != 1 || r.Mentioned != 2 || r.Elsewhere["refusals"] != 2 ||
		r.Elsewhere["outgoing"] < 6 {
		t.Errorf("report: %+v", r)
	}
	// The other of the same name keeps it, in the graph and in history.
	if p := k.Customer("KH-SAME"); p.Name != theirName || p.ID != same.ID {
		t.Error("another of the same name:", p.Name)
	}
	if after := volume(k); after != before {
		t.Errorf("counts changed:\n%s\nwere\n%s", after, before)
	}
	k.Restart()
	if after := volume(k); after != before {
		t.Errorf("counts changed after a restart:\n%s\nwere\n%s", after, before)
	}
	if _, err := k.Resolver.Profile(t.Context(), kit.Workspace, them.ID); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error("still there:", err)
	}
	removeSame(t, k, same.ID)
	if found := lookFor(t, k.Data, texts()); found != nil {
		t.Error("still said:\n", strings.Join(found, "\n "))
	}
	testComingBack(t, k)
}

// removeSame takes the other of the same name out, so that the search means the
// person.
func removeSame(t *testing.T, k *kit.Kit, id cham.CustomerID) {
	t.Helper()
	records, err := k.History().Between(t.Context(), 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, r := range records {
		if strings.Contains(string(r.Properties), theirName) {
			kept++
		}
	}
	if kept != 1 {
		t.Error("touches that have the name:", kept)
	}
	erase(k, id, erasure.Whole)
}

// testComingBack sends what an old file says again, and something new.
func testComingBack(t *testing.T, k *kit.Kit) {
	t.Helper()
	old := fmt.Sprintf(`{"batch":[{"type":"track","event":"Order Completed","userId":"KH-ERASE-7","messageId":"old","timestamp":%q,
		"properties":{"revenue":9}}]}`, k.Now().Add(-24*time.Hour).Format(time.RFC3339))
	if r := k.Send([]byte(old)); r.Accepted != 0 || r.Refusals[0].Reason != "erased" || r.Refusals[0].Sample != "" {
		t.Errorf("an old touch: %+v", r)
	}
	k.Touch("KH-ERASE-7", "Product Viewed", k.Now().Add(time.Second))
	k.Drain()
	p := k.Customer("KH-ERASE-7")
	if len(p.Keys) != 1 || p.Name != "" {
		t.Errorf("who comes again has a past: %+v", p)
	}
	touches, err := k.History().Timeline(t.Context(), []cham.KeyID{p.Keys[0].ID}, "", time.Time{}, 0, 10)
	if err != nil || len(touches) != 1 {
		t.Error(len(touches), "touches", err)
	}
}

// TestEraseWhole removes the touches, too.
func TestEraseWhole(t *testing.T) {
	k := kit.New(t)
	fill(k)
	e := erase(k, k.Customer("KH-ERASE-7").ID, erasure.Whole)
	if e.Report.Removed != 5 || e.Report.Unnamed != 0 {
		t.Errorf("%+v", e.Report)
	}
	loaded := volume(k)
	if err := k.Workspaces.Reload(t.Context(), kit.Workspace); err != nil {
		t.Fatal(err)
	}
	if anew := volume(k); anew != loaded {
		t.Errorf("the index says\n%s\nand anew\n%s", loaded, anew)
	}
}

// TestErasedStayErased puts a copy of the folder from before an erasure back, as
// restoring a backup does: the person is erased again before anything answers.
func TestErasedStayErased(t *testing.T) {
	k := kit.New(t)
	fill(k)
	k.Restart() // a copy of a stopped folder is a backup
	before := volume(k)
	copied := t.TempDir()
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(copied, "old"), os.DirFS(k.Data)); err != nil {
		t.Fatal(err)
	}
	k.Reopen()
	same := k.Customer("KH-SAME").ID
	id := k.Customer("KH-ERASE-7").ID
	erase(k, id, erasure.Unnamed)
	erase(k, same, erasure.Whole)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"history", "state.db", "journal.db", "uploads"} {
		if err := os.RemoveAll(k.Path(name)); err != nil {
			t.Fatal(err)
		}
		from := filepath.Join(copied, "old", name)
		if info, err := os.Stat(from); err == nil && info.IsDir() {
			err = os.CopyFS(k.Path(name), os.DirFS(from))
			if err != nil {
				t.Fatal(err)
			}
		} else if b, err := os.ReadFile(from); err != nil || os.WriteFile(k.Path(name), b, 0o600) != nil {
			t.Fatal(err)
		}
	}
	k.Reopen()
	if _, err := k.Resolver.Profile(t.Context(), kit.Workspace, id); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error("back again:", err)
	}
	if found := lookFor(t, k.Data, spellings); found != nil {
		t.Error("said again:\n", strings.Join(found, "\n "))
	}
	all, err := k.Eraser.List(t.Context(), kit.Workspace)
	if err != nil || len(all) != 2 || all[0].Report.Again != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if after := volume(k); !strings.Contains(after, `"volume":22`) || !strings.Contains(before, `"volume":23`) { // the other's is removed
		t.Errorf("counts: %s\nbefore: %s", after, before)
	}
}

// TestEraseResumes ends the program after each step of an erasure's beginning.
func TestEraseResumes(t *testing.T) {
	k := kit.New(t)
	fill(k)
	before := volume(k)
	p := k.Customer("KH-ERASE-7")
	person := &erasure.Person{Customer: p.ID, Alias: "erased-x"}
	for _, n := range p.Keys {
		person.Keys = append(person.Keys, erasure.Key{ID: n.ID, Key: n.Key})
	}
	person.Say(p.Traits)
	e := erasure.Erasure{ID: "e1", Workspace: kit.Workspace, Mode: erasure.Unnamed, At: k.Now(), Person: person}
	if err := k.Store.Erasures().Put(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	// The keys are gone, the touches not yet: as after a kill between the two.
	err := k.Flow.Do(t.Context(), kit.Workspace, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		_, moves, err := r.Erase(ctx, kit.Workspace, person.IDs(), person.Alias)
		return moves, err
	})
	if err != nil {
		t.Fatal(err)
	}
	k.Restart()
	doneErasure(k, "e1")
	if after := volume(k); after != before {
		t.Errorf("counts changed:\n%s\nwere\n%s", after, before)
	}
	erase(k, k.Customer("KH-SAME").ID, erasure.Whole)
	if found := lookFor(t, k.Data, spellings); found != nil {
		t.Error("still said:\n", strings.Join(found, "\n "))
	}
}
