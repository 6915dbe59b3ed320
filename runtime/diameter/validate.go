package diameter

import (
	"fmt"
	"slices"
)

// A Validator checks a struct against its grammar, for generated code. The
// first error wins. Its checks are those of RFC 6733 section 7.1.5: 5005 for
// what is missing, 5009 for what is there too often, 5008 for what is not
// allowed and 5001 for what must be understood and is not.
type Validator struct {
	Dictionary *Dictionary
	Message    string // name of the message; empty in a group
	Absent     Absent // of the struct
	err        *AVPError
}

// Err returns the first error, or nil.
func (v *Validator) Err() error {
	if v.err == nil {
		return nil
	}
	v.err.Message, v.err.dict = v.Message, v.Dictionary
	return v.err
}

// Required checks a required AVP, a single whose zero value cannot be
// sent: it is missing when empty.
func (v *Validator) Required(k Key, empty bool) {
	if empty && v.err == nil {
		v.missing(k)
	}
}

// Filled checks the i-th required AVP, a single whose zero value a program
// cannot ask for but a peer can send, such as a text of no bytes: it is missing
// when empty, unless it was there like that.
func (v *Validator) Filled(i uint, k Key, empty bool) {
	if empty && v.Absent.hollow&(1<<i) == 0 && v.err == nil {
		v.missing(k)
	}
}

// Present checks the i-th required AVP, a single whose zero value can be sent:
// it is missing when it was not on the wire and has no value since.
func (v *Validator) Present(i uint, k Key, zero bool) {
	if zero && v.Absent.missing&(1<<i) != 0 && v.err == nil {
		v.missing(k)
	}
}

// Group checks the i-th required AVP, a group.
func (v *Validator) Group(i uint, k Key, g Group) {
	if v.err != nil {
		return
	}
	if !v.Absent.SendsGroup(i, g) {
		v.missing(k)
		return
	}
	v.inside(k, g)
}

// Nested checks a group that is there.
func (v *Validator) Nested(k Key, g Group) {
	if v.err == nil {
		v.inside(k, g)
	}
}

// lent is a group that messages of several applications have, such as
// Proxy-Info. By itself it knows less AVPs than the message that it is in.
type lent interface {
	ValidateIn(dict *Dictionary) error
}

// inside takes over the error of the group k. What Failed-AVP holds is at fault
// already and is not judged again.
func (v *Validator) inside(k Key, g Group) {
	if k == keyFailedAVP {
		return
	}
	var err error
	if l, ok := g.(lent); ok {
		err = l.ValidateIn(v.Dictionary)
	} else {
		err = g.Validate()
	}
	if e, ok := err.(*AVPError); ok {
		e.enter(k, v.flags(k))
		v.err = e
	}
}

// Valid checks a value that Go can hold and the wire cannot, such as a time
// outside of the range of Time: it is invalid (5004) unless ok.
func (v *Validator) Valid(k Key, ok bool) {
	if !ok && v.err == nil {
		v.fail(ResultInvalidAVPValue, AVP{Key: k, Flags: v.flags(k)}, "the value does not fit its data format")
	}
}

// AtLeast checks that there are at least want of the n AVPs.
func (v *Validator) AtLeast(k Key, n, want int) {
	if n < want && v.err == nil {
		v.missing(k)
		v.err.Detail = fmt.Sprintf("missing, %d of at least %d are there", n, want)
	}
}

// Excess reports the first instance of an AVP above its limit; encoded is that
// instance as an Append function writes it.
func (v *Validator) Excess(limit int, k Key, encoded []byte) {
	if v.err != nil {
		return
	}
	var g rawGroup
	g.DecodeAVPs(newDecoder(encoded))
	if len(g.avps) > 0 {
		v.fail(ResultAVPOccursTooManyTimes, g.avps[0], fmt.Sprintf("more than %d of them", limit))
	}
}

// Extra checks the AVPs that a struct has no field for: none may be one of its
// singles, and those with the M bit must be in the dictionary.
func (v *Validator) Extra(extra []AVP, singles ...Key) {
	for _, a := range extra {
		a = a.unmarked()
		switch {
		case v.err != nil:
			return
		case slices.Contains(singles, a.Key):
			v.fail(ResultAVPOccursTooManyTimes, a, "more than one of them")
		case a.Flags&FlagM != 0 && v.Dictionary.Lookup(a.Key) == nil:
			v.fail(ResultAVPUnsupported, a, "not known, and it has the M bit")
		}
	}
}

// Closed is Extra for a grammar without "*[ AVP ]": a known AVP with the M bit
// is not allowed there either.
func (v *Validator) Closed(extra []AVP, singles ...Key) {
	v.Extra(extra, singles...)
	for _, a := range extra {
		a = a.unmarked()
		if v.err == nil && a.Flags&FlagM != 0 {
			v.fail(ResultAVPNotAllowed, a, "not allowed here")
		}
	}
}

// Forbidden checks that none of the extra AVPs is one that must not be there.
func (v *Validator) Forbidden(extra []AVP, keys ...Key) {
	for _, a := range extra {
		a = a.unmarked()
		if v.err == nil && slices.Contains(keys, a.Key) {
			v.fail(ResultAVPNotAllowed, a, "must not be here")
		}
	}
}

// missing reports that k is missing. The Failed-AVP is an example of it, with
// the shortest possible data, all zeros.
func (v *Validator) missing(k Key) {
	var n int
	if info := v.Dictionary.Lookup(k); info != nil {
		n = info.Type.minLen()
	}
	v.fail(ResultMissingAVP, AVP{Key: k, Flags: v.flags(k), Data: make([]byte, n)}, "missing")
}

func (v *Validator) fail(rc ResultCode, failed AVP, detail string) {
	v.err = &AVPError{ResultCode: rc, Failed: failed, Path: []Key{failed.Key}, Detail: detail}
}

// flags returns the flags that k is sent with.
func (v *Validator) flags(k Key) AVPFlags {
	var flags AVPFlags
	if k.Vendor() != 0 {
		flags |= FlagV
	}
	if info := v.Dictionary.Lookup(k); info != nil {
		flags |= info.Must
	}
	return flags
}
