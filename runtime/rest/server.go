package rest

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A Server is the handler of all operations of a document. Bodies must obey
// their schema, and have at most 1 MiB, unless options say otherwise.
type Server struct {
	settings settings
	routes   []route

	errorTypes map[string]int // operations by the content types of their errors
}

// NewServer returns a Server without operations. Problem makes the bodies of
// errors; nil stands for the form that [Problem] has.
func NewServer(problem ProblemBody, options ...ServerOption) *Server {
	s := &Server{settings: settings{strict: true, maxBody: DefaultMaxBody, bodyTimeout: DefaultBodyTimeout, problem: problem}}
	s.settings.apply(options)
	return s
}

// Handle adds an operation. It is called before the first request.
func (s *Server) Handle(e Endpoint) {
	s.routes = append(s.routes, newRoute(e))
	s.countErrorType(e.Operation)
}

// ServeHTTP answers a request: 404 if no operation has its path, 405 if none of
// those has its method.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{settings: &s.settings, w: w, r: r}
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), s.settings.base)
	segments := strings.Split(path, "/")
	if ok && segments[0] == "" {
		found, values, allow := s.look(r.Method, mediaType(r.Header.Get("Content-Type")), segments)
		if found != nil {
			x.serve(&found.Endpoint, values)
			return
		}
		if len(allow) > 0 {
			x.fail(methodNotAllowed(allow...))
			return
		}
	}
	x.fail(NewProblem(http.StatusNotFound, "no such resource"))
}

func methodNotAllowed(allow ...string) *Problem {
	p := NewProblem(http.StatusMethodNotAllowed, "method is not allowed here")
	p.header = http.Header{"Allow": {strings.Join(allow, ", ")}}
	return p
}

// A receiver is the handler of one operation, whatever its path.
type receiver struct {
	settings settings
	endpoint Endpoint
}

// NewReceiver returns the handler of a callback or webhook, to be mounted at
// any path. Bodies are decoded leniently and not validated, because a
// notification that is refused is lost, and may have at most 256 KiB, unless
// options say otherwise. Only one that does not say what it is, in the
// operation's Tag, is refused. Without [VerifyBearer] or another check anybody can
// send.
//
// A problem of the request is answered with a status of its own; an error of
// Serve, or a panic, with 500, so that the sender may try again. Serve can
// return a [*Problem] to choose the status, e.g. 410 to end a subscription.
func NewReceiver(e Endpoint, problem ProblemBody, options ...HandlerOption) http.Handler {
	h := &receiver{settings: settings{receiver: true, maxBody: DefaultMaxNotification, bodyTimeout: DefaultBodyTimeout, problem: problem}, endpoint: e}
	h.settings.apply(options)
	return h
}

// ServeHTTP answers a request.
func (h *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{settings: &h.settings, w: w, r: r}
	if r.Method != h.endpoint.Operation.Method {
		x.fail(methodNotAllowed(h.endpoint.Operation.Method))
		return
	}
	x.serve(&h.endpoint, nil)
}

// checkTag refuses a body without the member that says what it is, if the
// operation has one: nobody could handle it. The body has been decoded.
func (r *Request) checkTag(body []byte) error {
	if r.op.Tag == "" || !r.receiver || jsonwire.NewDecoder(body).Tag(r.op.Tag) != "" {
		return nil
	}
	return BadRequest(errors.New("member " + strconv.Quote(r.op.Tag) + ", which says what this is, is missing or says nothing"))
}
