package main

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// A session is the number of a caller and that of its request. As a Session-Id:
//
//	soak.example.org;12;3456
type session struct {
	caller int
	number uint64
}

const sessionHost = "soak.example.org"

func (s session) String() string { return fmt.Sprintf("%s;%d;%d", sessionHost, s.caller, s.number) }

// parseSession reads the Session-Id of one of so many callers.
func parseSession(id string, callers int) (session, bool) {
	parts := strings.Split(id, ";")
	if len(parts) != 3 || parts[0] != sessionHost {
		return session{}, false
	}
	caller, err := strconv.Atoi(parts[1])
	if err != nil || caller < 0 || caller >= callers {
		return session{}, false
	}
	number, err := strconv.ParseUint(parts[2], 10, 64)
	return session{caller, number}, err == nil
}

// window is how many requests of a caller are remembered. A caller has one
// under way, so that what comes later was held up for as many calls.
const window = 4096

// A ledger is what is known of the last requests of one caller.
type ledger struct {
	mu      sync.Mutex
	last    uint64
	entries [window]entry
	total   counts
}

// An entry is what is known of one request.
type entry struct {
	number    uint64
	node      int64 // the last that handled it
	handled   int32
	unmarked  int32 // handled without the T bit
	delivered int32
}

// counts are numbers of requests.
type counts struct {
	handled    int64 // times that any was handled
	again      int64 // ... and it was not the first time
	bySame     int64 // ... and the same node had handled it before
	unmarked   int64 // ... and neither had the T bit
	duplicated int64 // two answers delivered
}

func (c *counts) add(d counts) {
	c.handled += d.handled
	c.again += d.again
	c.bySame += d.bySame
	c.unmarked += d.unmarked
	c.duplicated += d.duplicated
}

// next returns the number of a new request.
func (l *ledger) next() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	l.entries[l.last%window] = entry{number: l.last}
	return l.last
}

// handle notes that a node handled a request; marked says that it had the T
// bit.
func (l *ledger) handle(number uint64, node int64, marked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total.handled++
	e := &l.entries[number%window]
	if e.number != number { // forgotten
		return
	}
	if e.handled++; e.handled > 1 {
		l.total.again++
		if e.node == node {
			l.total.bySame++
		}
	}
	if !marked {
		e.unmarked++ // once it may be, before or after the others
	}
	if !marked && e.unmarked > 1 {
		l.total.unmarked++
	}
	e.node = node
}

// deliver notes that a call returned the answer to a request. It reports
// whether a node made one.
func (l *ledger) deliver(number uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &l.entries[number%window]
	if e.number != number {
		return false
	}
	if e.delivered++; e.delivered == 2 {
		l.total.duplicated++
	}
	return e.handled > 0
}

func (l *ledger) counts() counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}
