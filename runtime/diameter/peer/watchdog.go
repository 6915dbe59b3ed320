package peer

import "time"

// watchdogJitter is how far an interval of the watchdog may be from Tw
// (RFC 3539 section 3.4.1).
const watchdogJitter = 2 * time.Second

// A watchdogState is what the watchdog thinks of a peer.
type watchdogState uint8

const (
	watchInitial watchdogState = iota // never connected
	watchOkay                         // connected and in use
	watchSuspect                      // connected, but silent for too long: not used
	watchDown                         // not connected
	watchReopen                       // connected again, but not yet trusted: not used
)

// String returns the name that RFC 3539 has for the state.
func (s watchdogState) String() string {
	switch s {
	case watchInitial:
		return "INITIAL"
	case watchOkay:
		return "OKAY"
	case watchSuspect:
		return "SUSPECT"
	case watchDown:
		return "DOWN"
	case watchReopen:
		return "REOPEN"
	}
	return "unknown"
}

// A watchdogAction is what is to be done after an event: any of these, or none.
// Two actions of the RFC are not among them. SetWatchdog: the timer runs all the
// time, and looks at when the peer was heard last. AttemptOpen: a link connects
// by itself, with a backoff.
type watchdogAction uint8

const (
	watchSendDWR  watchdogAction = 1 << iota // send a Device-Watchdog-Request
	watchFailOver                            // send what waits for an answer to other peers, with the T bit
	watchFailBack                            // the peer may be used (again)
	watchClose                               // close the connection
)

// has reports whether all of b is part of a.
func (a watchdogAction) has(b watchdogAction) bool { return a&b == b }

// A watchdog is the algorithm of RFC 3539 section 3.4.1 for one peer. It has
// no clock and does nothing itself: it is told of events and says what to do.
// The zero watchdog is that of a peer that was never connected. It belongs to
// one goroutine, or to a lock.
type watchdog struct {
	state   watchdogState
	pending bool // a DWR waits for its DWA
	// dwas counts the answers since the connection was opened again. A first
	// one that is missed makes it -1, a second one in a row ends the connection.
	dwas int
}

// usable reports whether requests may be sent to the peer.
func (w *watchdog) usable() bool { return w.state == watchOkay }

// opened is told that the capabilities exchange succeeded. The first
// connection with a peer is trusted at once; a later one has to answer three
// DWRs first, unless it was closed in good order: that is for the caller to
// say. Nothing happens if the connection is already known.
func (w *watchdog) opened(first bool) watchdogAction {
	if w.state != watchInitial && w.state != watchDown {
		return 0
	}
	if first {
		*w = watchdog{state: watchOkay}
		return watchFailBack
	}
	*w = watchdog{state: watchReopen, pending: true}
	return watchSendDWR
}

// received is told of a message: any message is a sign of life, and a DWA is
// the answer that may be pending.
func (w *watchdog) received(dwa bool) watchdogAction {
	if dwa {
		w.pending = false
	}
	switch w.state {
	case watchSuspect:
		w.state = watchOkay
		return watchFailBack
	case watchReopen:
		if dwa {
			return w.regain()
		}
	}
	return 0
}

// regain counts a DWA of a connection that is not yet trusted. The timer runs
// on: it paces the next DWR.
func (w *watchdog) regain() watchdogAction {
	w.dwas++
	if w.dwas < 3 {
		return 0
	}
	w.state = watchOkay
	return watchFailBack
}

// expired is told that the timer has run out.
func (w *watchdog) expired() watchdogAction {
	switch {
	case w.state == watchInitial || w.state == watchDown:
		return 0
	case w.state == watchSuspect:
		return w.down()
	case !w.pending:
		w.pending = true
		return watchSendDWR
	case w.state == watchOkay:
		w.state = watchSuspect
		return watchFailOver
	case w.dwas < 0:
		return w.down()
	}
	w.dwas = -1
	return 0
}

// closed is told that the connection has ended, for whatever reason.
func (w *watchdog) closed() watchdogAction {
	switch w.state {
	case watchInitial, watchDown:
		return 0
	case watchOkay:
		return w.down() | watchFailOver
	}
	return w.down()
}

// down gives the connection up. What was pending has failed over already,
// unless the peer was in use until now.
func (w *watchdog) down() watchdogAction {
	*w = watchdog{state: watchDown}
	return watchClose
}

// watchdogInterval returns how long the timer runs this time: tw, and up to
// two seconds more or less, so that nodes that were started together do not
// stay in step. random returns a number from 0 to under n, as rand.Int64N.
func watchdogInterval(tw time.Duration, random func(n int64) int64) time.Duration {
	return tw - watchdogJitter + time.Duration(random(int64(2*watchdogJitter)+1))
}
