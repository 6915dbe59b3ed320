package peer

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// An originSetter is a message that takes the names of its sender.
type originSetter interface{ SetOrigin(diameter.Origin) }

// Call sends req to the peer that its Destination-Host and Destination-Realm
// lead to and waits for the answer; generated clients call it. While a peer of
// AddPeer that may be the one is not connected, it waits for that. How long all
// this may take, ctx says: there is no other limit. When the connection is lost
// or the peer falls silent before the answer has come, the request goes to
// another peer, if there is one, with the T bit and the same End-to-End
// Identifier (RFC 6733 section 5.5.4); a request for a host that is a peer goes
// to a route, a default route or a relay, and to no other server. While those
// that were asked are silent, it goes to one that connects later as well; when
// the connections with all of them are lost and there is no other peer, Call
// does not wait for one but returns ErrClosed.
//
// Call sets the identifiers in the header of req and, through SetOrigin, the
// names of the node and a Session-Id where they are empty; req must not be
// used elsewhere meanwhile.
//
// An answer that reports a failure comes back as an *diameter.AnswerError,
// together with the answer if it is an A: with the E bit it need not be. Other
// errors are that of ctx, an *diameter.AVPError for a request that is not valid
// or an answer that cannot be read, ErrClosed, ErrShutdown and a *RoutingError
// when there is no way. Answers are not
// validated, because many peers leave out what the grammar asks for.
func Call[A diameter.Message](ctx context.Context, n *Node, req diameter.Message) (A, error) {
	var none A
	if v := reflect.ValueOf(req); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return none, errors.New("peer: no request: it is nil")
	}
	command, request := req.Command()
	if !request {
		return none, fmt.Errorf("peer: %s is no request", command.MessageName(false))
	}
	m, err := n.call(ctx, command, req)
	answer, ok := m.(A)
	if !ok && err == nil {
		err = fmt.Errorf("answer is a %T, want a %T", m, none)
	}
	if err != nil {
		return answer, &callError{command.MessageName(true), err}
	}
	return answer, nil
}

// call sends req and returns the answer, and the error that it is.
func (n *Node) call(ctx context.Context, command *diameter.Command, req diameter.Message) (diameter.Message, error) {
	application := applicationOf(command, req)
	if _, ok := n.service(application); !ok {
		return nil, fmt.Errorf("the node does not serve application %d, give it to NewNode", application)
	}
	if m, ok := req.(originSetter); ok {
		m.SetOrigin(n.Origin())
	}
	req.Head().EndToEnd = n.ids.nextEndToEnd()
	buffer := newBuffer()
	defer buffer.release()
	var err error
	if buffer.frame, err = diameter.MarshalAppend(buffer.frame, req); err != nil {
		return nil, err
	}
	keys, err := readKeys(buffer.frame)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	q := routeQuery{
		app: keys.header.ApplicationID, destinationHost: keys.destinationHost, destinationRealm: keys.destinationRealm,
	}
	answer, err := n.exchange(ctx, &keys, q, outgoing{frame: buffer.frame, buffer: buffer}, true)
	n.observe(false, keys.header, answer, err, began)
	if err != nil {
		return nil, err
	}
	return readAnswer(command, req, answer)
}

// applicationOf returns the application id that req will be sent with.
func applicationOf(command *diameter.Command, req diameter.Message) uint32 {
	h := req.Head()
	if h.ApplicationID == 0 && h.CommandCode == 0 && command.Dictionary != nil {
		return command.Dictionary.ApplicationID
	}
	return h.ApplicationID
}

// readAnswer decodes the answer to req. Together with the error that it
// reports, it returns it as well.
func readAnswer(command *diameter.Command, req diameter.Message, frame []byte) (diameter.Message, error) {
	h, _, err := diameter.ParseHeader(frame)
	if err != nil {
		return nil, err
	}
	var answer diameter.Message
	sent := req.Head()
	sent.HopByHop = h.HopByHop
	switch {
	case h.CommandCode != sent.CommandCode:
		return nil, fmt.Errorf("answered with command %d", h.CommandCode)
	case h.Flags&diameter.FlagError != 0:
		answer = diameter.NewAnswer(req, 0)
	case h.ApplicationID != sent.ApplicationID:
		return nil, fmt.Errorf("answered with application %d, want %d", h.ApplicationID, sent.ApplicationID)
	default:
		answer = command.NewAnswer()
	}
	if err := diameter.UnmarshalShared(frame, answer); err != nil {
		return answer, fmt.Errorf("answer: %w", err)
	}
	if rc := resultOf(frame); h.Flags&diameter.FlagError == 0 && rc/1000 == 2 {
		return answer, nil
	}
	return answer, diameter.CheckAnswer(answer)
}
