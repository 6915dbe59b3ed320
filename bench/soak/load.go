package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A load is callers that send one request after the other, and what became of
// their requests.
type load struct {
	o       options
	ledgers []*ledger // one for each caller

	sent, answered, failed atomic.Int64
	crossed                atomic.Int64 // answers to another request
	nodes                  atomic.Int64 // servers that were started

	mu    sync.Mutex
	kinds map[string]int // failures by reason
}

func newLoad(o options) *load {
	l := &load{o: o, kinds: make(map[string]int)}
	for range o.clients * o.callers {
		l.ledgers = append(l.ledgers, new(ledger))
	}
	return l
}

// run makes calls for the given time. It returns when all callers have ended,
// or should have: calls that are still under way long after their time are
// lost.
func (l *load) run(ctx context.Context, clients []*peer.Node, d time.Duration) {
	ctx, end := context.WithTimeout(ctx, d)
	defer end()
	var wg sync.WaitGroup
	for i := range l.ledgers {
		client := s6a.NewClient(clients[i%len(clients)])
		wg.Go(func() {
			for ctx.Err() == nil {
				l.call(client, i)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	<-ctx.Done()
	select {
	case <-done:
	case <-time.After(2*l.o.timeout + 10*time.Second):
	}
}

// call makes one call of a caller.
func (l *load) call(client *s6a.Client, caller int) {
	req := request(session{caller, l.ledgers[caller].next()})
	ctx, cancel := context.WithTimeout(context.Background(), l.o.timeout)
	defer cancel()
	l.sent.Add(1)
	answer, err := client.UpdateLocation(ctx, req)
	if err != nil {
		l.fail(err)
		l.failed.Add(1)
		return
	}
	s, ok := parseSession(answer.SessionID, len(l.ledgers))
	if !ok || answer.SessionID != req.SessionID || !l.ledgers[s.caller].deliver(s.number) {
		l.crossed.Add(1)
	}
	l.answered.Add(1)
}

// request returns an Update-Location-Request of a session.
func request(s session) *s6a.UpdateLocationRequest {
	m := s6a.NewUpdateLocationRequest()
	m.SessionID = s.String()
	m.DestinationRealm = realm
	m.UserName = "001011234567890"
	m.RATType = s6a.RATTypeEutran
	m.ULRFlags = 34
	m.VisitedPLMNID = []byte{0x00, 0xf1, 0x10}
	return m
}

// maxKinds is how many reasons of failures are told apart.
const maxKinds = 20

// fail notes why a call failed. It pauses for a moment: calls that fail at once
// would otherwise take the processors from all others.
func (l *load) fail(err error) {
	l.mu.Lock()
	kind := kindOf(err)
	if _, known := l.kinds[kind]; !known && len(l.kinds) == maxKinds {
		kind = "other reasons"
	}
	l.kinds[kind]++
	l.mu.Unlock()
	time.Sleep(time.Millisecond)
}

// kindOf names a reason without addresses and numbers of connections.
func kindOf(err error) string {
	var reported *diameter.AnswerError
	switch {
	case errors.As(err, &reported):
		return fmt.Sprintf("answered with %d", reported.ResultCode)
	case errors.Is(err, peer.ErrClosed):
		return peer.ErrClosed.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded.Error()
	}
	return err.Error()
}

// handle notes that a node handled a request.
func (l *load) handle(req *s6a.UpdateLocationRequest, node int64) error {
	s, ok := parseSession(req.SessionID, len(l.ledgers))
	if !ok {
		return fmt.Errorf("no session of this program: %s", req.SessionID)
	}
	l.ledgers[s.caller].handle(s.number, node, req.Header.Flags&diameter.FlagRetransmitted != 0)
	return nil
}

// progress writes a line now and then.
func (l *load) progress(ctx context.Context, out io.Writer, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for start := time.Now(); ; {
		select {
		case <-ticker.C:
			fmt.Fprintf(out, "%v: sent %d, answered %d, failed %d\n",
				time.Since(start).Round(time.Second), l.sent.Load(), l.answered.Load(), l.failed.Load())
		case <-ctx.Done():
			return
		}
	}
}

// lost is how many calls never returned.
func (l *load) lost() int64 { return l.sent.Load() - l.answered.Load() - l.failed.Load() }

// report writes all counts.
func (l *load) report(out io.Writer) {
	t := l.totals()
	fmt.Fprintf(out, "sent %d: answered %d, failed %d, lost %d\n", l.sent.Load(), l.answered.Load(), l.failed.Load(), l.lost())
	l.mu.Lock()
	for _, kind := range slices.SortedFunc(maps.Keys(l.kinds), func(a, b string) int {
		return cmp.Or(l.kinds[b]-l.kinds[a], cmp.Compare(a, b))
	}) {
		fmt.Fprintf(out, "  failed %d: %s\n", l.kinds[kind], kind)
	}
	l.mu.Unlock()
	fmt.Fprintf(out, "handled %d: %d again, %d of these by the same node, %d without the T bit\n", t.handled, t.again, t.bySame, t.unmarked)
	fmt.Fprintf(out, "answers delivered twice %d, to another call %d\n", t.duplicated, l.crossed.Load())
}

// problems returns what must not be.
func (l *load) problems() (problems []string) {
	t := l.totals()
	for _, c := range []struct {
		n    int64
		what string
	}{
		{l.lost(), "calls never returned"},
		{t.duplicated, "requests had two answers delivered"},
		{l.crossed.Load(), "answers reached a call that they were not for"},
		{t.unmarked, "requests were sent again without the T bit"},
	} {
		if c.n != 0 {
			problems = append(problems, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if l.answered.Load() == 0 {
		problems = append(problems, "no call was answered")
	}
	if l.o.failed >= 0 && l.failed.Load() > l.o.failed {
		problems = append(problems, fmt.Sprintf("%d calls failed, at most %d may", l.failed.Load(), l.o.failed))
	}
	return problems
}

// totals adds up the ledgers.
func (l *load) totals() (sum counts) {
	for _, ledger := range l.ledgers {
		sum.add(ledger.counts())
	}
	return sum
}
