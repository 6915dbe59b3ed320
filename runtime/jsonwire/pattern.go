package jsonwire

import "regexp"

// A matcher is a compiled regular expression. Most are simple enough for steps.
type matcher struct {
	steps *steppedPattern
	re    *regexp.Regexp // if there are no steps; nil matches nothing
}

// everything matches every string.
var everything = matcher{steps: &steppedPattern{}}

// compile returns a matcher for text.
func compile(text string) matcher {
	if text == "" {
		return everything
	}
	if steps := stepsOf(text); steps != nil {
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
	if m.steps != nil {
		return m.steps.match(s)
	}
	return m.re != nil && m.re.MatchString(s)
}
