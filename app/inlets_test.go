package app_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/imports"
	"cham/chamtest/kit"
	"cham/connect/fetch"
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
	lookUntil(t, k, func() bool { return len(ended("done")) == 4 && len(ended("refused")) == 2 })
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

// lookUntil looks at the watched places, as time goes by, until something holds.
func lookUntil(t *testing.T, k *kit.Kit, holds func() bool) {
	t.Helper()
	deadline, tick := time.Now().Add(60*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatal("it never came about")
		}
		k.Jump(6 * time.Second)
		<-tick.C
		k.Watcher.Look(t.Context())
	}
}

// reports are what is written beside the files in a folder.
func reports(t *testing.T, dir string) (all string) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	return all
}

const (
	sessions = "# Start date: 20261101\n# End date: 20261107\nSession source / medium,Sessions\ngoogle / cpc,30\nzalo / zns,nhiều\n"
	keywords = "Top queries,Clicks,Impressions,CTR,Position\nkem,1,2,50%,3\n"
	adCosts  = "Ngày,Tên chiến dịch,Số tiền đã chi tiêu (VND)\n01/11/2026,tet,450.000\n"
)

// Reports that are of nobody come in by a watched folder, too: as counts and costs, and
// with the words of who watches it.
func TestWatchedNumbers(t *testing.T) {
	k := kit.New(t)
	lan := access.Member{User: access.User{ID: "lan", Email: "lan@example.vn", Name: "Lan", Language: "en", Theme: "system"},
		Workspace: kit.Workspace, Role: cham.RoleOwner}
	if err := k.Store.Access().PutMember(t.Context(), lan); err != nil {
		t.Fatal(err)
	}
	dir := watched(t, k, "bao-cao")
	put(t, filepath.Join(dir, "ga4.csv"), sessions)
	put(t, filepath.Join(dir, "queries 2026-11-01 2026-11-07.csv"), keywords)
	put(t, filepath.Join(dir, "queries.csv"), keywords)
	put(t, filepath.Join(dir, "meta.csv"), adCosts)
	done, refused := filepath.Join(dir, "done"), filepath.Join(dir, "refused")
	lookUntil(t, k, func() bool {
		all, _ := filepath.Glob(filepath.Join(dir, "*", "*.txt"))
		return len(all) == 4
	})
	counts, err := k.Store.Counts().Counts(t.Context(), kit.Workspace, time.Time{}, time.Time{})
	if err != nil || len(counts) != 4 { // sessions; clicks, impressions, position
		t.Errorf("%+v %v", counts, err)
	}
	costs, err := k.Store.Costs().Costs(t.Context(), kit.Workspace, time.Time{}, time.Time{})
	if err != nil || len(costs) != 1 || costs[0].Amount != 450_000 {
		t.Errorf("%+v %v", costs, err)
	}
	if n := k.Ask(measure.Query{Question: measure.Touches}).Volume; n != 0 {
		t.Errorf("%d touches of nobody", n)
	}
	for _, want := range []string{"1 count taken in beside the touches. Lines left out: 1.", "Line 5: no number can be read nhiều",
		"1 row of costs taken in."} {
		if !strings.Contains(reports(t, done), want) {
			t.Errorf("%q lacks %q", reports(t, done), want)
		}
	}
	if got := reports(t, refused); !strings.Contains(got, "Choose the first and the last day of the report") {
		t.Error(got)
	}
}

// served gives files by address; one that has none there waits until it is let go.
type served struct {
	files   map[string]string
	waiting chan string
	letGo   chan struct{}
}

func (s served) Get(ctx context.Context, address, _, _ string, to io.Writer, _ int64) (fetch.Answer, error) {
	text, ok := s.files[address]
	if !ok {
		s.waiting <- address
		select {
		case <-s.letGo:
		case <-ctx.Done():
		}
		return fetch.Answer{}, context.Canceled
	}
	_, err := io.WriteString(to, text)
	return fetch.Answer{Name: path.Base(address)}, err
}

// An address that does not answer holds up neither a folder nor another address.
func TestSlowAddressHoldsNobodyUp(t *testing.T) {
	s := served{map[string]string{"https://a.vn/ga4.csv": sessions}, make(chan string, 9), make(chan struct{})}
	k := kit.New(t, kit.FetchingBy(s))
	for n, place := range []string{"https://slow.vn/", "https://a.vn/ga4.csv"} {
		i := imports.Inlet{ID: fmt.Sprint(n), Workspace: kit.Workspace, Source: k.Source.ID, Kind: imports.InletURL, Place: place,
			CreatedAt: k.Now().Add(-time.Hour)}
		if err := k.Store.Inlets().CreateInlet(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	dir := watched(t, k, "don-hang")
	put(t, filepath.Join(dir, "don.csv"), dropped)
	var looking sync.WaitGroup
	look := func() { looking.Go(func() { k.Watcher.Look(t.Context()) }) } // waits for the slow one
	look()
	if got := <-s.waiting; got != "https://slow.vn/" {
		t.Fatal(got)
	}
	deadline, tick := time.Now().Add(60*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for came := 0; came < 2; <-tick.C {
		if time.Now().After(deadline) {
			t.Fatal("held up")
		}
		k.Jump(6 * time.Second)
		look()
		counts, err := k.Store.Counts().Counts(t.Context(), kit.Workspace, time.Time{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if came = len(counts); reports(t, filepath.Join(dir, "done")) != "" {
			came++
		}
	}
	close(s.letGo)
	looking.Wait()
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
