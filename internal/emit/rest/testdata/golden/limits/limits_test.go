package limits

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// TestLimits gives each member values: good ones before the bar, and bad ones.
func TestLimits(t *testing.T) {
	for member, values := range map[string]string{
		"level":  "5 -9223372036854775808 10 12 | 6 9 11",
		"mode":   "1 2 1.0 | 3 0",
		"open":   `"A" "BB" "x-1" | "C" ""`,
		"opens":  `["A","x-"] [] | ["A","C"]`,
		"when":   `"2020-01-01" "2020-01-01T00:00:00Z" "" | "x" "2020"`,
		"two":    `"a" "bb" "bbbb" | "c" "abc" "bbb"`,
		"strict": `"a" "abc" "" | "ab"`,
		"fixed":  "true | false",
		"short":  `"red" "green" | "ultramarine" "blue"`,
		"only":   `"green" | "red"`,
		"narrow": `"a" | "abc" "b"`,
		"union":  `"ab" 9 | "a" 10`,
		"blob":   `"AAAA" "" | "AAAAAAAA"`,
		"zulu":   `"2020-01-01T00:00:00Z" | "2020-01-01T00:00:00+01:00" "2020-01-01T00:00:00.5Z"`,
		"zulus":  `["2020-01-01T00:00:00Z","2020-01-01T00:00:01Z"] | ["2020-01-01T00:00:00Z","2020-01-01T00:00:00Z"] ["2020-01-01T00:00:00.5Z"]`,
		"object": `{"a":1,"b":["x",2]} {"b":["\u0078",2.00],"a":1e0} | {"a":1} {"a":1,"b":["x",2],"c":3} [] 1`,
		"point":  `{"x":1,"y":2} {"y":2,"x":1} {"x":0} | {"x":1} {"x":0,"z":1} {}`,
		"ratio":  "0.5 1.50 | 1 0.05",
		"list":   `["a"] ["b","c"] | [] ["c","b"] ["a","b"]`,
		"exact":  "9007199254740993 9223372036854775806 | 9007199254740992 9223372036854775807",
		"huge":   "0 9223372036854775808 18446744073709551614 | 18446744073709551615",
		"step":   "0 3 -6 9223372036854775806 | 1 2 9223372036854775807",
		"cent":   "0.07 19.99 1e10 | 0.075 0.001",
		"unique": `[1,2] ["a","A"] [0,false] | [1,1.0] ["a","\u0061"] [{"a":1,"b":2},{"b":2,"a":1}]`,
		"lists":  `[[1],[2]] [[1,2],[2,1]] | [[1],[1]]`,
		"spaces": `"\u0020a" "\u00a0b" "\ufeff\u00e9" | "ab" "\u0020\r" "\u0020\u2028" "\u200b1"`,
	} {
		good, bad, _ := strings.Cut(values, " | ")
		for _, value := range strings.Fields(good) {
			if err := read(member, value); err != nil {
				t.Errorf("%s %s: %v", member, value, err)
			}
		}
		for _, value := range strings.Fields(bad) {
			if read(member, value) == nil {
				t.Errorf("%s %s is accepted", member, value)
			}
		}
	}
}

// read reads a value of a member strictly and checks it. A blank in it is
// written as \u0020.
func read(member, value string) error {
	v := new(T)
	if err := jsonwire.UnmarshalStrict([]byte(`{"`+member+`":`+value+`}`), v); err != nil {
		return err
	}
	return v.Validate()
}

// TestAbsent checks that members that are not there break no limit.
func TestAbsent(t *testing.T) {
	if err := new(T).Validate(); err != nil {
		t.Error(err)
	}
}

// TestProblems says how broken limits are reported.
func TestProblems(t *testing.T) {
	for value, want := range map[string]string{
		`{"level":7}`:                  "level: has none of the forms that the document lists",
		`{"strict":"ab"}`:              "strict: has 2 of the forms that the document lists, which allows one",
		`{"opens":["A","C"]}`:          "opens[1]: has none of the forms that the document lists",
		`{"exact":9007199254740992}`:   "exact: 9007199254740992 is below 9007199254740993",
		`{"step":2}`:                   "step: 2 is not a multiple of 3",
		`{"union":"a"}`:                "union: has 1 characters, want at least 2",
		`{"ratio":1}`:                  "ratio: must be 0.5 or 1.5",
		`{"point":{"x":3}}`:            `point: must be {"x":1,"y":2} or {"x":0}`,
		`{"unique":[{"a":1},{"a":1}]}`: "unique: elements [0] and [1] are equal",
		`{"lists":[[1],[1]]}`:          "lists: two elements are equal",
	} {
		v := new(T)
		if err := jsonwire.Unmarshal([]byte(value), v); err != nil {
			t.Errorf("%s: %v", value, err)
		}
		if err := v.Validate(); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", value, err, want)
		}
	}
}

// TestCount counts all members of an object, those without a field too.
func TestCount(t *testing.T) {
	for value, want := range map[string]bool{
		`{}`: false, `{"a":1}`: true, `{"z":1}`: true, `{"b":null}`: true, `{"a":1,"b":null}`: true,
		`{"a":1,"b":2,"z":3}`: false, `{"x":1,"y":2}`: true, `{"x":1,"y":2,"z":3}`: false,
	} {
		v := new(Count)
		if err := jsonwire.Unmarshal([]byte(value), v); err != nil {
			t.Errorf("%s: %v", value, err)
		}
		if err := v.Validate(); (err == nil) != want {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// TestModes checks that alternatives that name values are constants.
func TestModes(t *testing.T) {
	if ModeLow != 1 || ModeHigh != 2 || !ModeLow.Known() || Mode(3).Known() {
		t.Error("the constants are not what the document lists")
	}
}
