package jsonwire

import "strings"

// fewItems is the number of elements up to which comparing each with each is
// quicker than a map.
const fewItems = 16

// Unique asks that no two elements of a list are equal.
func Unique[T comparable](c *Checker, name string, list []T) {
	if len(list) > fewItems {
		uniqueMany(c, name, list)
		return
	}
	for i := range list {
		for j := range i {
			if list[i] == list[j] {
				c.same(name, j, i)
			}
		}
	}
}

func uniqueMany[T comparable](c *Checker, name string, list []T) {
	seen := make(map[T]int, len(list))
	for i, v := range list {
		if j, found := seen[v]; found {
			c.same(name, j, i)
		}
		seen[v] = i
	}
}

// UniqueValues is Unique for elements that Go cannot compare: they are equal
// when their [Canonical] JSON is. It allocates.
func UniqueValues[T any, P interface {
	*T
	Appender
}](c *Checker, name string, list []T) {
	texts := make([]string, len(list))
	var b []byte
	for i := range list {
		b = P(&list[i]).AppendJSON(b[:0])
		texts[i] = string(Canonical(b))
	}
	Unique(c, name, texts)
}

func (c *Checker) same(name string, i, j int) {
	path := string(appendIndex(nil, i)) + " and " + string(appendIndex(nil, j))
	c.Fail(name, "elements "+path+" are equal")
}

// Members asks that unlisted members are JSON and that none has the name of
// another or one of names, which the object writes itself.
func (c *Checker) Members(m Members, names ...string) {
	for i := range m {
		c.Raw(m[i].Name, m[i].Value)
		for _, name := range names {
			c.Forbidden(m[i].Name, name == m[i].Name)
		}
	}
	if len(m) > fewItems {
		c.uniqueNames(m)
		return
	}
	for i := range m {
		for j := range i {
			c.Forbidden(m[i].Name, m[j].Name == m[i].Name)
		}
	}
}

// Extra is [Checker.Members] with the names in one string, a space between
// them: nearly all objects have no such members, and need no list.
func (c *Checker) Extra(m Members, names string) {
	if len(m) > 0 {
		c.Members(m, strings.Fields(names)...)
	}
}

// End is [Checker.Extra], and then [Checker.Err].
func (c *Checker) End(m *Members, names string) error {
	if len(*m) > 0 {
		c.Members(*m, strings.Fields(names)...)
	}
	return c.Err()
}

func (c *Checker) uniqueNames(m Members) {
	seen := make(map[string]bool, len(m))
	for i := range m {
		c.Forbidden(m[i].Name, seen[m[i].Name])
		seen[m[i].Name] = true
	}
}
