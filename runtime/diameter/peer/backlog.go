package peer

import "sync"

// maxBacklog is how many bytes of messages a connection's backlog holds.
const maxBacklog = 1 << 20

// backlogCost is what a message of a backlog costs beside its bytes.
const backlogCost = 64

// A backlog holds what the reader of a connection has to say, mostly refusals,
// while the write queue is full: the reader should go on reading, because the
// peer may itself be waiting to be read. Nothing of it is lost as long as the
// peer reads: when the backlog is full as well, the reader waits for room.
//
// Two nodes can wait for each other in this way only after each has sent far
// more than it reads. That ends with Config.WriteTimeout, like every connection
// whose peer takes nothing.
type backlog struct {
	room chan struct{} // has one after the backlog has become shorter

	mu       sync.Mutex
	messages []backlogged
	bytes    int
	sending  bool // a goroutine moves messages to the queue
}

// A backlogged message is to be queued; sent is told whether it was.
type backlogged struct {
	outgoing
	sent func(error)
}

func (m *backlogged) cost() int { return len(m.frame) + backlogCost }

// sendSoon queues a message of the reader behind those of its backlog.
func (c *conn) sendSoon(out outgoing, sent func(error)) {
	m := backlogged{out, sent}
	for c.ctx.Err() != nil || !c.enqueue(m) {
		select {
		case <-c.backlog.room:
		case <-c.ctx.Done():
			sent(errUnsent)
			return
		}
	}
}

// enqueue queues m or adds it to the backlog. It reports false if that is full.
func (c *conn) enqueue(m backlogged) bool {
	b := &c.backlog
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.sending && c.room.take(len(m.frame)) {
		select {
		case c.queue <- m.outgoing:
			m.sent(nil)
			return true
		default:
			c.room.free(len(m.frame))
		}
	}
	if b.bytes > 0 && b.bytes+m.cost() > maxBacklog {
		return false
	}
	b.messages = append(b.messages, m)
	b.bytes += m.cost()
	if !b.sending {
		b.sending = c.node.tasks.goes(c.sendBacklog)
	}
	return true
}

// sendBacklog moves the backlog to the queue, until it is empty. After the end
// of the connection it only says that nothing of it was sent.
func (c *conn) sendBacklog() {
	for {
		m, ok := c.backlog.next()
		if !ok {
			return
		}
		m.sent(c.send(c.ctx, m.outgoing))
	}
}

// next takes the first message, and makes room for another one.
func (b *backlog) next() (backlogged, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) == 0 {
		b.messages, b.sending = nil, false
		return backlogged{}, false
	}
	m := b.messages[0]
	b.messages[0] = backlogged{}
	b.messages = b.messages[1:]
	b.bytes -= m.cost()
	select {
	case b.room <- struct{}{}:
	default:
	}
	return m, true
}
