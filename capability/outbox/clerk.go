package outbox

import (
	"context"
	"time"
)

// mostSteps is how many steps are kept in one transaction.
const mostSteps = 500

// clerk keeps steps, those of many senders at a time together.
type clerk struct {
	store Store
	asked chan asked
	hurry chan struct{} // closed when the program is to end
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
		err = <-done
		return taken, err
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

// How often a step is tried that the database would not take, and how long is
// waited between: what left must be known as having left.
const (
	mostTries    = 40
	firstWait    = 50 * time.Millisecond
	longestRetry = 5 * time.Second
)

// insist keeps steps, also when the database is away for a while: a step is of a
// state, so that one that was kept already is not taken again.
func (c *clerk) insist(steps []Step) (err error) {
	for try := range mostTries {
		if err = c.store.Step(context.Background(), steps); err == nil {
			return nil
		}
		select {
		case <-time.After(min(longestRetry, firstWait<<min(try, 10))):
		case <-c.hurry:
			return c.store.Step(context.Background(), steps)
		}
	}
	return err
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
	err := c.insist(steps)
	for i, a := range all {
		*a.taken = err == nil && steps[i].Taken
		a.done <- err
	}
}
