package app_test

import (
	"path/filepath"
	"testing"

	"cham/app"
)

// What a running program reads of its machine, and what follows from it.
func TestMachine(t *testing.T) {
	free := uint64(50 << 30)
	a, err := app.Open(t.Context(), app.Options{Data: t.TempDir(), MinFree: 1 << 20, Free: func() (uint64, error) { return free, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s := a.Machine()
	if s.DiskFree != free || s.Resident < 1<<20 || s.Memory < s.Resident || s.IndexCeiling <= s.Index || s.Started.IsZero() {
		t.Errorf("%+v", s)
	}
	if s.BackupNeeds < 1<<20 || s.BackupFree == 0 { // in a folder that is not made yet
		t.Errorf("of backups: %+v", s)
	}
	if all := s.Concerns(); len(all) > 0 {
		t.Errorf("%+v", all)
	}
	free = 2 << 20
	if all := a.Machine().Concerns(); len(all) != 1 || all[0].Kind != "disk-low" || all[0].Have != 2<<20 {
		t.Errorf("a nearly full disk: %+v", all)
	}
	o := a.Options
	o.BackupDir = filepath.Join(t.TempDir(), "not", "yet")
	if s := (&app.App{Options: o, Backups: a.Backups, Index: a.Index}).Machine(); s.BackupFree == 0 {
		t.Error("where backups will be: ", s.BackupFree)
	}
}
