package shapes

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

// full is what a type reads and writes unchanged.
var full = map[string]struct {
	value jsonwire.Value
	text  string
}{
	"scalars": {new(Scalars), `{"flag":false,"small":1,"big":9007199254740993,"ratio":1.5,"text":"Äö","when":"2024-06-01T12:00:00.123456789+02:00",` +
		`"blob":"AQI=","any":{"a": [1, 2]},"colour":"RED","level":-3,"due":null,"optFlag":false,"optSmall":4294967295,"optBig":18446744073709551615,` +
		`"optRatio":0,"optText":"` + "`" + `\"\\","optWhen":"2024-06-01T12:00:00Z","optBlob":"","optAny":"x","optColour":"BLUE","optNull":0,"wait":"5S","fixed":true}`},
	"nested": {new(Nested), `{"ports":[0,65535],"grid":[[1,2],[]],"labels":{"a":"1","b":""},"moods":["good","odd"],"colours":[],"parts":[{"id":"x"}],` +
		`"byName":{"n":{"id":"y","next":{"id":"z"},"children":[]}},"deep":{"a":{"b":["c"],"d":[]},"e":{}},"rows":[{},{"r":{"id":"1"}}],` +
		`"raws":{"n":null,"t":true},"shapes":[{"radius":1},{"side":2,"origin":{}},{"x":1,"y":2},{},"#1",[1.5],true]}`},
	"open":    {new(Open), `{"name":"n","na\"me` + "`" + `\\<>&":7,"more":null,"deep":{"x":[{}]}}`},
	"headers": {new(Headers), `{"apns-id":"1","a":"b","c":"d"}`},
	"nulls":   {new(Nulls), `{"object":null,"list":null,"map":null,"union":null}`},
	"noNulls": {new(Nulls), `{"object":{},"list":["x"],"map":{},"union":{"petType":"cat","lives":1},"optObject":{"a":""}}`},
	"empty":   {new(Empty), `{}`},
	"cat":     {new(Cat), `{"petType":"cat","lives":9}`},
	"owner":   {new(Owner), `{"pet":{"petType":"hound","barks":true},"alert":"fire","other":{"petType":"fish","fins": 2},"thing":{"petType":"cat","lives":1}}`},
}

func TestRoundTrip(t *testing.T) {
	for name, c := range full {
		t.Run(name, func(t *testing.T) {
			if err := jsonwire.UnmarshalStrict([]byte(c.text), c.value); err != nil {
				t.Fatal(err)
			}
			if got := string(c.value.AppendJSON([]byte("!"))); got != "!"+c.text {
				t.Errorf("have %s\nwant %s", got[1:], c.text)
			}
		})
	}
}

// TestStandardLibrary: encoding/json writes a struct as its methods do, also
// one that it does not get by reference.
func TestStandardLibrary(t *testing.T) {
	holder := struct{ Cat Cat }{Cat{Lives: 9}}
	b, err := json.Marshal(holder)
	if err != nil || string(b) != `{"Cat":{"petType":"cat","lives":9}}` {
		t.Errorf("have %s, %v", b, err)
	}
	if err := json.Unmarshal([]byte(`{"Cat":{"lives":"many"}}`), &holder); err == nil {
		t.Error("a string was read as an integer")
	}
}

// TestPrefixes: no value that is cut off can be read.
func TestPrefixes(t *testing.T) {
	for name, c := range full {
		for n := range len(c.text) {
			if jsonwire.Unmarshal([]byte(c.text[:n]), c.value) == nil {
				t.Errorf("%s: read %s", name, c.text[:n])
			}
		}
	}
}

func TestStrict(t *testing.T) {
	for _, c := range []struct {
		value      jsonwire.Value
		text, want string
	}{
		{new(Scalars), `{}`, `required member "flag" is absent (at byte 1)`},
		{new(Scalars), `{"optFlag":null}`, `optFlag: have null, want a value (at byte 11)`},
		{new(Scalars), `{"small":2147483648}`, `small: 2147483648 is above 2147483647 (at byte 9)`},
		{new(Nulls), `{"object":null,"map":null,"union":null}`, `required member "list" is absent (at byte 38)`},
		{new(Closed), `{"b":1}`, `b: member is not in the schema (at byte 5)`},
		{new(Cat), `{"petType":"dog","lives":1}`, `petType: must be "cat" (at byte 11)`},
		{new(Cat), `{"lives":1}`, `required member "petType" is absent (at byte 10)`},
		{new(Nested), `{"grid":[[1,true]]}`, `grid[0][1]: have true or false, want a number (at byte 12)`},
		{new(Owner), `{"pet":{"petType":"dog","barks":1}}`, `pet.barks: have a number, want true or false (at byte 32)`},
	} {
		err := jsonwire.UnmarshalStrict([]byte(c.text), c.value)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s\nhave %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestLenient(t *testing.T) {
	for _, c := range []struct {
		value      jsonwire.Value
		text, want string
	}{
		{new(Headers), `{"apns-id":null,"a":null,"b":5}`, `{"b":"5"}`},
		{new(Closed), `{"b":1,"a":"x"}`, `{"a":"x"}`},
		{new(Node), `{"id":1,"next":null,"children":null}`, `{"id":"1"}`},
		{new(Cat), `{"petType":"lion","lives":1e0}`, `{"petType":"lion","lives":1}`},
		{new(Open), `{"name":null,"type":null,"x":null}`, `{"name":"","x":null}`},
	} {
		if err := jsonwire.Unmarshal([]byte(c.text), c.value); err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := string(c.value.AppendJSON(nil)); got != c.want {
			t.Errorf("%s\nhave %s\nwant %s", c.text, got, c.want)
		}
	}
}

// scalars returns a value with nothing wrong, changed by change.
func scalars(change func(*Scalars)) *Scalars {
	v := &Scalars{Small: 1, Big: 1, Ratio: 1, Text: "A", When: time.Unix(0, 0), Any: jsonwire.Raw("1"), Colour: ColourRed, Level: ScalarsLevel1}
	change(v)
	return v
}

func nested(change func(*Nested)) *Nested {
	v := &Nested{Ports: []int32{1}}
	change(v)
	return v
}

func TestValidate(t *testing.T) {
	id := "7698d710-98b7-4695-a958-7b228f08128c"
	for _, c := range []struct {
		value interface{ Validate() error }
		want  string
	}{
		{scalars(func(*Scalars) {}), ""},
		{scalars(func(v *Scalars) { v.Small = 0 }), "small: 0 is below 1"},
		{scalars(func(v *Scalars) { v.Big = 0 }), "big: 0 is below 1"},
		{scalars(func(v *Scalars) { v.Ratio = 0.7 }), "ratio: 0.7 is not a multiple of 0.5"},
		{scalars(func(v *Scalars) { v.Ratio = math.Inf(1) }), "ratio: +Inf is not a multiple of 0.5"},
		{scalars(func(v *Scalars) { v.Text = "" }), "text: has 0 characters, want at least 1"},
		{scalars(func(v *Scalars) { v.Text = "a" }), "text: does not match ^[A-Z]"},
		{scalars(func(v *Scalars) { v.When = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }), "when: time cannot be written as RFC 3339 asks"},
		{scalars(func(v *Scalars) { v.Any = jsonwire.Raw("{") }), "any: is not JSON"},
		{scalars(func(v *Scalars) { v.Colour = "BLUE" }), "colour: must be one of RED, GREEN"},
		{scalars(func(v *Scalars) { v.Level = 5 }), "level: must be one of 1, 2, -3"},
		{scalars(func(v *Scalars) { v.Due.Set("soon") }), "due: does not have the format date"},
		{scalars(func(v *Scalars) { v.OptRatio.Set(math.NaN()) }), "optRatio: NaN is below 0"},
		{scalars(func(v *Scalars) { v.OptText.Set("`````") }), "optText: has 5 characters, want at most 4"},
		{scalars(func(v *Scalars) { v.Wait.Set("0") }), "wait: 0 seconds are not above 0"},
		{scalars(func(v *Scalars) { v.Wait.Set("61s") }), "wait: 61 seconds are above 60"},
		{scalars(func(v *Scalars) { v.Fixed.Set(false) }), "fixed: must be true"},
		{nested(func(*Nested) {}), ""},
		{nested(func(v *Nested) { v.Ports = nil }), "ports: has 0 elements, want at least 1"},
		{nested(func(v *Nested) { v.Ports = []int32{1, 70000} }), "ports[1]: 70000 is above 65535"},
		{nested(func(v *Nested) { v.Ports = []int32{1, 1} }), "ports: elements [0] and [1] are equal"},
		{nested(func(v *Nested) { v.Grid = [][]float64{{1, 2}, {1}} }), "grid[1]: has 1 elements, want at least 2"},
		{nested(func(v *Nested) { v.Labels = map[string]string{"b": "123456", "a": ""} }), "labels.b: has 6 characters, want at most 5"},
		{nested(func(v *Nested) { v.Moods = []Mood{"unheard of"} }), ""},
		{nested(func(v *Nested) { v.Colours = []Colour{"BLUE"} }), "colours[0]: must be one of RED, GREEN"},
		{nested(func(v *Nested) { v.Parts = []Node{{ID: id}, {ID: id}} }), "parts: elements [0] and [1] are equal"},
		{nested(func(v *Nested) { v.Parts = []Node{{ID: id, Children: []Node{{}}}} }), "parts[0].children[0].id: does not have the format uuid"},
		{nested(func(v *Nested) { v.ByName = map[string]Node{"n": {}} }), "byName.n.id: does not have the format uuid"},
		{nested(func(v *Nested) { v.Raws = map[string]jsonwire.Raw{"r": jsonwire.Raw("x")} }), "raws.r: is not JSON"},
		{nested(func(v *Nested) { v.Shapes = []Shape{} }), "shapes: has 0 elements, want at least 1"},
		{nested(func(v *Nested) { v.Shapes = []Shape{nil} }), "shapes[0]: is required"},
		{nested(func(v *Nested) { v.Shapes = []Shape{ShapeVariant4Value("1")} }), "shapes[0]: does not match ^#"},
		{&Open{Name: "n"}, "at least 1 of type, na\"me`\\<>& must be present, 0 found"},
		{&Open{Name: "n", Extra: jsonwire.Members{{Name: "name", Value: jsonwire.Raw("1")}}}, "name: is not allowed here"},
		{&Headers{Extra: map[string]HeadersValue{"a": "1234"}}, "a: has 4 characters, want at most 3"},
		{&Headers{Extra: map[string]HeadersValue{"apns-id": "1"}}, "apns-id: is not allowed here"},
		{&Rules{}, "at least 1 of type, a, b, c, d must be present, 0 found"},
		{&Rules{C: new(Closed)}, ""},
		{&Rules{A: opt.Some("")}, "at least 1 of a and b, c must be present, 0 found"},
		{&Rules{A: opt.Some(""), B: []string{}}, ""},
		{&Rules{A: opt.Some(""), C: new(Closed), D: opt.Some(false)}, "exactly 0 of a and d must be present, 1 found"},
		{&Rules{C: new(Closed), Type: opt.Some(RulesType1)}, ""},
		{&Rules{C: new(Closed), Type: opt.Some(RulesType2)}, "a: is required"},
		{&Rules{C: new(Closed), D: opt.Some(true)}, "exactly 1 of a, b must be present, 0 found"},
		{&Rules{C: new(Closed), Type: opt.Some[RulesType](3)}, "type: must be one of 1, 2"},
		{new(Nulls), ""},
		{&Nulls{List: []string{}}, "list: has 0 elements, want at least 1"},
		{&Owner{}, "pet: is required"},
		{&Owner{Pet: new(Cat)}, "alert: is required"},
		{&Owner{Pet: &OtherPet{Name: opt.Some("wanda")}}, "pet.name: does not match ^[A-Z][a-z]*$"},
		{&Owner{Pet: new(Cat), Alert: new(OtherAlert)}, "alert: is none of the kinds of Alert"},
		{&Owner{Pet: new(Cat), Alert: AlertString("")}, ""},
	} {
		got := ""
		if err := c.value.Validate(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("have %q, want %q", got, c.want)
		}
	}
}

func TestUnions(t *testing.T) {
	for text, want := range map[string]Anything{
		`true`:                     AnythingBool(true),
		`12`:                       AnythingInt(12),
		`"#1"`:                     ShapeVariant4Value("#1"),
		`[]`:                       ShapeNumberList{},
		`{"radius":2,"side":1}`:    &Circle{Radius: 2, Extra: extra("side", "1")},
		`{"side":3}`:               &Square{Side: 3},
		`{"side":"3"}`:             &Point{Extra: extra("side", `"3"`)},
		`{"x":"no"}`:               &OtherAnything{Raw: jsonwire.Raw(`{"x":"no"}`)},
		`{"petType":"cat"}`:        new(Cat),
		`{"petType":"hound"}`:      &Dog{PetType: "hound"},
		`{"petType":"fish","x":1}`: &Point{X: opt.Some(1.0), Extra: extra("petType", `"fish"`)},
		`null`:                     &OtherAnything{Raw: jsonwire.Raw(`null`)},
	} {
		d := jsonwire.NewDecoder([]byte(text))
		got := DecodeAnything(d)
		if err := d.End(); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		have, expect := string(got.AppendJSON(nil)), string(want.AppendJSON(nil))
		if have != expect || typeName(got) != typeName(want) {
			t.Errorf("%s is %T %s, want %T %s", text, got, have, want, expect)
		}
	}
}

// extra are members with one member, which no field has.
func extra(name, value string) jsonwire.Members {
	return jsonwire.Members{{Name: name, Value: jsonwire.Raw(value)}}
}

func typeName(v Anything) string {
	switch v.(type) {
	case *Cat, *Dog:
		return "pet"
	case *Circle, *Square, *Point:
		return "shape"
	case *OtherAnything, *OtherShape, *OtherPet:
		return "other"
	}
	return "scalar"
}

// TestOtherFields: of a value that is not listed, the common members are read.
func TestOtherFields(t *testing.T) {
	d := jsonwire.NewDecoder([]byte(`{"petType":"fish","name":"Wanda","fins":[1]}`))
	fish, ok := DecodePet(d).(*OtherPet)
	if !ok || fish.PetType != "fish" || fish.Name.Or("") != "Wanda" || !strings.Contains(fish.Raw.String(), "fins") {
		t.Errorf("have %+v", fish)
	}
	made := &OtherPet{PetType: "bird"}
	if got := string(made.AppendJSON(nil)); got != `{"petType":"bird"}` {
		t.Errorf("have %s", got)
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range full {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, v := range []jsonwire.Value{new(Scalars), new(Nested), new(Open), new(Owner)} {
			if jsonwire.Unmarshal(b, v) != nil {
				continue
			}
			_ = v.(interface{ Validate() error }).Validate()
			once := v.AppendJSON(nil)
			if err := jsonwire.Unmarshal(once, v); err != nil {
				t.Fatalf("%T wrote %s, which cannot be read: %v", v, once, err)
			}
			if again := v.AppendJSON(nil); string(again) != string(once) {
				t.Fatalf("%T wrote %s, then %s", v, once, again)
			}
		}
	})
}
