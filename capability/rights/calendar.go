package rights

import "time"

// holidays are Vietnam's public holidays on fixed days of the year. Those by the
// moon (Tết, the Hùng kings) and days that are moved count as working days here:
// what is due comes out earlier then, never later.
var holidays = map[[2]int]bool{{1, 1}: true, {4, 30}: true, {5, 1}: true, {9, 2}: true}

// workingDays is the end of the n-th working day after an instant's.
func workingDays(from time.Time, n int, zone *time.Location) time.Time {
	day := from.In(zone)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday && !holidays[[2]int{int(day.Month()), day.Day()}] {
			n--
		}
	}
	return endOf(day)
}

// days is the end of the n-th day after an instant's.
func days(from time.Time, n int, zone *time.Location) time.Time {
	return endOf(from.In(zone).AddDate(0, 0, n))
}

func endOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 23, 59, 59, 0, day.Location()).UTC()
}
