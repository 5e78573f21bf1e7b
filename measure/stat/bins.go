package stat

import (
	"math"
	"sort"
)

// TimeBin counts values in [FromS, ToS) seconds; the last ToS is 0: open.
type TimeBin struct {
	FromS float64 `json:"fromS"`
	ToS   float64 `json:"toS"`
	N     int     `json:"n"`
}

// maxBins is the most bins of a distribution of times.
const maxBins = 24

// widths of bins, in seconds, that people count in: seconds, minutes, hours,
// days, weeks, quarters and years.
var widths = []int64{10, 30, 60, 2 * 60, 5 * 60, 10 * 60, 15 * 60, 30 * 60, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600,
	86400, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400, 91 * 86400, 364 * 86400}

// NewBins counts times in milliseconds, ascending, in bins of one width: the
// narrowest of widths with which nine in ten are in the first 23 bins. The
// last bin is open.
func NewBins(ms []int64) []TimeBin {
	if len(ms) == 0 {
		return []TimeBin{}
	}
	longest := int64(math.Ceil(quantileMS(ms, 0.9)))
	w := 0
	for w < len(widths)-1 && widths[w]*(maxBins-1) < longest {
		w++
	}
	width := widths[w]
	n := min(ms[len(ms)-1]/1000/width+1, maxBins)
	bins, from := make([]TimeBin, n), 0
	for i := range bins {
		to := int64(i+1) * width
		until := sort.Search(len(ms), func(j int) bool { return ms[j] >= to*1000 })
		bins[i] = TimeBin{FromS: float64(to - width), ToS: float64(to), N: until - from}
		from = until
	}
	bins[n-1].ToS, bins[n-1].N = 0, bins[n-1].N+len(ms)-from
	return bins
}
