package diametertest

import (
	"fmt"
	"reflect"

	"github.com/telgen/telgen/runtime/diameter"
)

// A Sampler is a diameter.Data that tells what octets to test it with: the
// data of AVPs that DecodeData accepts, best two or more that differ. Types
// that accept octets, text, digits, JSON, XML or numbers need not be one.
type Sampler interface {
	SampleData() [][]byte
}

// dataOf returns v as a type of the user's own, or nil.
func dataOf(v reflect.Value) diameter.Data {
	data, _ := v.Addr().Interface().(diameter.Data)
	return data
}

// data sets v, which is of a type of the user's own, to what it makes of
// sample octets: of the n-th sample or the first after it that it accepts and
// does not take for the zero value. If there is none, v stays zero, and data
// reports whether that can be sent.
func (f *filler) data(v reflect.Value, path string) bool {
	samples := samplesFor(dataOf(v))
	for i := range samples {
		if x, ok := accepted(v.Type(), samples[(f.n+i)%len(samples)]); ok && !x.IsZero() {
			v.Set(x)
			return true
		}
	}
	if zero, ok := accepted(v.Type(), dataOf(v).AppendData(nil)); ok && zero.IsZero() {
		f.note("%s is tested with the zero %s only", path, v.Type())
		return true
	}
	f.note("%s is not tested: *%s accepts no sample octets", path, v.Type())
	return false
}

// accepted returns what t makes of octets, if that can be sent. It is what the
// type makes of its own spelling of the value; one that never comes to a
// spelling fails the round trip.
func accepted(t reflect.Type, octets []byte) (reflect.Value, bool) {
	for range 2 {
		v := reflect.New(t)
		x := v.Interface().(diameter.Data)
		if x.DecodeData(octets) != nil || x.ValidateData() != nil {
			return v.Elem(), false
		}
		if z, ok := x.(interface{ IsZero() bool }); ok && z.IsZero() {
			return v.Elem(), false
		}
		next := x.AppendData(nil)
		if string(next) == string(octets) {
			return v.Elem(), true
		}
		octets = next
	}
	v := reflect.New(t)
	return v.Elem(), v.Interface().(diameter.Data).DecodeData(octets) == nil
}

// samplesFor returns octets to try on a type of the user's own.
func samplesFor(x diameter.Data) [][]byte {
	if s, ok := x.(Sampler); ok {
		return s.SampleData()
	}
	return samples()
}

// samples are octets of many formats, those first that few types accept: a
// type that reads XML must not get text that it happens to tolerate.
func samples() [][]byte {
	list := [][]byte{
		[]byte(`<?xml version="1.0" encoding="UTF-8"?><A><B>1</B></A>`), []byte(`<?xml version="1.0" encoding="UTF-8"?><A><B>2</B></A>`),
		[]byte(`{"a":1}`), []byte(`{"a":2}`), []byte(`[1]`), []byte(`"a"`),
		{0x62, 0xf2, 0x10}, {0x62, 0xf2, 0x20}, // PLMN 262-01 and 262-02
		{0x94, 0x71, 0x10, 0x32, 0x54, 0xf6}, // TBCD 49170123456
		[]byte("text"), []byte("user@example.org"), []byte("sip:user@example.org"), []byte("192.0.2.1"), []byte("2026-01-01T00:00:00Z"),
	}
	for n := 1; n <= 20; n++ {
		list = append(list, []byte("12345678901234567890")[:n], append(make([]byte, n-1), byte(n)))
	}
	return append(list, []byte{})
}

// note remembers what could not be filled.
func (f *filler) note(format string, args ...any) {
	f.notes = append(f.notes, fmt.Sprintf(format, args...))
}
