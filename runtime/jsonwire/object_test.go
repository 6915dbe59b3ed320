package jsonwire

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// readIndexes reads an object of integers and returns name or index and value of
// each member.
func readIndexes(text string, keys []string, strict bool, masks ...uint64) (string, error) {
	d := NewDecoder([]byte(text))
	d.Strict = strict
	var b strings.Builder
	o := d.Object(keys)
	for o.Next() {
		if o.Index < 0 {
			fmt.Fprintf(&b, "%s=%d ", d.Key(), d.Int32())
			continue
		}
		fmt.Fprintf(&b, "%d=%d ", o.Index, d.Int32())
	}
	o.Require(masks...)
	return strings.TrimSpace(b.String()), d.End()
}

var letters = []string{`"a":`, `"b":`, `"bb":`, `"c\"":`, `"ü":`, `"":`}

func TestObject(t *testing.T) {
	tests := []struct{ text, want string }{
		{`{}`, ""},
		{` { } `, ""},
		{`null`, ""},
		{`{"a":1,"b":2,"bb":3,"c\"":4,"ü":5,"":6}`, "0=1 1=2 2=3 3=4 4=5 5=6"},
		{`{"":6,"\u00fc":5,"c\u0022":4,"bb":3,"\u0062":2,"a":1}`, "5=6 4=5 3=4 2=3 1=2 0=1"},
		{`{"b":2,"a":1}`, "1=2 0=1"},
		{"{ \"a\" : 1 ,\r\n\t\"bb\":\t3 }", "0=1 2=3"},
		{`{"x":1,"a":2,"y":3,"b":4}`, "x=1 0=2 y=3 1=4"},
		{`{"aa":1,"c":2,"c\\":3,"u":4}`, `aa=1 c=2 c\=3 u=4`},
	}
	for _, test := range tests {
		got, err := readIndexes(test.text, letters, false)
		if got != test.want || err != nil {
			t.Errorf("%s: got %q, %v; want %q", test.text, got, err, test.want)
		}
	}
}

func TestObjectErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{`{"a":1,"a":2}`, `member "a" appears twice (at byte 7)`},
		{`{"b":1,"a":2,"\u0062":3}`, `member "b" appears twice (at byte 13)`},
		{`{"c\"":1,"c\u0022":2}`, `member "c\"" appears twice`},
		{`{"x":1,"a":2,"x":3}`, `member "x" appears twice`},
		{`{"x":1,"\u0078":3}`, `member "x" appears twice`},
		{`{"a":1 "b":2}`, `unexpected '"', want ',' or '}'`},
		{`{"a" 1}`, `unexpected '1', want ':'`},
		{`{,"a":1}`, `unexpected ',', want a member name`},
		{`{"a":1,}`, `unexpected '}', want a member name`},
		{`{"a":1`, `the input ends`},
		{`{"a`, `the input ends`},
		{`{`, `the input ends`},
		{`[]`, `have an array, want an object`},
		{`{"a"b":1}`, `unexpected 'b', want ':'`},
	}
	for _, test := range tests {
		if _, err := readIndexes(test.text, letters, false); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want %s", test.text, err, test.want)
		}
	}
}

func TestObjectRequire(t *testing.T) {
	if _, err := readIndexes(`{"a":1}`, letters, true, 1<<0); err != nil {
		t.Error(err)
	}
	_, err := readIndexes(`{"a":1}`, letters, true, 1<<0|1<<3)
	if err == nil || !strings.Contains(err.Error(), `required member "c\"" is absent`) {
		t.Errorf("got error %v", err)
	}
	if _, err := readIndexes(`{"a":1}`, letters, false, 1<<3); err != nil {
		t.Errorf("a lenient decoder requires a member: %v", err)
	}
}

// TestObjectOfManyMembers has more members than a word has bits, and unknown ones
// in objects that are inside each other.
func TestObjectOfManyMembers(t *testing.T) {
	const count = 200
	keys := make([]string, count)
	var members []string
	for i := range keys {
		keys[i] = `"m` + strconv.Itoa(i) + `":`
		members = append(members, keys[i]+strconv.Itoa(i))
	}
	all := []uint64{^uint64(0), ^uint64(0), ^uint64(0), 1<<(count-192) - 1}
	if _, err := readIndexes("{"+strings.Join(members, ",")+"}", keys, true, all...); err != nil {
		t.Error(err)
	}
	for _, i := range []int{0, 63, 64, 127, 128, count - 1} {
		rest := append(append([]string{}, members[:i]...), members[i+1:]...)
		want := `required member "m` + strconv.Itoa(i) + `" is absent`
		if _, err := readIndexes("{"+strings.Join(rest, ",")+"}", keys, true, all...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %s", err, want)
		}
		twice := "{" + strings.Join(members, ",") + "," + members[i] + "}"
		want = `member "m` + strconv.Itoa(i) + `" appears twice`
		if _, err := readIndexes(twice, keys, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %s", err, want)
		}
	}
}

func TestObjectsInside(t *testing.T) {
	keys := []string{`"in":`}
	var read func(d *Decoder) int
	read = func(d *Decoder) int {
		n := 0
		o := d.Object(keys)
		for o.Next() {
			if o.Index == 0 {
				n += read(d)
				continue
			}
			n++
			d.Skip()
		}
		return n
	}
	for text, want := range map[string]int{
		`{"x":{"x":1},"in":{"x":1,"y":{"x":1}},"y":2}`: 4,
		`{"in":{"in":{"x":1}},"x":2}`:                  2,
	} {
		d := NewDecoder([]byte(text))
		if n := read(d); n != want || d.End() != nil {
			t.Errorf("%s: %d unknown members, %v; want %d", text, n, d.Err(), want)
		}
	}
	d := NewDecoder([]byte(`{"x":1,"in":{"x":1},"x":2}`))
	if read(d); d.Err() == nil {
		t.Error("a name that appears twice around an object is not found")
	}
}
