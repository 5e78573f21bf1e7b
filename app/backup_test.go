package app_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/chamtest"
	"cham/chamtest/kit"
	"cham/measure"
	"cham/store/archive"
)

// reopened opens bytes again and again, as a file.
func reopened(b []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
}

// byMessage are all touches of the workspace's history by message id; each is
// there once.
func byMessage(t *testing.T, a *app.App) map[string]cham.Record {
	t.Helper()
	h, err := a.Workspaces.History(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	all, err := h.Between(t.Context(), 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]cham.Record{}
	for _, r := range all {
		if _, twice := out[r.MessageID]; twice {
			t.Errorf("%s is there twice", r.MessageID)
		}
		out[r.MessageID] = r
	}
	return out
}

// senders send touches one after the other, each when the one before was
// answered, until the channel closes. They return how many each sent.
func senders(k *kit.Kit, n int, until <-chan struct{}) (sent []int, done *sync.WaitGroup) {
	sent, done = make([]int, n), &sync.WaitGroup{}
	for s := range n {
		done.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-until:
					return
				default:
				}
				k.Touch(fmt.Sprint("u", s, "-", i%7), fmt.Sprint("Step ", i%5), at.Add(time.Duration(i)*time.Second),
					kit.Set("messageId", fmt.Sprint("s", s, "/", i)), kit.Set("anonymousId", fmt.Sprint("d", s, "-", i%11)))
				sent[s]++
			}
		})
	}
	return sent, done
}

// A backup made while touches pour in is of one instant: of each sender, who
// waits for its answers, it has everything up to a moment and nothing after;
// what was answered before the backup began is in it.
func TestBackupIsOneInstant(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			k := kit.New(t, options...)
			for i := range 300 {
				k.Touch(fmt.Sprint("old", i%40), "Step 0", at.Add(-time.Duration(i)*time.Hour), kit.Set("messageId", fmt.Sprint("old/", i)))
			}
			until := make(chan struct{})
			sent, done := senders(k, 4, until)
			for range 200 {
				k.Touch("before", "Step 1", at, kit.Prop("n", 1))
			}
			var out bytes.Buffer
			m, err := k.Backup(t.Context(), &out, nil)
			if err != nil {
				t.Fatal(err)
			}
			close(until)
			done.Wait()
			k.Drain()
			a := restored(t, app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: second(t, name)}, out.Bytes())
			holdsOneInstant(t, byMessage(t, k.App), byMessage(t, a), sent)
			sameCustomers(t, a)
			if m.Database != name || len(m.Workspaces) != 1 || m.Part("state/workspace").Rows != 1 {
				t.Errorf("%+v", m.Head)
			}
		})
	}
}

func databases(t *testing.T) map[string][]kit.Option {
	return map[string][]kit.Option{"sqlite": nil, "postgres": {kit.OnPostgres(chamtest.Postgres(t))}}
}

// second is a database to restore into: the other kind.
func second(t *testing.T, name string) string {
	if name == "sqlite" {
		return chamtest.Postgres(t)
	}
	return ""
}

func restored(t *testing.T, o app.Options, archived []byte) *app.App {
	t.Helper()
	if _, err := app.Restore(t.Context(), o, reopened(archived)); err != nil {
		t.Fatal(err)
	}
	a := opened(t, o)
	t.Cleanup(func() { a.Close() })
	if err := a.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func holdsOneInstant(t *testing.T, source, copied map[string]cham.Record, sent []int) {
	t.Helper()
	before := 0
	for id, r := range copied {
		was, ok := source[id]
		if !ok {
			t.Errorf("%s is in the copy only", id)
		}
		if !was.At.Equal(r.At) || was.Name != r.Name || string(was.Properties) != string(r.Properties) {
			t.Errorf("%s differs: %+v %+v", id, was, r)
		}
		if strings.HasPrefix(id, "old/") || strings.HasPrefix(id, "m") {
			before++
		}
	}
	if before != 500 {
		t.Errorf("%d of 500 touches that were answered before", before)
	}
	for s, n := range sent {
		cut := n
		for i := range n {
			if _, ok := copied[fmt.Sprint("s", s, "/", i)]; !ok {
				cut = min(cut, i)
			} else if i > cut {
				t.Fatalf("sender %d: touch %d is there without touch %d", s, i, cut)
			}
		}
		t.Logf("sender %d: %d of %d", s, cut, n)
	}
}

// sameCustomers holds what the index answers against the graph and the history.
func sameCustomers(t *testing.T, a *app.App) {
	t.Helper()
	ws, err := a.Store.Access().Workspace(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := a.Questions.Ask(t.Context(), ws, measure.Query{Question: measure.Touches})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(byMessage(t, a)); answer.Volume != n || answer.Customers == 0 {
		t.Errorf("the index has %d touches of %d customers, history %d", answer.Volume, answer.Customers, n)
	}
}

// A backup takes the way out of the loop's hands for moments, and the next touch
// comes through.
func TestBackupLetsGo(t *testing.T) {
	k := kit.New(t)
	for range 3 {
		if _, err := k.Backup(t.Context(), io.Discard, nil); err != nil {
			t.Fatal(err)
		}
		k.Touch("an", "Step", at)
		k.Drain()
	}
	if err := k.History().Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// smallBackup is the archive of a kit with a few touches, some in the journal only.
func smallBackup(t *testing.T) []byte {
	t.Helper()
	k := kit.New(t)
	for i := range 20 {
		k.Touch(fmt.Sprint("u", i), "Step", at)
	}
	var out bytes.Buffer
	if _, err := k.Backup(t.Context(), &out, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRestoreRefusesWhatIsThere(t *testing.T) {
	archived := smallBackup(t)
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	shut(t, opened(t, o))
	before := listing(t, o.Data)
	if _, err := app.Restore(t.Context(), o, reopened(archived)); cham.ErrorCode(err) != cham.CodeConflict {
		t.Error(err)
	}
	if after := listing(t, o.Data); after != before {
		t.Errorf("the folder was changed:\n%s\n%s", before, after)
	}
	db := app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: chamtest.Postgres(t)}
	a := opened(t, db)
	if _, err := a.Pick(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	shut(t, a)
	other := app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: db.DatabaseURL}
	if _, err := app.Restore(t.Context(), other, reopened(archived)); cham.ErrorCode(err) != cham.CodeConflict {
		t.Error(err)
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		info, ierr := e.Info()
		if ierr == nil && !strings.HasSuffix(path, "-shm") {
			all = append(all, fmt.Sprint(path, info.Size()))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// A damaged backup is found out before anything is written.
func TestRestoreReadsHashesFirst(t *testing.T) {
	archived := smallBackup(t)
	for _, harmed := range [][]byte{archived[:len(archived)*2/3], bytes.Replace(archived, []byte("history/"), []byte("historu/"), 1)} {
		dir := t.TempDir()
		if _, err := app.Restore(t.Context(), app.Options{Data: dir, MinFree: 1}, reopened(harmed)); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Error(err)
		}
		if l := listing(t, dir); strings.Count(l, "\n") != 0 {
			t.Errorf("something was written:\n%s", l)
		}
	}
}

// failing ends a backup's file in the middle of its second reading, as a program
// that is killed there does.
func failing(archived []byte, at int) func() (io.ReadCloser, error) {
	reads := 0
	return func() (io.ReadCloser, error) {
		if reads++; reads == 2 {
			return io.NopCloser(io.LimitReader(bytes.NewReader(archived), int64(at))), nil
		}
		return io.NopCloser(bytes.NewReader(archived)), nil
	}
}

// A half restore does not start; begun once more it is whole.
func TestHalfRestoreDoesNotStart(t *testing.T) {
	archived := smallBackup(t)
	for name, url := range map[string]string{"sqlite": "", "postgres": chamtest.Postgres(t)} {
		o := app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: url}
		for _, share := range []int{1, 3, 6, 9} {
			if _, err := app.Restore(t.Context(), o, failing(archived, len(archived)*share/10)); err == nil {
				t.Fatal("it was no half restore")
			}
			if a, err := app.Open(t.Context(), o); cham.ErrorCode(err) != cham.CodeConflict {
				t.Errorf("%s, %d0 %%: it starts: %v %v", name, share, a != nil, err)
			}
			if url != "" {
				elsewhere := app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: url}
				if _, err := app.Open(t.Context(), elsewhere); cham.ErrorCode(err) != cham.CodeConflict {
					t.Errorf("%s: it starts from another folder: %v", name, err)
				}
			}
		}
		a := restored(t, o, archived)
		if n := len(byMessage(t, a)); n != 20 {
			t.Errorf("%s: %d touches", name, n)
		}
		private(t, o.Data, "")
	}
}

// Verifying restores to try, sees a difference, and leaves nothing.
func TestVerifyBackup(t *testing.T) {
	archived, dir := smallBackup(t), t.TempDir()
	o := app.Options{MinFree: 1}
	m, err := app.VerifyBackup(t.Context(), o, dir, reopened(archived))
	if err != nil || m.Part("history/test.duckdb").Rows+m.Part("journal/test").Rows == 0 {
		t.Errorf("%v %+v", err, m.Parts)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// A backup's file is for its owner, encrypted with the passphrase, and not there
// when it could not be finished.
func TestBackupFile(t *testing.T) {
	archived, path := smallBackup(t), filepath.Join(t.TempDir(), "b.cham")
	write := func(w io.Writer) (archive.Manifest, error) {
		_, err := w.Write(archived)
		return archive.Manifest{}, err
	}
	if _, err := app.WriteBackup(path, "", func(w io.Writer) (archive.Manifest, error) {
		w.Write(archived[:100])
		return archive.Manifest{}, io.ErrUnexpectedEOF
	}); err == nil {
		t.Error("half a backup")
	}
	if _, err := app.WriteBackup(path, "mật khẩu dài", write); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Dir(path) + "/*"); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if b, _ := os.ReadFile(path); bytes.Contains(b, []byte("state/workspace")) {
		t.Error("it can be read")
	}
	if _, err := app.CheckBackup(app.BackupFile(path, "mật khẩu dài")); err != nil {
		t.Error(err)
	}
	if _, err := app.WriteBackup(path, "", write); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("it was overwritten: %v", err)
	}
}
