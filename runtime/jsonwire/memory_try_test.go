package jsonwire

import (
	"strings"
	"testing"
)

// alternatives is a list of objects each of which is the last of ten kinds.
type alternatives int

func (n *alternatives) DecodeJSON(d *Decoder) {
	for d.BeginArray(); d.NextElement(); *n++ {
		kind := 0
		for kind < 9 && !d.Try(kindOf(kind)) {
			kind++
		}
		if kind == 9 {
			kindOf(9).DecodeJSON(d)
		}
	}
}

// kindOf is a wide object with a member that says that it is of this kind.
type kindOf int

func (k kindOf) DecodeJSON(d *Decoder) {
	o := d.Object(keysWide)
	for o.Next() {
		if v := d.Int32(); v != int32(k) {
			d.Fail("is of another kind")
		}
	}
}

// TestMemoryOfAlternatives: alternatives that do not fit take no memory, and
// those that are read do.
func TestMemoryOfAlternatives(t *testing.T) {
	const n = 1000 // objects of 2528 bytes each
	in := []byte("[" + strings.Repeat(`{"any":9},`, n-1) + `{"any":9}]`)
	for limit, fits := range map[int]bool{4 << 20: true, 1 << 20: false} {
		d, v := NewDecoder(in), new(alternatives)
		d.MaxMemory = limit
		v.DecodeJSON(d)
		if err := d.End(); (err == nil) != fits || fits && *v != n {
			t.Errorf("limit %d: read %d, %v", limit, *v, err)
		}
	}
}

// others is a list of values of which some members are known.
type others []wide

func (v *others) DecodeJSON(d *Decoder) {
	for d.BeginArray(); d.NextElement(); {
		var w wide
		if d.Other(w.DecodeJSON); d.Err() == nil {
			*v = append(*v, w)
		}
	}
}

// TestMemoryOfOthers: members of a value that is kept as JSON, too, take memory.
func TestMemoryOfOthers(t *testing.T) {
	const n = 1000
	in := []byte("[" + strings.Repeat(`{},`, n-1) + `{}]`)
	for _, strict := range []bool{true, false} {
		for limit, fits := range map[int]bool{4 << 20: true, 1 << 20: false} {
			d, v := NewDecoder(in), new(others)
			d.Strict, d.MaxMemory = strict, limit
			v.DecodeJSON(d)
			if err := d.End(); (err == nil) != fits || fits && len(*v) != n {
				t.Errorf("limit %d: read %d, %v", limit, len(*v), err)
			}
		}
	}
}
