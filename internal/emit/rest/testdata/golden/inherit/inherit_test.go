package inherit

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

// A lenient reader writes what it read. A strict one, which checks too, finds
// the problem, if there is one.
func TestKinds(t *testing.T) {
	tests := []struct{ in, strict string }{
		{`{"base":{"kind":"Leaf","m":2,"l":1}}`, ""},
		{`{"base":{"kind":"Leaf","l":"str"}}`, `base.l: have a string, want an integer (at byte 27)`},
		{`{"base":{"kind":"Leaf"}}`, `base: required member "l" is absent (at byte 22)`},
		{`{"base":{"kind":"Mid","m":2}}`, ""},
		{`{"base":{"kind":"Base"}}`, ""},
		{`{"base":{"kind":"New","x":1}}`, ""},
		{`{"base":{"kind":"New","name":5}}`, `base.name: have a number, want a string (at byte 29)`},
		{`{"base":{"x":1}}`, `base: required member "kind" is absent (at byte 14)`},
		{`{"mid":{"kind":"Mid","m":2}}`, ""},
		{`{"mid":{"kind":"Leaf","m":2,"l":1}}`, ""},
		{`{"mid":{"kind":"Leaf"}}`, `mid: required member "l" is absent (at byte 21)`},
		{`{"mid":{"kind":"Same","m":2}}`, ""},
		{`{"mid":{"kind":"Side","s":2}}`, `mid: kind says that this is no Mid (at byte 7)`},
		{`{"mid":{"m":2}}`, `mid: required member "kind" is absent (at byte 13)`},
		{`{"leaf":{"kind":"Leaf","l":2}}`, ""},
		{`{"leaf":{"kind":"Twig","l":2}}`, `leaf.kind: must be "Leaf" (at byte 16)`},
		{`{"leaf":{"l":2}}`, `leaf: required member "kind" is absent (at byte 14)`},
		{`{"mids":[{"kind":"Leaf","l":1},{"kind":"Mid"},{"kind":"x"}]}`, ""},
		{`{"byName":{"a":{"kind":"Leaf","l":1},"b":{"kind":"Mid"}}}`, ""},
		{`{"byName":{"a":{"kind":"Leaf"}}}`, `byName.a: required member "l" is absent (at byte 29)`},
		{`{"pet":{"petType":"pet","name":"a"}}`, ""},
		{`{"pet":{"petType":"pet","name":1}}`, `pet.name: have a number, want a string (at byte 31)`},
		{`{"pet":{"petType":"Puppy","age":1}}`, ""},
		{`{"pet":{"petType":"Puppy","age":"x"}}`, `pet.age: have a string, want an integer (at byte 32)`},
		{`{"dog":{"petType":"dog","bark":1}}`, ""},
		{`{"dog":{"petType":"Puppy","age":1}}`, ""},
		{`{"dog":{"petType":"urn:cat","lives":1}}`, `dog: petType says that this is no Dog (at byte 7)`},
		{`{"cat":{"petType":"urn:cat","lives":1}}`, ""},
		{`{"cat":{"petType":"urn:lion","lives":1}}`, `cat.petType: must be "urn:cat" (at byte 18)`},
		{`{"anyPet":{"petType":"urn:cat","lives":1}}`, ""},
		{`{"root":{"@type":"Root"}}`, ""},
		{`{"root":{"@type":"Branch","length":1}}`, ""},
		{`{"root":{"@type":"Twig","leaves":1}}`, ""},
		{`{"root":{"@type":"Twig","leaves":"x"}}`, `root.leaves: have a string, want an integer (at byte 33)`},
		{`{"branch":{"@type":"Branch","length":1}}`, ""},
		{`{"branch":{"@type":"Twig","leaves":1}}`, ""},
		{`{"branch":{"@type":"Root"}}`, `branch: @type says that this is no Branch (at byte 10)`},
		{`{"twig":{"@type":"Twig","leaves":1}}`, ""},
		{`{"midOrSide":{"kind":"Leaf","l":1}}`, ""},
		{`{"midOrSide":{"kind":"Side","s":1}}`, ""},
		{`{"numbered":{"t":1,"x":1}}`, ""},
		{`{"numbered":{"t":2,"y":1}}`, ""},
		{`{"numbered":{"t":2.0,"y":1}}`, ""},
		{`{"numbered":{"t":20e-1,"y":"z"}}`, `numbered.y: have a string, want an integer (at byte 27)`},
		{`{"numbered":{"t":"1","x":1}}`, `numbered.t: must be 1 (at byte 17)`},
		{`{"numbered":{"t":3}}`, `numbered: is none of the kinds of HolderNumbered`},
		{`{"two":{"y":1}}`, ""},
		{`{"two":{"t":2,"y":1}}`, ""},
		{`{"two":{"t":5,"y":1}}`, `two.t: must be 2 (at byte 12)`},
		{`{"switch":{"on":true,"y":1}}`, ""},
		{`{"switch":{"on":false,"n":1}}`, ""},
		{`{"alone":{"length":1}}`, ""},
	}
	for _, test := range tests {
		v := new(Holder)
		err := jsonwire.UnmarshalStrict([]byte(test.in), v)
		if err == nil {
			err = v.Validate()
		}
		if got := text(err); got != test.strict {
			t.Errorf("%s: have %q, want %q", test.in, got, test.strict)
		}
		if test.strict != "" && strings.Contains(test.strict, "have a") {
			continue // no reader takes it
		}
		v = new(Holder)
		if err := jsonwire.Unmarshal([]byte(test.in), v); err != nil {
			t.Errorf("%s: %v", test.in, err)
		}
		if got := string(v.AppendJSON(nil)); !strings.Contains(test.strict, "required") && !same(got, test.in) {
			t.Errorf("%s became %s", test.in, got)
		}
	}
}

// same compares, and takes 2.0 for 2 as tags do.
func same(a, b string) bool { return a == strings.ReplaceAll(b, `:2.0,`, `:2,`) }

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestKindsInGo(t *testing.T) {
	v := new(Holder)
	if err := jsonwire.Unmarshal([]byte(`{"mid":{"kind":"Leaf","l":1},"dog":{"petType":"dog"},"root":{"@type":"Branch"}}`), v); err != nil {
		t.Fatal(err)
	}
	leaf, isLeaf := v.Mid.(*Leaf)
	_, isDog := v.Dog.(*DogObject)
	_, isBranch := v.Root.(*BranchObject)
	if !isLeaf || leaf.L != 1 || !isDog || !isBranch {
		t.Errorf("have %T, %T, %T", v.Mid, v.Dog, v.Root)
	}
}

type server struct{ UnimplementedServer }

func (server) CreateAccount(_ context.Context, a *Account) (*Account, error) {
	return &Account{ID: opt.Some("1"), Name: a.Name, State: opt.Some(AccountStateNew), Tags: []string{}}, nil
}

// Members for answers only are not asked of requests, and the reverse.
func TestDirections(t *testing.T) {
	s := httptest.NewServer(NewServerHandler(server{}))
	defer s.Close()
	for in, want := range map[string]string{
		`{"name":"n","secret":"s"}`:                    `{"id":"1","name":"n","state":"NEW","tags":[]}`,
		`{"name":"n","secret":"s","id":"0","tags":[]}`: `{"id":"1","name":"n","state":"NEW","tags":[]}`,
		`{"name":"n"}`:                      `{"status":400,"code":"INVALID_ARGUMENT","message":"required member \"secret\" is absent (at byte 11)"}`,
		`{"name":"n","secret":"s","id":""}`: `{"status":400,"code":"INVALID_ARGUMENT","message":"id: has 0 characters, want at least 1"}`,
	} {
		r, err := http.Post(s.URL+"/accounts", "application/json", strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if got := string(body); err != nil || got != want {
			t.Errorf("%s: have %s, want %s", in, got, want)
		}
	}
	c, err := NewClient(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateAccount(context.Background(), &Account{Name: "n"})
	if err == nil || !strings.Contains(err.Error(), "secret: is required") {
		t.Errorf("without a secret: %v", err)
	}
	a, err := c.CreateAccount(context.Background(), &Account{Name: "n", Secret: opt.Some("s")})
	if err != nil || a.ID != opt.Some("1") {
		t.Fatalf("have %+v, %v", a, err)
	}
	if err := a.Validate(); err != nil {
		t.Errorf("an answer: %v", err)
	}
}

// Among alternatives, too, an answer does without what only requests have.
func TestDirectionsOfAlternatives(t *testing.T) {
	const answer = `{"number":{"id":"1","name":"n","state":"OLD","tags":["a"],"parts":[{"number":1}]}}`
	v := new(Holder)
	if err := jsonwire.Unmarshal([]byte(answer), v); err != nil {
		t.Fatal(err)
	}
	if _, ok := v.Number.(*Account); !ok {
		t.Errorf("have %T", v.Number)
	}
	if got := string(v.AppendJSON(nil)); got != answer {
		t.Errorf("%s became %s", answer, got)
	}
	if err := jsonwire.UnmarshalStrict([]byte(answer), v); err == nil && v.Validate() == nil {
		t.Error("a request without a secret is taken")
	}
}
