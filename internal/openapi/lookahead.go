package openapi

import (
	"regexp"
	"strconv"
	"strings"
)

// A split is a pattern of ECMA-262 in pieces that RE2 can express: a value
// matches it when it matches body and all of must, none of mustNot, and has so
// many characters.
//
//	^(?=.*[0-9])(?!admin).{8,}$    must ^(?:.*[0-9])  mustNot ^(?:admin)  body ^.{8,}$
//	^[a-z]{1,2048}$                body ^[a-z]*$  min 1  max 2048
type split struct {
	body          string
	must, mustNot []string
	min, max      int64 // max is -1 without a limit
}

// splitPattern takes lookaheads from the start of a pattern, where they are
// conditions of their own, and the count of characters from one that is
// nothing else.
func splitPattern(ecma string) split {
	s := split{body: ecma, max: -1}
	for strings.HasPrefix(s.body, "^(?=") || strings.HasPrefix(s.body, "^(?!") {
		end := groupEnd(s.body[1:])
		if end < 0 || hasAlternatives(s.body[1+end:]) || isRepeated(s.body[1+end:]) {
			break
		}
		inner := "^(?:" + s.body[4:end] + ")"
		if s.body[3] == '=' {
			s.must = append(s.must, inner)
		} else {
			s.mustNot = append(s.mustNot, inner)
		}
		s.body = "^" + s.body[1+end:]
	}
	s.takeCount()
	return s
}

// oneClass matches a pattern that is one class of characters and its count.
var oneClass = regexp.MustCompile(`^\^(\[(?:[^\]\\]|\\.)+\]|\\[dDwWsS]|\.)\{([0-9]{1,9})(,?)([0-9]{0,9})\}\$$`)

// takeCount replaces a count above what RE2 allows.
func (s *split) takeCount() {
	m := oneClass.FindStringSubmatch(s.body)
	if m == nil || m[1] == "[^]" {
		return
	}
	low, _ := strconv.ParseInt(m[2], 10, 64)
	high := low
	if m[3] == "," {
		high = -1
		if m[4] != "" {
			high, _ = strconv.ParseInt(m[4], 10, 64)
		}
	}
	if low > maxRepeat || high > maxRepeat {
		s.body, s.min, s.max = "^"+m[1]+"*$", low, high
	}
}

// groupEnd is the length of the group at the start of ecma, -1 if it is not
// closed.
func groupEnd(ecma string) int {
	depth := 0
	for i, c := range ecmaSyntax(ecma) {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// isRepeated tells whether rest, which follows a group, says how often it comes.
func isRepeated(rest string) bool { return rest != "" && strings.Contains("*+?{", rest[:1]) }

// hasAlternatives tells whether ecma has a | outside of groups.
func hasAlternatives(ecma string) bool {
	depth := 0
	for _, c := range ecmaSyntax(ecma) {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case '|':
			if depth <= 0 {
				return true
			}
		}
	}
	return false
}

// ecmaSyntax returns the bytes of a pattern with all those made zero that are
// escaped or in a class.
func ecmaSyntax(ecma string) []byte {
	syntax := []byte(ecma)
	class := false
	for i := 0; i < len(syntax); i++ {
		switch {
		case syntax[i] == '\\':
			syntax[i] = 0
			if i++; i < len(syntax) {
				syntax[i] = 0
			}
		case class:
			class = syntax[i] != ']'
			syntax[i] = 0
		case syntax[i] == '[':
			class = true
			syntax[i] = 0
		}
	}
	return syntax
}
