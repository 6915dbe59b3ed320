package jsonwire

import "strconv"

// A Checker collects the first problem of a value. Its methods take the name
// of the member they check, and the rule; they allocate only to report.
//
// The elements of a list, and the values of a map, have the name "" after
// [Checker.Index], or [Checker.MapKey], said which of them is checked:
//
//	for i := range v.Ports {
//		c.Index("ports", i)
//		c.Int32("", v.Ports[i], 0, 65535)
//	}
type Checker struct {
	err  *Error
	list string // the member whose elements are checked
	key  string // of the element of a map
	at   int    // one more than the index of the element of a list
}

// Values of at where the element is none of a list.
const (
	noElement  = 0
	mapElement = -1
)

// Err returns the first problem, an [*Error] without offset, or nil.
func (c *Checker) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// Fail makes msg the problem of the member, unless there is one already. The
// name "" stands for the value as a whole, or for the element at hand.
func (c *Checker) Fail(name, msg string) {
	if c.err == nil {
		c.err = &Error{Path: c.path(name), Offset: -1, Msg: msg}
	}
}

func (c *Checker) path(name string) string {
	switch {
	case name != "":
		return string(appendName(nil, name))
	case c.at == noElement:
		return ""
	}
	var b []byte
	if c.list != "" {
		b = appendName(b, c.list)
	}
	if c.at == mapElement {
		return string(appendName(b, c.key))
	}
	return string(appendIndex(b, c.at-1))
}

// Index makes element i of the list the one that the name "" stands for.
func (c *Checker) Index(name string, i int) {
	c.list = name
	c.at = i + 1
}

// Whole ends what Index and MapKey said: the name "" stands for the value as a
// whole, as it does before.
func (c *Checker) Whole() { c.at = noElement }

// MapKey makes the value of key in the map the one that the name "" stands for.
func (c *Checker) MapKey(name, key string) {
	c.list = name
	c.key, c.at = key, mapElement
}

// Nested takes the result of a member's Validate method.
func (c *Checker) Nested(name string, err error) {
	if err != nil {
		c.nested(c.path(name), err)
	}
}

// NestedIndex takes the result of the Validate method of a list's element.
func (c *Checker) NestedIndex(name string, i int, err error) {
	if err != nil {
		c.Index(name, i)
		c.nested(c.path(""), err)
	}
}

// nested keeps err with its path continued from path.
func (c *Checker) nested(path string, err error) {
	if c.err != nil {
		return
	}
	inner, ok := err.(*Error)
	if !ok {
		inner = &Error{Msg: err.Error()}
	}
	switch {
	case path == "":
		path = inner.Path
	case inner.Path != "" && inner.Path[0] == '[':
		path += inner.Path
	case inner.Path != "":
		path += "." + inner.Path
	}
	c.err = &Error{Path: path, Offset: -1, Msg: inner.Msg}
}

// Required asks that a member is there.
func (c *Checker) Required(name string, present bool) {
	if !present {
		c.Fail(name, "is required")
	}
}

// Forbidden asks that a member is not there.
func (c *Checker) Forbidden(name string, present bool) {
	if present {
		c.Fail(name, "is not allowed here")
	}
}

// Group asks that at least low and at most high of some groups of members are
// present, in the value as a whole. Names describes them, e.g. "token, topic,
// condition".
func (c *Checker) Group(names string, low, high int, present ...bool) {
	n := 0
	for _, p := range present {
		if p {
			n++
		}
	}
	if n < low || n > high {
		c.Whole()
		c.badGroup(names, n, low, high, len(present))
	}
}

// Properties is [Checker.Group] for the members of an object that may have
// others, of which there are so many. A high of 0 is no limit, and one below 0
// allows none.
func (c *Checker) Properties(names string, others, low, high int, present ...bool) {
	n := others
	for _, p := range present {
		if p {
			n++
		}
	}
	if n < low || high != 0 && n > max(high, 0) {
		c.Whole()
		c.badProperties(names, n, others, low, max(high, 0))
	}
}

func (c *Checker) badProperties(names string, n, others, low, high int) {
	const many = -1
	switch {
	case n < low && names == "":
		c.count("", n, "members", "at least", low)
	case n >= low && (names == "" || others > 0):
		c.count("", n, "members", "at most", high)
	default:
		c.badGroup(names, n, low, high, many)
	}
}

func (c *Checker) badGroup(names string, n, low, high, of int) {
	if of == 1 && low == 1 {
		c.Fail("", names+" must be present")
		return
	}
	want := "at least " + strconv.Itoa(low)
	switch {
	case low == high && low == of:
		want = "all"
	case low == high:
		want = "exactly " + strconv.Itoa(low)
	case n > high:
		want = "at most " + strconv.Itoa(high)
	}
	c.Fail("", want+" of "+names+" must be present, "+strconv.Itoa(n)+" found")
}

// Enum asks that a value is one of those listed in allowed, e.g. "HIGH, NORMAL";
// known says whether it is.
func (c *Checker) Enum(name string, known bool, allowed string) {
	if !known {
		c.Fail(name, "must be one of "+allowed)
	}
}

// Const asks that a value is the one given as JSON text; same says whether it is.
func (c *Checker) Const(name string, same bool, value string) {
	if !same {
		c.Fail(name, "must be "+value)
	}
}
