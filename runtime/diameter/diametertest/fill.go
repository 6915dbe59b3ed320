package diametertest

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// maxDepth limits how far groups that hold themselves are filled.
const maxDepth = 4

// Fill sets every field of m, lists to two elements.
func Fill(m diameter.Message) { fillMessage(m, true) }

// FillRequired sets the fields of m that must be there.
func FillRequired(m diameter.Message) { fillMessage(m, false) }

func fillMessage(m diameter.Message, all bool) {
	c, request := m.Command()
	f := &filler{all: all}
	f.fields(reflect.ValueOf(m).Elem(), 0)
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
}

// filler sets fields to values that differ from each other.
type filler struct {
	all bool
	n   int
}

func (f *filler) fields(s reflect.Value, depth int) {
	for i := range s.NumField() {
		field := s.Type().Field(i)
		if !field.IsExported() || field.Name == "Header" && depth == 0 || field.Name == "Extra" && field.Type == reflect.TypeFor[[]diameter.AVP]() {
			continue
		}
		f.value(s.Field(i), depth)
	}
}

// value sets v if it is required, or if everything is to be set.
func (f *filler) value(v reflect.Value, depth int) {
	f.n++
	switch {
	case f.scalar(v):
	case isOptional(v):
		if f.all {
			inner, _ := v.Addr().Type().MethodByName("Set")
			x := reflect.New(inner.Type.In(1)).Elem()
			f.value(x, depth)
			v.Addr().MethodByName("Set").Call([]reflect.Value{x})
		}
	case v.Kind() == reflect.Pointer:
		if f.all && depth < maxDepth {
			v.Set(reflect.New(v.Type().Elem()))
			f.fields(v.Elem(), depth+1)
		}
	case v.Kind() == reflect.Slice:
		f.slice(v, depth)
	case v.Kind() == reflect.Struct:
		f.fields(v, depth+1)
	}
}

// slice sets octets, or a list. A list may have a minimum, which reflection
// does not see: without "all" it gets one element.
func (f *filler) slice(v reflect.Value, depth int) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes([]byte(fmt.Sprintf("%0*d", f.n%7+1, f.n)))
		return
	}
	if depth >= maxDepth {
		return
	}
	n := 1
	if f.all {
		n = 2
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		f.value(v.Index(i), depth+1)
	}
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
