package rest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// text prints s as a Go string, in back quotes if it holds quotation marks or
// backslashes: keys and patterns are then what they look like. A string with
// characters that cannot be seen, or that reorder what can, is escaped.
func text(s string) *jen.Statement {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if strings.ContainsAny(s, `"\`) && strconv.CanBackquote(s) && !strings.ContainsFunc(s, hidden) {
		return jen.Id("`" + s + "`")
	}
	return jen.Lit(s)
}

// key prints `"phoneNumber":`, the name of a member as JSON with its colon.
func key(name string) *jen.Statement { return text(quoteJSON(name) + ":") }

// quoteJSON returns s as a JSON string.
func quoteJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("unreachable: a string is always JSON")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// compactJSON returns the JSON text src without white space, and whether it is
// JSON at all.
func compactJSON(src string) (string, bool) {
	var b bytes.Buffer
	err := json.Compact(&b, []byte(src))
	return b.String(), err == nil
}

// stringOf returns the string that the JSON text src is, and whether it is one.
func stringOf(src string) (string, bool) {
	var s string
	err := json.Unmarshal([]byte(src), &s)
	return s, err == nil && strings.HasPrefix(strings.TrimSpace(src), `"`)
}

// lowerFirst turns an exported name into an unexported one: helpers of a
// declaration are called after it.
func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

// upperFirst turns an unexported name into an exported one.
func upperFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
