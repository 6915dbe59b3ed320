package openapi

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestSplitPattern(t *testing.T) {
	for _, test := range []struct {
		ecma string
		want split
	}{
		{`^a$`, split{body: `^a$`, max: -1}},
		{`^(?=.*\d)(?!(?:ad|min)$)[a|b]{8,}$`, split{`^[a|b]{8,}$`, []string{`^(?:.*\d)`}, []string{`^(?:(?:ad|min)$)`}, 0, -1}},
		{`^(?=[)])x`, split{`^x`, []string{`^(?:[)])`}, nil, 0, -1}},
		{`^(?=a)b|c`, split{body: `^(?=a)b|c`, max: -1}},
		{`^(?=a`, split{body: `^(?=a`, max: -1}},
		{`^[\]a-z]{1,2048}$`, split{`^[\]a-z]*$`, nil, nil, 1, 2048}},
		{`^\w{4000,}$`, split{`^\w*$`, nil, nil, 4000, -1}},
		{`^.{1001}$`, split{`^.*$`, nil, nil, 1001, 1001}},
		{`^.{1,1000}$`, split{body: `^.{1,1000}$`, max: -1}},
	} {
		if got := splitPattern(test.ecma); !reflect.DeepEqual(got, test.want) {
			t.Errorf("splitPattern(%q) = %+v, want %+v", test.ecma, got, test.want)
		}
	}
}

// TestRepeatMeaning: what counts are rewritten to matches as often.
func TestRepeatMeaning(t *testing.T) {
	re, err := translate(`^(?:ab){1200,2300}$`)
	if err != nil {
		t.Fatal(err)
	}
	compiled := regexp.MustCompile(re)
	for n, want := range map[int]bool{1199: false, 1200: true, 2300: true, 2301: false} {
		if compiled.MatchString(strings.Repeat("ab", n)) != want {
			t.Errorf("%d times: %v", n, !want)
		}
	}
}

// TestRepeatGrowth: counts in counts do not multiply without end.
func TestRepeatGrowth(t *testing.T) {
	ecma := "a" + strings.Repeat("{19999}", 1)
	for range 30 {
		ecma = "(?:" + ecma + "){19999}"
	}
	if re, err := translate(ecma); err == nil || len(re) > 1<<20 {
		t.Errorf("%d bytes, error %v", len(re), err)
	}
}
