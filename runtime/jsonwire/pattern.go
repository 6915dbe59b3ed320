package jsonwire

import (
	"regexp"
	"sync"
)

// A matcher is a compiled regular expression. Most are simple enough for steps.
type matcher struct {
	steps *steppedPattern
	re    *regexp.Regexp // if there are no steps; nil matches nothing
	other *slowPattern   // of steps that are for strings of ASCII only
}

// A slowPattern is compiled when the first string needs it.
type slowPattern struct {
	text string
	once sync.Once
	re   *regexp.Regexp // nil matches nothing
}

func (p *slowPattern) match(s string) bool {
	p.once.Do(func() { p.re, _ = regexp.Compile(p.text) })
	return p.re != nil && p.re.MatchString(s)
}

// everything matches every string.
var everything = matcher{steps: &steppedPattern{}}

// compile returns a matcher for text.
func compile(text string) matcher {
	if text == "" {
		return everything
	}
	text = Expand(text)
	if steps := stepsOf(text); steps != nil && steps.ascii {
		return matcher{steps: steps, other: &slowPattern{text: text}}
	} else if steps != nil {
		return matcher{steps: steps}
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return matcher{}
	}
	return matcher{re: re}
}

func compileAll(texts []string) []matcher {
	list := make([]matcher, len(texts))
	for i, text := range texts {
		list[i] = compile(text)
	}
	return list
}

// match reports whether some part of s matches.
func (m *matcher) match(s string) bool {
	if m.other != nil && !isASCII(s) {
		return m.other.match(s)
	}
	if m.steps != nil {
		return m.steps.match(s)
	}
	return m.re != nil && m.re.MatchString(s)
}
