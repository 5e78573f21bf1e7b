package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/chamtest/kit"
	"cham/measure"
)

// brought imports a file of orders and waits until it has ended.
func brought(t *testing.T, k *kit.Kit, name, rows string) capture.Import {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	i, err := k.ImportFile(t.Context(), kit.Workspace, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ended(t, k, i.ID, imports.Done)
}

func ended(t *testing.T, k *kit.Kit, id, state string) (i capture.Import) {
	t.Helper()
	deadline, tick := time.After(60*time.Second), time.NewTicker(2*time.Millisecond)
	defer tick.Stop()
	for i.State != state {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it does not become %s: %+v", state, i)
		}
		var err error
		if i, err = k.Store.Imports().Import(t.Context(), kit.Workspace, id); err != nil {
			t.Fatal(err)
		}
	}
	return i
}

// customers are those who are found, with their keys.
func customers(t *testing.T, k *kit.Kit) (out []string) {
	t.Helper()
	ids, _, err := k.Store.Graph().Search(t.Context(), kit.Workspace, "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		p, err := k.Resolver.Profile(t.Context(), kit.Workspace, id)
		if err != nil {
			t.Fatal(err)
		}
		line := p.Name
		for _, n := range p.Keys {
			line += " " + n.Key.Value
		}
		out = append(out, line)
	}
	return out
}

// An import is taken back as if it had never been, what came before and after it
// stays, also after a restart, and the same file can be imported again.
func TestUndoImport(t *testing.T) {
	k := kit.New(t)
	const head = "Mã đơn,Ngày đặt,Họ tên,Số điện thoại,Email,Tổng tiền,Trạng thái\n"
	orders := head
	for i := range 300 {
		orders += fmt.Sprintf("DH%d,0%d/02/2026,Khách %d,09123%05d,,450.000,Hoàn thành\n", i, i%9+1, i, i)
	}
	brought(t, k, "truoc.csv", head+"DH-0,01/01/2026,Tên cũ,0912300000,,100.000,Hoàn thành\n")
	second := brought(t, k, "don.csv", orders)
	brought(t, k, "sau.csv", head+
		"DH-1,01/03/2026,,0912300001,lan@gmail.com,200.000,Hoàn thành\nDH0,01/02/2026,,0912300000,,450.000,Hoàn thành\n")
	volume := func() int { return k.Ask(measure.Query{Question: measure.Touches}).Volume }
	if n := volume(); n != 302 || second.Accepted != 300 {
		t.Fatal(n, second)
	}
	if sizes, err := k.Workspaces.ImportSizes(t.Context(), kit.Workspace); err != nil || sizes[second.ID] != 300 {
		t.Fatal(sizes, err)
	}
	if _, err := k.Importer.Undo(t.Context(), kit.Workspace, second.ID, "an"); err != nil {
		t.Fatal(err)
	}
	if i := ended(t, k, second.ID, imports.Undone); i.Removed != 300 || i.UndoneBy != "an" || i.UndoneAt.IsZero() {
		t.Errorf("%+v", i)
	}
	for range 2 {
		if n := volume(); n != 2 {
			t.Errorf("%d touches are left", n)
		}
		if got := strings.Join(customers(t, k), "; "); got != " +84912300001 lan@gmail.com; Tên cũ +84912300000" {
			t.Error(got)
		}
		k.Restart()
	}
	if again := brought(t, k, "don.csv", orders); again.Accepted != 300 || again.Duplicates != 0 {
		t.Errorf("%+v", again)
	}
	if n := volume(); n != 302 {
		t.Errorf("%d touches after it came again", n)
	}
	if _, err := k.Importer.Undo(t.Context(), kit.Workspace, "nobody's", "an"); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Error(err)
	}
}
