package rest

import (
	"fmt"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

// TestIntegerRange says which limits are compared with as integers, and how they
// are printed.
func TestIntegerRange(t *testing.T) {
	at := func(n float64) *float64 { return &n }
	for _, tt := range []struct {
		of    ir.Basic
		check ir.Check
		want  string // empty: they are not
	}{
		{ir.Int32, ir.Check{Minimum: at(0), Maximum: at(65535)}, "Int32 0 65535"},
		{ir.Int32, ir.Check{Minimum: at(1)}, "Int32 1 math.MaxInt32"},
		{ir.Int32, ir.Check{Minimum: at(1), Maximum: at(4294967295)}, "Int32 1 math.MaxInt32"},
		{ir.Int32, ir.Check{Minimum: at(-2147483648), Maximum: at(2147483647)}, "all"},
		{ir.Int64, ir.Check{Maximum: at(-1)}, "Int64 math.MinInt64 -1"},
		{ir.Int64, ir.Check{Maximum: at(4294967295)}, "Int64 math.MinInt64 4294967295"},
		{ir.Int32, ir.Check{Minimum: at(4294967295)}, ""},
		{ir.Int32, ir.Check{Maximum: at(-4294967295)}, ""},
		{ir.Int64, ir.Check{Maximum: at(1 << 53)}, ""},
		{ir.Int64, ir.Check{Minimum: at(0.5)}, ""},
		{ir.Int64, ir.Check{Minimum: at(0), ExclusiveMin: true}, ""},
		{ir.Int64, ir.Check{MultipleOf: at(2)}, ""},
		{ir.Uint32, ir.Check{Minimum: at(1)}, ""},
		{ir.Float64, ir.Check{Minimum: at(1)}, ""},
	} {
		got := ""
		if r, ok := integerRange(tt.of, &tt.check); ok && r.isAll() {
			got = "all"
		} else if ok {
			got = fmt.Sprintf("%s %#v %#v", r.method, r.lowest(), r.highest())
		}
		if got != tt.want {
			t.Errorf("%v %+v: got %q, want %q", tt.of, tt.check, got, tt.want)
		}
	}
}
