package jsonwire_test

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// TestDuplicateNames has the same name twice in all the ways in which names are
// read: at once, with white space, and escaped.
func TestDuplicateNames(t *testing.T) {
	for n := range 30 {
		name := strings.Repeat("abcdefg", 5)[:n]
		forms := []string{`"` + name + `":`, ` "` + name + `" : `}
		if n > 0 {
			forms = append(forms, `"\u0061`+name[1:]+`":`)
		}
		for _, first := range forms {
			for _, second := range forms {
				in := `{"other":0,` + first + `1,"another":{"other":3},` + second + `2}`
				if jsonwire.Raw(in).Valid() {
					t.Errorf("%s is accepted", in)
				}
				other := strings.Replace(in, second+"2", `"x`+name+`":2`, 1)
				if !jsonwire.Raw(other).Valid() {
					t.Errorf("%s is refused", other)
				}
			}
		}
	}
}
