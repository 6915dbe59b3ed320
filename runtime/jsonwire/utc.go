package jsonwire

import "time"

// parseUTC reads a time such as 2006-01-02T15:04:05.999Z, which nearly all times
// in messages are. What it does not take may still be a time.
func parseUTC(s string) (time.Time, bool) {
	const shortest = len("2006-01-02T15:04:05Z")
	if len(s) < shortest || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[len(s)-1] != 'Z' {
		return time.Time{}, false
	}
	year, month, day := twoDigits(s, 0)*100+twoDigits(s, 2), twoDigits(s, 5), twoDigits(s, 8)
	hour, minute, second := twoDigits(s, 11), twoDigits(s, 14), twoDigits(s, 17)
	// A number that is none is so large that it makes what it is part of too
	// large as well.
	if year > 9999 || month-1 > 11 || day-1 >= daysIn(month, year) || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	nanoseconds, ok := fraction(s[shortest-1 : len(s)-1])
	seconds := daysTo(year, month, day)*86400 + int64(hour*3600+minute*60+second)
	return time.Unix(seconds, nanoseconds).UTC(), ok
}

// noNumber is above every number of two digits.
const noNumber = 1 << 16

// twoDigits returns the number that s has at i, or noNumber.
func twoDigits(s string, i int) uint {
	tens, ones := s[i]-'0', s[i+1]-'0'
	if tens > 9 || ones > 9 {
		return noNumber
	}
	return uint(tens)*10 + uint(ones)
}

// fraction reads the part of a second from the point on, in nanoseconds.
func fraction(s string) (n int64, ok bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != '.' || len(s) == 1 || len(s) > 10 {
		return 0, false
	}
	for i := 1; i < 10; i++ {
		n *= 10
		if i < len(s) {
			digit := s[i] - '0'
			if digit > 9 {
				return 0, false
			}
			n += int64(digit)
		}
	}
	return n, true
}

// daysIn returns the number of days of a month, which is one of 1 to 12.
func daysIn(month, year uint) uint {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month>>3)&1
}

// daysTo returns the days from the first of 1970 to a date. It counts years from
// March on, so that the day of the leap year comes last, and 400 years more than
// there were, so that no number is negative.
func daysTo(year, month, day uint) int64 {
	year += 400
	if month <= 2 {
		year--
		month += 12
	}
	days := 365*year + year/4 - year/100 + year/400 + (month*306-914)/10 + day - 1
	const to1970 = 719468 + 146097 // from the first of March of the year -400
	return int64(days) - to1970
}
