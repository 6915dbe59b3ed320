package dictionary

import (
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"map", "may", 1}, {"mmax", "max", 1}, {"must_not", "must-not", 1},
		{"abcd", "abdc", 1}, {"kitten", "sitting", 3}, {strings.Repeat("a", longestName), "", longestName},
	}
	for _, tt := range tests {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q: got %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance(tt.b, tt.a); got != tt.want {
			t.Errorf("from %q to %q: got %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
