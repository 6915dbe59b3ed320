package rest

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A Request is a request that an [Endpoint] serves. Its parameters are read one
// by one; Err says whether one of them was wrong.
//
//	sessionID := r.Path("sessionId").String()
//	limit := r.Query("limit").OptInt32()
//	if err := r.Err(); err != nil {
//		return nil, err
//	}
type Request struct {
	Params
	*exchange
	op    *Operation
	path  []Param
	query url.Values
	body  []byte
	read  bool
}

// HTTP returns the request as net/http has it. Its body may have been read.
func (r *Request) HTTP() *http.Request { return r.r }

// Path returns the path parameter with this name.
func (r *Request) Path(name string) Param {
	for _, p := range r.path {
		if p.name == name {
			p.name = "path parameter " + strconv.Quote(name)
			return p
		}
	}
	return Param{&r.Params, "path parameter " + strconv.Quote(name), nil, inPath}
}

// Query returns the query parameter with this name.
func (r *Request) Query(name string) Param {
	return Param{&r.Params, "query parameter " + strconv.Quote(name), r.members()[name], inForm}
}

// members returns the query. One that is malformed has none.
func (r *Request) members() url.Values {
	if r.query == nil {
		var err error
		if r.query, err = rawValues(r.r.URL.RawQuery); err != nil {
			r.Params.fail("query", "is malformed: "+err.Error())
		}
	}
	return r.query
}

// Header returns the header field with this name.
func (r *Request) Header(name string) Param {
	return Param{&r.Params, "header field " + strconv.Quote(name), r.r.Header.Values(name), inHeader}
}

// Cookie returns the cookie with this name. Escapes such as %3B are undone.
func (r *Request) Cookie(name string) Param {
	return Param{&r.Params, "cookie " + strconv.Quote(name), cookieValues(r.r.Header.Values("Cookie"), name), inCookie}
}

// Decode reads the body into v: a [jsonwire.Decodable], a [FormDecodable], a
// [BodyDecoder] or a *[]byte. A server's v is validated. The error, a [*Problem], is to be
// returned as it is; it is that of the parameters if one of them was wrong.
func (r *Request) Decode(v any) error {
	body, err := r.content()
	if err != nil {
		return err
	}
	return r.decode(body, v)
}

// DecodeOptional is Decode for a body that may be absent; it reports whether it
// is there.
func (r *Request) DecodeOptional(v any) (bool, error) {
	if body, err := r.optionalBody(); err != nil || len(body) == 0 {
		return false, err
	}
	body, err := r.content()
	if err != nil {
		return false, err
	}
	return true, r.decode(body, v)
}

// optionalBody returns a body that may be absent, whatever its content type:
// without a length only reading says whether there is one.
func (r *Request) optionalBody() ([]byte, error) {
	if r.Err() != nil || r.r.ContentLength == 0 {
		return nil, r.Err()
	}
	if r.r.ContentLength > 0 {
		return r.content()
	}
	return r.readBody()
}

// content checks parameters and content type and returns the body.
func (r *Request) content() ([]byte, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	if err := r.checkContentType(); err != nil {
		return nil, err
	}
	return r.readBody()
}

func (r *Request) decode(body []byte, v any) error {
	switch v := v.(type) {
	case *[]byte:
		*v = body
		return nil
	case BodyDecoder:
		in := &Incoming{ContentType: r.r.Header.Get("Content-Type"), Data: body, strict: r.strict, maxMemory: r.maxMemory}
		if in.ContentType == "" {
			in.ContentType = r.op.ContentType
		}
		if err := v.DecodeBody(in); err != nil {
			return BadRequest(err)
		}
	case FormDecodable:
		if err := r.decodeForm(body, v); err != nil {
			return err
		}
	case jsonwire.Decodable:
		if err := r.decodeJSON(body, v); err != nil {
			return err
		}
	default:
		return errors.New("the body cannot be read into this type")
	}
	if v, ok := v.(interface{ Validate() error }); ok && r.strict {
		return BadRequest(v.Validate())
	}
	return nil
}

func (r *Request) decodeJSON(body []byte, v jsonwire.Decodable) error {
	if isNull(body) && !isRawJSON(v) {
		return BadRequest(errors.New("the body is null"))
	}
	if err := unmarshal(body, v, r.strict, r.maxMemory); err != nil || r.strict {
		return BadRequest(err)
	}
	return r.checkTag(body)
}

func (r *Request) decodeForm(body []byte, v FormDecodable) error {
	values, err := rawValues(string(body))
	if err != nil {
		return BadRequest(fmt.Errorf("the form is malformed: %w", err))
	}
	f := &Form{Params: &r.Params, values: values, as: inForm}
	v.DecodeForm(f)
	return f.Err()
}

// checkContentType compares the content type with the operation's. Any JSON
// type does for another. Receivers accept a body without a content type.
func (r *Request) checkContentType() error {
	if e := r.r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return NewProblem(http.StatusUnsupportedMediaType, "content encodings are not supported")
	}
	have := r.r.Header.Get("Content-Type")
	if have == "" && r.receiver {
		return nil
	}
	if r.op.takes(mediaType(have), true) {
		return nil
	}
	return NewProblem(http.StatusUnsupportedMediaType, "content type must be "+strings.Join(r.op.contentTypes(), " or "))
}

// contentTypes returns the content types of the request's body.
func (op *Operation) contentTypes() []string {
	return append([]string{op.ContentType}, op.ContentTypes...)
}

// takes reports whether a request can have the content type have. anyJSON
// lets one JSON type do for another.
func (op *Operation) takes(have string, anyJSON bool) bool {
	for _, want := range op.contentTypes() {
		want = mediaType(want)
		if have != "" && matchesType(have, want) || anyJSON && isJSON(have) && isJSON(want) {
			return true
		}
	}
	return false
}

// mediaType returns a content type in lower case without parameters.
func mediaType(s string) string {
	t, _, err := mime.ParseMediaType(s)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return t
}

func isJSON(t string) bool {
	return t == "application/json" || strings.HasPrefix(t, "application/") && strings.HasSuffix(t, "+json")
}

// readBody reads the body, once.
func (r *Request) readBody() ([]byte, error) {
	if r.read {
		return r.body, nil
	}
	if r.r.ContentLength > r.maxBody {
		return nil, r.tooLong()
	}
	// A server may have no time limits of its own. Where the connection cannot
	// have one, as in tests, there is none.
	_ = http.NewResponseController(r.w).SetReadDeadline(time.Now().Add(r.bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(r.w, r.r.Body, r.maxBody))
	if errors.As(err, new(*http.MaxBytesError)) {
		return nil, r.tooLong()
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, NewProblem(http.StatusRequestTimeout, "body takes longer than "+r.bodyTimeout.String())
	}
	if err != nil {
		p := NewProblem(http.StatusBadRequest, "body could not be read")
		p.Cause = err
		return nil, p
	}
	r.body, r.read = body, true
	return body, nil
}

func (r *Request) tooLong() error {
	return NewProblem(http.StatusRequestEntityTooLarge, "body is longer than "+strconv.FormatInt(r.maxBody, 10)+" bytes")
}
