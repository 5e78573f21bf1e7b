package capture

import (
	"strconv"
	"strings"
	"time"

	"cham"
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
	at, ok := parseTime(said)
	if !ok {
		return in.refuse(ReasonTime, "timestamp "+strconv.Quote(string(cut(said, 40))))
	}
	// The zero time is how Go senders write "not set".
	if sent, ok := parseTime(c.SentAt); ok && !sent.IsZero() && !in.meta.Import {
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

// layouts are the forms of time senders use beside RFC 3339.
var layouts = []string{"2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04", time.DateOnly, "20060102"}

// parseTime reads an ISO 8601 time, or seconds or milliseconds since 1970.
func parseTime(s string) (time.Time, bool) { return parseTimeIn(s, time.UTC) }

func parseTimeIn(s string, loc *time.Location) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	if s = strings.TrimSpace(s); len(s) > 64 {
		return time.Time{}, false
	}
	if t, ok := parseEpoch(s); ok {
		return t, true
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseEpoch tells seconds from milliseconds by size: 1e11 is the year 5138 in
// seconds and 1973 in milliseconds.
func parseEpoch(s string) (time.Time, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 1e8 && f < 1e14) || len(s) < 9 {
		return time.Time{}, false
	}
	if f < 1e11 {
		f *= 1000
	}
	return time.UnixMilli(int64(f)).UTC(), true
}
