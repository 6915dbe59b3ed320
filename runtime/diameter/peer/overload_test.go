package peer_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// pings returns requests, one behind the other.
func pings(count int) (b []byte) {
	for i := range count {
		req := ping(authState, text)
		req.Header.HopByHop, req.Header.EndToEnd = uint32(i), uint32(i)
		b = diameter.Append(b, req)
	}
	return b
}

// Each request above MaxRequests is answered 3004 when the peer reads in the
// end, however many there are.
func TestBurst(t *testing.T) {
	const count = 20000
	cfg := testConfig("server.example.org")
	cfg.MaxRequests, cfg.WriteQueue = 1, 4
	var seen observations
	cfg.Metrics = &seen
	server := newNode(t, cfg)
	release := make(chan struct{})
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		<-release
		return echo(ctx, req)
	}))
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	go func() { _, _ = w.nc.Write(pings(count)) }() // the answers say whether it worked
	answered := make([]bool, count)
	for range count - 1 {
		m := w.read()
		if rc := resultOf(t, m); rc != diameter.ResultTooBusy || answered[m.Header.HopByHop] {
			t.Fatalf("%v for request %d, answered before %v", rc, m.Header.HopByHop, answered[m.Header.HopByHop])
		}
		answered[m.Header.HopByHop] = true
	}
	close(release)
	m := w.read()
	if rc := resultOf(t, m); rc != diameter.ResultSuccess || answered[m.Header.HopByHop] {
		t.Errorf("%v for request %d", rc, m.Header.HopByHop)
	}
	eventually(t, "every request is counted", func() bool { return seen.results()[diameter.ResultTooBusy] == count-1 })
}

// observations are those of a node.
type observations struct {
	mu   sync.Mutex
	list []peer.Observation
}

func (s *observations) Observe(o peer.Observation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, o)
}

// results counts how requests ended.
func (s *observations) results() map[diameter.ResultCode]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[diameter.ResultCode]int)
	for _, o := range s.list {
		counts[o.Result]++
	}
	return counts
}

// A peer that sends and does not read is disconnected, and what it was not told
// is not counted as told.
func TestBurstOfMutePeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t}
		cfg := testConfig("client.example.org")
		cfg.Dial, cfg.MaxRequests, cfg.WriteQueue, cfg.ReconnectMin, cfg.ReconnectMax = b.network.Dial, 1, 4, time.Hour, time.Hour
		var seen observations
		cfg.Metrics = &seen
		b.client = newNode(t, cfg, pingApp)
		b.client.Handle(pingHandler(func(ctx context.Context, _ *pingRequest) (*pingAnswer, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}))
		w := b.peer(silent)
		begin := time.Now()
		const count = 50000
		_, err := w.nc.Write(pings(count))
		if took := time.Since(begin); err == nil || took < 10*time.Second || took > 21*time.Second {
			t.Errorf("wrote until %v, %v, want the end after WriteTimeout", took, err)
		}
		b.is(silent, "DOWN")
		results := seen.results()
		if results[diameter.ResultTooBusy] > count/2 || results[0] == 0 {
			t.Errorf("results %v", results)
		}
	})
}

// Two nodes that overload each other go on.
func TestBurstBothWays(t *testing.T) {
	slow := func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		time.Sleep(time.Millisecond)
		return echo(ctx, req)
	}
	b := newBook()
	var nodes []*peer.Node
	for _, name := range []diameter.Identity{"one.example.org", "two.example.org"} {
		cfg := b.config(name)
		cfg.MaxRequests, cfg.WriteQueue = 2, 2
		node := newNode(t, cfg)
		node.Handle(pingHandler(slow))
		b.serve(t, node, name)
		nodes = append(nodes, node)
	}
	addPeer(t, nodes[0], "aaa://two.example.org")
	inState(t, nodes[0], "two.example.org", "OKAY")
	inState(t, nodes[1], "one.example.org", "OKAY")
	ctx := soonContext(t)
	var all sync.WaitGroup
	var answered, refused atomic.Int32
	for i := range 2000 {
		all.Go(func() {
			_, err := pingClient{nodes[i%2]}.Ping(ctx, newPing("x"))
			var e *diameter.AnswerError
			switch {
			case err == nil:
				answered.Add(1)
			case errors.As(err, &e) && e.ResultCode == diameter.ResultTooBusy:
				refused.Add(1)
			default:
				t.Errorf("call: %v", err)
			}
		})
	}
	all.Wait()
	if answered.Load() == 0 || refused.Load() == 0 {
		t.Errorf("%d answered, %d refused", answered.Load(), refused.Load())
	}
}

// A peer that takes bytes slowly stays connected, however long a message takes.
func TestSlowPeer(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		req := newPing("x")
		req.Extra = []diameter.AVP{diameter.NewOctetString(7777, make([]byte, 1<<20))}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		done := make(chan result, 1)
		go func() {
			answer, err := pingClient{b.client}.Ping(ctx, req)
			done <- result{answer, err}
		}()
		synctest.Wait()
		head := make([]byte, 20)
		if _, err := w.r.Read(head); err != nil {
			t.Fatal(err)
		}
		h, length, err := diameter.ParseHeader(head)
		if err != nil {
			t.Fatal(err)
		}
		w.slowly(length - len(head) - w.r.Buffered())
		answer := ping(authState, text, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
		answer.Header = h.Answer()
		w.send(answer)
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}

// slowly reads in small pieces, with pauses, and says something now and then so
// that the watchdog is content.
func (w *wire) slowly(size int) {
	w.t.Helper()
	buffer := make([]byte, 8<<10)
	for size > 0 {
		time.Sleep(500 * time.Millisecond)
		n, err := w.nc.Read(buffer[:min(size, len(buffer))])
		if err != nil {
			w.t.Fatalf("%d bytes missing: %v", size, err)
		}
		size -= n
		w.send(&diameter.Generic{Header: diameter.Header{CommandCode: 280}})
	}
}

// The end of a request is that it is answered, even if the handler has ended
// its goroutine.
func TestGoexit(t *testing.T) {
	b := newBook()
	cfg := b.config("server.example.org")
	cfg.MaxRequests = 3
	server := newNode(t, cfg)
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		if req.Text == "exit" {
			runtime.Goexit()
		}
		return echo(ctx, req)
	}))
	b.serve(t, server, "server.example.org")
	client := newNode(t, b.config("client.example.org"), pingApp)
	addPeer(t, client, "aaa://server.example.org")
	for range 3 {
		var e *diameter.AnswerError
		_, err := pingClient{client}.Ping(soonContext(t), newPing("exit"))
		if !errors.As(err, &e) || e.ResultCode != diameter.ResultUnableToComply {
			t.Errorf("got %v, want 5012", err)
		}
	}
	// The slots are free as soon as the goroutines have ended.
	eventually(t, "an answer", func() bool {
		_, err := pingClient{client}.Ping(soonContext(t), newPing("x"))
		return err == nil
	})
}

// A peer may end its direction right after it has taken leave.
func TestLeaveWithHalfClose(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"))
	address := serve(t, server)
	server.Handle(pingHandler(echo))
	for i := range 50 {
		w := dialWire(t, address)
		w.exchange(cer())
		w.send(request(282))
		if err := w.nc.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if m := w.read(); m.Header.CommandCode != 282 || resultOf(t, m) != diameter.ResultSuccess {
			t.Fatalf("%d: got %+v", i, m.Header)
		}
		w.ended()
		w.nc.Close()
		eventually(t, "nobody", func() bool { return len(server.Peers()) == 0 })
	}
}
