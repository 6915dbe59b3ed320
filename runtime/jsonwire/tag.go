package jsonwire

import "strconv"

// tag returns the scalar at i as the text that a document has for it: strings
// without quotation marks, and integers as digits, however they are spelled. It
// is "" if there is something else.
func (d *Decoder) tag(i int) string {
	if !d.spend(i - d.pos) {
		return ""
	}
	switch c := d.buf[i]; {
	case c == '"':
		return d.peekString(i)
	case c == '{' || c == '[' || c == 'n':
		return ""
	}
	return integerText(d.text(i, d.afterToken(i)))
}

// integerText spells an integer without fraction and exponent; other text is
// returned as it is.
func integerText(s string) string {
	if isPlain(s) || !isNumeral(s) {
		return s
	}
	n := parseDecimal(s)
	if !n.integral() {
		return s
	}
	u, ok := n.value()
	switch {
	case !ok:
		return s
	case s[0] == '-' && u > 0:
		return "-" + strconv.FormatUint(u, 10)
	}
	return strconv.FormatUint(u, 10)
}

// isPlain reports whether s is nothing but digits.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// isNumeral reports whether s is a number as JSON has it.
func isNumeral(s string) bool {
	d := NewDecoder([]byte(s))
	return d.Kind() == KindNumber && d.number() && d.pos == d.end
}

// Const reads a member that has only one value, given as JSON text: the tag of
// a union's variant. It returns nil if the member has that value. Otherwise a
// strict Decoder fails, and a lenient one returns what came, for [AppendConst].
func (d *Decoder) Const(value string) Raw {
	if i := d.pos + len(value); d.hasKey(d.pos, value) && (value[0] == '"' || d.afterToken(d.pos) == i) {
		d.pos = i
		return nil
	}
	start := d.pos
	raw := d.Raw()
	switch {
	case d.err != nil || sameScalar(string(raw), value):
		return nil
	case d.Strict:
		d.fail(start, "must be "+value)
		return nil
	}
	return raw
}

// sameScalar reports whether two JSON texts are the same string or integer.
func sameScalar(a, b string) bool {
	x, y := NewDecoder([]byte(a)), NewDecoder([]byte(b))
	return a == b || x.Kind() == y.Kind() && x.tag(0) != "" && x.tag(0) == y.tag(0)
}

// AppendConst appends a member with only one value, such as `"kind":"dog",`,
// unless a message had something else in its place: then that is other, or
// nothing is appended if other is empty but not nil.
func AppendConst(b []byte, member string, other Raw) []byte {
	if other == nil {
		return append(b, member...)
	}
	return appendOther(b, member, other)
}

func appendOther(b []byte, member string, other Raw) []byte {
	if len(other) == 0 {
		return b
	}
	d := NewDecoder([]byte(member))
	return AppendRaw(b, member[:d.afterString(0)+1], other)
}

// Other reads a value that nobody described, of which some members are known:
// those that read takes. A lenient Decoder leaves out what has not the type of
// its field; it is still in what Other returns, the value as it was received.
func (d *Decoder) Other(read func(*Decoder)) Raw {
	if !d.Strict {
		raw := d.Raw()
		p := d.part(raw)
		read(p)
		d.taken = p.taken
		d.checkMemory()
		return raw
	}
	m := d.mark()
	read(d)
	if d.err != nil || !d.spend(d.pos-m.pos) {
		return nil
	}
	d.back(m)
	return d.Raw()
}

// Refuse is Fail for a strict Decoder; a lenient one goes on.
func (d *Decoder) Refuse(msg string) {
	if d.Strict {
		d.Fail(msg)
	}
}

// Has reports whether the member with index n was there.
func (o *Object) Has(n int) bool { return o.word(n/64)>>(n%64)&1 != 0 }

// Withheld is Require for members that only requests have (writeOnly). An
// answer does without them: it reports whether the value is one, and one of the
// members is absent.
func (o *Object) Withheld(masks ...uint64) bool {
	if o.d.Strict && !o.d.Answer {
		o.Require(masks...)
		return false
	}
	for w, mask := range masks {
		if mask&^o.word(w) != 0 {
			return o.d.err == nil
		}
	}
	return false
}
