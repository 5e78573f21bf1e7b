package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham/capability/imports"
	"cham/chamtest/kit"
	"cham/measure"
)

const dropped = "Mã đơn,Ngày đặt,SĐT,Tổng tiền,Trạng thái\nA1,01/02/2026,0912300000,100.000,Hoàn thành\n"

// watched makes a folder inlet and its folder.
func watched(t *testing.T, k *kit.Kit, place string) string {
	t.Helper()
	i := imports.Inlet{ID: "inlet", Workspace: kit.Workspace, Source: k.Source.ID, Kind: imports.InletFolder, Place: place, CreatedAt: k.Now()}
	if err := k.Store.Inlets().CreateInlet(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(k.Watcher.Root(), k.Watcher.Folder(&i))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A file that lies still is taken once, and ends in done or refused with what
// became of it; a killed program goes on with the file it had taken.
func TestWatchedFolder(t *testing.T) {
	k := kit.New(t)
	dir := watched(t, k, "don-hang")
	put(t, filepath.Join(dir, "don.csv"), dropped)
	put(t, filepath.Join(dir, "anh.csv"), "\xff\xd8\xff\xe0\x00\x10JFIF")
	if err := os.MkdirAll(filepath.Join(dir, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "taken", "i_killed~truoc.csv"), strings.ReplaceAll(dropped, "A1", "A0"))
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	ended := func(folder string) (names []string) {
		all, _ := os.ReadDir(filepath.Join(dir, folder))
		for _, f := range all {
			names = append(names, f.Name())
		}
		return names
	}
	deadline, tick := time.Now().Add(60*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for len(ended("done")) < 4 || len(ended("refused")) < 2 {
		if time.Now().After(deadline) {
			t.Fatal(ended(""), ended("taken"), ended("done"), ended("refused"))
		}
		k.Jump(6 * time.Second)
		<-tick.C
		k.Watcher.Look(t.Context())
	}
	if n := k.Ask(measure.Query{Question: measure.Touches}).Volume; n != 2 {
		t.Errorf("%d touches", n)
	}
	if all, err := k.Store.Imports().Imports(t.Context(), kit.Workspace); err != nil || len(all) != 3 {
		t.Errorf("%d imports, %v", len(all), err)
	}
	if left := ended(""); strings.Join(left, " ") != "done link.csv refused taken" || len(ended("taken")) > 0 {
		t.Error(left, ended("taken"))
	}
}

// Neither .. nor a link leads out of the root.
func TestWatchedFolderStaysInside(t *testing.T) {
	k := kit.New(t)
	out := t.TempDir()
	put(t, filepath.Join(out, "don.csv"), dropped)
	dir := watched(t, k, "inside")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(out, dir); err != nil {
		t.Fatal(err)
	}
	up := imports.Inlet{ID: "up", Workspace: kit.Workspace, Source: k.Source.ID, Kind: imports.InletFolder,
		Place: "../../..", CreatedAt: k.Now()}
	if err := k.Store.Inlets().CreateInlet(t.Context(), up); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		k.Jump(6 * time.Second)
		k.Watcher.Look(t.Context())
	}
	if left, _ := os.ReadDir(out); len(left) != 1 {
		t.Error("a file outside was touched")
	}
	all, err := k.Store.Inlets().Inlets(t.Context(), kit.Workspace)
	if err != nil || len(all) != 2 || all[0].Error != "error.inlet.folder" || all[1].Error != "error.inlet.folder" {
		t.Errorf("%+v %v", all, err)
	}
}
