package diameter

import "unicode/utf8"

// This file checks values that Go can hold and the data formats cannot, or that
// would be sent as others. The Failed-AVP has the value as it would be sent.

// UTF8String checks that v is UTF-8, else 5004.
func (v *Validator) UTF8String(k Key, s string) {
	if !utf8.ValidString(s) {
		v.invalid(k, []byte(s), "text is not UTF-8")
	}
}

// Identity checks that i is a name: one or more printable characters of ASCII
// (RFC 6733 section 4.3.1), else 5004.
func (v *Validator) Identity(k Key, i Identity) {
	if !isName(string(i)) {
		v.invalid(k, []byte(i), nameProblem(string(i)))
	}
}

// URI checks that u is one or more printable characters of ASCII, else 5004.
// URI.Parse says more.
func (v *Validator) URI(k Key, u URI) {
	if !isName(string(u)) {
		v.invalid(k, []byte(u), nameProblem(string(u)))
	}
}

// TBCD checks that all characters of t can be sent as digits, else 5004.
func (v *Validator) TBCD(k Key, t TBCD) {
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' {
			v.letters(k, t)
			return
		}
	}
}

// letters is TBCD for a number that has not decimal digits only.
func (v *Validator) letters(k Key, t TBCD) {
	if err := t.check(); err != nil {
		v.invalid(k, t.appendTo(nil), err.Error())
	}
}

// Address checks that a is an address, and has as many octets as its family,
// else 5004.
func (v *Validator) Address(k Key, a Address) {
	switch {
	case a.ip.IsValid():
	case a == Address{}:
		v.invalid(k, a.appendTo(nil), "no address")
	case a.family == FamilyIPv4 || a.family == FamilyIPv6:
		v.invalid(k, a.appendTo(nil), "address does not have the length of its family")
	}
}

// isName reports whether s is not empty, and printable ASCII without blanks.
func isName(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

func nameProblem(s string) string {
	if s == "" {
		return "empty"
	}
	return "has characters that are not printable ASCII"
}

// invalid reports a value that its data format does not allow, as it is sent.
func (v *Validator) invalid(k Key, data []byte, detail string) {
	if v.err == nil {
		v.fail(ResultInvalidAVPValue, AVP{Key: k, Flags: v.flags(k), Data: data}, detail)
	}
}
