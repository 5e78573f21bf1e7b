package rights_test

import (
	"math"
	"time"
)

// lunar is the day of the Vietnamese calendar's day of a month of a year, month 1
// to 10: new moons and the sun's longitude at midnight of UTC+7, as published by
// Hồ Ngọc Đức, after Meeus.
func lunar(year, month, day int) string {
	eleventh, next := winter(year-1), winter(year)
	months := month + 1 // after the eleventh
	if next-eleventh > 365 && months >= leap(eleventh) {
		months++
	}
	k := math.Floor(0.5 + (eleventh-2415021.076998695)/29.530588853)
	return time.Unix(int64(newMoon(k+float64(months))+float64(day-1)-2440588)*86400, 0).UTC().Format(time.DateOnly)
}

// winter is the Julian day on which the month with the winter solstice begins.
func winter(year int) float64 {
	end := float64(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).Unix()/86400) + 2440588
	k := math.Floor((end - 2415021) / 29.530588853)
	if begins := newMoon(k); sun(begins) < 9 {
		return begins
	}
	return newMoon(k - 1)
}

// leap is which month after the eleventh is the leap month: the first in which
// the sun enters no new sign.
func leap(eleventh float64) int {
	k := math.Floor((eleventh-2415021.076998695)/29.530588853 + 0.5)
	for i := 1; ; i++ {
		if sun(newMoon(k+float64(i))) == sun(newMoon(k+float64(i+1))) {
			return i
		}
	}
}

const degree = math.Pi / 180

// newMoon is the Julian day of the k-th new moon since 1900.
func newMoon(k float64) float64 {
	t := k / 1236.85
	t2, t3 := t*t, t*t*t
	m := (359.2242 + 29.10535608*k - 0.0000333*t2 - 0.00000347*t3) * degree
	mp := (306.0253 + 385.81691806*k + 0.0107306*t2 + 0.00001236*t3) * degree
	f := (21.2964 + 390.67050646*k - 0.0016528*t2 - 0.00000239*t3) * degree
	mean := 2415020.75933 + 29.53058868*k + 0.0001178*t2 - 0.000000155*t3 +
		0.00033*math.Sin((166.56+132.87*t-0.009173*t2)*degree)
	c := (0.1734-0.000393*t)*math.Sin(m) + 0.0021*math.Sin(2*m) - 0.4068*math.Sin(mp) + 0.0161*math.Sin(2*mp) -
		0.0004*math.Sin(3*mp) + 0.0104*math.Sin(2*f) - 0.0051*math.Sin(m+mp) - 0.0074*math.Sin(m-mp) + 0.0004*math.Sin(2*f+m) -
		0.0004*math.Sin(2*f-m) - 0.0006*math.Sin(2*f+mp) + 0.0010*math.Sin(2*f-mp) + 0.0005*math.Sin(2*mp+m)
	return math.Floor(mean + c - (-0.000278 + 0.000265*t + 0.000262*t2) + 0.5 + 7./24)
}

// sun is which of twelve signs the sun is in when a day begins.
func sun(day float64) float64 {
	t := (day - 0.5 - 7./24 - 2451545) / 36525
	m := (357.52910 + 35999.05030*t - 0.0001559*t*t) * degree
	l := 280.46645 + 36000.76983*t + 0.0003032*t*t + (1.914600-0.004817*t)*math.Sin(m) +
		(0.019993-0.000101*t)*math.Sin(2*m) + 0.000290*math.Sin(3*m)
	l = math.Mod(l, 360)
	if l < 0 {
		l += 360
	}
	return math.Floor(l / 30)
}
