package rest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A Body is a payload that is handed over as it is: text, XML, certificates,
// images. Limits for its size are those of every body.
type Body struct {
	// ContentType of Data. When it is sent, an empty one stands for the type
	// of the document, or for application/octet-stream if that is a wildcard.
	ContentType string
	Data        []byte
}

// EncodeBody returns content type and data. The error is always nil.
func (b *Body) EncodeBody() (contentType string, data []byte, err error) {
	return b.ContentType, b.Data, nil
}

// DecodeBody keeps what came. The error is always nil.
func (b *Body) DecodeBody(in *Incoming) error {
	b.ContentType, b.Data = in.ContentType, in.Data
	return nil
}

// A BodyEncoder is a payload that knows its content type; an empty one stands
// for that of the document.
type BodyEncoder interface {
	EncodeBody() (contentType string, data []byte, err error)
}

// A BodyDecoder is a payload that needs to know the content type to be read.
type BodyDecoder interface {
	DecodeBody(in *Incoming) error
}

// An AnswerEncoder is one of several answers that an operation can give. body
// is as [Endpoint] has it.
type AnswerEncoder interface {
	EncodeAnswer() (status int, contentType string, body any)
}

// An Incoming is a body that came, of a request or an answer.
type Incoming struct {
	Status      int    // of an answer; 0 of a request
	ContentType string // with its parameters
	Data        []byte
	strict      bool
	maxMemory   int // see unmarshal
}

// Is reports whether in has one of the content types, which may be wildcards.
// An answer without a content type is JSON if it can be read as such, and
// anything else if not.
func (in *Incoming) Is(contentTypes ...string) bool {
	have := mediaType(in.ContentType)
	for _, t := range contentTypes {
		want := mediaType(t)
		if have == "" && isJSON(want) == jsonwire.Raw(in.Data).Valid() || have != "" && matchesType(have, want) {
			return true
		}
	}
	return false
}

// matchesType compares a content type with one that may be a wildcard.
func matchesType(have, want string) bool {
	prefix, wild := strings.CutSuffix(want, "*")
	return have == want || want == "*/*" || wild && strings.HasPrefix(have, prefix)
}

// JSON reads the body into v.
func (in *Incoming) JSON(v jsonwire.Decodable) error { return in.unmarshal(in.Data, v) }

func (in *Incoming) unmarshal(data []byte, v jsonwire.Decodable) error {
	if isNull(data) && !isRawJSON(v) {
		return errors.New("the body is null")
	}
	return unmarshal(data, v, in.strict, in.maxMemory)
}

// Unexpected is the error for a body that the document does not have.
func (in *Incoming) Unexpected() error {
	return fmt.Errorf("content type %q with status %d is not in the document", in.ContentType, in.Status)
}

// JSONText returns v as JSON, for a parameter or a member of a form.
func JSONText(v jsonwire.Appender) string { return string(v.AppendJSON(nil)) }
