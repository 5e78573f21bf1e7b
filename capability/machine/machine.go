// Package machine says what of the machine that the program runs on somebody must
// see to before customers' touches are lost or refused: disk, memory, backups.
package machine

import (
	"time"

	"cham/capability/backup"
)

// State is how the machine stands. Sizes are bytes.
type State struct {
	Now, Started time.Time
	// DiskFree is what may still be written where the data is; below DiskFloor
	// nothing new is taken in.
	DiskFree, DiskFloor uint64
	// BackupNeeds is what must be free where backups are kept (BackupFree) for the
	// next one to begin.
	BackupFree, BackupNeeds uint64
	// Index is the journey index, which may take IndexCeiling; a business that would
	// take it beyond that is not answered.
	Index, IndexCeiling int64
	// Resident is the program's own memory (no pages of files), Memory the machine's.
	Resident, Memory int64
	// BackupAt is the time of day of the daily backup, "" for none.
	BackupAt string
	Backups  backup.Status
}

// Kind is what a concern is about.
type Kind string

// The kinds. Of those that end in -full something is refused already.
const (
	DiskFull     Kind = "disk-full"
	DiskLow      Kind = "disk-low"
	IndexFull    Kind = "index-full"
	IndexLow     Kind = "index-low"
	MemoryLow    Kind = "memory-low"
	BackupFailed Kind = "backup-failed"
	BackupLate   Kind = "backup-late"
	BackupRoom   Kind = "backup-room"
)

// OfBackups reports whether a kind is about backups, which have every business of
// the installation in them.
func (k Kind) OfBackups() bool { return k == BackupFailed || k == BackupLate || k == BackupRoom }

// Concern is one thing to see to.
type Concern struct {
	Kind Kind
	// Have is what there is in bytes and Need what there should be, or the ceiling.
	Have, Need int64
	// At is when the last backup failed, or the last good one was made; zero for never.
	At time.Time
}

const (
	// roomAhead times the disk's floor is little room: some millions of touches.
	roomAhead = 4
	// nearly is from which part of a ceiling it is told of.
	nearly = 0.85
	// BackupAge is how old the last good backup may be: a day, and one that was late.
	BackupAge = 36 * time.Hour
)

// DiskEnough is how many bytes should be free above a floor for nobody to have to
// think of it.
func DiskEnough(floor uint64) uint64 { return roomAhead * floor }

// Concerns returns what must be seen to, the worst first. What cannot be known
// (zero ceilings) concerns nobody.
func (s State) Concerns() (all []Concern) {
	add := func(is bool, k Kind, have, need int64) bool {
		if is {
			all = append(all, Concern{Kind: k, Have: have, Need: need})
		}
		return is
	}
	free, floor := int64(s.DiskFree), int64(s.DiskFloor)
	full := add(s.DiskFree < s.DiskFloor, DiskFull, free, floor)
	over := add(s.IndexCeiling > 0 && s.Index >= s.IndexCeiling, IndexFull, s.Index, s.IndexCeiling)
	add(!full && s.DiskFree < DiskEnough(s.DiskFloor), DiskLow, free, floor)
	add(!over && near(s.Index, s.IndexCeiling), IndexLow, s.Index, s.IndexCeiling)
	add(near(s.Resident, s.Memory), MemoryLow, s.Resident, s.Memory)
	return append(all, s.backups()...)
}

func near(have, ceiling int64) bool { return ceiling > 0 && float64(have) >= nearly*float64(ceiling) }

func (s State) backups() (all []Concern) {
	last, good := s.Backups.Last, s.Backups.LastGood
	since, at := s.Started, time.Time{}
	if good != nil {
		since, at = good.At, good.At
	}
	switch {
	case last != nil && last.Error != "":
		all = append(all, Concern{Kind: BackupFailed, At: last.At})
	case s.BackupAt != "" && s.Backups.Running == nil && s.Now.Sub(since) > BackupAge:
		all = append(all, Concern{Kind: BackupLate, At: at})
	}
	if s.BackupAt != "" && s.Backups.Running == nil && s.BackupFree < s.BackupNeeds {
		all = append(all, Concern{Kind: BackupRoom, Have: int64(s.BackupFree), Need: int64(s.BackupNeeds)})
	}
	return all
}
