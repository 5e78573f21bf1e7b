package app

import (
	"fmt"
	"os"
	"strings"

	"cham/capability/machine"
)

// Machine is how the machine stands now; what cannot be found out stays zero, which
// concerns nobody.
func (a *App) Machine() machine.State {
	s := machine.State{Now: a.Now(), Started: a.Backups.Began(), Index: a.Index.Bytes(), IndexCeiling: a.IndexBytes,
		Resident: resident(), BackupAt: a.BackupAt, Backups: a.Backups.Status()}
	if free, err := a.Free(); err == nil {
		s.DiskFree, s.DiskFloor = free, a.MinFree
	}
	if free, err := existingFree(a.backupDir()); err == nil {
		s.BackupFree, s.BackupNeeds = free, a.backupNeeds()
	}
	s.Memory, _ = Memory()
	return s
}

// resident is the program's own memory in bytes, without pages of files, which the
// machine takes back when it needs them; 0 where it is not told.
func resident() (bytes int64) {
	data, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(data)) {
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &bytes); n == 1 {
			return bytes << 10
		}
	}
	return 0
}
