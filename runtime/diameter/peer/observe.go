package peer

import (
	"net"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// Metrics is told how each request ended. It is called concurrently and must
// not wait.
type Metrics interface {
	Observe(Observation)
}

// An Observation is a request that ended.
type Observation struct {
	// Received says that a peer sent the request and the node answered it;
	// otherwise the node sent it.
	Received bool
	// Application and Command are the ids in the header of the request.
	Application uint32
	Command     uint32
	// Result is the Result-Code of the answer, or its
	// Experimental-Result-Code. 0 means that there was no answer: Err says why.
	Result   diameter.ResultCode
	Err      error
	Duration time.Duration
}

// A Trace is a message on the wire.
type Trace struct {
	Received bool              // by the node; otherwise sent
	Peer     diameter.Identity // "" before the capabilities exchange
	Remote   net.Addr
	Frame    []byte // the whole message; it must be neither kept nor changed
}

// observe tells the metrics of a request that ended.
func (n *Node) observe(received bool, h diameter.Header, answer []byte, err error, began time.Time) {
	if n.cfg.Metrics == nil {
		return
	}
	o := Observation{
		Received: received, Application: h.ApplicationID, Command: h.CommandCode, Err: err, Duration: time.Since(began),
	}
	if answer != nil && err == nil {
		o.Result = resultOf(answer)
	}
	n.cfg.Metrics.Observe(o)
}

// trace tells of a message.
func (c *conn) trace(received bool, frame []byte) {
	if c.node.cfg.Trace != nil {
		c.node.cfg.Trace(Trace{Received: received, Peer: c.peer.host, Remote: c.nc.RemoteAddr(), Frame: frame})
	}
}
