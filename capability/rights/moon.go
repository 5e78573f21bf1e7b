package rights

import "time"

// moon is when a year has the holidays that follow the moon.
type moon struct{ tet, hung time.Time }

// moons are the first day of the lunar year, and the tenth of its third month, by
// the Vietnamese calendar (UTC+7). Source: Hồ Ngọc Đức's algorithm,
// https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html; the test
// computes them anew, and they agree with those of a second ephemeris. Of a year that is not here, these days count as working
// days: what is due comes out early, never late.
var moons = map[int]moon{
	2024: {date(2024, 2, 10), date(2024, 4, 18)},
	2025: {date(2025, 1, 29), date(2025, 4, 7)},
	2026: {date(2026, 2, 17), date(2026, 4, 26)},
	2027: {date(2027, 2, 6), date(2027, 4, 16)},
	2028: {date(2028, 1, 26), date(2028, 4, 4)},
	2029: {date(2029, 2, 13), date(2029, 4, 23)},
	2030: {date(2030, 2, 2), date(2030, 4, 12)},
	2031: {date(2031, 1, 23), date(2031, 4, 1)},
	2032: {date(2032, 2, 11), date(2032, 4, 19)},
	2033: {date(2033, 1, 31), date(2033, 4, 9)},
	2034: {date(2034, 2, 19), date(2034, 4, 28)},
	2035: {date(2035, 2, 8), date(2035, 4, 17)},
	2036: {date(2036, 1, 28), date(2036, 4, 6)},
	2037: {date(2037, 2, 15), date(2037, 4, 24)},
	2038: {date(2038, 2, 4), date(2038, 4, 13)},
	2039: {date(2039, 1, 24), date(2039, 4, 3)},
	2040: {date(2040, 2, 12), date(2040, 4, 20)},
	2041: {date(2041, 2, 1), date(2041, 4, 10)},
	2042: {date(2042, 1, 22), date(2042, 4, 29)},
	2043: {date(2043, 2, 10), date(2043, 4, 19)},
	2044: {date(2044, 1, 30), date(2044, 4, 7)},
	2045: {date(2045, 2, 17), date(2045, 4, 26)},
	2046: {date(2046, 2, 6), date(2046, 4, 15)},
	2047: {date(2047, 1, 26), date(2047, 4, 4)},
	2048: {date(2048, 2, 14), date(2048, 4, 22)},
	2049: {date(2049, 2, 2), date(2049, 4, 11)},
	2050: {date(2050, 1, 23), date(2050, 4, 1)},
	2051: {date(2051, 2, 11), date(2051, 4, 20)},
	2052: {date(2052, 2, 1), date(2052, 4, 9)},
	2053: {date(2053, 2, 18), date(2053, 4, 28)},
	2054: {date(2054, 2, 8), date(2054, 4, 17)},
	2055: {date(2055, 1, 28), date(2055, 4, 6)},
	2056: {date(2056, 2, 15), date(2056, 4, 24)},
	2057: {date(2057, 2, 4), date(2057, 4, 13)},
	2058: {date(2058, 1, 24), date(2058, 4, 2)},
	2059: {date(2059, 2, 12), date(2059, 4, 21)},
	2060: {date(2060, 2, 2), date(2060, 4, 10)},
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
