package dictionary

import (
	"fmt"
	"strings"
)

// A speller finds the name that somebody meant. It compares only so often in
// a run: a large file full of unknown names must not take hours.
type speller struct{ budget int }

// spellBudget is the number of comparisons in a run: a second or two of work.
const spellBudget = 200_000

// longestName is the length up to which names are compared.
const longestName = 64

// hint returns `, did you mean "max"?`, or nothing when no name is near.
func (s *speller) hint(name string, known []string) string {
	if best := s.nearest(name, known); best != "" {
		return fmt.Sprintf(", did you mean %q?", best)
	}
	return ""
}

// nearest returns the name of known that is spelled most like name: of equally
// near ones the first. It returns "" when none is near.
func (s *speller) nearest(name string, known []string) string {
	limit := min(max(len(name)/6, 1), 3) + 1
	best := ""
	if len(name) > longestName {
		return ""
	}
	for _, k := range known {
		if len(k) > longestName || len(k)-len(name) >= limit || len(name)-len(k) >= limit {
			continue
		}
		if s.budget--; s.budget < 0 {
			return best
		}
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < limit {
			best, limit = k, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete, replace or swap with their
// neighbour to get from a to b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
