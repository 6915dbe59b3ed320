package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// maxParts limits how many parts of a body are read.
const maxParts = 1000

// A Part is a part of a multipart body that travels as bytes.
type Part struct {
	// Name is that of the property in multipart/form-data; elsewhere parts
	// have none.
	Name        string
	ContentType string
	// ContentID identifies the part, mostly by a member of the JSON part that
	// mentions it. Angle brackets around it are taken off when it is read and
	// not put on when it is sent (TS 29.500 clause 6.1.2.4 has none).
	ContentID string
	// Header holds further fields, such as Content-Transfer-Encoding. Data is
	// as it was sent, whatever they say.
	Header textproto.MIMEHeader
	Data   []byte
}

// FindPart returns the part with this Content-Id, or nil.
func FindPart(parts []Part, contentID string) *Part {
	for i := range parts {
		if parts[i].ContentID == contentID {
			return &parts[i]
		}
	}
	return nil
}

// HasNamedPart reports whether there is a part with this name.
func HasNamedPart(parts []Part, name string) bool {
	return slices.ContainsFunc(parts, func(p Part) bool { return p.Name == name })
}

// HasPart reports whether there is a part with this name, this Content-Id or one
// of the content types, which are separated by commas and may be wildcards.
func HasPart(parts []Part, name, contentTypes string) bool {
	return slices.ContainsFunc(parts, func(p Part) bool {
		in := &Incoming{ContentType: p.ContentType}
		return p.Name == name || p.ContentID == name || contentTypes == "*/*" || p.ContentType != "" && in.Is(strings.Split(contentTypes, ",")...)
	})
}

// A Multipart is a body of several parts that is being read (RFC 2046 section
// 5.1). It keeps the first error.
type Multipart struct {
	in    *Incoming
	parts []Part
	err   error
}

// Multipart takes the body apart. A body of JSON is its only part.
func (in *Incoming) Multipart() *Multipart {
	m := &Multipart{in: in}
	t, params, err := mime.ParseMediaType(in.ContentType)
	switch {
	case err == nil && strings.HasPrefix(t, "multipart/"):
		m.parts, m.err = readParts(in.Data, params["boundary"])
	case isJSON(mediaType(in.ContentType)):
		m.parts = []Part{{ContentType: in.ContentType, Data: in.Data}}
	default:
		m.err = fmt.Errorf("content type %q is neither multipart nor JSON", in.ContentType)
	}
	return m
}

func readParts(data []byte, boundary string) ([]Part, error) {
	if boundary == "" {
		return nil, errors.New("the multipart body has no boundary")
	}
	var parts []Part
	r := multipart.NewReader(io.MultiReader(bytes.NewReader(data), strings.NewReader(lineEnd(data, boundary)), cutOff{}), boundary)
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return parts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the multipart body is malformed: %w", err)
		}
		if len(parts) == maxParts {
			return nil, fmt.Errorf("the multipart body has more than %d parts", maxParts)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, fmt.Errorf("the multipart body is malformed: %w", err)
		}
		parts = append(parts, newPart(p, content))
	}
}

// lineEnd returns what ends the lines of a body: that of the first boundary, which
// is a bare line feed where the sender does not know better.
func lineEnd(data []byte, boundary string) string {
	for line := range bytes.Lines(data) {
		rest, ok := bytes.CutPrefix(line, []byte("--"+boundary))
		switch rest = bytes.TrimLeft(rest, " \t"); {
		case ok && string(rest) == "\n":
			return "\n"
		case ok && string(rest) == "\r\n":
			return "\r\n"
		}
	}
	return "\r\n"
}

// cutOff is what follows a body: its reader takes an EOF within the header of a
// part for the end. The line break before it ends a last line that has none.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func newPart(p *multipart.Part, content []byte) Part {
	id := strings.TrimSpace(p.Header.Get("Content-Id"))
	if strings.HasPrefix(id, "<") && strings.HasSuffix(id, ">") {
		id = id[1 : len(id)-1]
	}
	part := Part{Name: p.FormName(), ContentType: p.Header.Get("Content-Type"), ContentID: id, Header: p.Header, Data: content}
	p.Header.Del("Content-Id")
	p.Header.Del("Content-Type")
	if len(p.Header) == 0 {
		part.Header = nil
	}
	return part
}

// Has reports whether there is a part for the property called name. That is
// the one with this name or this Content-Id, or else the first that is JSON
// and has no name.
func (m *Multipart) Has(name string) bool { return m.err == nil && m.find(name) >= 0 }

func (m *Multipart) find(name string) int {
	first := -1
	for i, p := range m.parts {
		switch {
		case p.Name == name || p.Name == "" && p.ContentID == name:
			return i
		case first < 0 && p.Name == "" && isJSON(mediaType(p.ContentType)):
			first = i
		}
	}
	return first
}

// Decode reads the part for the property called name into v. It fails without
// one.
func (m *Multipart) Decode(name string, v jsonwire.Decodable) {
	if m.err != nil {
		return
	}
	i := m.find(name)
	if i < 0 {
		m.err = fmt.Errorf("part %q is missing", name)
		return
	}
	if err := m.in.unmarshal(m.parts[i].Data, v); err != nil {
		m.err = fmt.Errorf("part %q: %w", name, err)
	}
	m.parts = append(m.parts[:i], m.parts[i+1:]...)
}

// Others returns the parts that were not decoded, in their order.
func (m *Multipart) Others() []Part {
	if len(m.parts) == 0 {
		return nil
	}
	return m.parts
}

// Err returns the first error.
func (m *Multipart) Err() error { return m.err }

// A MultipartWriter writes a body of several parts. It keeps the first error.
type MultipartWriter struct {
	contentType string
	b           bytes.Buffer
	w           *multipart.Writer
	first       string // content type of the first part
	err         error
}

// NewMultipartWriter returns a writer for a body with this content type, e.g.
// "multipart/related".
func NewMultipartWriter(contentType string) *MultipartWriter {
	w := &MultipartWriter{contentType: contentType}
	w.w = multipart.NewWriter(&w.b)
	return w
}

// JSON adds the part of the property called name.
func (w *MultipartWriter) JSON(name string, v jsonwire.Appender) {
	p := Part{Name: name, ContentType: "application/json", Data: v.AppendJSON(nil)}
	if w.contentType != "multipart/form-data" {
		p.Name, p.ContentID = "", name
	}
	w.Part(p)
}

// Part adds a part.
func (w *MultipartWriter) Part(p Part) {
	if w.err != nil {
		return
	}
	h := textproto.MIMEHeader{}
	for name, values := range p.Header {
		h[textproto.CanonicalMIMEHeaderKey(name)] = values
	}
	set := func(name, v string) {
		if v != "" {
			h.Set(name, v)
		}
	}
	set("Content-Type", p.ContentType)
	set("Content-Id", p.ContentID)
	if p.Name != "" && h.Get("Content-Disposition") == "" {
		h.Set("Content-Disposition", mime.FormatMediaType("form-data", map[string]string{"name": p.Name}))
	}
	if w.first == "" {
		w.first = p.ContentType
	}
	w.err = checkPartHeader(h)
	if w.err != nil {
		return
	}
	part, err := w.w.CreatePart(h)
	if err == nil {
		_, err = part.Write(p.Data)
	}
	w.err = err
}

func checkPartHeader(h textproto.MIMEHeader) error {
	for name, values := range h {
		for _, v := range values {
			if !validHeader(name, v) {
				return fmt.Errorf("header field %q of a part cannot be sent", name)
			}
		}
	}
	return nil
}

// Finish returns content type and data of the body. A multipart/related body
// says the type of its first part (RFC 2387 section 3.1).
func (w *MultipartWriter) Finish() (contentType string, data []byte, err error) {
	if w.err != nil {
		return "", nil, w.err
	}
	if err := w.w.Close(); err != nil {
		return "", nil, err
	}
	params := map[string]string{"boundary": w.w.Boundary()}
	if w.contentType == "multipart/related" {
		params["type"] = mediaType(w.first)
	}
	return mime.FormatMediaType(w.contentType, params), w.b.Bytes(), nil
}
