package capture

import (
	"strconv"
	"time"

	"cham"
	"cham/table"
)

const (
	// maxAhead is how far in the future a touch may seem to be. A live touch
	// further ahead happened about now, its sender has the wrong zone or
	// clock: it gets the time of its arrival. A line of a file is refused.
	maxAhead = time.Hour
	// Calls that were already a day old when they were sent are history, and
	// their times were not read off the sender's clock just now. As long as
	// that clock is within five minutes of ours, what looks like skew is the
	// way of the request, and correcting by it would only shuffle history:
	// each batch of a backfill would move by its own latency.
	historyAge  = 24 * time.Hour
	historySkew = 5 * time.Minute
)

var ancient = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// clock sets when it happened: receivedAt − (sentAt − originalTimestamp), as
// Segment does, which cancels the error of the sender's clock. Without sentAt
// the timestamp stands; without both it happened on arrival.
func clock(in *incoming, t *cham.Touch) Reason {
	c, now := in.call, in.meta.ReceivedAt
	said := c.OriginalTime
	if said == "" || in.meta.Import && c.Timestamp != "" {
		said = c.Timestamp
	}
	if t.At = now; said == "" {
		return ""
	}
	at, ok := table.Instant(said, time.UTC)
	if !ok {
		return in.refuse(ReasonTime, "timestamp "+strconv.Quote(string(truncate(said, 40))))
	}
	// The zero time is how Go senders write "not set".
	if sent, ok := table.Instant(c.SentAt, time.UTC); ok && !sent.IsZero() && !in.meta.Import {
		at = unskew(at, sent, now)
	}
	if at.Before(ancient) {
		return in.refuse(ReasonAncient, "timestamp "+at.Format(time.RFC3339))
	}
	if at.After(now.Add(maxAhead)) {
		if in.meta.Import {
			return in.refuse(ReasonFuture, "timestamp "+at.Format(time.RFC3339))
		}
		at = now
	}
	t.At = at.UTC().Truncate(time.Millisecond)
	return ""
}

func unskew(at, sent, now time.Time) time.Time {
	skew := now.Sub(sent)
	if sent.Sub(at) > historyAge && skew.Abs() <= historySkew {
		return at
	}
	return at.Add(skew)
}
