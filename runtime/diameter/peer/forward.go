package peer

import (
	"encoding/binary"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// appendRouteRecord appends the request in frame to dst, with a Route-Record
// AVP at its end that names the peer it came from (RFC 6733 section 6.1.9).
// All that was in it is the same bytes as before, but for the length in its
// header. The errors are *diameter.AVPError: 5014 or 5015 if frame is not
// exactly one message of whole AVPs, 5015 if it has no room for one more.
func appendRouteRecord(dst, frame []byte, from diameter.Identity) ([]byte, error) {
	if _, err := checkFrame(frame); err != nil {
		return dst, err
	}
	for rest := frame[headerLen:]; len(rest) > 0; {
		var err error
		if _, rest, err = nextAVP(rest); err != nil {
			return dst, err
		}
	}
	n := len(frame) + (8+len(from)+3)&^3
	if n > diameter.MaxMessageLen {
		return dst, &diameter.AVPError{
			ResultCode: diameter.ResultInvalidMessageLength,
			Detail:     fmt.Sprintf("%d bytes with Route-Record, a message has at most %d", n, diameter.MaxMessageLen),
		}
	}
	start := len(dst)
	dst = append(dst, frame...)
	dst = diameter.AppendIdentity(dst, keyRouteRecord|diameter.M, from)
	putLength(dst[start:])
	return dst, nil
}

// putLength writes the length of a message into its header.
func putLength(frame []byte) {
	n := len(frame)
	frame[1], frame[2], frame[3] = byte(n>>16), byte(n>>8), byte(n)
}

// appendVisited appends the Route-Records of the message in frame to dst: the
// nodes that it has passed. They alias frame. A frame that ends early has the
// records before that.
func appendVisited(dst [][]byte, frame []byte) [][]byte {
	for rest := frame[min(headerLen, len(frame)):]; len(rest) > 0; {
		a, next, err := nextAVP(rest)
		if err != nil {
			return dst
		}
		if a.key == keyRouteRecord {
			dst = append(dst, a.data)
		}
		rest = next
	}
	return dst
}

// loops reports whether the message in frame has passed the node called
// identity before (RFC 6733 section 6.1.3). It allocates nothing for the usual
// number of Route-Records.
func loops(frame []byte, identity diameter.Identity) bool {
	var some [8][]byte
	for _, visited := range appendVisited(some[:0], frame) {
		if sameIdentity(visited, identity) {
			return true
		}
	}
	return false
}

// The functions below take frames of at least a header.

// setHopByHop changes the Hop-by-Hop Identifier of a message in place.
func setHopByHop(frame []byte, id uint32) { binary.BigEndian.PutUint32(frame[12:], id) }

// withHopByHop returns a copy of a message with another Hop-by-Hop Identifier.
func withHopByHop(frame []byte, id uint32) []byte {
	frame = append(make([]byte, 0, len(frame)), frame...)
	setHopByHop(frame, id)
	return frame
}

// setFlags sets command flags of a message in place, and clears none.
func setFlags(frame []byte, flags diameter.HeaderFlags) { frame[4] |= byte(flags) }

// withFlags returns a copy of a message with command flags set: the T bit, for
// one that is sent again.
func withFlags(frame []byte, flags diameter.HeaderFlags) []byte {
	frame = append(make([]byte, 0, len(frame)), frame...)
	setFlags(frame, flags)
	return frame
}
