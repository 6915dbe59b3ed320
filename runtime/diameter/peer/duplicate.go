package peer

import (
	"hash/maphash"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// duplicateAge is how long an answer is kept: the four minutes for which an
// End-to-End Identifier stays unique (RFC 6733 section 3).
const duplicateAge = 4 * time.Minute

// duplicates remembers requests and the encoded answers to them, so that a
// request that comes again after a failover gets the same answer and is not
// carried out twice (RFC 6733 section 5.5.4). It is bounded in count, age and
// bytes; what is oldest goes first. The nil *duplicates remembers nothing.
//
//	e, first := d.begin(k, now)
//	if !first {
//		<-e.wait()        // or the end of the connection
//		return e.answer() // through withHopByHop, unless it is nil
//	}
//	e.finish(handle(req)) // always; nil if there is no answer
type duplicates struct {
	limit int
	seed  maphash.Seed

	mu      sync.Mutex
	start   time.Time // when the first request arrived
	entries duplicateList
	answers answerStore
}

// A duplicateKey is what a request has in common with its copies. Of the
// Origin-Host it holds a hash with a random seed: no peer can aim at the key
// of another one.
type duplicateKey struct {
	originHost  uint64
	endToEnd    uint32
	command     uint32
	application uint32
}

// A duplicate is a request that is being handled, or was.
type duplicate struct {
	of          *duplicates
	entry       int32 // noEntry when nothing is remembered of it
	over        bool
	copied      bool // somebody else may ask for the answer
	answerFrame []byte
	waiting     chan struct{} // made when somebody waits, closed when over
}

// newDuplicates returns a memory for limit requests, or for none if limit is
// not positive. It is empty and takes memory as requests come.
func newDuplicates(limit int) *duplicates {
	if limit <= 0 {
		return nil
	}
	d := &duplicates{limit: limit, seed: maphash.MakeSeed(), answers: answerStore{current: noChunk}}
	d.entries.init(rand.Uint64() | 1)
	return d
}

// begin is told of a request that has arrived. If it reports true, the request
// must be handled and the duplicate be told of the answer. If not, it is a copy
// of an earlier one, whose answer the duplicate has or will have.
//
// Requests are copies of each other if one of them has the T bit. It need not
// be the later one, because messages overtake each other on their ways. Without
// any T bit they are two requests of a peer that does not keep its identifiers
// unique: then the later one counts.
func (d *duplicates) begin(k *requestKeys, now time.Time) (e *duplicate, first bool) {
	if d == nil {
		return nil, true
	}
	key := d.keyOf(k)
	repeated := k.header.Flags&diameter.FlagRetransmitted != 0
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.start.IsZero() {
		d.start = now
	}
	arrived := now.Sub(d.start)
	d.expire(arrived)
	if i := d.entries.find(key); i != noEntry {
		known, inProgress := d.entries.at(i)
		if repeated || known.repeated {
			return d.copyOf(known, *inProgress), false
		}
		d.drop(i)
	}
	if d.entries.count >= d.limit {
		d.drop(d.entries.oldest)
	}
	e = &duplicate{of: d, entry: d.entries.add(key)}
	added, inProgress := d.entries.at(e.entry)
	added.repeated, added.arrived, *inProgress = repeated, arrived, e
	return e, true
}

// copyOf returns what a copy of a request waits for.
func (d *duplicates) copyOf(known *duplicateEntry, inProgress *duplicate) *duplicate {
	if inProgress != nil {
		inProgress.copied = true
		return inProgress
	}
	answer := append([]byte(nil), d.answers.get(known.answer)...)
	return &duplicate{of: d, entry: noEntry, over: true, answerFrame: answer}
}

func (d *duplicates) keyOf(k *requestKeys) duplicateKey {
	return duplicateKey{
		originHost:  maphash.Bytes(d.seed, k.originHost),
		endToEnd:    k.header.EndToEnd,
		command:     k.header.CommandCode,
		application: k.header.ApplicationID,
	}
}

// expire drops what is too old at the time now.
func (d *duplicates) expire(now time.Duration) {
	for d.entries.oldest != noEntry {
		oldest, _ := d.entries.at(d.entries.oldest)
		if now-oldest.arrived <= duplicateAge {
			return
		}
		d.drop(d.entries.oldest)
	}
}

// drop forgets a request. Who waits for it still gets the answer.
func (d *duplicates) drop(i int32) {
	e, inProgress := d.entries.at(i)
	if *inProgress != nil {
		(*inProgress).entry = noEntry
	} else {
		d.answers.free(e.answer)
	}
	d.entries.remove(i)
}

// finish gives a copy of the encoded answer to those that wait for it and to
// come. Without an answer, nil, those that wait get
// none, and the next copy counts as the first. Only the first call counts. The
// nil duplicate ignores it.
func (e *duplicate) finish(answer []byte) {
	if e == nil {
		return
	}
	d := e.of
	d.mu.Lock()
	defer d.mu.Unlock()
	if e.over {
		return
	}
	if e.copied {
		answer = slices.Clone(answer)
	}
	e.over, e.answerFrame = true, answer
	if e.waiting != nil {
		close(e.waiting)
	}
	switch {
	case e.entry == noEntry:
	case answer == nil:
		d.drop(e.entry)
	default:
		d.keep(e)
	}
}

// keep stores the answer to a request, and drops what is oldest for it.
func (d *duplicates) keep(e *duplicate) {
	for !d.answers.hasRoom(len(e.answerFrame)) && d.entries.oldest != noEntry {
		d.drop(d.entries.oldest)
	}
	if e.entry == noEntry { // it was the oldest itself
		return
	}
	entry, inProgress := d.entries.at(e.entry)
	entry.answer, *inProgress = d.answers.add(e.answerFrame), nil
}

// wait returns a channel that is closed when the request has been handled.
func (e *duplicate) wait() <-chan struct{} {
	e.of.mu.Lock()
	defer e.of.mu.Unlock()
	if e.waiting == nil {
		e.waiting = make(chan struct{})
		if e.over {
			close(e.waiting)
		}
	}
	return e.waiting
}

// answer returns the encoded answer once the request has been handled, and nil
// before or if there was none. It must be copied to be changed: withHopByHop
// does.
func (e *duplicate) answer() []byte {
	e.of.mu.Lock()
	defer e.of.mu.Unlock()
	return e.answerFrame
}
