package jsonwire

import (
	"regexp/syntax"
	"strings"
	"unicode"
)

// A steppedPattern is a regular expression that is matched from the start of a
// string without ever going back, such as ^\+[1-9][0-9]{4,14}$: bytes of one
// set after bytes of another, where the byte at hand always says which set it
// belongs to. Package regexp takes ten times as long for them.
type steppedPattern struct {
	prefix string
	steps  []patternStep
	whole  bool // nothing may follow
	ascii  bool // only for strings of ASCII: beyond it a set has some characters
}

// A patternStep takes between min and max bytes of a set, as many as there are.
type patternStep struct {
	set      byteSet
	min, max int
	// skip is the number of steps that an optional group has which starts
	// here, if the byte at hand is not in the set. It is 0 elsewhere.
	skip int
	// butOne says that the set is all bytes but one, which can be searched for.
	butOne bool
	one    byte
}

const (
	noMax    = 1 << 62
	maxSteps = 100
)

func (p *steppedPattern) match(s string) bool {
	if !strings.HasPrefix(s, p.prefix) {
		return false
	}
	i := len(p.prefix)
	for k := 0; k < len(p.steps); k++ {
		t := &p.steps[k]
		in := i < len(s) && t.set[s[i]]
		switch {
		case !in && t.skip > 0:
			k += t.skip - 1
			continue
		case !in && t.min > 0:
			return false
		case !in:
			continue
		}
		if t.max == 1 {
			i++
			continue
		}
		n := t.take(s[i:])
		if n < t.min {
			return false
		}
		i += n
	}
	return !p.whole || i == len(s)
}

// take returns how many bytes of the set s begins with, up to max.
func (t *patternStep) take(s string) int {
	if len(s) > t.max {
		s = s[:t.max]
	}
	if t.butOne {
		return indexOrEnd(s, t.one)
	}
	for i := range len(s) {
		if !t.set[s[i]] {
			return i
		}
	}
	return len(s)
}

// indexOrEnd returns where c is in s, or where s ends.
func indexOrEnd(s string, c byte) int {
	if n := strings.IndexByte(s, c); n >= 0 {
		return n
	}
	return len(s)
}

// stepsOf returns text as steps, or nil if it is not so simple.
func stepsOf(text string) *steppedPattern {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || re.Sub[0].Op != syntax.OpBeginText {
		return nil
	}
	var p steppedPattern
	parts := re.Sub[1:]
	if n := len(parts) - 1; n >= 0 && parts[n].Op == syntax.OpEndText {
		p.whole = true
		parts = parts[:n]
	}
	for _, part := range parts {
		if !p.add(part) {
			return nil
		}
	}
	if !p.decided() {
		return nil
	}
	p.hasten()
	return &p
}

// hasten makes the first bytes, of which there is no choice, a prefix, and finds
// the sets that are all bytes but one.
func (p *steppedPattern) hasten() {
	for len(p.steps) > 0 {
		t := &p.steps[0]
		c, ok := t.set.only(true)
		if !ok || t.min != 1 || t.max != 1 || t.skip > 0 {
			break
		}
		p.prefix += string(rune(c))
		p.steps = p.steps[1:]
	}
	for k := range p.steps {
		t := &p.steps[k]
		t.one, t.butOne = t.set.only(false)
	}
}

// add appends the steps of re and reports whether it could.
func (p *steppedPattern) add(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return p.add(re.Sub[0])
	case syntax.OpConcat:
		return p.addAll(re.Sub)
	case syntax.OpLiteral:
		return p.addLiteral(re)
	case syntax.OpStar:
		return p.repeat(re.Sub[0], 0, noMax)
	case syntax.OpPlus:
		return p.repeat(re.Sub[0], 1, noMax)
	case syntax.OpQuest:
		return p.repeat(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		if re.Max < 0 {
			return p.repeat(re.Sub[0], re.Min, noMax)
		}
		return p.repeat(re.Sub[0], re.Min, re.Max)
	}
	return p.repeat(re, 1, 1)
}

func (p *steppedPattern) addAll(parts []*syntax.Regexp) bool {
	for _, part := range parts {
		if !p.add(part) {
			return false
		}
	}
	return true
}

func (p *steppedPattern) addLiteral(re *syntax.Regexp) bool {
	for _, r := range re.Rune {
		s, ok := setOfLetter(r, re.Flags&syntax.FoldCase != 0)
		if !ok {
			return false
		}
		p.steps = append(p.steps, patternStep{set: s, min: 1, max: 1})
	}
	return len(p.steps) <= maxSteps
}

// repeat appends re, at least low and at most high times.
func (p *steppedPattern) repeat(re *syntax.Regexp, low, high int) bool {
	if set, ascii, ok := setOf(re); ok {
		p.ascii = p.ascii || ascii
		// A character is one byte of the set only if it is ASCII.
		if set[0x80] && (low > 1 || high != noMax) {
			return false
		}
		p.steps = append(p.steps, patternStep{set: set, min: low, max: high})
		return len(p.steps) <= maxSteps
	}
	if low == 0 && high == 1 {
		return p.optional(re)
	}
	if low != high || low == 1 && re.Op != syntax.OpCapture && re.Op != syntax.OpConcat && re.Op != syntax.OpLiteral {
		return false
	}
	for range low {
		if len(p.steps) > maxSteps || !p.add(re) {
			return false
		}
	}
	return true
}

// optional appends a group that is there or not. Its first byte must tell.
func (p *steppedPattern) optional(re *syntax.Regexp) bool {
	first := len(p.steps)
	if !p.add(re) || len(p.steps) == first {
		return false
	}
	t := &p.steps[first]
	if t.min == 0 || t.skip > 0 {
		return false
	}
	t.skip = len(p.steps) - first
	return true
}

// setOf returns the bytes that one character of re can begin with, and whether
// re is one character. The set counts for ASCII only if re has some characters
// beyond it but not all.
func setOf(re *syntax.Regexp) (s byteSet, ascii, ok bool) {
	switch re.Op {
	case syntax.OpCapture:
		return setOf(re.Sub[0])
	case syntax.OpLiteral:
		if len(re.Rune) != 1 {
			return s, false, false
		}
		s, ok = setOfLetter(re.Rune[0], re.Flags&syntax.FoldCase != 0)
		return s, false, ok
	case syntax.OpAnyChar:
		s.add(0, 0xFF)
		return s, false, true
	case syntax.OpAnyCharNotNL:
		s.add(0, '\n'-1)
		s.add('\n'+1, 0xFF)
		return s, false, true
	case syntax.OpCharClass:
		s, ascii = setOfClass(re.Rune)
		return s, ascii, true
	}
	return s, false, false
}

// setOfClass returns the set of a class, given as pairs of first and last.
func setOfClass(ranges []rune) (s byteSet, ascii bool) {
	for i := 0; i < len(ranges); i += 2 {
		low, high := ranges[i], ranges[i+1]
		switch {
		case high <= unicode.MaxASCII:
			s.add(byte(low), byte(high))
		case low <= unicode.MaxASCII+1 && high == unicode.MaxRune:
			s.add(byte(low), 0xFF)
		default:
			ascii = true
			if low <= unicode.MaxASCII {
				s.add(byte(low), unicode.MaxASCII)
			}
		}
	}
	return s, ascii
}

// setOfLetter returns the set of r, of both cases if fold is set, and whether
// they are ASCII: k is also the sign for kelvins.
func setOfLetter(r rune, fold bool) (s byteSet, ok bool) {
	for c := r; ; {
		if c > unicode.MaxASCII {
			return s, false
		}
		s.add(byte(c), byte(c))
		if c = unicode.SimpleFold(c); !fold || c == r {
			return s, true
		}
	}
}

// decided reports whether every step can take as many bytes as there are: no
// byte of it could also begin what follows.
func (p *steppedPattern) decided() bool {
	for k, t := range p.steps {
		if t.skip > 0 && (!p.whole || t.set.meets(p.firsts(k+t.skip))) {
			return false
		}
		if t.min != t.max && t.set.meets(p.firsts(k+1)) {
			return false
		}
	}
	return true
}

// firsts returns what the steps from k on can begin with.
func (p *steppedPattern) firsts(k int) (s byteSet) {
	for k < len(p.steps) {
		t := &p.steps[k]
		s.join(&t.set)
		switch {
		case t.skip > 0:
			k += t.skip
		case t.min > 0:
			return s
		default:
			k++
		}
	}
	return s
}
