package diametertest

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// text takes everything but nothing.
type text string

func (x *text) AppendData(b []byte) []byte { return append(b, *x...) }
func (x *text) ValidateData() error        { return nil }
func (x *text) DecodeData(b []byte) error  { *x = text(b); return nil }
func (x text) IsZero() bool                { return x == "" }

// object takes JSON objects, and cannot be compared.
type object map[string]int

func (x *object) AppendData(b []byte) []byte { out, _ := json.Marshal(*x); return append(b, out...) }
func (x *object) ValidateData() error        { return nil }
func (x *object) DecodeData(b []byte) error  { return json.Unmarshal(b, x) }

// secret takes what no sample is.
type secret uint8

func (x *secret) AppendData(b []byte) []byte { return append(b, "secret"...) }
func (x *secret) ValidateData() error        { return nil }
func (x secret) IsZero() bool                { return x == 0 }

func (x *secret) DecodeData(b []byte) error {
	if string(b) != "secret" {
		return errors.New("no secret")
	}
	*x = 1
	return nil
}

// told is a secret that tells.
type told struct{ secret }

func (*told) SampleData() [][]byte { return [][]byte{[]byte("secret")} }

// empty takes no octets only, and that can be sent.
type empty struct{}

func (*empty) AppendData(b []byte) []byte { return b }
func (*empty) ValidateData() error        { return nil }

func (*empty) DecodeData(b []byte) error {
	if len(b) > 0 {
		return errors.New("not empty")
	}
	return nil
}

func TestFillCustom(t *testing.T) {
	var m struct {
		Text     text
		Other    text
		Object   object
		Told     told
		Empty    empty
		Optional opt.Value[text]
		List     []told
	}
	f := &filler{all: true}
	if !f.fields(reflect.ValueOf(&m).Elem(), "M", 0) {
		t.Error("something required is not filled")
	}
	optional, ok := m.Optional.Get()
	if m.Text == "" || m.Other == "" || m.Text == m.Other || len(m.Object) == 0 || m.Told.secret != 1 || !ok || optional == "" || len(m.List) != 2 {
		t.Errorf("filled as %+v", m)
	}
	if want := []string{"M.Empty is tested with the zero diametertest.empty only"}; !slices.Equal(f.notes, want) {
		t.Errorf("notes %q, want %q", f.notes, want)
	}
}

func TestFillRefused(t *testing.T) {
	type group struct{ Secret secret }
	var m struct {
		Optional opt.Value[secret]
		List     []secret
		Group    *group
		Groups   []group
		Number   uint32
	}
	f := &filler{all: true}
	if !f.fields(reflect.ValueOf(&m).Elem(), "M", 0) {
		t.Error("what may be absent counts as required")
	}
	if m.Optional.IsSet() || m.List != nil || m.Group != nil || m.Groups != nil || m.Number == 0 {
		t.Errorf("filled as %+v", m)
	}
	want := []string{
		"M.Optional is not tested: *diametertest.secret accepts no sample octets",
		"M.List is not tested: *diametertest.secret accepts no sample octets",
		"M.Group.Secret is not tested: *diametertest.secret accepts no sample octets",
		"M.Groups.Secret is not tested: *diametertest.secret accepts no sample octets",
	}
	if !slices.Equal(f.notes, want) {
		t.Errorf("notes %q, want %q", f.notes, want)
	}
	var required struct{ Group group }
	if f := (&filler{}); f.fields(reflect.ValueOf(&required).Elem(), "M", 0) {
		t.Error("a required secret counts as filled")
	}
}

// TestSamplesDiffer checks that every sample is one more thing to try.
func TestSamplesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples() {
		if seen[string(s)] {
			t.Errorf("sample %q is there twice", s)
		}
		seen[string(s)] = true
	}
}

var _ = []diameter.Data{new(text), new(object), new(secret), new(told), new(empty)}

// listed is a group with the grammar 3*{ 7 } 1*{ 8 } *[ 9 ].
type listed struct {
	Numbers []uint32
	Secrets []secret
	Texts   []string
}

func (g *listed) DecodeAVPs(*diameter.Decoder) {}

func (g *listed) AppendAVPs(b []byte) []byte {
	for _, v := range g.Numbers {
		b = diameter.AppendUnsigned32(b, 7, v)
	}
	for i := range g.Secrets {
		b = diameter.AppendData(b, 8, g.Secrets[i].AppendData)
	}
	for _, v := range g.Texts {
		b = diameter.AppendUTF8String(b, 9, v)
	}
	return b
}

func (g *listed) Validate() error {
	var v diameter.Validator
	v.AtLeast(7, len(g.Numbers), 3)
	v.AtLeast(8, len(g.Secrets), 1)
	return v.Err()
}

// TestFillLists checks that lists get as many elements as Validate asks for,
// and that one which must have some but cannot be filled does not count as
// filled.
func TestFillLists(t *testing.T) {
	for _, c := range []struct {
		all            bool
		depth          int
		numbers, texts int
	}{{true, 0, 3, 2}, {true, maxDepth, 3, 0}, {false, 0, 3, 0}} {
		var g listed
		f := &filler{all: c.all}
		if f.fields(reflect.ValueOf(&g).Elem(), "G", c.depth) {
			t.Errorf("%+v: a required list that cannot be filled counts as filled", c)
		}
		if len(g.Numbers) != c.numbers || g.Secrets != nil || len(g.Texts) != c.texts {
			t.Errorf("%+v: filled as %+v", c, g)
		}
	}
}
