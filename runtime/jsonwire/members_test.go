package jsonwire_test

import (
	"math"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

func TestRanges(t *testing.T) {
	list, long := []int32{1, 2, 70000}, []int64{-1, 5}
	for _, tt := range []struct {
		check func(c *jsonwire.Checker)
		want  string // empty: valid
	}{
		{func(c *jsonwire.Checker) { c.Int32("a", 1, 1, 2) }, ""},
		{func(c *jsonwire.Checker) { c.Int32("a", 2, 1, 2) }, ""},
		{func(c *jsonwire.Checker) { c.Int32("a", 0, 1, 2) }, "a: 0 is below 1"},
		{func(c *jsonwire.Checker) { c.Int32("a", 3, 1, 2) }, "a: 3 is above 2"},
		{func(c *jsonwire.Checker) { c.Int64("a", math.MinInt64, 1, math.MaxInt64) }, "a: -9223372036854775808 is below 1"},
		{func(c *jsonwire.Checker) { c.Int64("a", math.MaxInt64, 1, math.MaxInt64) }, ""},
		{func(c *jsonwire.Checker) { v := opt.Some[int32](-5); c.OptInt32("a", &v, 0, 9) }, "a: -5 is below 0"},
		{func(c *jsonwire.Checker) { v := opt.Some[int32](5); c.OptInt32("a", &v, 0, 9) }, ""},
		{func(c *jsonwire.Checker) { c.OptInt32("a", new(opt.Value[int32]), 1, 9) }, ""},
		{func(c *jsonwire.Checker) { v := opt.Some[int64](10); c.OptInt64("a", &v, 0, 9) }, "a: 10 is above 9"},
		{func(c *jsonwire.Checker) { c.OptInt64("a", new(opt.Value[int64]), 1, 9) }, ""},
		{func(c *jsonwire.Checker) { c.Int32s("l", &list, 0, 65535) }, "l[2]: 70000 is above 65535"},
		{func(c *jsonwire.Checker) { c.Int32s("l", &list, 0, 70000) }, ""},
		{func(c *jsonwire.Checker) { c.Int64s("l", &long, 0, 9) }, "l[0]: -1 is below 0"},
		{func(c *jsonwire.Checker) { c.Int64s("l", &long, -1, 5) }, ""},
		{func(c *jsonwire.Checker) { c.Items("l", 0, 1, 0) }, "l: has 0 elements, want at least 1"},
		{func(c *jsonwire.Checker) { c.Items("l", 3, 1, 2) }, "l: has 3 elements, want at most 2"},
		{func(c *jsonwire.Checker) { c.Items("l", 3, 1, 0) }, ""},
		{func(c *jsonwire.Checker) { c.OptTime("a", new(opt.Value[time.Time])) }, ""},
		{func(c *jsonwire.Checker) { v := opt.Some(time.Unix(0, 0)); c.OptTime("a", &v) }, ""},
		{func(c *jsonwire.Checker) {
			v := opt.Some(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))
			c.OptTime("a", &v)
		}, "a: time cannot be written as RFC 3339 asks"},
	} {
		var c jsonwire.Checker
		tt.check(&c)
		if got := message(&c); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestObject(t *testing.T) {
	for _, tt := range []struct {
		v    *portRange
		want string
	}{{nil, ""}, {&portRange{From: 1}, ""}, {&portRange{From: 0}, "a.from: 0 is below 1"}} {
		var c jsonwire.Checker
		c.Object("a", tt.v)
		if got := message(&c); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.v, got, tt.want)
		}
	}
	var c jsonwire.Checker
	if c.Object("a", nil); c.Err() != nil {
		t.Errorf("no object: %v", c.Err())
	}
}

func TestObjects(t *testing.T) {
	for _, tt := range []struct {
		list            []portRange
		low, high       int
		want, whenThere string
	}{
		{nil, 0, 0, "", ""},
		{nil, 1, 0, "l: has 0 elements, want at least 1", ""},
		{[]portRange{}, 1, 0, "l: has 0 elements, want at least 1", "l: has 0 elements, want at least 1"},
		{[]portRange{{1, 2}, {3, 4}, {5, 6}}, 1, 3, "", ""},
		{[]portRange{{1, 2}, {0, 4}}, 1, 1, "l: has 2 elements, want at most 1", "l: has 2 elements, want at most 1"},
		{[]portRange{{1, 2}, {3, 4}, {70000, 6}}, 0, 0, "l[2].from: 70000 is above 65535", "l[2].from: 70000 is above 65535"},
		{[]portRange{{1, 2}, {0, 4}, {70000, 6}}, 0, 0, "l[1].from: 0 is below 1", "l[1].from: 0 is below 1"},
	} {
		var c, o jsonwire.Checker
		jsonwire.CheckObjects(&c, "l", tt.list, tt.low, tt.high)
		jsonwire.CheckOptObjects(&o, "l", tt.list, tt.low, tt.high)
		if got, there := message(&c), message(&o); got != tt.want || there != tt.whenThere {
			t.Errorf("%v: got %q and %q, want %q and %q", tt.list, got, there, tt.want, tt.whenThere)
		}
	}
}

func TestObjectsAllocateNothing(t *testing.T) {
	list := []portRange{{1, 2}, {3, 4}}
	var c jsonwire.Checker
	if n := testing.AllocsPerRun(100, func() {
		jsonwire.CheckObjects(&c, "l", list, 1, 2)
		c.Object("a", &list[1])
	}); n != 0 || c.Err() != nil {
		t.Errorf("%v allocations, %v", n, c.Err())
	}
}

func TestEnd(t *testing.T) {
	for _, tt := range []struct {
		extra jsonwire.Members
		want  string
	}{
		{nil, ""},
		{jsonwire.Members{{Name: "x"}}, ""},
		{jsonwire.Members{{Name: "b"}}, "b: is not allowed here"},
	} {
		var c jsonwire.Checker
		got := ""
		if err := c.End(&tt.extra, "a b"); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	var c jsonwire.Checker
	c.Fail("a", "is odd")
	if err := c.End(&jsonwire.Members{{Name: "a"}}, "a"); err == nil || err.Error() != "a: is odd" {
		t.Errorf("got %v", err)
	}
}
