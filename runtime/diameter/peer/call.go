package peer

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/telgen/telgen/runtime/diameter"
)

// An originSetter is a message that takes the names of its sender.
type originSetter interface{ SetOrigin(diameter.Origin) }

// Call sends req to a peer that serves its application and waits for the
// answer; generated clients call it. It waits until such a peer is connected.
// How long all this may take, ctx says: there is no other limit.
//
// Call sets the identifiers in the header of req and, through SetOrigin, the
// names of the node and a Session-Id where they are empty; req must not be
// used elsewhere meanwhile.
//
// An answer that reports a failure comes back as an *diameter.AnswerError,
// together with the answer if it is an A: with the E bit it need not be. Other
// errors are that of ctx, an *diameter.AVPError for a request that is not valid
// or an answer that cannot be read, ErrClosed and ErrShutdown. Answers are not
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
	frame, err := n.roundTrip(ctx, application, req)
	if err != nil {
		return nil, err
	}
	return readAnswer(command, req, frame)
}

// applicationOf returns the application id that req will be sent with.
func applicationOf(command *diameter.Command, req diameter.Message) uint32 {
	h := req.Head()
	if h.ApplicationID == 0 && h.CommandCode == 0 && command.Dictionary != nil {
		return command.Dictionary.ApplicationID
	}
	return h.ApplicationID
}

// roundTrip exchanges req over an open connection. A connection that closes
// before it took the request is not the one.
func (n *Node) roundTrip(ctx context.Context, application uint32, req diameter.Message) ([]byte, error) {
	for {
		c, err := n.connection(ctx, application)
		if err != nil {
			return nil, err
		}
		frame, err := c.exchange(ctx, req)
		if !errors.Is(err, errUnsent) {
			return frame, err
		}
	}
}

// connection waits for an open connection with a peer that serves the
// application.
func (n *Node) connection(ctx context.Context, application uint32) (*conn, error) {
	for {
		if n.calling.Err() != nil {
			return nil, ErrShutdown
		}
		c, opened := n.pick(application)
		if c != nil {
			return c, nil
		}
		select {
		case <-opened:
		case <-n.calling.Done():
		case <-ctx.Done():
			err := fmt.Errorf("no connected peer serves application %d: %w", application, ctx.Err())
			if last := n.lastDialError(); last != nil {
				err = fmt.Errorf("%w (last attempt to connect: %v)", err, last)
			}
			return nil, err
		}
	}
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
	return answer, diameter.CheckAnswer(answer)
}
