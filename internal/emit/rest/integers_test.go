package rest

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

// TestIntegerRange says which limits are compared with as integers, and how they
// are printed.
func TestIntegerRange(t *testing.T) {
	at := func(s string) *big.Rat {
		n, ok := ir.ParseDecimal(s)
		if !ok {
			t.Fatal(s)
		}
		return n
	}
	for _, tt := range []struct {
		of    ir.Basic
		check ir.Check
		want  string // empty: they are not
	}{
		{ir.Int32, ir.Check{Minimum: at("0"), Maximum: at("65535")}, "Int32 0 65535"},
		{ir.Int32, ir.Check{Minimum: at("1")}, "Int32 1 math.MaxInt32"},
		{ir.Int32, ir.Check{Minimum: at("1"), Maximum: at("4294967295")}, "Int32 1 math.MaxInt32"},
		{ir.Int32, ir.Check{Minimum: at("-2147483648"), Maximum: at("2147483647")}, "all"},
		{ir.Int64, ir.Check{Maximum: at("-1")}, "Int64 math.MinInt64 -1"},
		{ir.Int64, ir.Check{Maximum: at("4294967295")}, "Int64 math.MinInt64 4294967295"},
		{ir.Int32, ir.Check{Minimum: at("4294967295")}, ""},
		{ir.Int32, ir.Check{Maximum: at("-4294967295")}, ""},
		{ir.Int64, ir.Check{Minimum: at("9007199254740993")}, "Int64 9007199254740993 math.MaxInt64"},
		{ir.Int64, ir.Check{Maximum: at("9223372036854775807"), ExclusiveMax: true}, "Int64 math.MinInt64 9223372036854775806"},
		{ir.Int64, ir.Check{Minimum: at("0.5"), Maximum: at("3.5")}, "Int64 1 3"},
		{ir.Int64, ir.Check{Minimum: at("-1.5"), Maximum: at("-0.5")}, "Int64 -1 -1"},
		{ir.Int64, ir.Check{Minimum: at("0"), ExclusiveMin: true}, "Int64 1 math.MaxInt64"},
		{ir.Int64, ir.Check{MultipleOf: at("2")}, ""},
		{ir.Uint32, ir.Check{Minimum: at("1")}, "Uint64 1 4294967295"},
		{ir.Uint64, ir.Check{Maximum: at("18446744073709551614")}, "Uint64 0 18446744073709551614"},
		{ir.Uint64, ir.Check{Minimum: at("1")}, "Uint64 1 math.MaxUint64"},
		{ir.Float64, ir.Check{Minimum: at("1")}, ""},
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
