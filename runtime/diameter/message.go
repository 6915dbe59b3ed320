package diameter

import (
	"fmt"
	"sync"
)

// A Message is a request or an answer: a generated type, *Generic or *Answer.
// Unmarshal says what of a received message it keeps.
type Message interface {
	// Head returns the header, which may be changed.
	Head() *Header
	// Command returns the command, and whether the message is a request.
	Command() (c *Command, request bool)
	Group
}

// A Group is a grouped AVP, or the AVPs of a message.
type Group interface {
	// AppendAVPs appends the AVPs in the order of the grammar.
	AppendAVPs(b []byte) []byte
	// DecodeAVPs sets the receiver from the AVPs that d stands before.
	DecodeAVPs(d *Decoder)
	// Validate checks the grammar: an *AVPError with the Result-Code and the
	// Failed-AVP of RFC 6733 section 7, or nil.
	Validate() error
}

// A Command is a pair of request and answer.
type Command struct {
	Name       string // "Push-Profile"
	Short      string // "PP", for PPR and PPA
	Code       uint32
	Proxiable  bool
	Dictionary *Dictionary
	// RequestMBits and AnswerMBits are rules of this command about the M bit
	// of AVPs in it, which stand above those of the dictionary: a key with
	// the mark M is one whose M bit must be set, one without must be clear.
	RequestMBits, AnswerMBits []Key
	NewRequest                func() Message
	NewAnswer                 func() Message
}

// MessageName returns the name of the request or the answer.
func (c *Command) MessageName(request bool) string {
	if request {
		return c.Name + "-Request"
	}
	return c.Name + "-Answer"
}

// An Origin is what a node fills into the messages that it sends.
type Origin struct {
	Host, Realm Identity
	SessionID   func() string // returns a new Session-Id
}

// Append appends m to dst and returns the extended buffer. It validates
// nothing and allocates only when dst has no room. A message whose header was
// never filled in (command code 0) is sent with the command code and flags of
// its command. The result is no valid message if it is longer than
// MaxMessageLen.
func Append(dst []byte, m Message) []byte {
	start := len(dst)
	h := m.Head()
	if h.CommandCode == 0 {
		fillHeader(h, m)
	}
	dst = h.appendTo(dst)
	dst = m.AppendAVPs(dst)
	return patchMessageLength(dst, start)
}

func patchMessageLength(b []byte, start int) []byte {
	n := len(b) - start
	b[start+1], b[start+2], b[start+3] = byte(n>>16), byte(n>>8), byte(n)
	return b
}

// fillHeader completes a header whose message was made without its New
// function.
func fillHeader(h *Header, m Message) {
	c, request := m.Command()
	if c == nil {
		return
	}
	h.CommandCode = c.Code
	if h.ApplicationID == 0 && c.Dictionary != nil {
		h.ApplicationID = c.Dictionary.ApplicationID
	}
	if request {
		h.Flags |= FlagRequest
	}
	if c.Proxiable {
		h.Flags |= FlagProxiable
	}
}

// Marshal validates m and returns it encoded. Its errors are those of
// m.Validate, and one for a message longer than MaxMessageLen.
func Marshal(m Message) ([]byte, error) {
	scratch := scratches.Get().(*[]byte)
	b, err := MarshalAppend((*scratch)[:0], m)
	if err != nil {
		scratches.Put(scratch)
		return nil, err
	}
	encoded := append([]byte(nil), b...)
	if cap(b) <= maxScratch {
		*scratch = b
		scratches.Put(scratch)
	}
	return encoded, nil
}

// MarshalAppend is Marshal for a buffer that is used again: it appends the
// encoded message to b. With an error it returns b as it was.
func MarshalAppend(b []byte, m Message) ([]byte, error) {
	if err := m.Validate(); err != nil {
		return b, err
	}
	encoded := Append(b, m)
	if n := len(encoded) - len(b); n > MaxMessageLen {
		return b, fmt.Errorf("message of %d bytes, at most %d can be sent", n, MaxMessageLen)
	}
	return encoded, nil
}

// scratches are the buffers in which messages find out how long they are. Long
// ones are not kept.
var scratches = sync.Pool{New: func() any { return new([]byte) }}

const maxScratch = 64 << 10

// Unmarshal sets m from b, which it copies once: strings and octets of m share
// that copy. Nothing of the previous content of m remains, but the room of its
// lists and groups is used again: who decodes into a message a second time must
// have done with those of the first. It reads whatever has the structure of a
// message, in any order, and keeps the value of every AVP; what the grammar asks
// for is checked by m.Validate.
//
// Append gives the bytes of b again if its AVPs stand in the order of the
// grammar and have the flags of the dictionary. Of an AVP that has a field only
// the value is kept: it is sent in its place and with the flags that the
// dictionary says, also where b has it without an M bit, or with one, that the
// dictionary leaves free. To keep these would mean to compare the flags of every
// AVP. Not kept either are the content of padding and zeros that a meaning does
// not need, at the end of a Framed-IPv6-Prefix. Of the AVPs in Extra and in a
// *Generic everything is kept but padding. Policy.Check reports flags and padding
// that break a rule, and who must pass on a message as it is, as relays must,
// sends b. Errors are *AVPError: those of ParseHeader, 5015 if b
// is not exactly one message, 5014 and 5004 for AVPs that cannot be read. With
// an error m holds what was read before it.
func Unmarshal(b []byte, m Message) error {
	h, err := parseExact(b)
	if err != nil {
		return err
	}
	return decode(h, append([]byte(nil), b[headerLen:]...), m)
}

// UnmarshalShared is Unmarshal without the copy: m aliases b, which must not
// be changed as long as m is used.
func UnmarshalShared(b []byte, m Message) error {
	h, err := parseExact(b)
	if err != nil {
		return err
	}
	return decode(h, b[headerLen:], m)
}

// parseExact reads the header of b, which must be one whole message.
func parseExact(b []byte) (Header, error) {
	h, length, err := ParseHeader(b)
	if err == nil && length != len(b) {
		err = headerError(ResultInvalidMessageLength, "message length %d in %d bytes", length, len(b))
	}
	return h, err
}

// decoders are reused: a Decoder escapes to the heap because messages are
// reached through an interface.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

func decode(h Header, avps []byte, m Message) error {
	*m.Head() = h
	d := decoders.Get().(*Decoder)
	d.rest = avps
	m.DecodeAVPs(d)
	err := d.err
	*d = Decoder{}
	decoders.Put(d)
	if err == nil {
		return nil
	}
	c, request := m.Command()
	if c != nil {
		err.locate(c.MessageName(request), c.Dictionary)
	}
	return err
}

// A Generic is a message that nobody defined. Its AVPs are in wire order.
type Generic struct {
	Header Header
	AVPs   []AVP
}

// Head returns the header.
func (m *Generic) Head() *Header { return &m.Header }

// Command returns a command that is named after its code.
func (m *Generic) Command() (*Command, bool) {
	return &Command{Name: fmt.Sprintf("Command-%d", m.Header.CommandCode), Code: m.Header.CommandCode}, m.Header.IsRequest()
}

// AppendAVPs appends the AVPs.
func (m *Generic) AppendAVPs(b []byte) []byte { return AppendExtra(b, m.AVPs) }

// DecodeAVPs reads all AVPs.
func (m *Generic) DecodeAVPs(d *Decoder) {
	var g rawGroup
	g.DecodeAVPs(d)
	m.AVPs = g.avps
}

// Validate finds nothing: there is no grammar.
func (m *Generic) Validate() error { return nil }
