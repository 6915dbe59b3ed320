package rest

import (
	"fmt"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// WithMaxMemory limits the memory of the objects that a body in JSON, a part of
// one or a parameter becomes to n bytes. Without it the limit, that of a [jsonwire.Decoder], is 16 MiB and 64
// times the length of the body, which no body meets that is not made for it.
func WithMaxMemory(n int) HandlerOption {
	return func(s *settings) { s.maxMemory = max(1, n) }
}

// WithMaxAnswerMemory is [WithMaxMemory] for the answers that a Client reads.
func WithMaxAnswerMemory(n int) Option {
	return func(c *Client) error {
		if n < 1 {
			return fmt.Errorf("WithMaxAnswerMemory: %d bytes are no limit", n)
		}
		c.maxMemory = n
		return nil
	}
}

// unmarshal reads JSON. A maxMemory of 0 stands for the limit of a Decoder.
func unmarshal(data []byte, v jsonwire.Decodable, strict bool, maxMemory int) error {
	switch {
	case maxMemory > 0:
		d := jsonwire.NewDecoder(data)
		d.Strict, d.MaxMemory = strict, maxMemory
		v.DecodeJSON(d)
		return d.End()
	case strict:
		return jsonwire.UnmarshalStrict(data, v)
	}
	return jsonwire.Unmarshal(data, v)
}
