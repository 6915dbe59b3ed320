package rest

import (
	"errors"
	"net/http"
	"strconv"
)

// HeaderFields reads the header fields of an answer. It keeps the first error.
type HeaderFields struct {
	params Params
	header http.Header
}

// NewHeaderFields returns the fields of h.
func NewHeaderFields(h http.Header) *HeaderFields { return &HeaderFields{header: h} }

// Get returns the field with this name.
func (f *HeaderFields) Get(name string) Param {
	return Param{&f.params, "header field " + strconv.Quote(name), f.header.Values(name), inHeader}
}

// Err returns the first error, or nil.
func (f *HeaderFields) Err() error {
	var p *Problem
	if errors.As(f.params.err, &p) && p.Cause != nil {
		return p.Cause
	}
	return f.params.err
}
