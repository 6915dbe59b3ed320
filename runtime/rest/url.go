package rest

import (
	"fmt"
	"net/url"
	"strings"
)

// url returns the URL of a call.
func (c *Client) url(call *Call) (string, error) {
	base := c.base
	if own := strings.TrimRight(call.Operation.BaseURL, "/"); own != "" {
		base = own
		if actual, ok := c.servers[own]; ok {
			base = actual
		}
	}
	path, err := fillPath(call.Operation.Path, call.Path, call.escaped)
	if err != nil {
		return "", err
	}
	if len(call.Query) == 0 {
		return base + path, nil
	}
	return base + path + "?" + string(call.Query), nil
}

// fillPath replaces {name} by the escaped value, one after the other. Those in
// done are escaped already. Values are escaped whole, as in the simple expansion
// of RFC 6570, so that no text around them is found in them.
func fillPath(template string, values []string, done []bool) (string, error) {
	var b strings.Builder
	rest := template
	for {
		before, after, ok := strings.Cut(rest, "{")
		b.WriteString(escapeText(before))
		if !ok {
			break
		}
		name, after, _ := strings.Cut(after, "}")
		if len(values) == 0 {
			return "", fmt.Errorf("path parameter %q has no value", name)
		}
		if err := checkSegment(name, values[0]); err != nil {
			return "", err
		}
		if len(done) > 0 && done[0] {
			b.WriteString(values[0])
		} else {
			b.WriteString(escaped(values[0], isUnreserved))
		}
		rest, values, done = after, values[1:], done[min(1, len(done)):]
	}
	if len(values) > 0 {
		return "", fmt.Errorf("%d values more than %s has parameters", len(values), template)
	}
	return b.String(), nil
}

// escapeText escapes what a path cannot hold, unless s is escaped: net/url
// escapes the whole path anew, with the values in it, if any part needs it.
func escapeText(s string) string {
	if text, err := url.PathUnescape(s); err == nil && text != s {
		return s
	}
	return (&url.URL{Path: s}).EscapedPath()
}

// checkSegment refuses values that would lead to another resource: servers and
// proxies drop empty segments and follow dots.
func checkSegment(name, v string) error {
	switch v {
	case "":
		return fmt.Errorf("path parameter %q is empty", name)
	case ".", "..":
		return fmt.Errorf("path parameter %q is %q, which cannot be sent in a path", name, v)
	}
	return nil
}
