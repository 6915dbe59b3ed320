package peer_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A peer that guesses the identifiers of requests cannot answer those that it
// is never sent: neither for itself nor for the peer that gets them then.
func TestAnswerToUnsentRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t}
		cfg := testConfig("client.example.org")
		cfg.Dial, cfg.WriteQueue = b.network.Dial, 1
		b.client = newNode(t, cfg, pingApp)
		first, second := b.twoPeers()
		const count = 12
		var calls []<-chan result
		for range count {
			calls = append(calls, start(t.Context(), b.client, strings.Repeat("x", 100<<10)))
			first.read()
		}
		first.nc.Close() // all go to the second, which reads one
		req := second.read()
		synctest.Wait()
		for id := -count; id <= count; id++ {
			m := pong(req, "guessed")
			m.Header.HopByHop += uint32(id)
			second.send(m)
		}
		synctest.Wait()
		third := b.peer("third.example.org", peer.Priority(2))
		second.nc.Close()
		synctest.Wait()
		var left []<-chan result
		for _, call := range calls {
			select {
			case r := <-call:
				if r.err != nil || r.answer.Text != "guessed" {
					t.Errorf("call: %v", r.err)
				}
			default:
				left = append(left, call)
			}
		}
		if len(left) < 2 || len(left) == count {
			t.Fatalf("%d requests of %d were not sent", len(left), count)
		}
		for range left {
			third.send(pong(third.next(), "from the third"))
		}
		for _, call := range left {
			if r := <-call; r.err != nil || r.answer.Text != "from the third" {
				t.Errorf("call: %v", r.err)
			}
		}
	})
}
