package rest

import (
	"strconv"
	"time"
)

// AppendForm appends name=v to a form or query, escaped, and first an '&'
// unless b is empty.
func AppendForm(b []byte, name, v string) []byte {
	return appendFormEscaped(appendFormName(b, name), v)
}

// AppendFormJoined appends name=v1,v2,... with only the values escaped: a list
// that is not exploded (OpenAPI 3, style form).
func AppendFormJoined(b []byte, name string, v []string) []byte {
	b = appendFormName(b, name)
	for i, s := range v {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFormEscaped(b, s)
	}
	return b
}

// AppendFormInt appends name=v as AppendForm does.
func AppendFormInt(b []byte, name string, v int64) []byte {
	return strconv.AppendInt(appendFormName(b, name), v, 10)
}

// AppendFormUint appends name=v as AppendForm does.
func AppendFormUint(b []byte, name string, v uint64) []byte {
	return strconv.AppendUint(appendFormName(b, name), v, 10)
}

// AppendFormFloat appends name=v as AppendForm does.
func AppendFormFloat(b []byte, name string, v float64) []byte {
	return AppendForm(b, name, strconv.FormatFloat(v, 'g', -1, 64))
}

// AppendFormBool appends name=true or name=false as AppendForm does.
func AppendFormBool(b []byte, name string, v bool) []byte {
	return strconv.AppendBool(appendFormName(b, name), v)
}

// AppendFormTime appends name=v as AppendForm does, in the format of RFC 3339.
func AppendFormTime(b []byte, name string, v time.Time) []byte {
	return AppendForm(b, name, v.Format(time.RFC3339Nano))
}

func appendFormName(b []byte, name string) []byte {
	if len(b) > 0 {
		b = append(b, '&')
	}
	return append(appendFormEscaped(b, name), '=')
}

// appendFormEscaped appends s with everything but unreserved characters (RFC
// 3986 section 2.3) escaped, and a space as '+'.
func appendFormEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		case c == ' ':
			b = append(b, '+')
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}
