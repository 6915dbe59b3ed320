package jsonwire_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

func TestChecker(t *testing.T) {
	for _, tt := range []struct {
		check func(c *jsonwire.Checker)
		want  string // empty: valid
	}{
		{func(c *jsonwire.Checker) { c.Min("a", 1, 1) }, ""},
		{func(c *jsonwire.Checker) { c.Min("a", 0, 1) }, "a: 0 is below 1"},
		{func(c *jsonwire.Checker) { c.Min("a", math.NaN(), 1) }, "a: NaN is below 1"},
		{func(c *jsonwire.Checker) { c.Max("a", 65535, 65535) }, ""},
		{func(c *jsonwire.Checker) { c.Max("a", 70000, 65535) }, "a: 70000 is above 65535"},
		{func(c *jsonwire.Checker) { c.Max("a", 1e21, 0.5) }, "a: 1e+21 is above 0.5"},
		{func(c *jsonwire.Checker) { c.ExclusiveMin("a", 1, 1) }, "a: 1 is not above 1"},
		{func(c *jsonwire.Checker) { c.ExclusiveMin("a", 1.5, 1) }, ""},
		{func(c *jsonwire.Checker) { c.ExclusiveMax("a", 1, 1) }, "a: 1 is not below 1"},
		{func(c *jsonwire.Checker) { c.ExclusiveMax("a", 0, 1) }, ""},
		{func(c *jsonwire.Checker) { c.MultipleOf("a", 0.3, 0.1) }, ""},
		{func(c *jsonwire.Checker) { c.MultipleOf("a", 9, 3) }, ""},
		{func(c *jsonwire.Checker) { c.MultipleOf("a", 10, 3) }, "a: 10 is not a multiple of 3"},
		{func(c *jsonwire.Checker) { c.MultipleOf("a", math.Inf(1), 3) }, "a: +Inf is not a multiple of 3"},
		{func(c *jsonwire.Checker) { c.Finite("a", 1) }, ""},
		{func(c *jsonwire.Checker) { c.Finite("a", math.Inf(-1)) }, "a: -Inf cannot be written as JSON"},
		{func(c *jsonwire.Checker) { c.Time("a", time.Now()) }, ""},
		{func(c *jsonwire.Checker) { c.Time("a", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }, "a: time cannot be written as RFC 3339 asks"},
		{func(c *jsonwire.Checker) { c.Time("a", time.Now().In(time.FixedZone("", 61))) }, "a: time cannot be written as RFC 3339 asks"},
		{func(c *jsonwire.Checker) { c.MinItems("a", 0, 1) }, "a: has 0 elements, want at least 1"},
		{func(c *jsonwire.Checker) { c.MinItems("a", 1, 1) }, ""},
		{func(c *jsonwire.Checker) { c.MaxItems("a", 2, 1) }, "a: has 2 elements, want at most 1"},
		{func(c *jsonwire.Checker) { c.MaxItems("a", 1, 1) }, ""},
		{func(c *jsonwire.Checker) { c.MinProps("", 0, 1) }, "has 0 members, want at least 1"},
		{func(c *jsonwire.Checker) { c.MinProps("", 1, 1) }, ""},
		{func(c *jsonwire.Checker) { c.MaxProps("a", 2, 1) }, "a: has 2 members, want at most 1"},
		{func(c *jsonwire.Checker) { c.MaxProps("a", 1, 1) }, ""},
		{func(c *jsonwire.Checker) { c.Required("a", false) }, "a: is required"},
		{func(c *jsonwire.Checker) { c.Required("a", true) }, ""},
		{func(c *jsonwire.Checker) { c.Forbidden("a", true) }, "a: is not allowed here"},
		{func(c *jsonwire.Checker) { c.Forbidden("a", false) }, ""},
		{func(c *jsonwire.Checker) { c.Enum("a", false, "LOW, HIGH") }, "a: must be one of LOW, HIGH"},
		{func(c *jsonwire.Checker) { c.Enum("a", true, "LOW, HIGH") }, ""},
		{func(c *jsonwire.Checker) { c.Const("a", false, `"x"`) }, `a: must be "x"`},
		{func(c *jsonwire.Checker) { c.Const("a", true, `"x"`) }, ""},
		{func(c *jsonwire.Checker) { c.Group("x, y", 1, 1, true, false) }, ""},
		{func(c *jsonwire.Checker) { c.Group("x, y", 1, 1, false, false) }, "exactly 1 of x, y must be present, 0 found"},
		{func(c *jsonwire.Checker) { c.Group("x, y", 1, 2, false, false) }, "at least 1 of x, y must be present, 0 found"},
		{func(c *jsonwire.Checker) { c.Group("x, y", 0, 1, true, true) }, "at most 1 of x, y must be present, 2 found"},
		{func(c *jsonwire.Checker) { c.Group("x, y", 2, 2, true, false) }, "all of x, y must be present, 1 found"},
		{func(c *jsonwire.Checker) { c.Group("x", 1, 1, false) }, "x must be present"},
		{func(c *jsonwire.Checker) { c.Raw("a", jsonwire.Raw("{")) }, "a: is not JSON"},
		{func(c *jsonwire.Checker) { c.Raw("a", nil) }, ""},
		{func(c *jsonwire.Checker) { c.Members(jsonwire.Members{{"x", nil}, {"x", nil}}) }, "x: is not allowed here"},
		{func(c *jsonwire.Checker) { c.Members(jsonwire.Members{{"x", nil}}, "a", "x") }, "x: is not allowed here"},
		{func(c *jsonwire.Checker) { c.Members(jsonwire.Members{{"x", nil}, {"y", nil}}, "a") }, ""},
		{func(c *jsonwire.Checker) { c.Members(jsonwire.Members{{"x", jsonwire.Raw("1,")}}) }, "x: is not JSON"},
		{func(c *jsonwire.Checker) { c.MinSeconds("a", "86400s", 60) }, ""},
		{func(c *jsonwire.Checker) { c.MinSeconds("a", "3.5", 4) }, "a: 3.5 seconds are below 4"},
		{func(c *jsonwire.Checker) { c.MaxSeconds("a", "5S", 4) }, "a: 5 seconds are above 4"},
		{func(c *jsonwire.Checker) { c.MaxSeconds("a", "4", 4) }, ""},
		{func(c *jsonwire.Checker) { c.ExclusiveMinSeconds("a", "0s", 0) }, "a: 0 seconds are not above 0"},
		{func(c *jsonwire.Checker) { c.ExclusiveMinSeconds("a", "0.000000001s", 0) }, ""},
		{func(c *jsonwire.Checker) { c.Index("l", 3); c.Max("", 2, 1) }, "l[3]: 2 is above 1"},
		{func(c *jsonwire.Checker) { c.MapKey("m", "k"); c.Max("", 2, 1) }, "m.k: 2 is above 1"},
		{func(c *jsonwire.Checker) { c.MapKey("m", "k.l"); c.Max("", 2, 1) }, `m["k.l"]: 2 is above 1`},
		{func(c *jsonwire.Checker) { c.Index("", 3); c.Max("", 2, 1) }, "[3]: 2 is above 1"},
		{func(c *jsonwire.Checker) { c.Index("l", 3); c.Max("a", 2, 1) }, "a: 2 is above 1"},
		{func(c *jsonwire.Checker) { c.Index("l", 3); c.Group("x", 1, 1, false) }, "x must be present"},
		{func(c *jsonwire.Checker) { c.Index("l", 3); c.Whole(); c.MinProps("", 0, 1) }, "has 0 members, want at least 1"},
		{func(c *jsonwire.Checker) { c.Index("l", 3); c.Nested("", errors.New("is odd")) }, "l[3]: is odd"},
		{func(c *jsonwire.Checker) { jsonwire.Unique(c, "l", []string{"a", "b", "a"}) }, "l: elements [0] and [2] are equal"},
		{func(c *jsonwire.Checker) { jsonwire.Unique(c, "l", []string{"a", "b"}) }, ""},
		{func(c *jsonwire.Checker) { jsonwire.UniqueValues(c, "l", []portRange{{1, 2}, {1, 3}, {1, 2}}) }, "l: elements [0] and [2] are equal"},
		{func(c *jsonwire.Checker) { jsonwire.UniqueValues(c, "l", []portRange{{1, 2}, {1, 3}}) }, ""},
		{func(c *jsonwire.Checker) { c.Nested("a", nil) }, ""},
		{func(c *jsonwire.Checker) { c.Nested("a", errors.New("is odd")) }, "a: is odd"},
		{func(c *jsonwire.Checker) { c.Nested("a", &jsonwire.Error{Path: "b", Offset: 9, Msg: "is odd"}) }, "a.b: is odd"},
		{func(c *jsonwire.Checker) { c.NestedIndex("a", 1, &jsonwire.Error{Path: "[2].c", Msg: "is odd"}) }, "a[1][2].c: is odd"},
		{func(c *jsonwire.Checker) { c.NestedIndex("", 1, &jsonwire.Error{Msg: "is odd"}) }, "[1]: is odd"},
		{func(c *jsonwire.Checker) { c.Fail("a", "first"); c.Fail("b", "second") }, "a: first"},
		{func(c *jsonwire.Checker) { c.Fail("a", "first"); c.Nested("b", errors.New("second")) }, "a: first"},
	} {
		var c jsonwire.Checker
		tt.check(&c)
		got := ""
		if err := c.Err(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestUniqueMany(t *testing.T) {
	list := make([]int, 1000)
	for i := range list {
		list[i] = i
	}
	var c jsonwire.Checker
	jsonwire.Unique(&c, "l", list)
	if err := c.Err(); err != nil {
		t.Error(err)
	}
	list[999] = 5
	jsonwire.Unique(&c, "l", list)
	if err := c.Err(); err == nil || err.Error() != "l: elements [5] and [999] are equal" {
		t.Errorf("got %v", err)
	}
}

func TestManyUnlistedMembers(t *testing.T) {
	m := make(jsonwire.Members, 1000)
	for i := range m {
		m[i].Name = fmt.Sprint("m", i)
	}
	var c jsonwire.Checker
	if c.Members(m); c.Err() != nil {
		t.Error(c.Err())
	}
	m[999].Name = "m5"
	if c.Members(m); c.Err() == nil || c.Err().Error() != "m5: is not allowed here" {
		t.Errorf("got %v", c.Err())
	}
}

func TestSeconds(t *testing.T) {
	for v, ok := range map[string]bool{
		"86400s": true, "3.5": true, "5S": true, "0": true, "1.123456789s": true,
		"": false, "s": false, "ss": false, "5sS": false, "5Ss": false, "-1s": false, "1.": false, ".5": false, "1.1234567890": false,
		"abc1": false, "1e3": false, " 1": false, "+1": false, "1_0": false, "0x1": false, "Inf": false,
	} {
		var c jsonwire.Checker
		c.MinSeconds("a", v, 0)
		if (c.Err() == nil) != ok {
			t.Errorf("%q: %v", v, c.Err())
		}
	}
}

func TestValidateNested(t *testing.T) {
	v := createSession{QosProfile: "QOS_L", Duration: 1, Ports: &ports{Ranges: []portRange{{1, 2}, {70000, 2}}}}
	if err := v.Validate(); err == nil || err.Error() != "devicePorts.ranges[1].from: 70000 is above 65535" {
		t.Errorf("got %v", err)
	}
	v = createSession{QosProfile: "QOS_L", Duration: 1, Device: &device{}}
	if err := v.Validate(); err == nil || err.Error() != "device: at least 1 of phoneNumber, networkAccessIdentifier, ipv4Address, ipv6Address must be present, 0 found" {
		t.Errorf("got %v", err)
	}
	e := everything{Labels: map[string]string{"long": "123456"}}
	if err := e.Validate(); err == nil || err.Error() != "labels.long: has 6 characters, want at most 5" {
		t.Errorf("got %v", err)
	}
}
