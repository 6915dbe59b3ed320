package openapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// This file reads the keys of answers: statuses, ranges of them, default.

// status returns the status of a key: 0 for default, 4 for 4XX.
func (c *caller) status(n node) (int, bool) {
	name := n.name()
	if name == "default" {
		return 0, true
	}
	if class, ok := strings.CutSuffix(name, "XX"); ok && len(class) == 1 && class >= "1" && class <= "5" {
		return int(class[0] - '0'), true
	}
	if status, err := strconv.Atoi(name); err == nil && status >= 100 && status <= 599 {
		return status, true
	}
	c.r.errorf(n.pos(), "%q is not an HTTP status, nor a range of them such as 4XX", name)
	return 0, false
}

// isFailure reports whether an answer is one: redirections are, because what
// follows them is the caller's to decide, and default is if there are
// successes.
func isFailure(status int, successes bool) bool {
	switch {
	case status == 0:
		return successes
	case status <= 5:
		return status >= 3
	}
	return status >= 300
}

// rankOf orders answers: successes, anything else, default; in each the statuses
// of a range before the range itself.
func rankOf(r *ir.Response) int {
	status := 10 * r.Status
	if r.IsRange() {
		status = 1000*r.Status + 999
	}
	switch {
	case r.Status == 0:
		return 20000
	case r.IsSuccess():
		return status
	}
	return 10000 + status
}

// dropContent takes the bodies from the successes of HEAD. What a document
// says about them is what GET would send (RFC 9110 section 9.3.2).
func dropContent(op *ir.Operation) {
	if op.Method != http.MethodHead {
		return
	}
	successes := slices.ContainsFunc(op.Responses, (*ir.Response).IsSuccess)
	for _, r := range op.Responses {
		if !isFailure(r.Status, successes) {
			r.Body, r.Others = nil, nil
		}
	}
}
