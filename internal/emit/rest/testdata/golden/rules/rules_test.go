package rules

import (
	"encoding/json"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A value is what every type of the package is.
type value interface {
	AppendJSON([]byte) []byte
	DecodeJSON(*jsonwire.Decoder)
	Validate() error
}

// union reads a union as a value.
type union[T interface {
	AppendJSON([]byte) []byte
	Validate() error
}] struct {
	decode func(*jsonwire.Decoder) T
	v      T
}

func (u *union[T]) AppendJSON(b []byte) []byte     { return u.v.AppendJSON(b) }
func (u *union[T]) DecodeJSON(d *jsonwire.Decoder) { u.v = u.decode(d) }
func (u *union[T]) Validate() error                { return u.v.Validate() }

// TestRules reads values, writes them again and checks them. Broken values are
// kept as well.
func TestRules(t *testing.T) {
	account := &union[Account]{decode: DecodeAccount}
	twice := &union[Twice]{decode: DecodeTwice}
	family := &union[Family]{decode: DecodeFamily}
	tree := &union[Tree]{decode: DecodeTree}
	index := &union[Index]{decode: DecodeIndex}
	for _, test := range []struct {
		name string
		v    value
		json string
		ok   bool
	}{
		{"neither kind nor areas", new(Restriction), `{}`, true},
		{"areas without kind", new(Restriction), `{"areas":["a"]}`, false},
		{"denied without most", new(Restriction), `{"kind":"DENIED","areas":[]}`, true},
		{"denied with most", new(Restriction), `{"kind":"DENIED","areas":[],"most":1}`, false},
		{"allowed with most", new(Restriction), `{"kind":"ALLOWED","areas":[],"most":1}`, true},
		{"level 2 without most", new(Restriction), `{"level":2}`, false},
		{"level 3 without most", new(Restriction), `{"level":3}`, true},
		{"other event", new(Event), `{"event":"NEW"}`, true},
		{"change of nothing", new(Event), `{"event":"CHANGED"}`, false},
		{"change", new(Event), `{"event":"CHANGED","changes":"a"}`, true},
		{"change twice", new(Event), `{"event":"CHANGED","profile":"a","changes":"a"}`, false},
		{"no area", new(Area), `{}`, false},
		{"cells and tracking", new(Area), `{"cells":[],"tracking":"a"}`, true},
		{"geo and cells", new(Area), `{"geo":"a","cells":[]}`, false},
		{"at", new(Status), `{"id":"a","at":"b"}`, true},
		{"at and on", new(Status), `{"id":"a","at":"b","on":"c"}`, false},
		{"a member that has no schema", new(Typo), `{"locInPred":{"any":[1]}}`, true},
		{"both", new(Typo), `{"locInf":"a","locInPred":1}`, false},
		{"no schemas at all", new(Bare), `{"b":1,"more":[true]}`, true},
		{"nothing that is asked for", new(Bare), `{"more":[true]}`, false},
		{"map with a required member", new(Labels), `{"name":"a","b":"c"}`, true},
		{"map with a long required member", new(Labels), `{"name":"abcdef"}`, false},
		{"reference and members", account, `{"id":"a","note":"b","number":"1"}`, true},
		{"alternative and members", account, `{"id":"a","iban":"1"}`, true},
		{"alternative alone", account, `{"iban":"1"}`, false},
		{"two lists", twice, `{"b":"x","c":1}`, true},
		{"one of two lists", twice, `{"b":"x"}`, false},
		{"child of a base with alternatives", family, `{"name":"a","school":"b"}`, true},
		{"base without alternative", family, `{"name":"a"}`, false},
		{"tree", tree, `[[],[[],[]]]`, true},
		{"wide tree", tree, `[[],[[],[],[],[]]]`, false},
		{"no tree", tree, `[{}]`, false},
		{"index", index, `{"a":[{},{"b":[]}]}`, true},
		{"members that hold themselves", new(Holder), `{"tree":[[]],"trees":[[],[]],"index":{"a":[]},"value":{"a":[1,"b",{}]}}`, true},
		{"derived members", new(Owner), `{"pet":{"petType":"cat","lives":9},"pets":[{"petType":"dog","bark":"loud"}],"described":{"petType":"dog"}}`, true},
		{"a contradiction", new(Bag), `{"never":{"a":[1]},"big":18446744073709551615,"flag":true,"loose":null}`, true},
		{"lists and maps of anything", new(Bag), `{"list":[1,"a",null],"map":{"a":{},"b":null},"spacing":"dB24"}`, true},
		{"a word that is true", new(Bag), `{"spacing":"true"}`, true},
		{"three patterns", new(Bag), `{"address":"ab:cd:ef"}`, true},
		{"two patterns of three", new(Bag), `{"address":"ab:cd:e"}`, false},
		{"a patch that removes", new(Patch), `{"expiry":null,"uri":null,"tags":null,"card":null,"kind":null}`, true},
		{"a patch that sets", new(Patch), `{"uri":"a","tags":[],"card":{"number":"1"},"kind":"DENIED","plain":0}`, true},
		{"a patch of nothing", new(Patch), `{}`, false},
		{"null is there", new(Patch), `{"kind":null,"pet":null}`, false},
		{"strings of either form", new(Connection), `{"to":"10.0.0.1","from":["host","1.2.3.4"],"password":"abc1"}`, true},
		{"a string that is listed", new(Connection), `{"host":"*"}`, true},
		{"a string that is not listed", new(Connection), `{"host":"+"}`, false},
		{"a string of neither form", new(Connection), `{"to":"Host"}`, false},
		{"an element of neither form", new(Connection), `{"from":["host","toolong"]}`, false},
		{"a password without a digit", new(Connection), `{"password":"abcd"}`, false},
		{"a password that is refused", new(Connection), `{"password":"admin1"}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := jsonwire.Unmarshal([]byte(test.json), test.v); err != nil {
				t.Fatal(err)
			}
			if !sameJSON(t, test.json, string(test.v.AppendJSON(nil))) {
				t.Errorf("read %s, wrote %s", test.json, test.v.AppendJSON(nil))
			}
			if err := test.v.Validate(); (err == nil) != test.ok {
				t.Errorf("Validate: %v", err)
			}
		})
	}
}

// sameJSON compares without order; numbers as they are written.
func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y map[string]json.RawMessage
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return a == b
	}
	for name, v := range x {
		if string(y[name]) != string(v) {
			return false
		}
	}
	return len(x) == len(y)
}

// TestSubtypes: members whose type is a base arrive as what derives from it.
func TestSubtypes(t *testing.T) {
	var o Owner
	if err := o.UnmarshalJSON([]byte(`{"pet":{"petType":"cat","lives":9},"pets":[{"petType":"dog"},{"petType":"fish","fins":2}],"described":{"petType":"dog"}}`)); err != nil {
		t.Fatal(err)
	}
	if cat, ok := o.Pet.(*Cat); !ok || cat.Lives.Or(0) != 9 {
		t.Errorf("pet is %T", o.Pet)
	}
	if _, ok := o.Described.(*Dog); !ok {
		t.Errorf("described is %T", o.Described)
	}
	if _, ok := o.Pets[0].(*Dog); !ok {
		t.Errorf("pets[0] is %T", o.Pets[0])
	}
	if fish, ok := o.Pets[1].(*OtherPet); !ok || string(fish.Raw) != `{"petType":"fish","fins":2}` {
		t.Errorf("pets[1] is %T", o.Pets[1])
	}
}

// TestThreeStates: what is absent, null and a value is told apart, and only
// what may be null can be.
func TestThreeStates(t *testing.T) {
	p := Patch{Null: jsonwire.Nulls{"uri", "tags"}, Tags: []string{"a"}}
	if got := string(p.AppendJSON(nil)); got != `{"uri":null,"tags":["a"]}` {
		t.Errorf("wrote %s", got)
	}
	p.Null = append(p.Null, "plain")
	if p.Validate() == nil {
		t.Error("plain must not be null")
	}
}
