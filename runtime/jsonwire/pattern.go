package jsonwire

import (
	"regexp"
	"sync"
)

// A Regexp is a regular expression that is compiled when it is first used.
type Regexp struct {
	text string
	once sync.Once
	re   *regexp.Regexp
	err  error
}

// Pattern returns a Regexp for text, in the syntax of package regexp. It is for
// variables of generated packages, whose patterns the generator has compiled
// before; one that cannot be compiled matches nothing.
func Pattern(text string) *Regexp { return &Regexp{text: text} }

func (r *Regexp) compile() { r.re, r.err = regexp.Compile(r.text) }

// match reports whether some part of s matches.
func (r *Regexp) match(s string) bool {
	r.once.Do(r.compile)
	return r.err == nil && r.re.MatchString(s)
}

// Pattern asks that some part of v matches r. The error does not show v, which
// may be personal or secret.
func (c *Checker) Pattern(name, v string, r *Regexp) {
	if !r.match(v) {
		c.Fail(name, "does not match "+r.text)
	}
}
