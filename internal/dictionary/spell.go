package dictionary

import (
	"fmt"
	"strings"
)

// A speller finds the name that somebody meant. It compares only so often in
// a run: a large file full of unknown names must not take hours.
type speller struct{ budget int }

// spellBudget is the number of comparisons in a run: well under a second of work.
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
	name = strings.ToLower(name)
	if len(name) > longestName {
		return ""
	}
	limit := min(max(len(name)/6, 1), 3) + 1
	best := ""
	for _, k := range known {
		lower := strings.ToLower(k)
		if len(lower) > longestName || len(lower)-len(name) >= limit || len(name)-len(lower) >= limit {
			continue
		}
		if s.budget--; s.budget < 0 {
			return best
		}
		if d := distance(name, lower); d < limit {
			best, limit = k, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete, replace or swap with their
// neighbour to get from a to b. Neither is longer than longestName.
func distance(a, b string) int {
	var rows [3][longestName + 1]int // the row of a[:i] and the two before it
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, second := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(above[j], row[j-1]) + 1
			if a[i-1] == b[j-1] {
				row[j] = min(row[j], above[j-1])
			} else {
				row[j] = min(row[j], above[j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], second[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
