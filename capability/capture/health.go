package capture

import (
	"slices"
	"time"

	"cham"
)

// How a source does: what became of its calls in the last 24 hours.
const (
	// HealthHours is how many hours are looked at, the running one included.
	HealthHours = 24
	// refusing is the share of refused calls from which a source is unwell.
	refusing = 0.1
)

// HealthSince is the first instant of the hours that are looked at.
func HealthSince(now time.Time) time.Time {
	return now.UTC().Truncate(time.Hour).Add(-(HealthHours - 1) * time.Hour)
}

// Health is what a source's last hours say of it.
type Health struct {
	Volumes           []int // accepted touches of each hour, the running one last
	Accepted, Refused int
	// Mixed are the events whose money is said by one field here and another there.
	Mixed []MoneyFields
	// State is off: switched off; refusing: over a tenth was refused; quiet:
	// nothing came in; some: something was refused that its sender can mend;
	// mixed: there are Mixed; ok.
	State string
}

// MoneyDays is how many days are looked at for which field says money.
const MoneyDays = 30

// MoneyFields count which field said the money of a source's event. The rule is
// revenue, then total, which has shipping and tax in it, then value: an event
// that states one here and another there adds up what is not alike.
type MoneyFields struct {
	Source                cham.SourceID
	Event                 string
	Revenue, Total, Value int
}

func (m MoneyFields) mixed() bool {
	return min(m.Revenue, m.Total+m.Value) > 0 || min(m.Total, m.Value) > 0
}

// HealthOf judges a source by the volumes of all sources since HealthSince, its
// refusals, by reason, and what says the money of all sources' events.
func HealthOf(s cham.Source, volumes []SourceVolume, refusals map[string]int, money []MoneyFields, now time.Time) Health {
	h, since := Health{Volumes: make([]int, HealthHours)}, HealthSince(now)
	for _, v := range volumes {
		if i := int(v.Hour.Sub(since) / time.Hour); v.Source == s.ID && i >= 0 && i < HealthHours {
			h.Volumes[i] += v.Count
			h.Accepted += v.Count
		}
	}
	mendable := 0
	for reason, n := range refusals {
		h.Refused += n
		if r := Reason(reason); r != ReasonBot && !slices.Contains(withoutConsent, r) {
			mendable += n
		}
	}
	for _, m := range money {
		if m.Source == s.ID && m.mixed() {
			h.Mixed = append(h.Mixed, m)
		}
	}
	h.State = h.state(s.Enabled, mendable)
	return h
}

func (h Health) state(enabled bool, mendable int) string {
	switch all := h.Accepted + h.Refused; {
	case !enabled:
		return "off"
	case all > 0 && float64(h.Refused) > refusing*float64(all):
		return "refusing"
	case h.Accepted == 0:
		return "quiet"
	case mendable > 0:
		return "some"
	case len(h.Mixed) > 0:
		return "mixed"
	}
	return "ok"
}
