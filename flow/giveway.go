package flow

import (
	"context"
	"time"
)

const (
	// crowd is how many touches being taken in at a time are a crowd: requests
	// with many each, more than the machine can answer as they come.
	crowd = 200
	// A crowd is looked for so often, and gone when it was not seen for so long.
	crowdLook = 20 * time.Millisecond
	crowdGone = 100 * time.Millisecond
)

// giveWay lets a crowd in first, for Patience at most: a burst is answered at the
// machine's full speed, and carried on when it is over. A lane that is behind
// gives way to nobody until it has caught up.
func (l *lane) giveWay(ctx context.Context) {
	if l.flow.Taking == nil {
		return
	}
	began := time.Now()
	seen := began.Add(-crowdGone)
	for now := began; now.Sub(began) < l.flow.Patience && ctx.Err() == nil; now = time.Now() {
		if l.flow.Taking() >= crowd {
			seen = now
		} else if now.Sub(seen) >= crowdGone {
			return
		}
		pause(ctx, crowdLook)
	}
}
