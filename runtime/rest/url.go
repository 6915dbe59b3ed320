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
	path, err := fillPath(call.Operation.Path, call.Path)
	if err != nil {
		return "", err
	}
	if len(call.Query) == 0 {
		return base + path, nil
	}
	return base + path + "?" + string(call.Query), nil
}

// fillPath replaces {name} by the escaped value, one after the other.
func fillPath(template string, values []string) (string, error) {
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
		b.WriteString(escapeSegment.Replace(url.PathEscape(values[0])))
		rest, values = after, values[1:]
	}
	if len(values) > 0 {
		return "", fmt.Errorf("%d values more than %s has parameters", len(values), template)
	}
	return b.String(), nil
}

// escapeSegment takes back the escapes of characters that separate the elements
// of a parameter and are allowed there (RFC 3986 section 3.3).
var escapeSegment = strings.NewReplacer("%2C", ",", "%3B", ";")

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
