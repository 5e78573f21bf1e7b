package flow

import (
	"os"
	"runtime"
	"syscall"
)

// niceness of the loop while it is behind: where requests want the processor,
// the loop gets a tenth of what one of them gets; where nobody does, all of it.
const niceness = 10

// giveWay does f. When the loop is behind, f gives way to the requests that
// bring more than the loop can take: what is not accepted now is refused, what
// is not visible now will be soon. As a thread that has been made nice may not
// be made otherwise, f then has one of its own, which ends with it.
func giveWay(behind bool, f func()) {
	if !behind {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and not unlocked
		if syscall.Gettid() == os.Getpid() {
			giveWay(behind, f) // on another, for the main thread never ends
			runtime.UnlockOSThread()
			return
		}
		syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), niceness) // or it does not give way
		f()
	}()
	<-done
}
