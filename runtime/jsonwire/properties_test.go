package jsonwire

import "testing"

func TestProperties(t *testing.T) {
	for _, tt := range []struct {
		names             string
		others, low, high int
		present           []bool
		want              string
	}{
		{"a, b", 0, 1, 0, []bool{false, false}, "at least 1 of a, b must be present, 0 found"},
		{"a", 0, 1, 0, []bool{false}, "at least 1 of a must be present, 0 found"},
		{"a, b", 1, 1, 0, []bool{false, false}, ""},
		{"a, b", 0, 1, 1, []bool{true, true}, "exactly 1 of a, b must be present, 2 found"},
		{"a, b", 0, 0, 1, []bool{true, true}, "at most 1 of a, b must be present, 2 found"},
		{"a, b", 2, 0, 2, []bool{true, false}, "has 3 members, want at most 2"},
		{"", 1, 0, -1, nil, "has 1 members, want at most 0"},
		{"", 0, 2, 0, nil, "has 0 members, want at least 2"},
	} {
		var c Checker
		c.Properties(tt.names, tt.others, tt.low, tt.high, tt.present...)
		got := ""
		if err := c.Err(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
