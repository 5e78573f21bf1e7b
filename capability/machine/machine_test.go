package machine

import (
	"slices"
	"testing"
	"time"

	"cham/capability/backup"
)

// well is a machine that nobody needs to look after.
func well() State {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	return State{Now: now, Started: now.AddDate(0, -1, 0), DiskFree: 50 << 30, DiskFloor: 512 << 20, BackupFree: 50 << 30,
		BackupNeeds: 1 << 30, Index: 100 << 20, IndexCeiling: 1 << 30, Resident: 1 << 30, Memory: 4 << 30, BackupAt: "03:00",
		Backups: backup.Status{Last: &backup.Result{At: now.Add(-6 * time.Hour)}, LastGood: &backup.Result{At: now.Add(-6 * time.Hour)}}}
}

func TestConcerns(t *testing.T) {
	for name, c := range map[string]struct {
		is   func(*State)
		want []Kind
	}{
		"all is well":               {func(*State) {}, nil},
		"just enough room":          {func(s *State) { s.DiskFree = 2 << 30 }, nil},
		"little room":               {func(s *State) { s.DiskFree = 2<<30 - 1 }, []Kind{DiskLow}},
		"below the floor":           {func(s *State) { s.DiskFree = 512<<20 - 1 }, []Kind{DiskFull}},
		"the index nears":           {func(s *State) { s.Index = 900 << 20 }, []Kind{IndexLow}},
		"the index is at its end":   {func(s *State) { s.Index = 1 << 30 }, []Kind{IndexFull}},
		"no ceiling is known":       {func(s *State) { s.IndexCeiling, s.Memory = 0, 0 }, nil},
		"the machine's memory ends": {func(s *State) { s.Resident = 3900 << 20 }, []Kind{MemoryLow}},
		"the last backup failed": {func(s *State) {
			s.Backups.Last = &backup.Result{At: s.Now, Error: "no room"}
			s.Backups.LastGood.At = s.Now.AddDate(0, 0, -9)
		}, []Kind{BackupFailed}},
		"the last backup is old":    {func(s *State) { s.Backups.LastGood.At = s.Now.Add(-37 * time.Hour) }, []Kind{BackupLate}},
		"never, since an hour":      {func(s *State) { s.Started, s.Backups = s.Now.Add(-time.Hour), backup.Status{} }, nil},
		"never, since days":         {func(s *State) { s.Backups = backup.Status{} }, []Kind{BackupLate}},
		"nobody wants daily ones":   {func(s *State) { s.BackupAt, s.Backups = "", backup.Status{} }, nil},
		"one is under way":          {func(s *State) { s.Backups = backup.Status{Running: &backup.Running{}} }, nil},
		"the next one will not fit": {func(s *State) { s.BackupFree = 1 << 29 }, []Kind{BackupRoom}},
		"everything; the worst first": {func(s *State) { s.DiskFree, s.BackupFree, s.Index = 1<<30, 0, 2<<30 },
			[]Kind{IndexFull, DiskLow, BackupRoom}},
	} {
		s := well()
		c.is(&s)
		var got []Kind
		for _, concern := range s.Concerns() {
			got = append(got, concern.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
