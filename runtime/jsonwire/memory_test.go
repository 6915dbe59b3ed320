package jsonwire

import (
	"slices"
	"strings"
	"testing"
)

// wide is an object that takes much more memory than "{}".
type wide struct {
	_     [100]string
	inner *wide
	list  []wide
	more  map[string]wide
}

var keysWide = append([]string{`"inner":`, `"list":`, `"more":`, `"any":`}, slices.Repeat([]string{`"text":`}, 100)...)

func (v *wide) DecodeJSON(d *Decoder) {
	o := d.Object(keysWide)
	for o.Next() {
		switch o.Index {
		case 0:
			v.inner = new(wide)
			v.inner.DecodeJSON(d)
		case 1:
			ReadObjects(d, &v.list)
		case 2:
			v.more = map[string]wide{}
			d.BeginObject()
			for d.NextMember() {
				k := d.Key()
				var item wide
				item.DecodeJSON(d)
				v.more[k] = item
			}
		case 3:
			if w := new(wide); d.Try(w) {
				v.inner = w
			}
		default:
			d.Skip()
		}
	}
}

// TestMemory: a message that is made to take much memory is refused, and one
// that is only long is not.
func TestMemory(t *testing.T) {
	const n = 100_000
	for name, c := range map[string]struct {
		in   string
		fits bool
	}{
		"list":     {`{"list":[` + strings.Repeat("{},", n) + `{}]}`, false},
		"optional": {`{"list":[` + strings.Repeat(`{"inner":{}},`, n) + `{}]}`, false},
		"tried":    {`{"list":[` + strings.Repeat(`{"any":{}},`, n) + `{}]}`, false},
		"maps":     {`{"list":[` + strings.Repeat(`{"more":{"a":{}}},`, n) + `{}]}`, false},
		"short":    {`{"list":[` + strings.Repeat("{},", 5000) + `{}]}`, true},
		"honest":   {`{"list":[` + strings.Repeat(`{"text":"`+strings.Repeat("x", 50)+`"},`, n) + `{}]}`, true},
	} {
		var v wide
		err := Unmarshal([]byte(c.in), &v)
		if (err == nil) != c.fits || err != nil && !strings.Contains(err.Error(), "too much memory") {
			t.Errorf("%s: have %v", name, err)
		}
	}
	d := NewDecoder([]byte(`{"list":[{},{}]}`))
	d.MaxMemory = 1000
	if new(wide).DecodeJSON(d); d.End() == nil {
		t.Error("MaxMemory is not obeyed")
	}
	d = NewDecoder([]byte(`{"list":[` + strings.Repeat("{},", n) + `{}]}`))
	d.MaxMemory = 1 << 30
	if new(wide).DecodeJSON(d); d.End() != nil {
		t.Errorf("MaxMemory cannot be raised: %v", d.Err())
	}
}
