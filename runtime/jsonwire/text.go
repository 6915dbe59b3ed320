package jsonwire

import (
	"strconv"
	"sync/atomic"
	"unicode/utf8"

	"github.com/telgen/telgen/runtime/opt"
)

// A Text is what a schema asks of a string. Zero fields ask nothing. Generated
// packages have a variable for each, which costs nothing when a program starts:
//
//	var textQosProfileName = jsonwire.Text{MinLength: 3, MaxLength: 256, Pattern: "^[a-zA-Z0-9_.-]+$"}
//
// It must not be copied or changed once a string was checked.
type Text struct {
	MinLength int // characters
	MaxLength int // characters; below 0, none at all
	Format    Format
	// Some part of the string matches Pattern and each of AndPatterns, and none
	// matches any of NotPatterns. They are in the syntax of package regexp; one
	// that cannot be compiled matches nothing.
	Pattern     string
	AndPatterns []string
	NotPatterns []string
	Const       string // of a form in AnyOf: the only string that has it
	AnyOf       []Text // at least one of them fits

	compiled atomic.Pointer[patterns] // when they were first needed
}

// patterns are the compiled regular expressions of a Text.
type patterns struct {
	none    bool // and no Const and no AnyOf either
	more    bool // more than the first: and, without, or a Const or AnyOf
	first   matcher
	and     []matcher
	without []matcher
}

// Text asks that v is as r says. The error does not show v, which may be
// personal or secret.
func (c *Checker) Text(name, v string, r *Text) {
	if !r.fits(v) {
		c.Fail(name, r.problem(v))
	}
}

// OptText is [Checker.Text] for an optional member.
func (c *Checker) OptText(name string, v *opt.Value[string], r *Text) {
	if s, ok := v.Get(); ok && !r.fits(s) {
		c.Fail(name, r.problem(s))
	}
}

// Texts asks that a list has low to high elements, and that each is as r says.
// A high of 0 is no limit.
func (c *Checker) Texts(name string, list *[]string, low, high int, r *Text) {
	c.Items(name, len(*list), low, high)
	for i, v := range *list {
		if !r.fits(v) {
			c.Index(name, i)
			c.Fail("", r.problem(v))
		}
	}
}

// OptTexts is [Checker.Texts] for a member that is absent when the list is nil.
//
//go:noinline
func (c *Checker) OptTexts(name string, list *[]string, low, high int, r *Text) {
	if *list != nil {
		c.Texts(name, list, low, high, r)
	}
}

// fits reports whether v is as r says.
func (r *Text) fits(v string) bool {
	if n := len(v); n < r.MinLength*utf8.UTFMax || r.MaxLength != 0 && n > r.MaxLength {
		if !r.fitsLength(v) {
			return false
		}
	}
	if r.Format != 0 && !r.Format.fits(v) {
		return false
	}
	p := r.compiled.Load()
	if p == nil {
		p = r.compile()
	}
	return p.none || p.first.match(v) && (!p.more || r.fitsMore(v))
}

func (r *Text) fitsLength(v string) bool {
	n := utf8.RuneCountInString(v)
	return n >= r.MinLength && (r.MaxLength == 0 || n <= max(r.MaxLength, 0))
}

func (r *Text) fitsMore(v string) bool {
	p := r.compiled.Load()
	return failing(p.and, v, false) < 0 && r.hasForm(v) && failing(p.without, v, true) < 0 && (r.Const == "" || v == r.Const)
}

// failing returns the index of the first of list that matches v if match is
// true, or that does not if it is false, or -1.
func failing(list []matcher, v string, match bool) int {
	for i := range list {
		if list[i].match(v) == match {
			return i
		}
	}
	return -1
}

// hasForm reports whether v has one of the forms of r, if there are any.
func (r *Text) hasForm(v string) bool {
	for i := range r.AnyOf {
		if r.AnyOf[i].fits(v) {
			return true
		}
	}
	return len(r.AnyOf) == 0
}

// compile makes the patterns of r. Two goroutines may do so at once, and then
// make the same.
func (r *Text) compile() *patterns {
	more := len(r.AndPatterns)|len(r.NotPatterns)|len(r.AnyOf)|len(r.Const) != 0
	p := &patterns{
		none:    r.Pattern == "" && !more,
		more:    more,
		first:   compile(r.Pattern),
		and:     compileAll(r.AndPatterns),
		without: compileAll(r.NotPatterns),
	}
	r.compiled.Store(p)
	return p
}

// problem says what is wrong with v, which does not fit.
func (r *Text) problem(v string) string {
	if !r.fitsLength(v) {
		return r.lengthProblem(utf8.RuneCountInString(v))
	}
	if !r.Format.fits(v) {
		return "does not have the format " + r.Format.String()
	}
	p := r.compiled.Load()
	if !p.first.match(v) {
		return "does not match " + r.Pattern
	}
	if i := failing(p.and, v, false); i >= 0 {
		return "does not match " + r.AndPatterns[i]
	}
	if !r.hasForm(v) {
		return "has none of the forms that the document lists"
	}
	if i := failing(p.without, v, true); i >= 0 {
		return "must not match " + r.NotPatterns[i]
	}
	return "must be " + strconv.Quote(r.Const)
}

func (r *Text) lengthProblem(have int) string {
	if have < r.MinLength {
		return countProblem(have, "characters", "at least", r.MinLength)
	}
	return countProblem(have, "characters", "at most", max(r.MaxLength, 0))
}
