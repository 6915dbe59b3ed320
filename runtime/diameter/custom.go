package diameter

import "reflect"

// Data is what *T implements for a Go type T of your own that stands for the
// data of an AVP, in place of octets, text or a number. A manifest names T for
// an AVP,
//
//	diameter: { spec: "builtin:3gpp/cx", codecs: { User-Data: example.org/app/types.Profile } }
//
// or a dictionary does, with <data type="OctetString" codec="example.org/app/types.Profile"/>.
// T may stand for every data format but Grouped. Generated fields are a T, an
// opt.Value[T] or a []T; T need not be comparable.
//
// A T with the method IsZero() bool has a value that means "nothing" and is
// not sent: Validate reports a required AVP of which IsZero is true as missing,
// 5005. Without IsZero every T can be sent, also the zero one, and a required
// AVP is missing only when the message was read without it and the field is
// still the zero T.
//
// Generated tests fill a T with what it makes of sample octets. If they find
// none that it takes, they say so; a method SampleData() [][]byte gives them
// some (see package diametertest).
type Data interface {
	// AppendData appends the data of the AVP to b, without header and padding,
	// and returns the extended buffer. What DecodeData or the program set must
	// come back from it: DecodeData of these octets gives the same value.
	AppendData(b []byte) []byte
	// DecodeData sets the receiver, which is the zero T, from the data of an
	// AVP: of any length, also none, and from any peer. It must not change b,
	// and must copy what it keeps of it, unless the documentation of T says
	// that it aliases the message: b is part of the buffer that
	// UnmarshalShared got, or of the copy that Parse and Unmarshal make. With
	// an error the message is refused: an *AVPError, 5004, with its text.
	DecodeData(b []byte) error
	// ValidateData says what is wrong with a value that can be encoded but
	// must not be sent, or nil. Validate returns it as an *AVPError, 5004.
	ValidateData() error
}

// AppendData appends an AVP whose data the method AppendData of a Data
// appends. It is given as a method value, v.AppendData, so that v need not be
// on the heap. A method that returns less than it was given appends nothing.
func AppendData(b []byte, k Key, data func(b []byte) []byte) []byte {
	start := len(b)
	head := appendHead(b, k, 0)
	b = data(head)
	if len(b) < len(head) {
		b = head
	}
	return pad(patchLength(b, start+4), len(b)-len(head))
}

// NewData returns an AVP that holds v. The key may carry the marks M and P.
func NewData(k Key, v Data) AVP { return NewOctetString(k, v.AppendData(nil)) }

// ReadData sets v, which should be zero, from the data of a. It fails with an
// *AVPError, 5004.
func (a AVP) ReadData(v Data) error {
	_, err := read(a, func(d *Decoder) struct{} {
		d.Data(v.DecodeData)
		return struct{}{}
	})
	return err
}

// Data has decode read the data of the current AVP: the method DecodeData of a
// Data, as a method value. Its error ends the decoding with 5004.
func (d *Decoder) Data(decode func(b []byte) error) {
	if err := decode(d.value); err != nil {
		d.fail(ResultInvalidAVPValue, "%v", err)
	}
}

// BlankElement adds a zero element to a list and returns it.
func BlankElement[T any](list *[]T) *T {
	var zero T
	*list = append(*list, zero)
	return &(*list)[len(*list)-1]
}

// SendsData is Sends for a Data, of which v points to the value.
func (a Absent) SendsData(i uint, v Data) bool { return a.missing&(1<<i) == 0 || !isBlank(v) }

// zeroer is a Data that has a value which is not sent.
type zeroer interface{ IsZero() bool }

// isBlank reports whether v points to a value that means nothing.
func isBlank(v Data) bool {
	if z, ok := v.(zeroer); ok {
		return z.IsZero()
	}
	return reflect.ValueOf(v).Elem().IsZero()
}

// Data checks the i-th required AVP, a Data: that it is there, and its value.
func (v *Validator) Data(i uint, k Key, x Data) {
	if v.err != nil {
		return
	}
	_, unsendable := x.(zeroer)
	if (unsendable || v.Absent.missing&(1<<i) != 0) && isBlank(x) {
		v.missing(k)
		return
	}
	v.ValidData(k, x.ValidateData())
}

// ValidData takes over the error of ValidateData of an AVP that is there: the
// value is invalid, 5004.
func (v *Validator) ValidData(k Key, err error) {
	if err != nil && v.err == nil {
		v.fail(ResultInvalidAVPValue, AVP{Key: k, Flags: v.flags(k)}, err.Error())
	}
}
