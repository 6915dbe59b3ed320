package peer

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// errSilent is why a connection ended whose peer said nothing any more.
var errSilent = errors.New("the peer is silent, watchdog requests are not answered")

// startWatch is called when c has joined the node. trusted says that the peer
// may be used at once.
func (c *conn) startWatch(trusted bool) {
	c.watchMu.Lock()
	c.interval = c.node.watchInterval()
	c.alarm = time.AfterFunc(c.interval, c.alarmed)
	action := c.watch.opened(trusted)
	c.noteWatch()
	c.watchMu.Unlock()
	c.take(action)
}

// stopWatch is called when c has ended.
func (c *conn) stopWatch() {
	c.watchMu.Lock()
	defer c.watchMu.Unlock()
	if c.alarm != nil {
		c.alarm.Stop()
	}
	c.watch.closed()
	c.noteWatch()
}

// watchInterval returns the time until the next look at a connection.
func (n *Node) watchInterval() time.Duration {
	if n.cfg.Watchdog < minWatchdog { // in tests of this package
		return n.cfg.Watchdog
	}
	return watchdogInterval(n.cfg.Watchdog, rand.Int64N)
}

// noteWatch publishes what the watchdog says. watchMu is held, so that what is
// said last is what holds.
func (c *conn) noteWatch() {
	c.usable.Store(c.watch.usable())
	c.calm.Store(c.watch.usable() && !c.watch.pending)
	c.state.Store(int32(c.watch.state))
	switch c.watch.state {
	case watchOkay:
		c.doubted.Store(false)
	case watchSuspect:
		c.doubted.Store(true)
		c.alarmWaiters()
	}
}

// heard is told of a message of the peer. Most of the time it only notes the
// time; the alarm looks at that.
func (c *conn) heard(dwa bool) {
	c.lastHeard.Store(int64(time.Since(c.since)))
	if c.calm.Load() {
		return
	}
	c.watchMu.Lock()
	action := c.watch.received(dwa)
	// Before a peer is trusted again it answers three requests; there is no
	// reason to wait between them.
	next := dwa && c.watch.state == watchReopen
	c.watch.pending = c.watch.pending || next
	c.noteWatch()
	c.watchMu.Unlock()
	c.take(action)
	if next {
		c.sendWatchdog()
	}
}

// alarmed runs when the peer should have been heard.
func (c *conn) alarmed() {
	if c.ctx.Err() != nil {
		return
	}
	c.watchMu.Lock()
	silence := time.Since(c.since) - max(time.Duration(c.lastHeard.Load()), c.probed)
	if c.watch.usable() && silence < c.interval {
		c.alarm.Reset(c.interval - silence)
		c.watchMu.Unlock()
		return
	}
	action := c.watch.expired()
	c.interval = c.node.watchInterval()
	c.alarm.Reset(c.interval)
	c.noteWatch()
	c.watchMu.Unlock()
	c.take(action)
}

// take does what the watchdog asks for.
func (c *conn) take(action watchdogAction) {
	if action.has(watchFailOver) {
		c.log.Warn("diameter peer is silent, requests go to others", "peer", c.peer.host)
	}
	if action.has(watchFailOver) || action.has(watchFailBack) {
		c.node.changed()
	}
	if action.has(watchSendDWR) {
		c.sendWatchdog()
	}
	if action.has(watchClose) {
		c.cancel(errSilent)
	}
}

// probe has the peer answer now, for which it has an interval of the watchdog.
func (c *conn) probe() {
	c.watchMu.Lock()
	asked := c.watch.usable() && !c.watch.pending
	c.watch.pending = c.watch.pending || asked
	if asked {
		c.probed = time.Since(c.since)
	}
	c.noteWatch()
	c.watchMu.Unlock()
	if asked {
		c.sendWatchdog()
	}
}

// sendWatchdog sends a Device-Watchdog-Request. Nobody waits for the answer:
// any message is a sign of life.
func (c *conn) sendWatchdog() {
	dwr := &diameter.Generic{
		Header: diameter.Header{
			Flags: diameter.FlagRequest, CommandCode: codeDeviceWatchdog,
			HopByHop: c.nextHopByHop(), EndToEnd: c.node.ids.nextEndToEnd(),
		},
		AVPs: append(c.node.originAVPs(), c.node.originState()...),
	}
	if c.sendNow(diameter.Append(nil, dwr)) {
		return
	}
	c.watchMu.Lock()
	defer c.watchMu.Unlock()
	c.watch.pending, c.probed = false, 0 // nothing was asked
	c.noteWatch()
}
