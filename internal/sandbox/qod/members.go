package qod

import (
	"reflect"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// checkMembers refuses a request with members that its document does not have,
// as operators do since 1.2. Until then they are kept and repeated.
func (a api) checkMembers(body any) error {
	if a.version < v1_2 {
		return nil
	}
	if name := unknownMember(reflect.ValueOf(body)); name != "" {
		return a.problem(refuse(invalidArgument, "%q is no member of this request", name))
	}
	return nil
}

// unknownMember returns a member that has no field in a generated value, or in
// one that it holds: those are in fields of type jsonwire.Members.
func unknownMember(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return unknownMember(v.Elem())
	case reflect.Slice:
		if extra, ok := reflect.TypeAssert[jsonwire.Members](v); ok {
			return firstName(extra)
		}
		for i := range v.Len() {
			if name := unknownMember(v.Index(i)); name != "" {
				return name
			}
		}
	case reflect.Struct:
		for f, field := range v.Fields() {
			if !f.IsExported() {
				continue
			}
			if name := unknownMember(field); name != "" {
				return name
			}
		}
	}
	return ""
}

func firstName(m jsonwire.Members) string {
	if len(m) == 0 {
		return ""
	}
	return m[0].Name
}
