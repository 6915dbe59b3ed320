package jsonwire_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

type pair struct {
	a uint8
	b float64
}

// TestRoom fills lists of several types and lengths, which must neither touch
// each other nor the strings of the same message.
func TestRoom(t *testing.T) {
	for n := range 200 {
		in := `["some text"` + strings.Repeat(",12", n) + `]`
		d := jsonwire.NewDecoder([]byte(in))
		d.BeginArray()
		d.NextElement()
		text := d.String()
		bytes := jsonwire.Room[uint8](d)
		for i := range n % 5 {
			bytes = append(bytes, uint8(i))
		}
		bytes = jsonwire.Fit(d, bytes)
		numbers := jsonwire.Room[int64](d)
		for d.NextElement() {
			numbers = append(numbers, d.Int64())
		}
		numbers = jsonwire.Fit(d, numbers)
		pairs := jsonwire.Fit(d, append(jsonwire.Room[pair](d), pair{255, -1}))
		if err := d.End(); err != nil {
			t.Fatal(err)
		}
		_ = append(bytes, 0xFF)
		_ = append(numbers, -1)
		if text != "some text" || len(numbers) != n || slices.ContainsFunc(numbers, func(v int64) bool { return v != 12 }) ||
			!slices.Equal(bytes, []uint8{0, 1, 2, 3}[:n%5]) || pairs[0] != (pair{255, -1}) {
			t.Fatalf("%s: %q %v %v %v", strconv.Itoa(n), text, bytes, numbers, pairs)
		}
	}
}
