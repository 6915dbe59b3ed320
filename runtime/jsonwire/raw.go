package jsonwire

// Raw is one JSON value as text. It is kept as it was received.
type Raw []byte

// AppendJSON appends r, or null if r is empty.
func (r Raw) AppendJSON(b []byte) []byte {
	if len(r) == 0 {
		return append(b, "null"...)
	}
	return append(b, r...)
}

// DecodeJSON reads any value.
func (r *Raw) DecodeJSON(d *Decoder) { *r = d.Raw() }

// MarshalJSON returns the value, or null if r is empty.
func (r Raw) MarshalJSON() ([]byte, error) { return r.AppendJSON(nil), nil }

// UnmarshalJSON sets r to a copy of b, which must be one JSON value.
func (r *Raw) UnmarshalJSON(b []byte) error { return Unmarshal(b, r) }

// String returns the text.
func (r Raw) String() string { return string(r) }

// Valid reports whether r is exactly one JSON value, as [Decoder] reads it.
func (r Raw) Valid() bool {
	d := NewDecoder(r)
	d.Skip()
	return d.End() == nil
}

// A Member is a member of an object that no field was generated for.
type Member struct {
	Name  string
	Value Raw
}

// Members are the members of an object that no field was generated for, in the
// order in which they were received.
type Members []Member

// Get returns the value of the member with this name, and whether there is
// one.
func (m Members) Get(name string) (Raw, bool) {
	for i := range m {
		if m[i].Name == name {
			return m[i].Value, true
		}
	}
	return nil, false
}

// Set gives the member with this name a value, appending the member if there
// is none.
func (m *Members) Set(name string, value Raw) {
	for i := range *m {
		if (*m)[i].Name == name {
			(*m)[i].Value = value
			return
		}
	}
	*m = append(*m, Member{name, value})
}

// AppendMembers appends every member of m with a comma after it. An empty
// value is written as null.
func AppendMembers(b []byte, m Members) []byte {
	for i := range m {
		b = AppendKey(b, m[i].Name)
		b = AppendRaw(b, "", m[i].Value)
	}
	return b
}
