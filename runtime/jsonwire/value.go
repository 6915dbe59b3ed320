package jsonwire

// A Decodable reads itself from a Decoder.
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
	d := NewDecoder(b)
	v.DecodeJSON(d)
	return d.End()
}

// UnmarshalStrict is Unmarshal for a value that must obey its schema's types:
// see [Decoder].
func UnmarshalStrict(b []byte, v Decodable) error {
	d := NewDecoder(b)
	d.Strict = true
	v.DecodeJSON(d)
	return d.End()
}
