package jsonwire

import (
	"regexp"
	"sync"
)

// A Regexp is a regular expression that is compiled when it is first used.
type Regexp struct {
	text  string
	once  sync.Once
	steps *steppedPattern // or nil: most patterns are simple enough for it
	re    *regexp.Regexp
}

// Pattern returns a Regexp for text, in the syntax of package regexp. It is for
// variables of generated packages, whose patterns the generator has compiled
// before; one that cannot be compiled matches nothing.
func Pattern(text string) *Regexp { return &Regexp{text: text} }

func (r *Regexp) compile() {
	if r.steps = stepsOf(r.text); r.steps != nil {
		return
	}
	if re, err := regexp.Compile(r.text); err == nil {
		r.re = re
	}
}

// match reports whether some part of s matches.
func (r *Regexp) match(s string) bool {
	r.once.Do(r.compile)
	if r.steps != nil {
		return r.steps.match(s)
	}
	return r.re != nil && r.re.MatchString(s)
}

// NotPattern asks that no part of v matches r.
func (c *Checker) NotPattern(name, v string, r *Regexp) {
	if r.match(v) {
		c.Fail(name, "must not match "+r.text)
	}
}

// Pattern asks that some part of v matches r. The error does not show v, which
// may be personal or secret.
func (c *Checker) Pattern(name, v string, r *Regexp) {
	if !r.match(v) {
		c.Fail(name, "does not match "+r.text)
	}
}
