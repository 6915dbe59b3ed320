package jsonwire

import "slices"

// BeginArray appends key and '['.
func BeginArray(b []byte, key string) []byte {
	b = append(b, key...)
	return append(b, '[')
}

// EndArray closes what BeginArray opened: it replaces the comma of the last
// element, if there is one, by ']' and appends a comma.
func EndArray(b []byte) []byte {
	if n := len(b) - 1; n >= 0 && b[n] == ',' {
		b[n] = ']'
		return append(b, ',')
	}
	return append(b, ']', ',')
}

// BeginMap appends key and '{'. The members that follow are written with
// [AppendKey] and an Append function without key.
func BeginMap(b []byte, key string) []byte {
	b = append(b, key...)
	return append(b, '{')
}

// EndMap closes what BeginMap opened: it replaces the comma of the last
// member, if there is one, by '}' and appends a comma.
func EndMap(b []byte) []byte {
	return append(EndObject(b), ',')
}

// EndObject closes an object that stands alone: it replaces the comma of the
// last member, if there is one, by '}'. No comma follows.
func EndObject(b []byte) []byte {
	if n := len(b) - 1; n >= 0 && b[n] == ',' {
		b[n] = '}'
		return b
	}
	return append(b, '}')
}

// EndMembers is EndObject for an object with members that have no field: it
// appends them first.
func EndMembers(b []byte, m Members) []byte {
	if len(m) > 0 {
		b = AppendMembers(b, m)
	}
	if n := len(b) - 1; n >= 0 && b[n] == ',' {
		b[n] = '}'
		return b
	}
	return append(b, '}')
}

// Trim takes away the comma after a value that stands alone.
func Trim(b []byte) []byte {
	if n := len(b) - 1; n >= 0 && b[n] == ',' {
		return b[:n]
	}
	return b
}

// SortedKeys returns the keys of m in order, so that the same map is always
// written the same way.
func SortedKeys[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
