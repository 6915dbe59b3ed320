package diameter

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
