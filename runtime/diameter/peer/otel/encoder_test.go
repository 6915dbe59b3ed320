package otel

import (
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// An encoder writes attributes in a short form and a fixed order.
type encoder struct{}

// ID says that nothing is kept of what was encoded.
func (encoder) ID() attribute.EncoderID { return attribute.EncoderID{} }

func (encoder) Encode(i attribute.Iterator) string {
	values := map[attribute.Key]string{}
	for _, kv := range i.ToSlice() {
		values[kv.Key] = kv.Value.String()
	}
	var parts []string
	for _, short := range []struct {
		name string
		key  attribute.Key
	}{{"application", "diameter.application.id"}, {"command", "diameter.command.code"}, {"result", "diameter.result.class"}, {"error", "error.type"}} {
		if v, ok := values[short.key]; ok {
			parts = append(parts, short.name+"="+v)
			delete(values, short.key)
		}
	}
	if len(values) > 0 {
		parts = append(parts, fmt.Sprint("and ", values))
	}
	return strings.Join(parts, " ")
}
