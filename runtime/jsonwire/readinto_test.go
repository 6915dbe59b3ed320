package jsonwire_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// Lists of every length are read and written whole.
func TestLists(t *testing.T) {
	for n := range 40 {
		var names, tokens []string
		for i := range n {
			names = append(names, fmt.Sprintf(`"n%d"`, i))
			tokens = append(tokens, fmt.Sprintf(`{"credentialType":"ACCESSTOKEN","accessToken":"t%d","accessTokenExpiresUtc":"2024-01-01T00:00:00Z"}`, i))
		}
		in := `"names":[` + strings.Join(names, ",") + `],"credit":[` + strings.Join(tokens, ",") + `]`
		var v everything
		if err := jsonwire.UnmarshalStrict([]byte("{"+in+"}"), &v); err != nil {
			t.Fatal(err)
		}
		if got := string(v.AppendJSON(nil)); !strings.Contains(got, in) || len(v.Names) != n || len(v.Credit) != n {
			t.Errorf("got %s, want %s", got, in)
		}
	}
}

// What is absent or null is nil, what is empty is not, and both stay so.
func TestListsNil(t *testing.T) {
	var v everything
	if err := jsonwire.Unmarshal([]byte(`{"names":null,"credit":null}`), &v); err != nil || v.Names != nil || v.Credit != nil || v.Extra != nil {
		t.Errorf("null: %+v, %v", v, err)
	}
	if err := jsonwire.Unmarshal([]byte(`{"names":[],"credit":[]}`), &v); err != nil || v.Names == nil || v.Credit == nil {
		t.Errorf("empty: %+v, %v", v, err)
	}
	if got := string(v.AppendJSON(nil)); !strings.Contains(got, `"names":[],"credit":[]`) {
		t.Errorf("got %s", got)
	}
}

// A strict Decoder takes no null for an absent member.
func TestStrictNulls(t *testing.T) {
	for in, want := range map[string]string{
		`{"flag":null}`:    "flag: have null, want a value (at byte 8)",
		`{"when":null}`:    "when: have null, want a value (at byte 8)",
		`{"names":null}`:   "names: have null, want an array (at byte 9)",
		`{"credit":null}`:  "credit: have null, want an array (at byte 10)",
		`{"names":[null]}`: "names[0]: have null, want a string (at byte 10)",
	} {
		if err := jsonwire.UnmarshalStrict([]byte(in), new(everything)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", in, err, want)
		}
	}
}

// Unknown members are kept whole and in order, a null among them.
func TestExtra(t *testing.T) {
	const in = `{"from":1,"x":null,"to":2,"y":[1.50,{"a":"\u00e9"}],"x y":0}`
	var v everything
	if err := jsonwire.UnmarshalStrict([]byte(in), &v); err != nil {
		t.Fatal(err)
	}
	want := jsonwire.Members{{"from", jsonwire.Raw("1")}, {"x", jsonwire.Raw("null")}, {"to", jsonwire.Raw("2")},
		{"y", jsonwire.Raw(`[1.50,{"a":"\u00e9"}]`)}, {"x y", jsonwire.Raw("0")}}
	if !reflect.DeepEqual(v.Extra, want) {
		t.Errorf("got %v", v.Extra)
	}
	var c jsonwire.Checker
	if c.Extra(v.Extra, "sink device"); c.Err() != nil {
		t.Error(c.Err())
	}
	if c.Extra(v.Extra, "sink to"); c.Err() == nil || c.Err().Error() != "to: is not allowed here" {
		t.Errorf("got %v", c.Err())
	}
}
