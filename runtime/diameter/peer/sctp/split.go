package sctp

import (
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// headerLen is the length of a Diameter header, which begins with the length
// of the message.
const headerLen = 20

// A splitter finds the Diameter messages in a stream.
type splitter struct {
	rest []byte // the beginning of a message
}

// write calls send for each message that b completes. It returns how much of b
// was taken.
func (s *splitter) write(b []byte, send func([]byte) error) (taken int, err error) {
	for len(b) > 0 {
		n, whole, err := s.take(b)
		if err != nil {
			return taken, err
		}
		if whole == nil {
			s.rest = append(s.rest, b...)
			return taken + len(b), nil
		}
		if err := send(whole); err != nil {
			return taken, err
		}
		s.rest = s.rest[:0]
		b, taken = b[n:], taken+n
	}
	return taken, nil
}

// take returns the next message and how much of b belongs to it, or nil as
// long as it is not complete.
func (s *splitter) take(b []byte) (n int, whole []byte, err error) {
	begin := s.rest
	if missing := headerLen - len(s.rest); missing > 0 {
		begin = append(begin[:len(begin):len(begin)], b[:min(missing, len(b))]...)
	}
	if len(begin) < headerLen {
		return 0, nil, nil
	}
	length := int(begin[1])<<16 | int(begin[2])<<8 | int(begin[3])
	if length < headerLen || length%4 != 0 {
		return 0, nil, fmt.Errorf("message length %d, want at least %d and a multiple of 4", length, headerLen)
	}
	n = length - len(s.rest)
	switch {
	case n > len(b):
		return 0, nil, nil
	case len(s.rest) == 0:
		return n, b[:n], nil
	}
	return n, append(s.rest, b[:n]...), nil
}

// The commands that open and end a connection (RFC 6733 section 3.1).
const (
	codeCapabilitiesExchange = 257
	codeDisconnectPeer       = 282
)

// aboutConnection reports whether a message opens or ends the connection.
func aboutConnection(m []byte) bool {
	h, _, err := diameter.ParseHeader(m)
	return err == nil && (h.CommandCode == codeCapabilitiesExchange || h.CommandCode == codeDisconnectPeer)
}
