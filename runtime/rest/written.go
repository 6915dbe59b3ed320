package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// This file writes parameters whose elements and separators are text, so that
// not every value can be said. What cannot be said makes the call fail.

// refuse makes the call fail because of a parameter.
func (c *Call) refuse(name, msg string) {
	if c.refused == nil {
		c.refused = fmt.Errorf("%s: %s", name, msg)
	}
}

// NotEmpty makes the call fail if a list that has to be there has no elements:
// a server could not tell it from one that is not there.
func (c *Call) NotEmpty(name string, n int) {
	if n == 0 {
		c.refuse(name, "an empty list cannot be sent")
	}
}

// SetPathScalar makes v, in style s, the value of the parameter with the index
// i, whose name is name.
func (c *Call) SetPathScalar(i int, name string, s Style, v string) {
	s.Explode = false // a '.' separates nothing
	c.setPath(i, name, s, []string{v})
}

// SetPathList is SetPathScalar for a list.
func (c *Call) SetPathList(i int, name string, s Style, v []string) {
	c.NotEmpty(name, len(v))
	c.setPath(i, name, s, v)
}

func (c *Call) setPath(i int, name string, s Style, v []string) {
	list := make([]string, len(v))
	for i := range v {
		list[i] = escaped(v[i], isUnreserved)
		c.checkDots(name, s, v[i])
	}
	own := escaped(name, isUnreserved)
	var text string
	switch {
	case s.Name == "label" && s.Explode:
		text = "." + strings.Join(list, ".")
	case s.Name == "label":
		text = "." + strings.Join(list, ",")
	case s.Name == "matrix" && s.Explode:
		text = ";" + own + "=" + strings.Join(list, ";"+own+"=")
	case s.Name == "matrix":
		text = ";" + own + "=" + strings.Join(list, ",")
	default:
		text = strings.Join(list, ",")
	}
	c.setEscaped(i, text)
}

// SetPathObject is SetPathScalar for an object.
func (c *Call) SetPathObject(i int, name string, s Style, v FormAppender) {
	pairs := c.pairs(name, v)
	if !s.Explode {
		c.setPath(i, name, s, inTurn(pairs))
		return
	}
	list := make([]string, len(pairs))
	for i, p := range pairs {
		c.checkDots(name, s, p[0])
		c.checkDots(name, s, p[1])
		list[i] = escaped(p[0], isUnreserved) + "=" + escaped(p[1], isUnreserved)
	}
	switch s.Name {
	case "label":
		c.setEscaped(i, "."+strings.Join(list, "."))
	case "matrix":
		c.setEscaped(i, ";"+strings.Join(list, ";"))
	default:
		c.setEscaped(i, strings.Join(list, ","))
	}
}

// checkDots refuses a '.' where it separates: an escaped one is the same (RFC
// 3986 section 6.2.2.2).
func (c *Call) checkDots(name string, s Style, v string) {
	if s.Name == "label" && s.Explode && strings.IndexByte(v, '.') >= 0 {
		c.refuse(name, strconv.Quote(v)+" has a '.', which separates elements in style label")
	}
}

// setEscaped makes text the value with the index i, which is escaped already.
func (c *Call) setEscaped(i int, text string) {
	for len(c.escaped) <= i {
		c.escaped = append(c.escaped, false)
	}
	c.Path[i], c.escaped[i] = text, true
}

// pairs returns names and values of the members of v in their order. An object
// without members looks like one that is not there.
func (c *Call) pairs(name string, v FormAppender) [][2]string {
	if err := checkForm(v); err != nil {
		c.refuse(name, err.Error())
		return nil
	}
	var pairs [][2]string
	for member := range strings.SplitSeq(string(v.AppendForm(nil)), "&") {
		if member == "" {
			continue
		}
		key, value, _ := strings.Cut(member, "=")
		key, err1 := url.QueryUnescape(key)
		value, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			c.refuse(name, "member "+strconv.Quote(key)+" is not escaped as in a form")
			continue
		}
		pairs = append(pairs, [2]string{key, value})
	}
	if len(pairs) == 0 {
		c.refuse(name, "an object without members cannot be sent")
	}
	return pairs
}

// inTurn returns names and values by turns.
func inTurn(pairs [][2]string) []string {
	var list []string
	for _, p := range pairs {
		list = append(list, p[0], p[1])
	}
	return list
}

// AddQueryList appends a list that is not exploded to the query.
func (c *Call) AddQueryList(name string, s Style, values []string) {
	d := s.delimiter()
	if d == "" {
		c.Query = AppendFormJoined(c.Query, name, values)
		return
	}
	b := appendFormName(c.Query, name)
	for i, v := range values {
		if strings.Contains(v, d) {
			c.refuse(name, strconv.Quote(v)+" has a "+strconv.Quote(d)+", which separates elements in style "+s.Name)
		}
		if i > 0 {
			b = append(b, escaped(d, isUnreserved)...)
		}
		b = appendFormEscaped(b, v)
	}
	c.Query = b
}

// AddQueryObject appends an object to the query.
func (c *Call) AddQueryObject(name string, s Style, v FormAppender) {
	pairs := c.pairs(name, v)
	switch {
	case s.Name == "deepObject":
		for _, p := range pairs {
			c.Query = AppendForm(c.Query, name+"["+p[0]+"]", p[1])
		}
	case s.Explode:
		c.Query = v.AppendForm(c.Query)
	default:
		c.AddQueryList(name, s, inTurn(pairs))
	}
}

// SetHeaderList sets a header field to a list.
func (c *Call) SetHeaderList(name string, values []string) {
	c.NotEmpty(name, len(values))
	if msg := badElements(values); msg != "" {
		c.refuse(name, msg)
	}
	c.setHeader(name, strings.Join(values, ","))
}

// badElements says what a list in a header field cannot hold (RFC 9110 section
// 5.6.1); empty if there is nothing.
func badElements(values []string) string {
	for _, v := range values {
		switch {
		case v == "":
			return "an empty element cannot be sent"
		case strings.IndexByte(v, ',') >= 0:
			return strconv.Quote(v) + " has a comma, which separates elements"
		case trimSpace(v) != v:
			return strconv.Quote(v) + " begins or ends with white space, which is not kept"
		}
	}
	return ""
}

// SetHeaderObject sets a header field to an object, in style simple.
func (c *Call) SetHeaderObject(name string, s Style, v FormAppender) {
	list := inTurn(c.pairs(name, v))
	for i, text := range list {
		isName := i%2 == 0
		switch {
		case strings.IndexByte(text, ',') >= 0, isName && s.Explode && strings.IndexByte(text, '=') >= 0:
			c.refuse(name, strconv.Quote(text)+" has a character that separates names and values")
		case trimSpace(text) != text, isName && text == "":
			c.refuse(name, strconv.Quote(text)+" is empty, or begins or ends with white space, which is not kept")
		}
	}
	separator := ","
	if s.Explode {
		separator = "="
	}
	var b strings.Builder
	for i, text := range list {
		if i > 0 && i%2 == 0 {
			b.WriteByte(',')
		} else if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(text)
	}
	c.setHeader(name, b.String())
}

func (c *Call) setHeader(name, v string) {
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set(name, v)
}

// AddCookie appends a cookie. What cannot be in one is escaped with '%', which
// [Request.Cookie] undoes.
func (c *Call) AddCookie(name, value string) {
	c.addCookie(name, escaped(value, isCookie))
}

// AddCookieList appends a list as a cookie, its elements between commas.
func (c *Call) AddCookieList(name string, values []string) {
	c.NotEmpty(name, len(values))
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = escaped(v, isCookie)
	}
	c.addCookie(name, strings.Join(list, ","))
}

// addCookie writes all cookies into one field (RFC 6265 section 5.4).
func (c *Call) addCookie(name, text string) {
	cookie := name + "=" + text
	if others := c.Header.Get("Cookie"); others != "" {
		cookie = others + "; " + cookie
	}
	c.setHeader("Cookie", cookie)
}

// SetHeaderList sets a header field of an answer to a list. An answer with an
// element that cannot be in one becomes an error with status 500.
func SetHeaderList(h http.Header, name string, values []string) {
	if msg := badElements(values); msg != "" {
		h.Set(name, unsayable+msg)
		return
	}
	h.Set(name, strings.Join(values, ","))
}

// unsayable begins a field that makes an answer fail: no field can.
const unsayable = "\x00"

// checkAnswer takes away header fields of an answer that cannot be sent, which
// net/http would change in silence, and reports one of them.
func checkAnswer(h http.Header) (err error) {
	for name, values := range h {
		for _, v := range values {
			if !strings.ContainsAny(v, unsayable+"\r\n") {
				continue
			}
			msg, ok := strings.CutPrefix(v, unsayable)
			if !ok {
				msg = strconv.Quote(v) + " cannot be sent"
			}
			err = fmt.Errorf("header field %q: %s", name, msg)
			delete(h, name)
			break
		}
	}
	return err
}

// Texts returns the elements of a list as text makes them.
func Texts[T any](list []T, text func(T) string) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = text(v)
	}
	return texts
}
