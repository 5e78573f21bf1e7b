package capture

import (
	"os"
	"syscall"

	"cham"
)

// datasync makes a file's content durable, as databases on Linux do.
func datasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// kindOf is the type of the call that Load sends to its address.
func kindOf(batch int) cham.CallType {
	if batch == 1 {
		return cham.CallTrack
	}
	return ""
}
