package openapi

import (
	"strings"
	"unicode"
)

// This file is about names that go into the head of a request, where a stray
// character would begin another field or another request.

// checkHead reports a name of a header field or cookie that is not a token
// (RFC 9110 section 5.6.2).
func (r *reader) checkHead(at node, name string) {
	if strings.ContainsFunc(name, func(c rune) bool {
		return c <= ' ' || c > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	}) {
		r.errorf(at.pos(), "%q cannot be the name of a header field or cookie; letters, digits and !#$%%&'*+-.^_`|~ can be in it", name)
	}
}

// checkPath reports a path with characters that no path has, or with braces
// that are no parameter.
func (r *reader) checkPath(n node) {
	path := n.name()
	if strings.ContainsFunc(path, unicode.IsControl) {
		r.errorf(n.pos(), "path %q has control characters", path)
	}
	if strings.ContainsAny(variable.ReplaceAllString(path, ""), "{}") {
		r.errorf(n.pos(), "path %q has braces that are no parameter; one is {name}", path)
	}
}
