package flow

import (
	"os"
	"runtime"
	"sync"
	"syscall"
)

// niceness of the loop's threads: where requests want the processor, the loop
// gets a tenth of what one of them gets; where nobody does, all of it.
const niceness = 10

// giveWay runs f, as one of work, on a thread of its own that gives way to
// requests: what is not accepted now is refused, what is not visible now will be
// soon. It returns when f has its thread.
func giveWay(work *sync.WaitGroup, f func()) {
	placed := make(chan struct{})
	work.Go(func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with f
		if syscall.Gettid() == os.Getpid() {
			giveWay(work, f) // on another, for the main thread never ends
			close(placed)
			runtime.UnlockOSThread()
			return
		}
		close(placed)
		syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), niceness) // or it does not yield
		f()
	})
	<-placed
}
