// Package diameter is what generated Diameter packages build on: headers,
// AVPs, the data formats, the decoder, validation and errors of RFC 6733. It
// knows no application and keeps no connection; package peer does that.
//
// Generated code names concrete types and nothing more; every rule of the
// protocol is here. Nothing in this package panics on bytes from outside, and
// nothing is allocated from a length that a message only claims to have.
package diameter
