package jsonwire_test

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

func TestInt64OfTime(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   int64
		strict bool
		err    string
	}{
		{in: `"2024-06-18T08:48:12.300312Z"`, want: 1718700492},
		{in: `"2024-06-18 08:48:12"`, want: 1718700492},
		{in: `"1969-12-31T23:59:59Z"`, want: -1},
		{in: `1718700492`, want: 1718700492},
		{in: `"2024-06-18T08:48:12Z"`, strict: true, err: "have a string, want an integer"},
		{in: `"1718700492"`, err: "have a string, want an integer"},
		{in: `""`, err: "have a string, want an integer"},
		{in: `"2024`, err: "string"},
	} {
		d := jsonwire.NewDecoder([]byte(tt.in))
		d.Strict = tt.strict
		got := d.Int64()
		err := d.End()
		if tt.err == "" && (err != nil || got != tt.want) {
			t.Errorf("%s: %d, %v", tt.in, got, err)
		}
		if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: error %v, want %s", tt.in, err, tt.err)
		}
	}
}
