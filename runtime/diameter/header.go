package diameter

import (
	"encoding/binary"
	"fmt"
)

// headerLen is the length of a message header (RFC 6733 section 3).
const headerLen = 20

// MaxMessageLen is the length of the longest possible message in bytes: the
// length field has 24 bits and messages are multiples of 4 bytes.
const MaxMessageLen = 1<<24 - 4

// HeaderFlags are the command flags of a header (RFC 6733 section 3).
type HeaderFlags uint8

// Command flags.
const (
	FlagRequest       HeaderFlags = 0x80 // R: a request, else an answer
	FlagProxiable     HeaderFlags = 0x40 // P: may be proxied, relayed or redirected
	FlagError         HeaderFlags = 0x20 // E: an answer with a protocol error
	FlagRetransmitted HeaderFlags = 0x10 // T: possibly sent before, after a failover
)

// String returns the letters of the flags that are set, e.g. "RP".
func (f HeaderFlags) String() string {
	s := ""
	for i, letter := range "RPET" {
		if f&(FlagRequest>>i) != 0 {
			s += string(letter)
		}
	}
	return s
}

// A Header is the header of a message (RFC 6733 section 3) without version
// and length, which are known.
type Header struct {
	Flags         HeaderFlags
	CommandCode   uint32 // 24 bits
	ApplicationID uint32
	HopByHop      uint32 // matches an answer with its request on one connection
	EndToEnd      uint32 // finds duplicates; never changed by agents
}

// IsRequest reports whether the R bit is set.
func (h Header) IsRequest() bool { return h.Flags&FlagRequest != 0 }

// Answer returns the header of the answer to a request with header h: the same
// command, application and identifiers, and the P bit copied.
func (h Header) Answer() Header {
	h.Flags &= FlagProxiable
	return h
}

// AnswerWith is Answer for an answer that carries rc: with the E bit if that is
// a protocol error (RFC 6733 section 7.1.3).
func (h Header) AnswerWith(rc ResultCode) Header {
	h = h.Answer()
	if rc.IsProtocolError() {
		h.Flags |= FlagError
	}
	return h
}

// appendTo appends h as the header of a message whose length is patched later.
func (h *Header) appendTo(b []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, 1<<24)
	b = binary.BigEndian.AppendUint32(b, uint32(h.Flags)<<24|h.CommandCode&0xffffff)
	b = binary.BigEndian.AppendUint32(b, h.ApplicationID)
	b = binary.BigEndian.AppendUint32(b, h.HopByHop)
	return binary.BigEndian.AppendUint32(b, h.EndToEnd)
}

// ParseHeader reads the header that b begins with, and the length of the whole
// message in bytes. The errors are those of RFC 6733 section 7.1, as
// *AVPError: 5011 for another version than 1, 5015 for a length under 20 or no
// multiple of 4 or for fewer than 20 bytes in b, 3008 for a request with the E
// bit. The header is returned with these errors too, where it could be read.
func ParseHeader(b []byte) (Header, int, error) {
	if len(b) < headerLen {
		return Header{}, 0, headerError(ResultInvalidMessageLength, "%d bytes, a header has %d", len(b), headerLen)
	}
	length := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
	h := Header{
		Flags:         HeaderFlags(b[4]),
		CommandCode:   binary.BigEndian.Uint32(b[4:]) & 0xffffff,
		ApplicationID: binary.BigEndian.Uint32(b[8:]),
		HopByHop:      binary.BigEndian.Uint32(b[12:]),
		EndToEnd:      binary.BigEndian.Uint32(b[16:]),
	}
	switch {
	case b[0] != 1:
		return h, length, headerError(ResultUnsupportedVersion, "version %d, want 1", b[0])
	case length < headerLen || length%4 != 0:
		return h, length, headerError(ResultInvalidMessageLength, "message length %d, want a multiple of 4 from %d", length, headerLen)
	case h.IsRequest() && h.Flags&FlagError != 0:
		return h, length, headerError(ResultInvalidHeaderBits, "request with the E bit")
	}
	return h, length, nil
}

func headerError(rc ResultCode, format string, args ...any) error {
	return &AVPError{ResultCode: rc, Detail: fmt.Sprintf(format, args...)}
}
