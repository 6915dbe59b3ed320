package peer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/telgen/telgen/runtime/diameter"
)

// ErrShutdown is the error of everything that is asked of a node after
// Shutdown.
var ErrShutdown = errors.New("diameter node is shut down")

// ErrClosed is the error of a call whose connection was closed before the
// answer came. The peer may or may not have handled the request.
var ErrClosed = errors.New("diameter connection closed before the answer came")

// errUnsent is the error of a message that a connection took no more.
var errUnsent = errors.New("connection closed before the message was sent")

// errFailover is the error of an exchange whose answer is not likely to come.
var errFailover = errors.New("no answer is likely to come")

// errRemoved is why a connection ended with a peer that was removed.
var errRemoved = errors.New("the peer was removed")

// errElection is why a connection ended in favour of another one with the same
// peer.
var errElection = errors.New("another connection with the peer was elected")

// errPlain is why a connection without TLS is refused.
var errPlain = errors.New("it is a peer with TLS, and this connection has none")

// errPeerClosed is why a connection ended that the peer closed without a word.
var errPeerClosed = errors.New("closed by the peer")

// errUnsuited is why a request does not follow a redirection.
var errUnsuited = errors.New("it has been there, or the host does not serve it or has no TLS")

// A RoutingError is the error of a request that no peer takes. It is not the
// answer of a peer.
type RoutingError struct {
	// ResultCode is what an agent answers then: 3002 when the peer is known but
	// not connected, 3003 when no peer serves the realm, 3007 when none of the
	// realm serves the application, 3005 when the request goes round in circles.
	ResultCode  diameter.ResultCode
	Host, Realm string // of the destination; each may be empty
	Application uint32
}

// Error names the destination.
func (e *RoutingError) Error() string {
	destination := "any peer"
	switch {
	case e.Host != "":
		destination = "host " + e.Host
	case e.Realm != "":
		destination = "realm " + e.Realm
	}
	return fmt.Sprintf("no way for application %d to %s (%s %d)", e.Application, destination, e.ResultCode, uint32(e.ResultCode))
}

// Unsupported returns the error of a request that nobody implements. As the
// error of a Handler it is answered with DIAMETER_COMMAND_UNSUPPORTED (3001).
func Unsupported(request string) error {
	return &diameter.AnswerError{ResultCode: diameter.ResultCommandUnsupported, Text: request + " is not implemented"}
}

// Reply turns what a typed handler returned into what a Handler returns: a nil
// pointer becomes a nil message.
func Reply[T any, P interface {
	*T
	diameter.Message
}](answer P, err error) (diameter.Message, error) {
	if answer == nil {
		return nil, err
	}
	return answer, err
}

// A callError is an error of Call. It is a type of its own so that a handler
// that makes a call, and returns the error of it, does not blame the AVPs of
// that call on the request that it handles.
type callError struct {
	request string
	err     error
}

func (e *callError) Unwrap() error { return e.err }

// Error names the request, unless the error does.
func (e *callError) Error() string {
	text, prefix := e.err.Error(), e.request+": "
	if strings.HasPrefix(text, prefix) {
		return text
	}
	return prefix + text
}

// A leaveError is why a connection ended that the peer asked to end.
type leaveError struct{ cause int32 }

// Values of Disconnect-Cause (RFC 6733 section 5.4.3).
const (
	causeRebooting = 0
	causeBusy      = 1
	causeDoNotWant = 2
)

func (e *leaveError) Error() string {
	switch e.cause {
	case causeRebooting:
		return "ended by the peer: it goes down and will come back"
	case causeBusy:
		return "ended by the peer: it is busy"
	case causeDoNotWant:
		return "ended by the peer: it does not want to talk to this node"
	}
	return fmt.Sprintf("ended by the peer: cause %d", e.cause)
}
