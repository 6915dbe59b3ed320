package peer

import (
	"bytes"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// copyOf returns the keys of request number n of a host.
func copyOf(host string, n uint32, flags diameter.HeaderFlags) *requestKeys {
	return &requestKeys{
		header:     diameter.Header{Flags: diameter.FlagRequest | flags, CommandCode: 303, ApplicationID: 1, EndToEnd: n},
		originHost: []byte(host),
	}
}

// isOver reports whether a request has been handled.
func isOver(e *duplicate) bool {
	select {
	case <-e.wait():
		return true
	default:
		return false
	}
}

const repeatedFlag = diameter.FlagRetransmitted

func TestDuplicates(t *testing.T) {
	tests := []struct {
		name        string
		first, then *requestKeys
		same        bool
	}{
		{"copy with T", copyOf("a", 1, 0), copyOf("a", 1, repeatedFlag), true},
		{"copy that was faster", copyOf("a", 1, repeatedFlag), copyOf("a", 1, 0), true},
		{"two copies", copyOf("a", 1, repeatedFlag), copyOf("a", 1, repeatedFlag), true},
		{"no T", copyOf("a", 1, 0), copyOf("a", 1, 0), false},
		{"other host", copyOf("a", 1, 0), copyOf("b", 1, repeatedFlag), false},
		{"other identifier", copyOf("a", 1, 0), copyOf("a", 2, repeatedFlag), false},
	}
	for _, test := range tests {
		d := newDuplicates(10)
		original, first := d.begin(test.first, time.Unix(0, 0))
		if !first {
			t.Fatalf("%s: nothing was there before", test.name)
		}
		original.finish([]byte("answer"))
		e, first := d.begin(test.then, time.Unix(0, 0))
		if first == test.same {
			t.Errorf("%s: handled is %v", test.name, first)
		}
		if test.same && (!isOver(e) || string(e.answer()) != "answer") {
			t.Errorf("%s: answer %q", test.name, e.answer())
		}
	}
}

func TestDuplicateOtherCommand(t *testing.T) {
	d := newDuplicates(10)
	d.begin(copyOf("a", 1, 0), time.Unix(0, 0))
	k := copyOf("a", 1, repeatedFlag)
	k.header.CommandCode++
	if _, first := d.begin(k, time.Unix(0, 0)); !first {
		t.Error("another command is taken for a copy")
	}
	k = copyOf("a", 1, repeatedFlag)
	k.header.ApplicationID++
	if _, first := d.begin(k, time.Unix(0, 0)); !first {
		t.Error("another application is taken for a copy")
	}
}

func TestDuplicateInProgress(t *testing.T) {
	d := newDuplicates(10)
	original, _ := d.begin(copyOf("a", 1, 0), time.Unix(0, 0))
	e, first := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0))
	if first || isOver(e) || e.answer() != nil {
		t.Fatalf("handled %v, over %v, answer %q", first, isOver(e), e.answer())
	}
	original.finish([]byte("one"))
	original.finish([]byte("two"))
	if !isOver(e) || string(e.answer()) != "one" {
		t.Errorf("over %v, answer %q", isOver(e), e.answer())
	}
}

// Without an answer the next copy is handled.
func TestDuplicateWithoutAnswer(t *testing.T) {
	d := newDuplicates(10)
	original, _ := d.begin(copyOf("a", 1, 0), time.Unix(0, 0))
	waiting, _ := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0))
	original.finish(nil)
	if !isOver(waiting) || waiting.answer() != nil {
		t.Errorf("over %v, answer %q", isOver(waiting), waiting.answer())
	}
	if _, first := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0)); !first {
		t.Error("the next copy is not handled")
	}
}

// A peer that uses an identifier twice gets two answers, and a copy that of
// the later request.
func TestDuplicateIdentifierUsedTwice(t *testing.T) {
	d := newDuplicates(10)
	one, _ := d.begin(copyOf("a", 1, 0), time.Unix(0, 0))
	two, _ := d.begin(copyOf("a", 1, 0), time.Unix(0, 0))
	two.finish([]byte("two"))
	one.finish([]byte("one"))
	if e, first := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0)); first || string(e.answer()) != "two" {
		t.Errorf("handled %v, answer %q", first, e.answer())
	}
	if needed(d) != 1 || d.entries.count != 1 {
		t.Errorf("%d answers, %d keys", needed(d), d.entries.count)
	}
}

func TestDuplicatesCount(t *testing.T) {
	d := newDuplicates(3)
	oldest, _ := d.begin(copyOf("a", 0, 0), time.Unix(0, 0))
	for n := range uint32(3) {
		e, _ := d.begin(copyOf("a", n+1, 0), time.Unix(0, 0))
		e.finish([]byte{byte(n + 1)})
	}
	oldest.finish([]byte{0})
	if d.entries.count != 3 || needed(d) != 3 || oldest.answer() == nil {
		t.Errorf("%d keys, %d answers, oldest %q", d.entries.count, needed(d), oldest.answer())
	}
	if _, first := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0)); first {
		t.Error("one of the newest three is forgotten")
	}
	if _, first := d.begin(copyOf("a", 0, repeatedFlag), time.Unix(0, 0)); !first {
		t.Error("the fourth is remembered")
	}
}

func TestDuplicatesAge(t *testing.T) {
	d := newDuplicates(10)
	start := time.Unix(1000, 0)
	e, _ := d.begin(copyOf("a", 1, 0), start)
	e.finish([]byte("answer"))
	if _, first := d.begin(copyOf("a", 1, repeatedFlag), start.Add(4*time.Minute)); first {
		t.Error("forgotten after four minutes")
	}
	if _, first := d.begin(copyOf("a", 1, repeatedFlag), start.Add(4*time.Minute+1)); !first {
		t.Error("remembered longer")
	}
	if d.entries.count != 1 || needed(d) != 0 {
		t.Errorf("%d keys, %d answers", d.entries.count, needed(d))
	}
}

func TestDuplicatesBytes(t *testing.T) {
	d := newDuplicates(1000)
	big := make([]byte, 15<<20)
	for n := range uint32(6) {
		e, _ := d.begin(copyOf("a", n, 0), time.Unix(0, 0))
		e.finish(big)
	}
	if oldest := d.entries.entry(d.entries.oldest).key.endToEnd; d.answers.bytes != 4*len(big) || d.entries.count != 4 || oldest != 2 {
		t.Errorf("%d bytes, %d keys, oldest %d", d.answers.bytes, d.entries.count, oldest)
	}
	e, _ := d.begin(copyOf("a", 6, 0), time.Unix(0, 0))
	e.finish(make([]byte, duplicateBytes+1)) // there is no room for it at all
	if d.answers.bytes != 0 || d.entries.count != 0 || len(e.answer()) != duplicateBytes+1 {
		t.Errorf("%d bytes, %d keys, %d bytes of answer", d.answers.bytes, d.entries.count, len(e.answer()))
	}
}

// needed counts the answers that are kept.
func needed(d *duplicates) (count int) {
	for _, c := range d.answers.chunks {
		count += c.needed
	}
	return count
}

// Identifiers that are used again and again leave holes, but no more memory
// than is allowed.
func TestDuplicatesWithHoles(t *testing.T) {
	d := newDuplicates(1 << 20)
	answer := make([]byte, 1<<10)
	for n := range uint32(200000) {
		if n%200 != 0 { // one in a chunk stays
			k := copyOf("a", 0, 0)
			e, _ := d.begin(k, time.Unix(0, 0))
			e.finish(answer)
			continue
		}
		e, _ := d.begin(copyOf("b", n, 0), time.Unix(0, 0))
		e.finish(answer)
	}
	if d.answers.bytes > duplicateBytes || len(d.answers.chunks) > duplicateBytes/answerChunk+1 {
		t.Errorf("%d bytes in %d chunks", d.answers.bytes, len(d.answers.chunks))
	}
}

// A memory that nothing was put into is small.
func TestEmptyDuplicates(t *testing.T) {
	size := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			newDuplicates(1 << 20)
		}
	}).AllocedBytesPerOp()
	if size > 16<<10 {
		t.Errorf("%d bytes", size)
	}
}

func TestNoDuplicates(t *testing.T) {
	d := newDuplicates(-1)
	for range 2 {
		e, first := d.begin(copyOf("a", 1, repeatedFlag), time.Unix(0, 0))
		if !first {
			t.Error("a memory for nothing remembers")
		}
		e.finish([]byte("answer"))
	}
}

// Whatever the order, each request is handled once at a time, and everybody
// gets the answer to it.
func TestDuplicatesConcurrently(t *testing.T) {
	d := newDuplicates(100)
	var handled atomic.Int32
	var all sync.WaitGroup
	for i := range 400 {
		all.Go(func() {
			n := uint32(i % 50)
			want := []byte(strconv.Itoa(int(n)))
			e, first := d.begin(copyOf("a", n, repeatedFlag), time.Unix(0, 0))
			if first {
				handled.Add(1)
				e.finish(want)
			}
			<-e.wait()
			if !bytes.Equal(e.answer(), want) {
				t.Errorf("answer %q, want %q", e.answer(), want)
			}
		})
	}
	all.Wait()
	if handled.Load() != 50 {
		t.Errorf("%d requests handled, want 50", handled.Load())
	}
}

// BenchmarkDuplicates measures a request that is not repeated.
func BenchmarkDuplicates(b *testing.B) {
	d := newDuplicates(1 << 20)
	k := copyOf("hss1.epc.mnc001.mcc262.3gppnetwork.org", 0, 0)
	answer := make([]byte, 200)
	now := time.Unix(1000, 0)
	b.ReportAllocs()
	for b.Loop() {
		k.header.EndToEnd++
		e, _ := d.begin(k, now)
		e.finish(answer)
	}
}

// Tables grow with what they hold, and nothing is lost thereby.
func TestDuplicatesGrow(t *testing.T) {
	const count = 100000
	d := newDuplicates(count)
	now := time.Unix(0, 0)
	for n := range uint32(2 * count) {
		e, first := d.begin(copyOf("a", n, 0), now)
		if !first {
			t.Fatalf("request %d is a copy", n)
		}
		e.finish([]byte(strconv.Itoa(int(n))))
	}
	for n := range uint32(count) {
		e, first := d.begin(copyOf("a", count+n, repeatedFlag), now)
		if first || string(e.answer()) != strconv.Itoa(int(count+n)) {
			t.Fatalf("request %d is forgotten", count+n)
		}
	}
	longest, chains := 0, 0
	for i := range d.entries.tables {
		chains += len(d.entries.tables[i].chains)
		for _, i := range d.entries.tables[i].chains {
			length := 0
			for ; i != noEntry; i = d.entries.entry(i).next {
				length++
			}
			longest = max(longest, length)
		}
	}
	if longest > 64 || chains > 4*count {
		t.Errorf("%d chains, the longest of %d", chains, longest)
	}
}
