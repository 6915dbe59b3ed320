package jsontest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Compare reports the first difference between two JSON texts as values: the
// order of members and white space do not count, numbers are compared exactly
// (1.0 is 1, but 9007199254740993 is not 9007199254740992), and two strings
// that are times of RFC 3339 are the same if they mean the same moment in the
// same zone.
func Compare(want, got []byte) error {
	a, err := parse(want)
	if err != nil {
		return fmt.Errorf("the original is not JSON: %w", err)
	}
	b, err := parse(got)
	if err != nil {
		return fmt.Errorf("what was written is not JSON: %w\n%s", err, got)
	}
	return compare("", a, b)
}

func parse(src []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more than one value")
	}
	return v, nil
}

// compare compares values at path, a JSON pointer.
func compare(path string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		if got, ok := got.(map[string]any); ok {
			return compareObjects(path, want, got)
		}
	case []any:
		if got, ok := got.([]any); ok {
			return compareLists(path, want, got)
		}
	case json.Number:
		if got, ok := got.(json.Number); ok && sameNumber(string(want), string(got)) {
			return nil
		}
	case string:
		if got, ok := got.(string); ok && (want == got || sameTime(want, got)) {
			return nil
		}
	default: // true, false, null
		if want == got {
			return nil
		}
	}
	return fmt.Errorf("%s: %s became %s", place(path), show(want), show(got))
}

func compareObjects(path string, want, got map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		v, ok := got[name]
		if !ok {
			return fmt.Errorf("%s: the member %q got lost", place(path), name)
		}
		if err := compare(path+"/"+name, want[name], v); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			return fmt.Errorf("%s: the member %q was added", place(path), name)
		}
	}
	return nil
}

func compareLists(path string, want, got []any) error {
	if len(want) != len(got) {
		return fmt.Errorf("%s: %d elements became %d", place(path), len(want), len(got))
	}
	for i := range want {
		if err := compare(path+"/"+strconv.Itoa(i), want[i], got[i]); err != nil {
			return err
		}
	}
	return nil
}

// maxExponent bounds the numbers that are compared exactly: others would take
// more memory than they are worth, and are compared as text.
const maxExponent = 400

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	if !moderate(a) || !moderate(b) {
		return false
	}
	x, ok := new(big.Rat).SetString(a)
	y, fine := new(big.Rat).SetString(b)
	return ok && fine && x.Cmp(y) == 0
}

func moderate(number string) bool {
	i := strings.IndexAny(number, "eE")
	if i < 0 {
		return true
	}
	exponent, err := strconv.Atoi(number[i+1:])
	return err == nil && -maxExponent < exponent && exponent < maxExponent
}

func sameTime(a, b string) bool {
	x, err := time.Parse(time.RFC3339Nano, strings.ToUpper(a))
	if err != nil {
		return false
	}
	y, err := time.Parse(time.RFC3339Nano, strings.ToUpper(b))
	if err != nil {
		return false
	}
	_, east := x.Zone()
	_, other := y.Zone()
	return x.Equal(y) && east == other
}

func place(path string) string {
	if path == "" {
		return "the value"
	}
	return path
}

// show prints a value, shortened.
func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil { // unreachable: it was JSON before
		return fmt.Sprint(v)
	}
	const most = 80
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
