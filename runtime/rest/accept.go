package rest

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// This file is about Accept (RFC 9110 section 12.5.1).

// accepts are the content types of the answer, the usual one first.
func (op *Operation) accepts() []string {
	if op.Accept == "" {
		return []string{"application/json"}
	}
	types := strings.Split(op.Accept, ",")
	for i := range types {
		types[i] = strings.TrimSpace(types[i])
	}
	return types
}

// acceptable refuses a request whose Accept fields leave out all that the
// endpoint answers with. Where a success may have no body it is up to the method,
// and Accept is not obeyed if there is one: the method has done its work then.
func (x *exchange) acceptable(e *Endpoint) error {
	if x.receiver || e.Operation.Method == http.MethodHead || e.mayLackBody() {
		return nil
	}
	types := e.Operation.accepts()
	if preferred(x.r, types) == "" {
		return NewProblem(http.StatusNotAcceptable, "the answer is "+strings.Join(types, " or ")+", which Accept leaves out")
	}
	return nil
}

// mayLackBody reports whether a success of the document has no body.
func (e *Endpoint) mayLackBody() bool {
	if e.NoBody != 0 || e.Operation.bodiless(e.Status) {
		return true
	}
	for status := 200; status <= 299 && e.Operation.Empty != nil; status++ {
		if e.Operation.Empty(status) {
			return true
		}
	}
	return false
}

// Preferred returns the one of several content types that the caller of a
// server's method likes best, when ctx is that of the method: the first of
// them if Accept does not say; "" if it leaves out all.
func Preferred(ctx context.Context, contentTypes ...string) string {
	r := RequestOf(ctx)
	if r == nil {
		r = new(http.Request)
	}
	return preferred(r, contentTypes)
}

func preferred(r *http.Request, types []string) string {
	ranges := mediaRanges(r.Header.Values("Accept"))
	if len(ranges) == 0 && len(types) > 0 {
		return types[0]
	}
	best, most, closest := "", 0.0, 0
	for _, t := range types {
		if q, c := weight(ranges, mediaType(t)); q > most || q > 0 && q == most && c > closest {
			best, most, closest = t, q, c
		}
	}
	return best
}

// A mediaRange is an element of Accept, such as text/*;q=0.5.
type mediaRange struct {
	name string
	q    float64
}

// mediaRanges reads Accept fields. Those that cannot be read leave out nothing:
// there are no ranges then.
func mediaRanges(fields []string) []mediaRange {
	var list []mediaRange
	for item := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		if strings.TrimSpace(item) == "" {
			continue
		}
		name, params, err := mime.ParseMediaType(item)
		if err != nil {
			return nil
		}
		r := mediaRange{name, 1}
		if q, ok := params["q"]; ok {
			if r.q, err = strconv.ParseFloat(q, 64); err != nil {
				return nil
			}
		}
		list = append(list, r)
	}
	return list
}

// weight returns how much ranges want a content type, which may be a range
// itself, and how close to it they are: the most specific of them says it.
func weight(ranges []mediaRange, t string) (q float64, closest int) {
	for _, r := range ranges {
		if c := r.closeness(t); c > closest || c > 0 && c == closest && r.q > q {
			q, closest = r.q, c
		}
	}
	return q, closest
}

// closeness says how specific a range is for a content type; 0 if it does not
// include it. Any JSON does for another, where it is wanted at all: many
// clients ask for application/json whatever it is called exactly.
func (r mediaRange) closeness(t string) int {
	switch {
	case r.name == t:
		return 4
	case isJSON(r.name) && isJSON(t) && r.q > 0:
		return 3
	case matchesType(r.name, t): // the document has a range
		return 3
	case r.name == "*/*":
		return 1
	case strings.HasSuffix(r.name, "/*") && matchesType(t, r.name):
		return 2
	}
	return 0
}
