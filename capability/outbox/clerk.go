package outbox

import (
	"context"
)

// mostSteps is how many steps are kept in one transaction.
const mostSteps = 500

// clerk keeps steps, those of many senders at a time together.
type clerk struct {
	store Store
	asked chan asked
}

type asked struct {
	step Step
	done chan error
	// taken is written before done.
	taken *bool
}

// keep returns when a step is kept, and whether it was taken.
func (c *clerk) keep(ctx context.Context, s Step) (taken bool, err error) {
	done := make(chan error, 1)
	select {
	case c.asked <- asked{s, done, &taken}:
		return taken, <-done
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// run keeps steps until ctx ends and nobody asks any more.
func (c *clerk) run(ctx context.Context) {
	for {
		select {
		case first := <-c.asked:
			c.together(first)
		case <-ctx.Done():
			return
		}
	}
}

// together keeps a step and whatever else was asked for meanwhile. What was begun
// is kept to the end: a message that left must not be sent again.
func (c *clerk) together(first asked) {
	all := []asked{first}
	for len(all) < mostSteps {
		select {
		case next := <-c.asked:
			all = append(all, next)
			continue
		default:
		}
		break
	}
	steps := make([]Step, len(all))
	for i, a := range all {
		steps[i] = a.step
	}
	err := c.store.Step(context.Background(), steps)
	for i, a := range all {
		*a.taken = err == nil && steps[i].Taken
		a.done <- err
	}
}
