package peer

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// dispatch handles a request in a goroutine of its own, unless there are too
// many already, or they are too long.
func (c *conn) dispatch(h diameter.Header, frame []byte) {
	c.counters.requestsIn.Add(1)
	if !c.admit(len(frame)) {
		c.busy(h, frame)
		return
	}
	c.node.start(job{c, h, frame})
}

// admit counts a request of n bytes that is to be handled, or reports that there
// is no room for it. However long it is, there is for the only one.
func (c *conn) admit(n int) bool {
	count, bytes := int(c.handled.Add(1)), int(c.handledBytes.Add(int64(n)))
	cfg := &c.node.cfg
	if count <= cfg.MaxRequests && (bytes <= cfg.MaxRequestBytes || bytes == n) && c.node.requests.enter() {
		return true
	}
	c.discount(n)
	return false
}

// discount ends what admit counts at the connection.
func (c *conn) discount(n int) {
	c.handled.Add(-1)
	c.handledBytes.Add(-int64(n))
}

// busy refuses a request that there is no room for.
func (c *conn) busy(h diameter.Header, frame []byte) {
	began := time.Now()
	if skipped, ok := c.refused.allows(); ok {
		c.log.Warn("diameter request refused, too many are handled", "command", h.CommandCode, "refusedBefore", skipped)
	}
	answer := c.node.refuse(nil, readGeneric(h, frame), refusal(diameter.ResultTooBusy))
	c.sendSoon(outgoing{frame: answer}, func(err error) { c.answered(h, answer, err, began) })
}

// errGoexit is the error of a handler that neither returned nor panicked.
var errGoexit = errors.New("the handler called runtime.Goexit, as the FailNow of a test does")

// reply answers a request. A copy of an earlier one gets the same answer.
func (c *conn) reply(h diameter.Header, frame []byte) {
	began := time.Now()
	keys, err := readKeys(frame)
	if err != nil { // whoever decodes it says what is wrong
		keys = requestKeys{header: h}
	}
	var answer []byte // nil if the connection has ended
	buffer := newBuffer()
	defer buffer.release()
	returned := false
	defer func() {
		if !returned {
			c.log.Error("diameter handler gave no answer", "command", h.CommandCode, "reason", errGoexit)
			answer = c.refuse(c.node.commandOf(h), h, frame, errGoexit)
		}
		c.answered(h, answer, c.send(c.ctx, outgoing{frame: answer, buffer: buffer.of(answer)}), began)
	}()
	answer = c.answer(&keys, frame, buffer)
	returned = true
}

// answered tells how a request ended. err is why the answer was not sent.
func (c *conn) answered(h diameter.Header, answer []byte, err error, began time.Time) {
	if err != nil {
		c.log.Debug("diameter answer dropped", "command", h.CommandCode, "reason", err)
	}
	c.node.observe(true, h, answer, err, began)
}

// answer returns the encoded answer to a request, in the buffer or elsewhere.
func (c *conn) answer(k *requestKeys, frame []byte, b *buffer) []byte {
	var answer []byte
	var err error
	switch to, rc := c.node.destinationOf(k); to {
	case onwards:
		answer, err = c.forwardRequest(k, frame)
	case nowhere:
		err = refusal(rc)
	default:
		return c.once(k, func() ([]byte, error) { return c.serve(k.header, frame, b) })
	}
	if err != nil {
		return c.refuse(c.node.commandOf(k.header), k.header, frame, err)
	}
	return answer
}

// commandOf returns the command of a request, or nil if it is not known.
func (n *Node) commandOf(h diameter.Header) *diameter.Command {
	s, ok := n.service(h.ApplicationID)
	if !ok {
		return nil
	}
	return s.app.Command(h.CommandCode)
}

// refuse returns the encoded answer to a request that reports err.
func (c *conn) refuse(command *diameter.Command, h diameter.Header, frame []byte, err error) []byte {
	c.log.Debug("diameter request refused", "command", h.CommandCode, "application", h.ApplicationID, "reason", err)
	return c.node.refuse(command, readGeneric(h, frame), err)
}

// once returns what serve does, or what it did for an earlier copy of the
// request, and nil if the connection ends before that is known.
func (c *conn) once(k *requestKeys, serve func() ([]byte, error)) []byte {
	if k.originHost == nil {
		answer, _ := serve() // the answer says it
		return answer
	}
	for {
		d, first := c.node.duplicates.begin(k, time.Now())
		if first {
			return c.keep(d, serve)
		}
		select {
		case <-d.wait():
		case <-c.ctx.Done():
			return nil
		}
		if answer := d.answer(); answer != nil {
			return withHopByHop(answer, k.header.HopByHop)
		}
	}
}

// keep returns what serve does and remembers it if that is final.
func (c *conn) keep(d *duplicate, serve func() ([]byte, error)) []byte {
	var kept []byte
	defer func() { d.finish(kept) }()
	answer, err := serve()
	if c.isFinal(answer, err) {
		kept = answer
	}
	return answer
}

// isFinal reports whether an answer is for the copies of the request as well.
// Protocol errors are of a moment. An error that does not say how the request is
// to be answered says that it was not handled. When the connection ends, so does
// the context of the handler, and whatever fails then may have failed because
// of that: the copy that comes over another connection is to be handled.
func (c *conn) isFinal(answer []byte, err error) bool {
	switch {
	case answer[4]&byte(diameter.FlagError) != 0: // every protocol error has it
		return false
	case c.ctx.Err() != nil:
		return err == nil && resultOf(answer)/1000 <= 2
	}
	return err == nil || answerable(err)
}

// serve returns the encoded answer of a handler of this node, and the error
// that it reports.
func (c *conn) serve(h diameter.Header, frame []byte, b *buffer) ([]byte, error) {
	s, command, err := c.node.handlerOf(h)
	if err == nil {
		var answer []byte
		if answer, err = c.handle(s, command, h, frame, b); err == nil {
			return answer, nil
		}
	}
	return c.refuse(command, h, frame, err), err
}

// handlerOf returns the service and the command of a request.
func (n *Node) handlerOf(h diameter.Header) (service, *diameter.Command, error) {
	s, ok := n.service(h.ApplicationID)
	if !ok && h.ApplicationID != 0 {
		return s, nil, refusal(diameter.ResultApplicationUnsupported)
	}
	if ok && s.handler != nil {
		if command := s.app.Command(h.CommandCode); command != nil {
			return s, command, nil
		}
	}
	return s, nil, refusal(diameter.ResultCommandUnsupported)
}

// handle returns the encoded answer of the handler. A panic is an error.
func (c *conn) handle(s service, command *diameter.Command, h diameter.Header, frame []byte, b *buffer) (encoded []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			c.panicked(command.MessageName(true), v)
			encoded, err = nil, errPanic
		}
	}()
	req := command.NewRequest()
	if err := diameter.UnmarshalShared(frame, req); err != nil {
		return nil, err
	}
	if err := c.node.cfg.Policy.Check(req, frame); err != nil {
		return nil, err
	}
	answer, err := s.handler.ServeDiameter(c.ctx, req)
	if err != nil {
		if !answerable(err) {
			c.log.Warn("diameter handler failed", "request", command.MessageName(true), "reason", err)
		}
		return nil, err
	}
	if b.frame, err = c.node.encodeAnswer(b.frame, answer, h, frame); err != nil {
		c.log.Error("diameter handler gave no valid answer", "request", command.MessageName(true), "reason", err)
		return nil, refusal(diameter.ResultUnableToComply)
	}
	return b.frame, nil
}

// errPanic is the error of a handler that panicked. It is not answerable.
var errPanic = errors.New("the handler panicked")

// panicked logs a panic.
func (c *conn) panicked(request string, v any) {
	c.log.Error("diameter handler panicked", "request", request, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
}

// encodeAnswer completes the answer to the request in frame, which has the
// header h, and appends it to dst. Of the header of the answer only the E bit
// stays, which every protocol error gets.
func (n *Node) encodeAnswer(dst []byte, answer diameter.Message, h diameter.Header, frame []byte) ([]byte, error) {
	if answer == nil {
		return dst, errors.New("neither an answer nor an error")
	}
	head := answer.Head()
	failed := head.Flags & diameter.FlagError
	*head = h.Answer()
	head.Flags |= failed
	if command, request := answer.Command(); request || command.Code != h.CommandCode {
		return dst, fmt.Errorf("%s is no answer to command %d", command.MessageName(request), h.CommandCode)
	}
	if m, ok := answer.(originSetter); ok {
		m.SetOrigin(diameter.Origin{
			Host: n.cfg.Identity, Realm: n.cfg.Realm,
			SessionID: func() string { return sessionOf(readGeneric(h, frame)) },
		})
	}
	start := len(dst)
	dst, err := diameter.MarshalAppend(dst, answer)
	if err == nil {
		markProtocolError(dst[start:])
	}
	return dst, err
}

// markProtocolError sets the E bit of an answer whose result is of the class
// 3xxx (RFC 6733 section 7.1.3).
func markProtocolError(answer []byte) {
	if resultOf(answer).IsProtocolError() {
		setFlags(answer, diameter.FlagError)
	}
}

// sessionOf returns the Session-Id of a message, or "".
func sessionOf(m *diameter.Generic) string {
	for _, a := range m.AVPs {
		if a.Key == keySessionID {
			return string(a.Data)
		}
	}
	return ""
}

// readGeneric returns what can be read of a message with the header h. A
// request with the E bit is wrong, but no reason to read nothing.
func readGeneric(h diameter.Header, frame []byte) *diameter.Generic {
	m := &diameter.Generic{Header: h}
	frame[4] &^= byte(diameter.FlagError)
	_ = diameter.UnmarshalShared(frame, m) // what can be read is enough
	return m
}
