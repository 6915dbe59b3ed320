package peer

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/telgen/telgen/runtime/diameter"
)

// dispatch handles a request in a goroutine of its own, unless there are too
// many already.
func (c *conn) dispatch(h diameter.Header, frame []byte) {
	select {
	case c.slots <- struct{}{}:
	default:
		c.busy(frame)
		return
	}
	started := c.node.requests.goes(func() {
		defer func() { <-c.slots }()
		answer := c.answer(h, frame)
		if err := c.send(c.ctx, outgoing{frame: answer}); err != nil {
			c.log.Debug("diameter answer dropped", "command", h.CommandCode, "reason", err)
		}
	})
	if !started {
		<-c.slots
		c.busy(frame)
	}
}

// busy refuses a request that there is no room for.
func (c *conn) busy(frame []byte) {
	c.sendNow(c.node.refuse(nil, readGeneric(frame), errBusy))
}

// answer returns the encoded answer to a request.
func (c *conn) answer(h diameter.Header, frame []byte) []byte {
	answer, command, err := c.handle(h, frame)
	if err == nil {
		return answer
	}
	c.log.Debug("diameter request refused", "command", h.CommandCode, "application", h.ApplicationID, "reason", err)
	return c.node.refuse(command, readGeneric(frame), err)
}

// handle returns the encoded answer of the handler, or why there is none and
// the command if it is known.
func (c *conn) handle(h diameter.Header, frame []byte) ([]byte, *diameter.Command, error) {
	s, ok := c.node.service(h.ApplicationID)
	if !ok {
		return nil, nil, errApplication
	}
	command := s.app.Command(h.CommandCode)
	if command == nil || s.handler == nil {
		return nil, command, errCommand
	}
	req := command.NewRequest()
	if err := diameter.UnmarshalShared(frame, req); err != nil {
		return nil, command, err
	}
	if err := req.Validate(); err != nil {
		return nil, command, err
	}
	session := sessionOf(req) // before the handler can change it
	answer, err := c.callHandler(s.handler, req)
	if err != nil {
		return nil, command, err
	}
	b, err := c.node.encodeAnswer(h, session, answer)
	if err != nil {
		c.log.Error("diameter handler gave no valid answer", "request", command.MessageName(true), "reason", err)
		return nil, command, errHandler
	}
	return b, command, nil
}

// callHandler calls the handler of an application. A panic is an error.
func (c *conn) callHandler(handler Handler, req diameter.Message) (answer diameter.Message, err error) {
	command, _ := req.Command()
	defer func() {
		if v := recover(); v != nil {
			c.log.Error("diameter handler panicked", "request", command.MessageName(true),
				"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			answer, err = nil, errHandler
		}
	}()
	answer, err = handler.ServeDiameter(c.ctx, req)
	if err != nil && !answerable(err) {
		c.log.Warn("diameter handler failed", "request", command.MessageName(true), "reason", err)
	}
	return answer, err
}

// encodeAnswer completes the answer to the request with header h and encodes
// it. Only the E bit of its own header stays.
func (n *Node) encodeAnswer(h diameter.Header, session string, answer diameter.Message) ([]byte, error) {
	if answer == nil {
		return nil, errors.New("neither an answer nor an error")
	}
	head := answer.Head()
	failed := head.Flags & diameter.FlagError
	*head = h.Answer()
	head.Flags |= failed
	if command, request := answer.Command(); request || command.Code != h.CommandCode {
		return nil, fmt.Errorf("%s is no answer to command %d", command.MessageName(request), h.CommandCode)
	}
	if m, ok := answer.(originSetter); ok {
		m.SetOrigin(diameter.Origin{
			Host: n.cfg.Identity, Realm: n.cfg.Realm, SessionID: func() string { return session },
		})
	}
	return diameter.Marshal(answer)
}

// sessionOf returns the Session-Id of a message, or "".
func sessionOf(m diameter.Message) string {
	for _, a := range diameter.Find(m, keySessionID) {
		return string(a.Data)
	}
	return ""
}

// readGeneric returns of a message what can be read.
func readGeneric(frame []byte) *diameter.Generic {
	m := new(diameter.Generic)
	_ = diameter.UnmarshalShared(frame, m) // it is about to be refused
	return m
}

