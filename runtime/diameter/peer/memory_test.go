package peer_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// long is a request of about the given number of KiB.
func long(size int) *diameter.Generic {
	return ping(authState, text, diameter.NewOctetString(7777, make([]byte, size<<10)))
}

// A few long requests are as many as a lot of short ones.
func TestMaxRequestBytes(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.MaxRequestBytes = 100 << 10
	server := newNode(t, cfg)
	release := make(chan struct{})
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		<-release
		return echo(ctx, req)
	}))
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	for _, sizes := range [][]int{{200, 1}, {40, 40, 40}} { // the last one is too much
		last := len(sizes) - 1
		for _, size := range sizes[:last] {
			w.send(long(size))
		}
		if rc := resultOf(t, w.exchange(long(sizes[last]))); rc != diameter.ResultTooBusy {
			t.Errorf("%v: answered %v, want 3004", sizes, rc)
		}
		for range sizes[:last] {
			release <- struct{}{}
			if rc := resultOf(t, w.read()); rc != diameter.ResultSuccess {
				t.Errorf("%v: answered %v", sizes, rc)
			}
		}
		eventually(t, "nothing is counted", func() bool {
			done := make(chan struct{})
			go func() {
				defer close(done)
				select {
				case release <- struct{}{}:
				case <-time.After(50 * time.Millisecond): // it is refused
				}
			}()
			rc := resultOf(t, w.exchange(long(100)))
			<-done
			return rc == diameter.ResultSuccess
		})
	}
	close(release)
}

// Nor are more long messages queued for a peer that does not read.
func TestWriteQueueBytes(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		ctx, cancel := context.WithCancel(t.Context())
		const count = 40
		done := make(chan error, count)
		for range count {
			go func() {
				req := pingWith(diameter.NewOctetString(7777, make([]byte, 512<<10)))
				_, err := pingClient{b.client}.Ping(ctx, req)
				done <- err
			}()
		}
		queued := func() uint64 {
			synctest.Wait()
			return stateOf(b.client, silent).RequestsOut
		}
		// 7 in the queue, and one that is being written.
		if n := queued(); n != 8 {
			t.Errorf("%d requests are queued, want 8", n)
		}
		for range count / 2 {
			w.read()
		}
		if n := queued(); n != count/2+8 {
			t.Errorf("%d requests are queued, want %d", n, count/2+8)
		}
		cancel() // those that wait
		for range count {
			if err := <-done; err == nil {
				t.Error("a call was answered")
			}
		}
		for range 8 {
			w.read()
		}
		again := start(t.Context(), b.client, "x")
		w.send(pong(w.read(), "x"))
		if r := <-again; r.err != nil {
			t.Error(r.err)
		}
	})
}

// The room that one long message leaves is for several others.
func TestWriteQueueRoom(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for _, size := range []int{1 << 20, 4<<20 - 1000, 1000, 1000, 1000} {
			go func() {
				_, _ = pingClient{b.client}.Ping(ctx, pingWith(diameter.NewOctetString(7777, make([]byte, size))))
			}()
			synctest.Wait()
		}
		if p := stateOf(b.client, silent); p.RequestsOut != 2 {
			t.Errorf("%d requests are queued, want 2", p.RequestsOut)
		}
		w.read()
		synctest.Wait()
		if p := stateOf(b.client, silent); p.RequestsOut != 5 {
			t.Errorf("%d requests are queued, want 5", p.RequestsOut)
		}
	})
}
