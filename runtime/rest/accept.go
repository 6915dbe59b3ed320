package rest

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// acceptable refuses a request whose Accept fields (RFC 9110 section 12.5.1)
// leave out what the endpoint answers with. Fields that cannot be read leave
// out nothing.
func (x *exchange) acceptable(e *Endpoint) error {
	fields := x.r.Header.Values("Accept")
	if x.receiver || len(fields) == 0 || e.Status == http.StatusNoContent {
		return nil
	}
	answer := e.Operation.accept()
	for item := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		t, params, err := mime.ParseMediaType(item)
		if err != nil || !isZero(params["q"]) && coversAny(t, answer) {
			return nil
		}
	}
	return NewProblem(http.StatusNotAcceptable, "the answer is "+answer+", which Accept leaves out")
}

// coversAny reports whether a media range includes one of a list of types.
func coversAny(t, list string) bool {
	for answer := range strings.SplitSeq(list, ",") {
		if covers(t, mediaType(answer)) {
			return true
		}
	}
	return false
}

// covers reports whether a media range, such as text/*, includes a type. Any
// JSON does for another: many clients ask for application/json whatever it is
// called exactly.
func covers(t, answer string) bool {
	group, isGroup := strings.CutSuffix(t, "/*")
	switch {
	case t == "*/*" || t == answer:
		return true
	case isGroup:
		return strings.HasPrefix(answer, group+"/")
	}
	return isJSON(t) && isJSON(answer)
}

// isZero reports whether a weight says never.
func isZero(q string) bool {
	f, err := strconv.ParseFloat(q, 64)
	return err == nil && f == 0
}
