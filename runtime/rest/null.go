package rest

import (
	"bytes"
	"context"
	"reflect"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// This file is about bodies that are null.

func isNull(body []byte) bool { return string(bytes.TrimSpace(body)) == "null" }

// isRawJSON reports whether v is kept as the text of any JSON, null among it.
func isRawJSON(v jsonwire.Decodable) bool {
	t := reflect.TypeOf(v)
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Slice && t.Elem().Elem().Kind() == reflect.Uint8
}

// OrNull returns v, or null as a body in its place.
func OrNull(v any, null bool) any {
	if null {
		return jsonwire.Raw("null")
	}
	return v
}

// DecodeNullable is Decode for a body that may be null; it reports whether it is
// something else.
func (r *Request) DecodeNullable(v any) (bool, error) {
	body, err := r.content()
	if err != nil || isNull(body) {
		return false, err
	}
	return true, r.decode(body, v)
}

// DecodeOptionalNullable is DecodeOptional for a body that may also be null.
func (r *Request) DecodeOptionalNullable(v any) (bool, error) {
	if body, err := r.optionalBody(); err != nil || len(body) == 0 {
		return false, err
	}
	return r.DecodeNullable(v)
}

// DoNullable is Do for an answer in JSON that may be null, and reports whether it
// is.
func (c *Client) DoNullable(ctx context.Context, call *Call, out jsonwire.Decodable) (null bool, err error) {
	n := &nullable{value: out}
	err = c.Do(ctx, call, n)
	return n.null, err
}

// A nullable is a value, or null.
type nullable struct {
	value jsonwire.Decodable
	null  bool
}

func (n *nullable) DecodeJSON(d *jsonwire.Decoder) {
	if n.null = d.Null(); !n.null {
		n.value.DecodeJSON(d)
	}
}
