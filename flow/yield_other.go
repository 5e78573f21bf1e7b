//go:build !linux

package flow

import "sync"

// giveWay runs f as one of work; threads have no priorities of their own here.
func giveWay(work *sync.WaitGroup, f func()) { work.Go(f) }
