package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
)

// kept is a Keeper whose backups are the hour they were made at.
type kept struct {
	*Keeper
	now         time.Time
	fails, tryf error
	hold        chan struct{}
}

func keeper(t *testing.T, at string) *kept {
	t.Helper()
	k := &kept{now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}
	k.Keeper = New(k.config(t.TempDir(), at))
	return k
}

func (k *kept) config(dir, at string) Config {
	return Config{Dir: dir, At: at, Now: func() time.Time { return k.now },
		Make: func(ctx context.Context, path string, watch func(done, total int64)) error {
			watch(1, 2)
			if k.hold != nil {
				select {
				case <-k.hold:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			if k.fails != nil {
				return k.fails
			}
			if err := os.WriteFile(path, []byte(k.now.String()), 0o600); err != nil {
				return err
			}
			return os.Chtimes(path, k.now, k.now)
		},
		Verify: func(context.Context, string) error { return k.tryf },
	}
}

func (k *kept) made(t *testing.T, kind string) {
	t.Helper()
	if err := k.Start(kind); err != nil {
		t.Fatal(err)
	}
	if err := k.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The daily one is due when its time has come since the last one, tried or made,
// also while the program did not run.
func TestDue(t *testing.T) {
	k := keeper(t, "03:30")
	due := func(at string, want bool) {
		t.Helper()
		now, err := time.Parse("2006-01-02 15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if k.now = now; k.Due() != want {
			t.Errorf("%s: due is %v", at, !want)
		}
	}
	due("2026-11-30 23:59", false)
	due("2026-12-01 03:29", false)
	due("2026-12-01 03:30", true)
	k.made(t, Daily)
	due("2026-12-01 03:31", false)
	k.fails = errors.New("no room")
	due("2026-12-02 03:40", true)
	k.made(t, Daily)
	due("2026-12-02 03:41", false) // once a day, also when it failed
	k.Keeper = New(k.config(k.Dir, "03:30"))
	due("2026-12-02 09:00", false)
	due("2026-12-05 09:00", true)
	k.At = ""
	due("2026-12-06 09:00", false)
}

// Of each kind the newest are kept; other files are left alone.
func TestKeep(t *testing.T) {
	k := keeper(t, "")
	other := filepath.Join(k.Dir, "notes.cham")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		k.made(t, Daily)
		k.now = k.now.Add(time.Hour)
	}
	k.made(t, Asked)
	var names []string
	for _, f := range k.Status().Files {
		names = append(names, f.Kind, f.At.Format("15"))
	}
	if got := strings.Join(names, " "); got != "asked 17 daily 16 daily 15 daily 14" {
		t.Error(got)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}

func TestResults(t *testing.T) {
	k := keeper(t, "")
	k.made(t, Asked)
	if s := k.Status(); s.Last.Verified != Restored || s.Last.Bytes == 0 || s.LastGood != s.Last {
		t.Errorf("%+v", s.Last)
	}
	k.now, k.tryf = k.now.Add(time.Hour), cham.Errorf(cham.CodeUnavailable, "x", "no room to try")
	k.made(t, Asked)
	if s := k.Status(); s.Last.Verified != Hashes {
		t.Errorf("%+v", s.Last)
	}
	k.now, k.tryf = k.now.Add(time.Hour), cham.Errorf(cham.CodeInternal, "x", "it differs")
	k.made(t, Asked)
	s := k.Status()
	if s.Last.Error == "" || s.LastGood.Verified != Hashes || len(s.Files) != 2 {
		t.Errorf("%+v %+v %d", s.Last, s.LastGood, len(s.Files))
	}
	last, good, err := Last(k.Dir)
	if err != nil || last.Error == "" || good.Verified != Hashes {
		t.Errorf("%v %+v %+v", err, last, good)
	}
}

// One at a time, to be seen and stopped.
func TestCancel(t *testing.T) {
	k := keeper(t, "")
	k.hold = make(chan struct{})
	if err := k.Start(Asked); err != nil {
		t.Fatal(err)
	}
	if err := k.Start(Asked); cham.ErrorCode(err) != cham.CodeConflict {
		t.Error(err)
	}
	if s := k.Status(); s.Running == nil {
		t.Error("nothing is seen of it")
	}
	k.Cancel()
	if s := k.Status(); s.Running != nil || s.Last.Error == "" || len(s.Files) != 0 {
		t.Errorf("%+v", s)
	}
	k.hold = nil
	k.made(t, Asked)
}

func TestOpen(t *testing.T) {
	k := keeper(t, "")
	k.made(t, Asked)
	name := k.Status().Files[0].Name
	f, err := k.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for _, bad := range []string{"last.json", "../x.cham", "asked-/../../etc/passwd", "asked-x.cham", fmt.Sprint("./", name)} {
		if _, err := k.Open(bad); cham.ErrorCode(err) != cham.CodeNotFound {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
