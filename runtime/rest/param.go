package rest

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

// Params reads values that travel as text, in a path, a query, header fields
// or a form. It keeps the first error.
type Params struct {
	err       error
	strict    bool // JSON must obey its schema
	maxMemory int  // see unmarshal
}

// Err returns the first error, a [*Problem] with status 400, or nil.
func (p *Params) Err() error { return p.err }

func (p *Params) fail(name, msg string) {
	if p.err == nil {
		p.err = BadRequest(errors.New(name + " " + msg))
	}
}

// A Param is one parameter. The methods that are called after a type read a
// required one, and fail without it; the others begin with Opt.
type Param struct {
	params *Params
	name   string // as messages have it, e.g. `query parameter "limit"`
	values []string
	as     escaping // of the values
}

// IsSet reports whether the parameter is there.
func (p Param) IsSet() bool { return len(p.values) > 0 }

// Required fails unless the parameter is there, and returns it: a list without
// elements looks like one that is not there.
func (p Param) Required() Param {
	if !p.IsSet() {
		p.params.fail(p.name, "is missing")
	}
	return p
}

// one returns the only value. Several are an error.
func (p Param) one() (string, bool) {
	s, ok := p.oneEscaped()
	if !ok {
		return "", false
	}
	return p.read(s)
}

// read undoes the escaping of an element.
func (p Param) read(s string) (string, bool) {
	text, err := p.as.read(s)
	if err != nil {
		p.params.fail(p.name, "is malformed: "+err.Error())
	}
	return text, err == nil
}

// oneEscaped is one for a list or object, which is yet to be taken apart.
func (p Param) oneEscaped() (string, bool) {
	switch len(p.values) {
	case 0:
		p.params.fail(p.name, "is missing")
		return "", false
	case 1:
		return p.values[0], true
	}
	p.params.fail(p.name, "is there more than once")
	return "", false
}

// bad fails because of v.
func (p Param) bad(v, want string) {
	if len(v) > 40 {
		v = v[:40] + "…"
	}
	p.params.fail(p.name, fmt.Sprintf("is %q, want %s", v, want))
}

// parse reads a required value.
func parse[T any](p Param, want string, read func(string) (T, error)) T {
	var zero T
	s, ok := p.one()
	if !ok {
		return zero
	}
	v, err := read(s)
	if err != nil {
		p.bad(s, want)
		return zero
	}
	return v
}

// optional returns what get reads if the parameter is there.
func optional[T any](p Param, get func(Param) T) opt.Value[T] {
	if !p.IsSet() {
		return opt.None[T]()
	}
	return opt.Some(get(p))
}

// String reads a string.
func (p Param) String() string {
	s, _ := p.one()
	return s
}

// Int32 reads an integer between -2^31 and 2^31-1.
func (p Param) Int32() int32 {
	return parse(p, "an integer of 32 bits", func(s string) (int32, error) {
		v, err := strconv.ParseInt(s, 10, 32)
		return int32(v), err
	})
}

// Int64 reads an integer between -2^63 and 2^63-1.
func (p Param) Int64() int64 {
	return parse(p, "an integer of 64 bits", func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
}

// Uint32 reads an integer between 0 and 2^32-1.
func (p Param) Uint32() uint32 {
	return parse(p, "an integer of 32 bits, not negative", func(s string) (uint32, error) {
		v, err := strconv.ParseUint(s, 10, 32)
		return uint32(v), err
	})
}

// Uint64 reads an integer between 0 and 2^64-1.
func (p Param) Uint64() uint64 {
	return parse(p, "an integer of 64 bits, not negative", func(s string) (uint64, error) { return strconv.ParseUint(s, 10, 64) })
}

// Float64 reads a number as JSON writes it.
func (p Param) Float64() float64 { return parse(p, "a number", parseFloat) }

// Float32 reads a number and rounds it to a float32.
func (p Param) Float32() float32 {
	return parse(p, "a number", func(s string) (float32, error) {
		d := jsonwire.NewDecoder([]byte(s))
		d.Strict = true
		v := d.Float32()
		return v, d.End()
	})
}

func parseFloat(s string) (float64, error) {
	d := jsonwire.NewDecoder([]byte(s))
	d.Strict = true
	v := d.Float64()
	return v, d.End()
}

// Bool reads true or false.
func (p Param) Bool() bool {
	return parse(p, "true or false", func(s string) (bool, error) {
		if s != "true" && s != "false" {
			return false, strconv.ErrSyntax
		}
		return s == "true", nil
	})
}

// Time reads a time in the format of RFC 3339.
func (p Param) Time() time.Time {
	return parse(p, "a time such as 2006-01-02T15:04:05Z", func(s string) (time.Time, error) {
		return jsonwire.ParseTime(s)
	})
}

// List returns all values: a list that is exploded, name=a&name=b.
func (p Param) List() []string {
	if p.values == nil || p.as == plain || p.as == inHeader {
		return p.values
	}
	list := make([]string, len(p.values))
	for i, v := range p.values {
		list[i], _ = p.read(v)
	}
	return list
}

// Joined returns the parts of the values between commas: a list that is not
// exploded, name=a,b. A comma that is escaped belongs to its element. In a
// header field white space around commas and empty elements say nothing (RFC
// 9110 section 5.6.1).
func (p Param) Joined() []string {
	var list []string
	for _, v := range p.values {
		list = append(list, p.as.split(v)...)
	}
	p.values = list
	return p.List()
}

// Split returns the parameter with the parts between commas as its values: a
// list that is not exploded, of numbers, dates and the like, where the comma separates
// even if it is escaped.
func (p Param) Split() Param {
	var list []string
	for _, v := range p.values {
		list = append(list, p.as.splitPlain(v)...)
	}
	p.values = list
	return p
}

// Each returns a parameter for each of the values: the elements of a list.
func (p Param) Each() []Param {
	list := make([]Param, len(p.values))
	for i, v := range p.values {
		list[i] = Param{p.params, p.name, []string{v}, p.as}
	}
	return list
}

// JSON reads a value that travels as JSON into v.
func (p Param) JSON(v jsonwire.Decodable) {
	s, ok := p.one()
	if !ok {
		return
	}
	if err := unmarshal([]byte(s), v, p.params.strict, p.params.maxMemory); err != nil {
		p.params.fail(p.name, "is no JSON of the right kind: "+err.Error())
	}
}

// OptString reads a string if there is one.
func (p Param) OptString() opt.Value[string] { return optional(p, Param.String) }

// OptInt32 reads an Int32 if there is one.
func (p Param) OptInt32() opt.Value[int32] { return optional(p, Param.Int32) }

// OptInt64 reads an Int64 if there is one.
func (p Param) OptInt64() opt.Value[int64] { return optional(p, Param.Int64) }

// OptUint32 reads a Uint32 if there is one.
func (p Param) OptUint32() opt.Value[uint32] { return optional(p, Param.Uint32) }

// OptUint64 reads a Uint64 if there is one.
func (p Param) OptUint64() opt.Value[uint64] { return optional(p, Param.Uint64) }

// OptFloat64 reads a Float64 if there is one.
func (p Param) OptFloat64() opt.Value[float64] { return optional(p, Param.Float64) }

// OptFloat32 reads a Float32 if there is one.
func (p Param) OptFloat32() opt.Value[float32] { return optional(p, Param.Float32) }

// OptBool reads a Bool if there is one.
func (p Param) OptBool() opt.Value[bool] { return optional(p, Param.Bool) }

// OptTime reads a Time if there is one.
func (p Param) OptTime() opt.Value[time.Time] { return optional(p, Param.Time) }

// A Form reads the members of a form (application/x-www-form-urlencoded).
type Form struct {
	*Params
	values url.Values
	as     escaping // of the values
	asked  []string // names of members
	found  bool     // a member that was asked for is there
	shared bool     // there are members that belong to others
}

// Get returns the member with this name.
func (f *Form) Get(name string) Param {
	f.asked = append(f.asked, name)
	f.found = f.found || len(f.values[name]) > 0
	return Param{f.Params, "form member " + strconv.Quote(name), f.values[name], f.as}
}

// A FormDecodable reads itself from a form.
type FormDecodable interface {
	DecodeForm(f *Form)
}
