package measure

import (
	"time"

	"cham"
)

// MaxBuckets bounds the periods of a trend and of retention.
const MaxBuckets = 400

// checkBuckets cuts the period, by default the last twelve weeks, at the
// bucket's limits.
func (p *Plan) checkBuckets() error {
	if p.Bucket == "" {
		p.Bucket = "week"
	}
	next, ok := buckets[p.Bucket]
	if !ok {
		return Invalid("bucket", "must be \"day\", \"week\" or \"month\"")
	}
	if p.To.IsZero() {
		p.To = p.Now
	}
	if p.From.IsZero() {
		p.From = p.To.Add(-12 * 7 * day)
	}
	p.Bounds = bounds(p.From.In(p.Location), p.To, next)
	if len(p.Bounds)-1 > MaxBuckets {
		return Invalid("bucket", "over %d buckets; choose a longer one", MaxBuckets)
	}
	return nil
}

// buckets give the start of the next bucket after a local time: the next
// midnight, the next Monday, the next first of the month.
var buckets = map[string]func(time.Time) time.Time{
	"day": func(t time.Time) time.Time { return midnight(t, 1) },
	"week": func(t time.Time) time.Time {
		return midnight(t, 1+(7-int(t.Weekday()))%7)
	},
	"month": func(t time.Time) time.Time {
		return cham.Midnight(t.Year(), t.Month()+1, 1, t.Location())
	},
}

// midnight is the start of the day so many days after t's, or of the next one
// where the zone left that day out.
func midnight(t time.Time, days int) time.Time {
	next := cham.Midnight(t.Year(), t.Month(), t.Day()+days, t.Location())
	if days > 0 && !next.After(t) {
		next = cham.Midnight(t.Year(), t.Month(), t.Day()+days+1, t.Location())
	}
	return next
}

// bounds cuts [from, to) at the starts of buckets; the first and the last
// bucket may be partial.
func bounds(from, to time.Time, next func(time.Time) time.Time) []time.Time {
	all := []time.Time{from.UTC()}
	for t := next(from); t.Before(to) && len(all) <= MaxBuckets+1; t = next(t) {
		all = append(all, t.UTC())
	}
	return append(all, to.UTC())
}
