package jsonwire

// StringLimits is one of the forms that a string can have. Zero fields limit
// nothing.
type StringLimits struct {
	MinLength, MaxLength  int // characters
	Format                string
	Const                 string
	Patterns, NotPatterns []*Regexp // all of which match; none of which does
}

// AnyString asks that v has at least one of the forms. The error does not show
// v, which may be personal or secret.
func (c *Checker) AnyString(name, v string, forms ...StringLimits) {
	for i := range forms {
		if forms[i].fits(v) {
			return
		}
	}
	c.Fail(name, "has none of the forms that the document lists")
}

func (l *StringLimits) fits(v string) bool {
	var c Checker
	c.MinLength("", v, l.MinLength)
	if l.MaxLength > 0 {
		c.MaxLength("", v, l.MaxLength)
	}
	if l.Format != "" {
		c.Format("", v, l.Format)
	}
	if l.Const != "" {
		c.Const("", v == l.Const, l.Const)
	}
	for _, r := range l.Patterns {
		c.Pattern("", v, r)
	}
	for _, r := range l.NotPatterns {
		c.NotPattern("", v, r)
	}
	return c.Err() == nil
}
