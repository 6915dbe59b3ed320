// Package jsontest is what the tests of generated JSON packages call: it reads
// the examples of a document, writes them again and compares. It is not for
// programs, and it knows nothing of any schema.
package jsontest

import (
	"errors"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A Value is a generated type: it can be read, written and checked.
type Value interface {
	jsonwire.Value
	Validate() error
}

// An Example is a value that a document gives for one of its types.
type Example struct {
	Name string // where it stands in the document, as a JSON pointer
	JSON string
	// Wrong says what the document itself forbids about the example. It is
	// then read leniently, as the message of a careless peer, and need not
	// pass Validate.
	Wrong string
}

// Run checks examples of the type that create makes empty values of: a strict
// decoder must read each, Validate must accept it, and AppendJSON must write
// the same JSON. See [Compare] for what is the same.
func Run(t *testing.T, create func() Value, examples ...Example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.Name, func(t *testing.T) {
			if e.Wrong != "" {
				runWrong(t, create, e)
				return
			}
			if err := Check(create(), []byte(e.JSON)); err != nil {
				t.Errorf("%v\nexample: %s", err, e.JSON)
			}
		})
	}
}

// runWrong says what becomes of an example that breaks its own schema: a
// number may do for a string. What was written must stay the same from then on.
func runWrong(t *testing.T, create func() Value, e Example) {
	v := create()
	if err := jsonwire.Unmarshal([]byte(e.JSON), v); err != nil {
		t.Logf("the document's example is wrong (%s) and cannot be read: %v", e.Wrong, err)
		return
	}
	out := v.AppendJSON(nil)
	if err := Compare([]byte(e.JSON), out); err != nil {
		t.Logf("the document's example is wrong (%s): %v", e.Wrong, err)
	} else {
		t.Logf("the document's example is wrong (%s), but nothing of it gets lost", e.Wrong)
	}
	again := create()
	if err := jsonwire.Unmarshal(out, again); err != nil {
		t.Errorf("what was written cannot be read: %v\nexample: %s\nwritten: %s", err, e.JSON, out)
		return
	}
	if err := Compare(out, again.AppendJSON(nil)); err != nil {
		t.Errorf("written twice it is not the same: %v", err)
	}
}

// unmarshal reads v as strictly as can be where it is not known whether src is
// for a request or from an answer, which has no members that only requests have.
func unmarshal(src []byte, v Value) error {
	d := jsonwire.NewDecoder(src)
	d.Strict, d.Answer = true, true
	v.DecodeJSON(d)
	return d.End()
}

// Check reads v from src strictly, validates it, writes it and compares what
// was written with src.
func Check(v Value, src []byte) error {
	if err := unmarshal(src, v); err != nil {
		return errors.New("cannot be read: " + err.Error())
	}
	if err := v.Validate(); err != nil {
		return errors.New("is refused by Validate: " + err.Error())
	}
	return Compare(src, v.AppendJSON(nil))
}
