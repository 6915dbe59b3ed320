package peer

import (
	"math/bits"
	"time"
)

// noEntry is the index of nothing.
const noEntry int32 = -1

const (
	// duplicateBlock is how many entries are allocated together.
	duplicateBlock = 1024
	// duplicateParts is how many parts the table has. Each of them grows by
	// itself, so that no request waits for long.
	duplicateParts = 256
	// nearChains is how many chains are together.
	nearChains = 64
)

// A duplicateList is a list of requests in the order of arrival, with a table of
// their keys. There may be hundreds of thousands: entries have numbers instead
// of pointers, and the garbage collector has nothing to do with them.
type duplicateList struct {
	factor uint64 // odd and random, so that no peer can fill one chain
	blocks []*entryBlock
	unused int32 // a list of entries by their next
	used   int32 // entries that ever were in use
	tables [duplicateParts]duplicateTable

	count          int
	oldest, newest int32
}

// An entryBlock has entries, and what is known of their requests while these
// are in progress.
type entryBlock struct {
	entries    [duplicateBlock]duplicateEntry
	inProgress [duplicateBlock]*duplicate
}

// A duplicateEntry is a request in a duplicateList.
type duplicateEntry struct {
	key          duplicateKey
	arrived      time.Duration // since the start
	answer       answerPlace   // if it is not in progress
	older, newer int32
	next         int32 // of the chain
	repeated     bool  // the T bit
}

// A duplicateTable is a table of chains of requests. It grows with them.
type duplicateTable struct {
	chains []int32 // none, or a power of 2 and at least nearChains
	shift  int     // leaves as many bits of a number as the chains have indexes
	count  int
}

func (l *duplicateList) init(factor uint64) {
	l.factor, l.unused, l.oldest, l.newest = factor, noEntry, noEntry, noEntry
}

// at returns an entry, and where the request in progress is noted.
func (l *duplicateList) at(i int32) (*duplicateEntry, **duplicate) {
	block := l.blocks[i/duplicateBlock]
	return &block.entries[i%duplicateBlock], &block.inProgress[i%duplicateBlock]
}

func (l *duplicateList) entry(i int32) *duplicateEntry {
	return &l.blocks[i/duplicateBlock].entries[i%duplicateBlock]
}

// place returns the table that a key belongs to, and the number of its chain.
// The identifiers of a peer follow each other, and so do the chains of 64 of
// them: what is used together is in memory together. Where these are is for a
// product to say, whose high bits depend on all others of the key, so that a
// peer that chooses its identifiers makes chains 64 times as long at most.
func (l *duplicateList) place(key duplicateKey) (t *duplicateTable, number uint64) {
	near := uint64(key.endToEnd) % nearChains
	product := (key.originHost ^ (uint64(key.endToEnd) - near)) * l.factor
	return &l.tables[product>>56], product<<8 | near // the product has no use for its low bits
}

// chain returns where the chain with a number begins. There must be chains.
func (t *duplicateTable) chain(number uint64) *int32 {
	far := number >> t.shift
	return &t.chains[far-far%nearChains+number%nearChains]
}

// find returns what is remembered of a key, or noEntry.
func (l *duplicateList) find(key duplicateKey) int32 {
	t, number := l.place(key)
	if t.count == 0 {
		return noEntry
	}
	i := *t.chain(number)
	for i != noEntry && l.entry(i).key != key {
		i = l.entry(i).next
	}
	return i
}

// add adds an entry.
func (l *duplicateList) add(key duplicateKey) int32 {
	i := l.take()
	e := l.entry(i)
	*e = duplicateEntry{key: key, older: l.newest, newer: noEntry}
	if l.newest == noEntry {
		l.oldest = i
	} else {
		l.entry(l.newest).newer = i
	}
	l.newest = i
	t, number := l.place(key)
	if t.count >= len(t.chains) {
		l.grow(t)
	}
	chain := t.chain(number)
	e.next, *chain = *chain, i
	t.count++
	l.count++
	return i
}

// take returns an entry that is not in use.
func (l *duplicateList) take() int32 {
	if i := l.unused; i != noEntry {
		l.unused = l.entry(i).next
		return i
	}
	if int(l.used) == len(l.blocks)*duplicateBlock {
		l.blocks = append(l.blocks, new(entryBlock))
	}
	l.used++
	return l.used - 1
}

// grow makes as many chains as there are requests, twice as many each time.
func (l *duplicateList) grow(t *duplicateTable) {
	old := t.chains
	t.chains = make([]int32, max(nearChains, 2*len(old)))
	t.shift = 64 - bits.Len(uint(len(t.chains)-1))
	for i := range t.chains {
		t.chains[i] = noEntry
	}
	for _, i := range old {
		for i != noEntry {
			e := l.entry(i)
			next := e.next
			_, number := l.place(e.key)
			chain := t.chain(number)
			e.next, *chain = *chain, i
			i = next
		}
	}
}

// remove takes an entry out of the list and the table.
func (l *duplicateList) remove(i int32) {
	e, inProgress := l.at(i)
	if e.older == noEntry {
		l.oldest = e.newer
	} else {
		l.entry(e.older).newer = e.newer
	}
	if e.newer == noEntry {
		l.newest = e.older
	} else {
		l.entry(e.newer).older = e.older
	}
	t, number := l.place(e.key)
	link := t.chain(number)
	for *link != i {
		link = &l.entry(*link).next
	}
	*link = e.next
	t.count--
	l.count--
	*inProgress = nil
	e.next, l.unused = l.unused, i
}
