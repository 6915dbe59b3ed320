package peer

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// readBuffer is the size of the buffer that a connection reads into, in bytes.
const readBuffer = 16 << 10

// A conn is a connection with a peer. The goroutine that calls run reads, one
// more writes, and each request of the peer has its own.
type conn struct {
	node  *Node
	nc    net.Conn
	link  *link // of AddPeer; nil if there is none
	log   *slog.Logger
	r     *bufio.Reader
	since time.Time
	peer  capabilities // set before the connection is open
	began bool         // by the node, not the peer

	trusted bool // by Config.Trust; set before the connection is open

	joined  bool          // to the node, ever; guarded by Node.mu
	stateID atomic.Uint32 // Origin-State-Id that the peer told last

	// ctx ends with the connection, for the reason that cancel was given.
	ctx    context.Context
	cancel context.CancelCauseFunc

	queue        chan outgoing // messages to be written
	urgent       chan []byte   // those of the watchdog, which overtake them
	backlog      backlog       // those that the reader could not queue
	written      chan struct{} // closed when nothing is written any more
	room         queueRoom     // of the queue, in bytes
	handled      atomic.Int32  // requests of the peer that are being handled
	handledBytes atomic.Int64  // of them
	gone         chan struct{} // closed when the node uses the connection no more
	left         *leaveError   // set when the peer takes leave; used by the reader only
	leaveBy      time.Time     // when the node waits no more, after the peer has taken leave

	// What the watchdog says, for everybody.
	usable    atomic.Bool  // requests may be sent
	calm      atomic.Bool  // usable, and no answer to a DWR is missing
	state     atomic.Int32 // a watchdogState
	lastHeard atomic.Int64 // nanoseconds after since
	doubted   atomic.Bool  // those who wait for answers had better ask another peer

	watchMu  sync.Mutex
	watch    watchdog
	alarm    *time.Timer
	interval time.Duration // of the alarm
	probed   time.Duration // after since: when probe asked

	counters counters
	refused  limiter // of requests that are too many
	unsent   limiter // of messages of the watchdog

	mu       sync.Mutex
	hopByHop uint32
	pending  map[uint32]waiter // the waiting calls by Hop-by-Hop Identifier
}

// newConn returns a connection that ends with ctx and with the node.
func (n *Node) newConn(ctx context.Context, nc net.Conn, l *link) *conn {
	c := &conn{
		node: n, nc: nc, link: l, began: l != nil, since: time.Now(),
		log:      n.cfg.Logger.With("remote", nc.RemoteAddr().String()),
		r:        bufio.NewReaderSize(nc, readBuffer),
		queue:    make(chan outgoing, n.cfg.WriteQueue),
		urgent:   make(chan []byte, 16),
		backlog:  backlog{room: make(chan struct{}, 1)},
		room:     queueRoom{freed: make(chan struct{}, 1)},
		written:  make(chan struct{}),
		gone:     make(chan struct{}),
		hopByHop: rand.Uint32(),
		pending:  make(map[uint32]waiter),
	}
	c.ctx, c.cancel = context.WithCancelCause(ctx)
	return c
}

// run exchanges capabilities, then reads until the connection ends, and
// returns why it ended. The handshake ends with join: from then on calls queue
// their requests, which are written after it.
func (c *conn) run(handshake func() error) error {
	defer c.nc.Close()
	defer context.AfterFunc(c.node.running, func() { c.cancel(ErrShutdown) })()
	defer context.AfterFunc(c.ctx, func() {
		c.nc.Close()
		c.alarmWaiters()
	})()
	err := c.open(handshake)
	if err == nil {
		c.log.Info("diameter connection open", "peer", c.peer.host)
		err = c.read()
	}
	c.cancel(err)
	err = context.Cause(c.ctx)
	c.stopWatch()
	c.node.part(c, brokenBy(err))
	return err
}

// brokenBy returns err unless it is the end of a connection in good order.
func brokenBy(err error) error {
	var left *leaveError
	if errors.As(err, &left) {
		return nil
	}
	for _, orderly := range []error{ErrShutdown, errRemoved, errElection} {
		if errors.Is(err, orderly) {
			return nil
		}
	}
	return err
}

// open exchanges capabilities within the time for it and starts to write.
func (c *conn) open(handshake func() error) error {
	if err := c.nc.SetDeadline(time.Now().Add(c.node.cfg.CapabilitiesTimeout)); err != nil {
		return err
	}
	if secure, ok := c.nc.(*tls.Conn); ok {
		if err := secure.HandshakeContext(c.ctx); err != nil {
			return fmt.Errorf("TLS: %w", err)
		}
	}
	if err := handshake(); err != nil {
		return err
	}
	if err := c.nc.SetDeadline(time.Time{}); err != nil {
		return err
	}
	if !c.node.tasks.goes(c.write) {
		return ErrShutdown
	}
	return nil
}

// read takes messages from the peer until the connection ends.
func (c *conn) read() error {
	for {
		h, frame, err := c.readFrame(c.node.cfg.MaxMessageSize)
		switch {
		case err != nil && c.left != nil:
			c.finish(err)
			return c.left
		case err != nil:
			return err
		}
		c.heard(h.CommandCode == codeDeviceWatchdog && !h.IsRequest())
		if h.CommandCode == codeDeviceWatchdog {
			c.noteState(frame)
		}
		switch {
		case !h.IsRequest():
			c.deliver(h, frame)
		case c.left != nil: // nothing can be answered any more
		case isBase(h.CommandCode):
			c.serveBase(h, frame)
		default:
			c.dispatch(h, frame)
		}
	}
}

// finish lets the writer write what is queued after the peer has taken leave
// and has ended its direction of the connection: it may still read.
func (c *conn) finish(err error) {
	if !errors.Is(err, errPeerClosed) {
		return
	}
	select {
	case <-c.written:
	case <-c.ctx.Done():
	case <-time.After(time.Until(c.leaveBy)):
	}
}

// noteState notes the Origin-State-Id in a message of the watchdog, if there
// is one (RFC 6733 section 8.16).
func (c *conn) noteState(frame []byte) {
	for rest := frame[headerLen:]; len(rest) > 0; {
		a, next, err := nextAVP(rest)
		switch {
		case err != nil:
			return
		case a.key == keyOriginStateID && len(a.data) == 4:
			c.stateID.Store(binary.BigEndian.Uint32(a.data))
			return
		}
		rest = next
	}
}
