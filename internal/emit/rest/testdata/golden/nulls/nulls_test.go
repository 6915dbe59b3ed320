package nulls

import (
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

// A message is any generated type.
type message interface {
	jsonwire.Value
	Validate() error
}

// strictly reads text as a server would.
func strictly(v message, text string) error {
	if err := jsonwire.UnmarshalStrict([]byte(text), v); err != nil {
		return err
	}
	return v.Validate()
}

// TestAccepted: what the document allows is read and written back, strictly and
// leniently.
func TestAccepted(t *testing.T) {
	for _, test := range []struct {
		v    message
		text string
	}{
		{new(Lists), `{"counts":[1,null,5]}`},
		{new(Lists), `{"names":[null,"ab",""],"colors":["red",null]}`},
		{new(Lists), `{"bytes":[null,"AAAA",""],"times":[null,"2024-01-02T03:04:05Z"]}`},
		{new(Lists), `{"points":[{"x":1},null],"matrix":[null,[],[null,3]],"mixed":[null,"a",{"x":2}],"nothing":[null]}`},
		{new(Maps), `{"names":{"a":null,"b":"bc"},"points":{"p":null,"q":{"x":1}},"x":"abc","y":null}`},
		{new(Maps), `{"lists":{"a":null,"b":[],"c":[null,{},{"p":{"x":1}}]}}`},
		{new(Members), `{"type":null,"reference":null,"enum":null,"nested":null,"object":null,"optional":null,"only":null}`},
		{new(Members), `{"type":"a","reference":{"x":1},"enum":"a","nested":"b","object":{"a":1},"notOfType":"a"}`},
		{new(OrNull), `{"shape":null,"shapes":[null,{"x":1},{"r":2}],"address":null,"rm":null,"rms":["NR",null,"new"]}`},
		{new(OrNull), `{"shape":{"r":1},"address":"::1","rm":"NR","notNull":{"x":1}}`},
		{new(Nested), `{"strings":"a","objects":"b"}`},
		{new(Nested), `{"strings":true,"objects":{"x":1}}`},
		{new(Nested), `{"objects":null,"limits":"a"}`},
		{new(Nested), `{"limits":"abc"}`},
		{new(Several), `{"value":"ab","open":"b","typeless":"ab"}`},
		{new(Several), `{"value":[1],"open":{"any":[1]},"typeless":3}`},
		{new(Several), `{"value":{"a":true}}`},
		{new(Several), `{"value":5.5}`},
		{new(Holder), `{"derived":{"a":"x","b":1},"list":[{"a":"x","b":1}],"either":{"a":"x","b":1},"sub":{"a":"x","b":1,"c":2}}`},
		{new(Holder), `{"short":"abc","notEmpty":"a","small":255,"tiny":-128,"octal":"0123456789"}`},
	} {
		if err := strictly(test.v, test.text); err != nil {
			t.Errorf("%s: %v", test.text, err)
		}
		if err := jsonwire.Unmarshal([]byte(test.text), test.v); err != nil {
			t.Errorf("%s, leniently: %v", test.text, err)
		}
		if got := string(test.v.AppendJSON(nil)); got != test.text {
			t.Errorf("%s is written as %s", test.text, got)
		}
	}
}

// TestRefused: what it does not allow is refused, and the error says where.
func TestRefused(t *testing.T) {
	for _, test := range []struct {
		v          message
		text, want string
	}{
		{new(Lists), `{"counts":[6]}`, `counts[0]: 6 is above 5`},
		{new(Lists), `{"counts":["a"]}`, `counts[0]: have a string, want an integer (at byte 11)`},
		{new(Lists), `{"counts":[null,1,null]}`, `counts: elements [0] and [2] are equal`},
		{new(Lists), `{"names":[null,"abc"]}`, `names[1]: has 3 characters, want at most 2`},
		{new(Lists), `{"colors":["blue"]}`, `colors[0]: must be one of red, green`},
		{new(Lists), `{"times":[1]}`, `times[0]: have a number, want a time (RFC 3339) (at byte 10)`},
		{new(Lists), `{"points":[{"x":1},{}]}`, `points[1]: required member "x" is absent (at byte 20)`},
		{new(Lists), `{"matrix":[[-1]]}`, `matrix[0]: -1 is below 0`},
		{new(Lists), `{"mixed":[5]}`, `mixed[0]: is none of the kinds of ListsMixedItem`},
		{new(Lists), `{"nothing":[1]}`, `nothing[0]: must be null`},
		{new(Maps), `{"names":{"a":"abc"}}`, `names.a: has 3 characters, want at most 2`},
		{new(Maps), `{"points":{"p":5}}`, `points.p: have a number, want an object (at byte 15)`},
		{new(Maps), `{"x":"abcd"}`, `x: has 4 characters, want at most 3`},
		{new(Members), `{"type":1,"reference":null,"enum":null,"nested":null,"object":null}`, `type: is none of the kinds of MembersType`},
		{new(Members), `{"type":null,"reference":null,"enum":null,"nested":null,"object":null,"only":1}`, `only: must be null`},
		{new(Members), `{"type":null,"reference":null,"enum":null,"nested":null,"object":null,"notOfType":null}`, `notOfType: have null, want a value (at byte 82)`},
		{new(Members), `{"type":null,"reference":null,"enum":null,"nested":null,"object":null,"narrowed":null}`, `narrowed: have null, want a value (at byte 81)`},
		{new(Nested), `{"limits":"ab"}`, `limits: is none of the kinds of NestedLimits`},
		{new(Several), `{"value":"abc"}`, `value: has 3 characters, want at most 2`},
		{new(Several), `{"value":4}`, `value: 4 is below 5`},
		{new(Several), `{"value":[1,2]}`, `value: has 2 elements, want at most 1`},
		{new(Several), `{"value":["a"]}`, `value[0]: have a string, want an integer (at byte 10)`},
		{new(Several), `{"value":{}}`, `value: required member "a" is absent (at byte 10)`},
		{new(Several), `{"value":true}`, `value: is none of the kinds of SeveralValue`},
		{new(Several), `{"open":1}`, `open: is none of the kinds of SeveralOpen`},
		{new(Several), `{"typeless":"ba"}`, `typeless: does not match ^a`},
		{new(Several), `{"typeless":2}`, `typeless: 2 is below 3`},
		{new(Holder), `{"derived":{"a":"x"}}`, `derived: required member "b" is absent (at byte 19)`},
		{new(Holder), `{"list":[{"a":"x","b":"y"}]}`, `list[0].b: have a string, want an integer (at byte 22)`},
		{new(Holder), `{"sub":{"a":"x"}}`, `sub: required member "b" is absent (at byte 15)`},
		{new(Holder), `{"short":"abcd"}`, `short: has 4 characters, want at most 3`},
		{new(Holder), `{"notEmpty":""}`, `notEmpty: has 0 characters, want at least 1`},
		{new(Holder), `{"notEmpty":"abcd"}`, `notEmpty: has 4 characters, want at most 3`},
		{new(Holder), `{"small":256}`, `small: 256 is above 255`},
		{new(Holder), `{"tiny":-129}`, `tiny: -129 is below -128`},
		{new(Holder), `{"octal":"01234567890"}`, `octal: has 11 characters, want at most 10`},
	} {
		if err := strictly(test.v, test.text); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.text, err, test.want)
		}
	}
}

// TestGo shows how a program writes elements that are null.
func TestGo(t *testing.T) {
	v := Lists{
		Counts: []opt.Value[int64]{opt.Some[int64](1), opt.None[int64]()},
		Points: []*Point{{X: 1}, nil},
		Mixed:  []ListsMixedItem{nil, ListsMixedItemString("a")},
	}
	if err := v.Validate(); err != nil {
		t.Error(err)
	}
	if got, want := string(v.AppendJSON(nil)), `{"counts":[1,null],"points":[{"x":1},null],"mixed":[null,"a"]}`; got != want {
		t.Errorf("written as %s, want %s", got, want)
	}
}
