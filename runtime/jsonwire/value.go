package jsonwire

// A Decodable reads itself from a Decoder, which it must not keep: the Decoder
// goes on to read other messages.
type Decodable interface {
	DecodeJSON(d *Decoder)
}

// A Value is a generated type: it can be written and read.
type Value interface {
	Appender
	Decodable
}

// Unmarshal reads v from b, which must hold one JSON value, leniently: see
// [Decoder]. Strings of v share one copy of b. The error is an [*Error].
func Unmarshal(b []byte, v Decodable) error {
	return read(b, v, idle.Get().(*Decoder))
}

// UnmarshalStrict is Unmarshal for a value that must obey its schema's types:
// see [Decoder].
func UnmarshalStrict(b []byte, v Decodable) error {
	d := idle.Get().(*Decoder)
	d.Strict = true
	return read(b, v, d)
}

// read reads v with d, which it puts aside afterwards.
func read(b []byte, v Decodable, d *Decoder) error {
	d.begin(b)
	v.DecodeJSON(d)
	err := d.End()
	d.release()
	return err
}
