package jsonwire

import (
	"testing"
	"time"
)

// What RFC 3339 allows is read in either mode, and nothing else by a strict
// Decoder.
func TestRareTimes(t *testing.T) {
	for _, c := range []struct{ s, want string }{
		{"2020-01-01t00:00:00z", "2020-01-01T00:00:00Z"},
		{"2020-01-01T00:00:00z", "2020-01-01T00:00:00Z"},
		{"2020-01-01t02:00:00.5+02:00", "2020-01-01T00:00:00.5Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		{"1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"},
		{"2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.25Z"},
		{"2016-12-31T23:58:60Z", ""}, {"2016-12-30T23:59:60Z", ""}, {"2016-12-31T23:59:61Z", ""},
		{"2020-01-01T0:00:00,5Z", ""}, {"2020-01-01 00:00:00Z", ""}, {"2020-01-01", ""}, {"", ""}, {"60", ""},
	} {
		got, err := ParseTime(c.s)
		d := NewDecoder([]byte(`"` + c.s + `"`))
		d.Strict = true
		read := d.Time()
		if c.want == "" {
			if err == nil || d.Err() == nil {
				t.Errorf("%q is taken for %v, %v", c.s, got, read)
			}
			continue
		}
		want, _ := time.Parse(time.RFC3339Nano, c.want)
		if err != nil || d.Err() != nil || !got.Equal(want) || !read.Equal(want) {
			t.Errorf("%q is %v, %v and %v, %v, want %v", c.s, got, err, read, d.Err(), want)
		}
	}
}
