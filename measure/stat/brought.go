package stat

import (
	"math"
	"slices"
)

// Brought adds up what origins (customers, by their first touch) bring on the
// whole days after, while not all of them have been watched equally long.
type Brought struct {
	// Days bounds what is counted, at least 1.
	Days int

	n       int
	watched []int // by whole days watched, the last one for Days and more
	times   []int
	sum     []float64 // by day
	squares []float64
}

// Mean is what an origin brings within Age whole days: how many Times, and how
// much, with its 95 % interval. N are the origins.
type Mean struct {
	N     int     `json:"n"`
	Age   int     `json:"age"`
	Times float64 `json:"times"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Origin counts one that has been watched for so many whole days.
func (b *Brought) Origin(watched int) {
	if b.watched == nil {
		b.watched, b.times = make([]int, b.Days+1), make([]int, b.Days)
		b.sum, b.squares = make([]float64, b.Days), make([]float64, b.Days)
	}
	b.n++
	b.watched[min(watched, b.Days)]++
}

// Gain counts what an origin, watched for so many whole days, brought on a day.
// A day that is not over does not count yet.
func (b *Brought) Gain(day, watched int, value float64) {
	if day < min(watched, b.Days) {
		b.times[day]++
		b.sum[day] += value
		b.squares[day] += value * value
	}
}

// Add takes in what another one counted.
func (b *Brought) Add(o *Brought) {
	b.n += o.n
	if b.watched == nil {
		b.watched, b.times = slices.Clone(o.watched), slices.Clone(o.times)
		b.sum, b.squares = slices.Clone(o.sum), slices.Clone(o.squares)
		return
	}
	for i, n := range o.watched {
		b.watched[i] += n
	}
	for i := range o.times {
		b.times[i], b.sum[i], b.squares[i] = b.times[i]+o.times[i], b.sum[i]+o.sum[i], b.squares[i]+o.squares[i]
	}
}

// Mean is the mean cumulative function at an age of Days (W. Nelson, Recurrent
// Events Data Analysis, 2003): each day what those brought who were watched to its
// end, over their number. It ends where Waiting's curve does. The interval, on the
// scale of logarithms, takes the days for independent; with buyers who come again it
// holds the truth in 92–94 % from 150 customers on (TestBroughtUnbiased).
func (b *Brought) Mean() Mean {
	m := Mean{N: b.n}
	left, enough, variance := b.n, min(Enough, (b.n+1)/2), 0.0
	for ; m.Age < b.Days && b.n > 0; m.Age++ {
		if left -= b.watched[m.Age]; left < b.n && left < enough {
			break
		}
		n, d := float64(left), m.Age
		m.Times += float64(b.times[d]) / n
		m.Value += b.sum[d] / n
		variance += max(0, b.squares[d]-b.sum[d]*b.sum[d]/n) / (n * n)
	}
	m.Low, m.High = m.Value, m.Value
	if m.Value > 0 {
		width := Z95 * math.Sqrt(variance) / m.Value
		m.Low, m.High = m.Value*math.Exp(-width), m.Value*math.Exp(width)
	}
	return m
}
