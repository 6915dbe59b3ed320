package diametertest

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// maxDepth limits how far groups that hold themselves are filled.
const maxDepth = 4

// Fill sets every field of m, lists to two elements or as many as m.Validate
// asks for. Where groups hold themselves it stops at some depth and sets there
// only what must be there. A field whose type is of the user's own stays zero, a
// list of them empty and an optional group with such a required field absent,
// if the type accepts no sample octets (see Sampler).
func Fill(m diameter.Message) { fillMessage(m, true) }

// FillRequired sets the fields of m that must be there, as Fill does, and lists
// to as few elements as m.Validate lets pass.
func FillRequired(m diameter.Message) { fillMessage(m, false) }

// fillMessage returns what could not be filled, and whether everything that is
// required was.
func fillMessage(m diameter.Message, all bool) (notes []string, whole bool) {
	c, request := m.Command()
	f := &filler{all: all}
	v := reflect.ValueOf(m).Elem()
	whole = f.fields(v, v.Type().Name(), 0)
	h := diameter.Header{CommandCode: c.Code, HopByHop: 1, EndToEnd: 2}
	if c.Dictionary != nil {
		h.ApplicationID = c.Dictionary.ApplicationID
	}
	if request {
		h.Flags |= diameter.FlagRequest
	}
	if c.Proxiable {
		h.Flags |= diameter.FlagProxiable
	}
	*m.Head() = h
	return f.notes, whole
}

// filler sets fields to values that differ from each other.
type filler struct {
	all   bool
	n     int
	notes []string
}

// fields sets the fields of a message or group, which path leads to. It
// reports whether every required one could be set.
func (f *filler) fields(s reflect.Value, path string, depth int) bool {
	whole := true
	for i := range s.NumField() {
		field := s.Type().Field(i)
		if !field.IsExported() || field.Name == "Header" && depth == 0 || field.Name == "Extra" && field.Type == reflect.TypeFor[[]diameter.AVP]() {
			continue
		}
		path := path + "." + field.Name
		if isList(s.Field(i)) {
			whole = f.list(s, i, path, depth) && whole
		} else {
			whole = f.value(s.Field(i), path, depth) && whole
		}
	}
	return whole
}

// value sets v if it is required, or if everything is to be set. It reports
// false for a value that is required and cannot be set.
func (f *filler) value(v reflect.Value, path string, depth int) bool {
	f.n++
	switch {
	case dataOf(v) != nil:
		return f.data(v, path)
	case f.scalar(v):
	case isOptional(v):
		f.optional(v, path, depth)
	case v.Kind() == reflect.Pointer:
		f.pointer(v, path, depth)
	case v.Kind() == reflect.Slice:
		v.SetBytes([]byte(fmt.Sprintf("%0*d", f.n%7+1, f.n)))
	case v.Kind() == reflect.Struct:
		return f.fields(v, path, depth+1)
	}
	return true
}

// optional sets an opt.Value.
func (f *filler) optional(v reflect.Value, path string, depth int) {
	if !f.all {
		return
	}
	set, _ := v.Addr().Type().MethodByName("Set")
	x := reflect.New(set.Type.In(1)).Elem()
	if f.value(x, path, depth) {
		v.Addr().MethodByName("Set").Call([]reflect.Value{x})
	}
}

// pointer sets a group that may be absent.
func (f *filler) pointer(v reflect.Value, path string, depth int) {
	if !f.all || depth >= maxDepth {
		return
	}
	group := reflect.New(v.Type().Elem())
	if f.fields(group.Elem(), path, depth+1) {
		v.Set(group)
	}
}

// list sets the i-th field of s, a list: to two elements, or without "all" and
// deep inside groups to none, and to more as long as s asks for them. A list
// whose elements cannot be set stays empty; list reports false if s asks for
// some.
func (f *filler) list(s reflect.Value, i int, path string, depth int) bool {
	list := s.Field(i)
	lacks := lacking(s, i)
	required := lacks()
	n := 0
	if f.all && depth < maxDepth {
		n = 2
	}
	for list.Len() < n || lacks() {
		element := reflect.New(list.Type().Elem()).Elem()
		if !f.value(element, path, depth+1) {
			list.SetZero()
			return !required
		}
		list.Set(reflect.Append(list, element))
	}
	return true
}

// lacking returns a function that says whether s, in which the fields before
// the i-th are set, asks for more elements of this list. Reflection does not
// see that, but Validate knows.
func lacking(s reflect.Value, i int) func() bool {
	group, ok := s.Addr().Interface().(diameter.Group)
	if !ok {
		return func() bool { return false }
	}
	k := keyOf(s.Type(), i)
	return func() bool {
		var e *diameter.AVPError
		return errors.As(group.Validate(), &e) && e.ResultCode == diameter.ResultMissingAVP && slices.Equal(e.Path, []diameter.Key{k})
	}
}

// keyOf returns the key of the AVPs that the i-th field of t, a list, is
// encoded to: the one that there are more of with an element than without.
func keyOf(t reflect.Type, i int) diameter.Key {
	count := map[diameter.Key]int{}
	for _, n := range []int{0, 1} {
		s := reflect.New(t)
		s.Elem().Field(i).Set(reflect.MakeSlice(t.Field(i).Type, n, n))
		avps, _ := diameter.AVP{Data: s.Interface().(diameter.Group).AppendAVPs(nil)}.Grouped()
		for _, a := range avps {
			count[a.Key] += 2*n - 1
		}
	}
	for k, more := range count {
		if more > 0 {
			return k
		}
	}
	return 0
}

// isList reports whether v is a list, and not octets or of the user's own type.
func isList(v reflect.Value) bool {
	if v.Kind() != reflect.Slice || dataOf(v) != nil {
		return false
	}
	return v.Type().Elem().Kind() != reflect.Uint8 || dataOf(reflect.New(v.Type().Elem()).Elem()) != nil
}

func isOptional(v reflect.Value) bool {
	return v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().Name(), "Value[")
}

// scalar sets v if it is a value without parts.
func (f *filler) scalar(v reflect.Value) bool {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2026, 1, 1, 0, 0, f.n, 0, time.UTC)
		return true
	case *diameter.Address:
		*x = diameter.AddressFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(f.n)}))
		return true
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{192, 0, 2, byte(f.n)})
		return true
	case *netip.Prefix:
		*x = netip.PrefixFrom(netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, byte(f.n)}), 64)
		return true
	case *diameter.TBCD:
		*x = diameter.TBCD(fmt.Sprintf("49%d", f.n))
		return true
	case *diameter.PLMN:
		plmn, err := diameter.MakePLMN("262", fmt.Sprintf("%02d", f.n%100))
		*x = plmn
		return err == nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text%d", f.n))
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.n) / 2)
	default:
		return false
	}
	return true
}

// unmap undoes what AppendIPv6 does to the IPv4 addresses that Fill sets: it
// cannot see whether the AVP of a bare address is sent as IPv4 or as IPv6.
func unmap(v reflect.Value) {
	if dataOf(v) != nil {
		return // of the user's own: it is as its methods made it
	}
	switch x := v.Addr().Interface().(type) {
	case *netip.Addr:
		*x = x.Unmap()
		return
	case *opt.Value[netip.Addr]:
		if ip, ok := x.Get(); ok {
			x.Set(ip.Unmap())
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			unmap(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			unmap(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				unmap(v.Field(i))
			}
		}
	}
}
