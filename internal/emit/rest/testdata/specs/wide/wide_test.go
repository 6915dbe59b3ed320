package wide

import (
	"fmt"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// TestRequired: each of more than 64 required members is asked for.
func TestRequired(t *testing.T) {
	for absent := range 130 {
		var members []string
		for i := range 130 {
			if i != absent {
				members = append(members, fmt.Sprintf(`"m%d":%d`, i, i))
			}
		}
		err := jsonwire.UnmarshalStrict([]byte("{"+strings.Join(members, ",")+"}"), new(Wide))
		if want := fmt.Sprintf(`required member "m%d" is absent`, absent); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("have %v, want %s", err, want)
		}
	}
}
