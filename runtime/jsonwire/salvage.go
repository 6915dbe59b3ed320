package jsonwire

// maxLoosened is how deep objects may be in one another for Salvage to look for
// integers in them.
const maxLoosened = 4

// Salvage is Unmarshal for an object that another side may have written
// otherwise than it documents: an integer may be digits in a string, and a
// member that cannot be read anyhow is left out. The error is then that of the
// object as it came, and v has the other members. It is empty if b is no object.
func Salvage(b []byte, v Decodable) error {
	err := Unmarshal(b, v)
	if err == nil {
		return nil
	}
	members, ok := splitObject(b)
	if !ok {
		return err
	}
	rest := []byte{'{'}
	complete := true
	for _, m := range members {
		if m.Value = readable(m, v); m.Value == nil {
			complete = false
			continue
		}
		rest = AppendMembers(rest, Members{m})
	}
	if again := Unmarshal(EndObject(rest), v); again != nil || complete {
		return again
	}
	return err
}

// splitObject returns the members of an object.
func splitObject(b []byte) (members Members, ok bool) {
	d := NewDecoder(b)
	if d.Kind() != KindObject {
		return nil, false
	}
	d.BeginObject()
	for d.NextMember() {
		d.KeepMember(&members)
	}
	return members, d.End() == nil
}

// readable returns the value of a member in a form that v can read, or nil.
func readable(m Member, v Decodable) Raw {
	for _, value := range []Raw{m.Value, loosened(m.Value, maxLoosened)} {
		if Unmarshal(EndObject(AppendMembers([]byte{'{'}, Members{{m.Name, value}})), v) == nil {
			return value
		}
	}
	return nil
}

// loosened is r with integers in place of strings that hold one.
func loosened(r Raw, depth int) Raw {
	if n := len(r) - 1; n > 1 && r[0] == '"' && isInteger(r[1:n]) {
		return r[1:n]
	}
	members, ok := splitObject(r)
	if !ok || depth == 0 {
		return r
	}
	b := []byte{'{'}
	for _, m := range members {
		b = AppendMembers(b, Members{{m.Name, loosened(m.Value, depth-1)}})
	}
	return EndObject(b)
}

// isInteger reports whether b is an integer in the form of JSON.
func isInteger(b []byte) bool {
	if b[0] == '-' {
		b = b[1:]
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) == 1 || len(b) > 1 && b[0] != '0'
}
