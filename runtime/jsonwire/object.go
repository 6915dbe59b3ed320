package jsonwire

// BeginObject reads the opening brace of an object. NextMember follows.
func (d *Decoder) BeginObject() {
	if d.buf[d.pos] != '{' {
		d.notContainer("an object")
		return
	}
	if d.enter() {
		d.names.push()
	}
}

// enter steps into an array or object.
func (d *Decoder) enter() bool {
	if d.depth >= d.MaxDepth {
		d.tooDeep()
		return false
	}
	d.depth++
	d.pos++
	d.state = begun
	return true
}

// notContainer reads a null in place of an array or object as if it were
// empty; anything else is an error.
func (d *Decoder) notContainer(want string) {
	if d.lenientNull(want) {
		d.state = absent
	}
}

// NextMember moves to the next member of the object and reports whether there
// is one. [Decoder.Key] is its name; its value must be read or skipped before
// the next call. Members that are null are passed over, as if absent, unless
// the Decoder is strict.
func (d *Decoder) NextMember() bool {
	for d.next() {
		if d.buf[d.pos] != 'n' || d.Strict {
			return true
		}
		d.literal("null")
	}
	return false
}

// NextMemberOrNull is NextMember for objects with members that may be null: it
// passes over nothing. Of such a member [Decoder.Null] takes the null, of the
// others [Decoder.Absent].
func (d *Decoder) NextMemberOrNull() bool { return d.next() }

// Key returns the name of the member that NextMember moved to. Reading an
// object changes it.
func (d *Decoder) Key() string { return d.key }

// next moves to the value of the next member, reading its name.
func (d *Decoder) next() bool {
	c := d.space()
	switch d.state {
	case afterValue:
		if c == ',' {
			d.pos++
			c = d.space()
			break
		}
		if c == '}' {
			return d.leaveObject()
		}
		d.unexpected("',' or '}'")
		return false
	case begun:
		d.state = afterValue
		if c == '}' {
			return d.leaveObject()
		}
	case absent:
		d.state = afterValue
		return false
	}
	if c != '"' {
		d.unexpected("a member name")
		return false
	}
	return d.name()
}

func (d *Decoder) leaveObject() bool {
	d.pos++
	d.depth--
	d.names.pop()
	return false
}

// name reads the name of a member and the colon.
func (d *Decoder) name() bool {
	start := d.pos
	d.key = d.quoted()
	if d.space() != ':' {
		d.unexpected("':'")
		return false
	}
	d.pos++
	d.space()
	if !d.names.add(d.key) {
		d.fail(start, "member "+quote(d.key)+" appears twice")
		return false
	}
	return true
}

// BeginArray reads the opening bracket of an array. NextElement follows.
func (d *Decoder) BeginArray() {
	if d.buf[d.pos] != '[' {
		d.notContainer("an array")
		return
	}
	d.enter()
}

// NextElement moves to the next element of the array and reports whether there
// is one. It must be read or skipped before the next call.
func (d *Decoder) NextElement() bool {
	c := d.space()
	switch d.state {
	case afterValue:
		if c == ',' {
			d.pos++
			d.space()
			return true // if nothing follows, reading it fails
		}
		if c == ']' {
			break
		}
		d.unexpected("',' or ']'")
		return false
	case begun:
		d.state = afterValue
		if c != ']' {
			return d.err == nil
		}
	case absent:
		d.state = afterValue
		return false
	}
	d.pos++
	d.depth--
	return false
}

// Require fails in a strict Decoder unless all of names were seen: bit i of
// seen stands for names[i], of which there are at most 64. It is called at the
// end of an object.
func (d *Decoder) Require(seen uint64, names ...string) {
	if d.Strict && d.err == nil && seen+1 != 1<<len(names) {
		d.require(seen, names)
	}
}

func (d *Decoder) require(seen uint64, names []string) {
	for i, name := range names {
		if seen&(1<<i) == 0 {
			d.fail(d.pos-1, "required member "+quote(name)+" is absent")
			return
		}
	}
}

// Unknown skips a member of an object that allows no others than those of its
// schema (additionalProperties: false). It fails in a strict Decoder.
func (d *Decoder) Unknown() {
	if d.Strict {
		d.fail(d.pos, "member is not in the schema")
		return
	}
	d.Skip()
}

// Member appends the member at hand to m.
func (d *Decoder) Member(m Members) Members {
	name := d.key
	value := d.Raw()
	if value == nil {
		return m
	}
	return append(m, Member{name, value})
}
