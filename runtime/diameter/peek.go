package diameter

import (
	"encoding/binary"
	"fmt"
)

const (
	keyDestinationRealm Key = 283
	keyDestinationHost  Key = 293
)

// A Peeked is what a router needs to know of a message. The texts alias the
// message: they are valid as long as it is, and must be copied to be kept. Each
// is nil if the message has no such AVP, and the data of the first one at top
// level otherwise.
//
//	if next, ok := table[string(p.DestinationRealm)]; ok { // this conversion copies nothing
type Peeked struct {
	Header           Header
	SessionID        []byte
	OriginHost       []byte
	DestinationHost  []byte // of requests only
	DestinationRealm []byte // of requests only
}

// Peek reads the header of the message b and the AVPs that messages are routed
// by, without decoding the rest. It reads no further than it must: in answers,
// which are routed by their Hop-by-Hop identifier, it does not look for
// Destination-Host and Destination-Realm, and what comes after the last AVP
// that it looks for is not checked. It allocates nothing unless it fails.
//
// Errors are *AVPError: those of ParseHeader, 5015 if b is not exactly one
// message, 5014 for an AVP that does not end where the message does. What was
// read before the error is returned with it.
func Peek(b []byte) (Peeked, error) {
	var p Peeked
	h, err := parseExact(b)
	p.Header = h
	if err != nil {
		return p, err
	}
	wanted := 2
	if h.IsRequest() {
		wanted = 4
	}
	for b = b[headerLen:]; len(b) > 0 && wanted > 0; {
		a, rest, err := cutAVP(b)
		if err != nil {
			return p, err
		}
		if p.take(a) {
			wanted--
		}
		b = rest
	}
	return p, nil
}

// take keeps the data of a if p wants it and has none yet.
func (p *Peeked) take(a AVP) bool {
	var field *[]byte
	switch a.Key {
	case keySessionID:
		field = &p.SessionID
	case keyOriginHost:
		field = &p.OriginHost
	case keyDestinationHost:
		field = &p.DestinationHost
	case keyDestinationRealm:
		field = &p.DestinationRealm
	default:
		return false
	}
	answer := !p.Header.IsRequest()
	if *field != nil || answer && (a.Key == keyDestinationHost || a.Key == keyDestinationRealm) {
		return false
	}
	*field = a.Data
	return true
}

// cutAVP reads the AVP that b begins with and returns what comes after its
// padding. The last AVP may lack its padding. The error is an *AVPError, 5014.
func cutAVP(b []byte) (a AVP, rest []byte, err error) {
	if len(b) < 8 {
		return a, nil, cutOff(b)
	}
	word := binary.BigEndian.Uint64(b)
	n, head := int(word&0xffffff), 8
	a.Key, a.Flags = Key(word>>32), AVPFlags(word>>24)
	if a.Flags&FlagV != 0 {
		if len(b) < 12 {
			return a, nil, cutOff(b)
		}
		head = 12
		a.Key |= Key(binary.BigEndian.Uint32(b[8:])) << 32
	}
	if n < head || n > len(b) {
		return a, nil, badAVP(a, "AVP length %d, want %d to %d", n, head, len(b))
	}
	a.Data = b[head:n:n]
	return a, b[min((n+3)&^3, len(b)):], nil
}

// cutOff is the error of a header that is not all there. What is missing of it
// counts as zeros.
func cutOff(b []byte) error {
	var head [8]byte
	copy(head[:], b)
	word := binary.BigEndian.Uint64(head[:])
	return badAVP(AVP{Key: Key(word >> 32), Flags: AVPFlags(word >> 24)}, "AVP header cut off after %d bytes", len(b))
}

func badAVP(a AVP, format string, args ...any) error {
	return &AVPError{
		ResultCode: ResultInvalidAVPLength, Detail: fmt.Sprintf(format, args...), Path: []Key{a.Key}, Failed: a,
	}
}
