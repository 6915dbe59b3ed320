package peer

import (
	"encoding/binary"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// AVPs that messages are routed by (RFC 6733 section 6).
const (
	keyUserName         diameter.Key = 1
	keyRouteRecord      diameter.Key = 282
	keyDestinationRealm diameter.Key = 283
	keyDestinationHost  diameter.Key = 293
)

// requestKeys are what a request is routed by and recognised by. The texts
// alias the message, and are nil where it has no such AVP at top level; the
// first one counts. It is what diameter.Peek reads, with User-Name.
type requestKeys struct {
	header           diameter.Header
	sessionID        []byte
	originHost       []byte
	destinationHost  []byte
	destinationRealm []byte
	userName         []byte
}

// readKeys reads the keys of the message in frame. It allocates nothing unless
// it fails, and stops when it has all of them. The error is an
// *diameter.AVPError: 5014 for an AVP that does not end where the message does,
// 5015 if frame is not exactly one message, and what diameter.ParseHeader
// reports. What was read before it is returned with it.
func readKeys(frame []byte) (requestKeys, error) {
	var k requestKeys
	h, err := checkFrame(frame)
	k.header = h
	if err != nil {
		return k, err
	}
	for rest, missing := frame[headerLen:], 5; len(rest) > 0 && missing > 0; {
		var a rawAVP
		if a, rest, err = nextAVP(rest); err != nil {
			return k, err
		}
		if field := k.field(a.key); field != nil && *field == nil {
			*field = a.data
			missing--
		}
	}
	return k, nil
}

// field returns where the AVP called key is kept, or nil.
func (k *requestKeys) field(key diameter.Key) *[]byte {
	switch key {
	case keySessionID:
		return &k.sessionID
	case keyOriginHost:
		return &k.originHost
	case keyDestinationHost:
		return &k.destinationHost
	case keyDestinationRealm:
		return &k.destinationRealm
	case keyUserName:
		return &k.userName
	}
	return nil
}

// checkFrame reads the header of frame, which must be exactly one message.
func checkFrame(frame []byte) (diameter.Header, error) {
	h, length, err := diameter.ParseHeader(frame)
	if err == nil && length != len(frame) {
		err = &diameter.AVPError{
			ResultCode: diameter.ResultInvalidMessageLength,
			Detail:     fmt.Sprintf("message length %d in %d bytes", length, len(frame)),
		}
	}
	return h, err
}

// A rawAVP is an AVP of a frame that is not decoded.
type rawAVP struct {
	key  diameter.Key
	data []byte // never nil; without padding
}

// nextAVP cuts the first AVP, which must be there, off the AVPs of a message or
// group. The padding of the last one may be missing, as some peers send groups.
func nextAVP(b []byte) (a rawAVP, rest []byte, err error) {
	if len(b) < 8 {
		return a, nil, cutError(fmt.Sprintf("%d bytes at the end, an AVP has at least 8", len(b)))
	}
	word := binary.BigEndian.Uint64(b)
	a.key = diameter.Key(word >> 32)
	n, head := int(word&0xffffff), 8
	if diameter.AVPFlags(word>>24)&diameter.FlagV != 0 {
		head = 12
	}
	if n < head || n > len(b) {
		return a, nil, cutError(fmt.Sprintf("AVP %d: length %d with %d bytes left, want at least %d", word>>32, n, len(b), head))
	}
	if head == 12 {
		a.key = diameter.MakeKey(binary.BigEndian.Uint32(b[8:]), a.key.Code())
	}
	a.data = b[head:n:n]
	return a, b[min((n+3)&^3, len(b)):], nil
}

// cutError is the error of an AVP that does not fit where it is.
func cutError(detail string) error {
	return &diameter.AVPError{ResultCode: diameter.ResultInvalidAVPLength, Detail: detail}
}
