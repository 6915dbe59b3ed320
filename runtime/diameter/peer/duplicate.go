package peer

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

const (
	// duplicateAge is how long an answer is kept: the four minutes for which an
	// End-to-End Identifier stays unique (RFC 6733 section 3).
	duplicateAge = 4 * time.Minute
	// duplicateBytes is how many bytes of answers are kept.
	duplicateBytes = 64 << 20
)

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
	limit  int
	seed   maphash.Seed
	factor uint64 // odd and random, so that no peer can fill one chain
	shift  int    // leaves as many bits of a product as the table has indexes

	mu     sync.Mutex
	start  time.Time    // when the first request arrived
	table  []*duplicate // chains of requests
	count  int
	oldest *duplicate // of a list in the order of arrival
	newest *duplicate
	bytes  int
}

// maxDuplicateChains limits the memory of the table of an empty duplicates;
// beyond it chains grow longer.
const maxDuplicateChains = 1 << 16

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
	key         duplicateKey
	repeated    bool // the T bit
	kept        bool // in the list and the table
	over        bool
	arrived     time.Duration // since the start
	older       *duplicate
	newer       *duplicate
	next        *duplicate // of the chain
	answerFrame []byte
	waiting     chan struct{} // made when somebody waits, closed when over
}

// newDuplicates returns a memory for limit requests, or for none if limit is
// not positive.
func newDuplicates(limit int) *duplicates {
	if limit <= 0 {
		return nil
	}
	// A table of its own is faster than a map, because every request is an
	// insertion and a deletion.
	width := bits.Len(uint(min(limit, maxDuplicateChains) - 1))
	return &duplicates{
		limit: limit, seed: maphash.MakeSeed(), factor: rand.Uint64() | 1, shift: 64 - width,
		table: make([]*duplicate, 1<<width),
	}
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
	if known := d.find(key); known != nil {
		if repeated || known.repeated {
			return known, false
		}
		d.drop(known)
	}
	if d.count >= d.limit {
		d.drop(d.oldest)
	}
	e = &duplicate{of: d, key: key, repeated: repeated, arrived: arrived}
	d.add(e)
	return e, true
}

func (d *duplicates) keyOf(k *requestKeys) duplicateKey {
	return duplicateKey{
		originHost:  maphash.Bytes(d.seed, k.originHost),
		endToEnd:    k.header.EndToEnd,
		command:     k.header.CommandCode,
		application: k.header.ApplicationID,
	}
}

// chain returns where the chain begins that key belongs to.
func (d *duplicates) chain(key duplicateKey) **duplicate {
	return &d.table[(key.originHost^uint64(key.endToEnd))*d.factor>>d.shift]
}

// find returns what is remembered of a key, or nil.
func (d *duplicates) find(key duplicateKey) *duplicate {
	e := *d.chain(key)
	for e != nil && e.key != key {
		e = e.next
	}
	return e
}

// expire drops what is too old at the time now.
func (d *duplicates) expire(now time.Duration) {
	for d.oldest != nil && now-d.oldest.arrived > duplicateAge {
		d.drop(d.oldest)
	}
}

// add appends e to the list and puts it into the table.
func (d *duplicates) add(e *duplicate) {
	e.kept = true
	e.older = d.newest
	if d.newest == nil {
		d.oldest = e
	} else {
		d.newest.newer = e
	}
	d.newest = e
	chain := d.chain(e.key)
	e.next, *chain = *chain, e
	d.count++
}

// drop takes e out of the list and the table. Who waits for it still gets the answer.
func (d *duplicates) drop(e *duplicate) {
	if e.older == nil {
		d.oldest = e.newer
	} else {
		e.older.newer = e.newer
	}
	if e.newer == nil {
		d.newest = e.older
	} else {
		e.newer.older = e.older
	}
	link := d.chain(e.key)
	for *link != e {
		link = &(*link).next
	}
	*link = e.next
	e.older, e.newer, e.next, e.kept = nil, nil, nil, false
	d.bytes -= len(e.answerFrame)
	d.count--
}

// finish gives the encoded answer to those that wait for it and to come; it
// must not be changed afterwards. Without an answer, nil, those that wait get
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
	e.over = true
	if e.waiting != nil {
		close(e.waiting)
	}
	if answer == nil && e.kept {
		d.drop(e)
	}
	e.answerFrame = answer
	if !e.kept {
		return
	}
	d.bytes += len(answer)
	for d.bytes > duplicateBytes {
		d.drop(d.oldest)
	}
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
