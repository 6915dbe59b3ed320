package rest

import "github.com/telgen/telgen/runtime/jsonwire"

// WithMaxMemory limits the memory of the objects that a body in JSON becomes to n
// bytes. Without it the limit, that of a [jsonwire.Decoder], is 16 MiB and 64
// times the length of the body, which no body meets that is not made for it.
func WithMaxMemory(n int) HandlerOption {
	return func(s *settings) { s.maxMemory = max(1, n) }
}

// unmarshal reads a body.
func (s *settings) unmarshal(body []byte, v jsonwire.Decodable) error {
	switch {
	case s.maxMemory > 0:
		d := jsonwire.NewDecoder(body)
		d.Strict, d.MaxMemory = s.strict, s.maxMemory
		v.DecodeJSON(d)
		return d.End()
	case s.strict:
		return jsonwire.UnmarshalStrict(body, v)
	}
	return jsonwire.Unmarshal(body, v)
}
