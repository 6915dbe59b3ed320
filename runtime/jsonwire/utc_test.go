package jsonwire

import (
	"testing"
	"time"
)

// Every day of 800 years, and the first and last ones, is what package time says.
func TestParseUTCDays(t *testing.T) {
	first := time.Date(1599, 12, 1, 0, 0, 0, 0, time.UTC)
	for day := range 800 * 366 {
		sameTime(t, first.AddDate(0, 0, day).Format(time.RFC3339Nano))
	}
}

func TestParseUTC(t *testing.T) {
	for _, s := range []string{
		"0000-01-01T00:00:00Z", "0000-02-29T00:00:00Z", "0000-03-01T23:59:59Z", "9999-12-31T23:59:59.999999999Z",
		"2024-02-29T12:34:56.7Z", "2023-02-29T12:34:56Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2024-04-31T00:00:00Z",
		"2024-00-10T00:00:00Z", "2024-13-10T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z", "2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.1234567891Z",
		"2024-01-01T00:00:00.12a4Z", "2024-01-01T00:00:00,5Z", "2024-01-01T00:00:00z", "2024-01-01t00:00:00Z", "2024-1-01T000:00:00Z",
		"2024-01-01T0a:00:00Z", "2024-01-01T00:00:00+01:00", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00Z", "", "Z",
		"/024-01-01T00:00:00Z", "2:24-01-01T00:00:00Z", "2024-01-01T00:00:00 Z", "-024-01-01T00:00:00Z",
	} {
		sameTime(t, s)
	}
}

// sameTime checks that parseUTC says of s what package time says, if it says
// anything.
func sameTime(t *testing.T, s string) {
	t.Helper()
	got, ok := parseUTC(s)
	if !ok {
		return
	}
	var want time.Time
	if err := want.UnmarshalText([]byte(s)); err != nil || got != want {
		t.Errorf("%q is %v, want %v, %v", s, got, want, err)
	}
}

// What nearly all times look like is taken.
func TestParseUTCTakes(t *testing.T) {
	for _, s := range []string{"2024-06-01T12:00:00Z", "2024-06-01T12:00:00.5Z", "2024-02-29T12:00:00.123456789Z"} {
		if _, ok := parseUTC(s); !ok {
			t.Errorf("%q is not taken", s)
		}
	}
}

func FuzzParseUTC(f *testing.F) {
	f.Add("2024-06-01T12:00:00.123Z")
	f.Fuzz(func(t *testing.T, s string) { sameTime(t, s) })
}
