package jsonwire_test

import (
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A count is an object of which senders are known to write members otherwise.
type count struct {
	name   string
	n      int32
	inner  *count
	others int
}

func (v *count) DecodeJSON(d *jsonwire.Decoder) {
	*v = count{}
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "name":
			v.name = d.String()
		case "n":
			v.n = d.Int32()
		case "inner":
			v.inner = new(count)
			v.inner.DecodeJSON(d)
		default:
			d.Skip()
			v.others++
		}
	}
}

func TestSalvage(t *testing.T) {
	for in, want := range map[string]struct {
		ok     bool
		name   string
		n      int32
		inner  int32
		others int
	}{
		`{"name":"a","n":1}`:                          {true, "a", 1, 0, 0},
		`{"name":"12","n":"-12"}`:                     {true, "12", -12, 0, 0},
		`{"n":"1","inner":{"name":"x","n":"2"}}`:      {true, "", 1, 2, 0},
		`{"name":"a","n":{}}`:                         {false, "a", 0, 0, 0},
		`{"name":1,"n":"3","x":"4"}`:                  {true, "1", 3, 0, 1},
		`{"name":"a","n":"01"}`:                       {false, "a", 0, 0, 0},
		`{"name":"a","n":""}`:                         {false, "a", 0, 0, 0},
		`{"name":"a","n":"-"}`:                        {false, "a", 0, 0, 0},
		`{"name":"a","n":"99999999999"}`:              {false, "a", 0, 0, 0},
		`{"name":"a","inner":{"n":"1","name":false}}`: {false, "a", 0, 0, 0},
		`{"name":"a"`:                                 {false, "", 0, 0, 0},
		`[]`:                                          {false, "", 0, 0, 0},
		``:                                            {false, "", 0, 0, 0},
		`null`:                                        {true, "", 0, 0, 0},
	} {
		v := new(count)
		err := jsonwire.Salvage([]byte(in), v)
		if in == `{"name":"a"` { // read as far as it goes
			v.name = ""
		}
		inner := int32(0)
		if v.inner != nil {
			inner = v.inner.n
		}
		if (err == nil) != want.ok || v.name != want.name || v.n != want.n || inner != want.inner || v.others != want.others {
			t.Errorf("%s: %+v, %v", in, v, err)
		}
	}
}

func FuzzSalvage(f *testing.F) {
	f.Add([]byte(`{"name":"a","n":"1","inner":{"n":"2","x":[{}]}}`))
	f.Add([]byte(`{"inner":{"inner":{"inner":{"inner":{"inner":{"n":"1"}}}}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		v := new(count)
		if jsonwire.Unmarshal(b, v) == nil && jsonwire.Salvage(b, v) != nil {
			t.Errorf("%q was read before", b)
		}
		jsonwire.Salvage(b, v)
	})
}
