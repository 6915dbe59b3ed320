//go:build linux

package interop

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const (
	callers  = 8
	deadline = 2 * time.Second // of each call
	pause    = 5 * time.Millisecond
)

// A counter is an HSS that counts how often it is asked about each user.
type counter struct {
	cx.UnimplementedHandler
	mu    sync.Mutex
	asked map[string]int
}

func (c *counter) UserAuthorization(_ context.Context, req *cx.UserAuthorizationRequest) (*cx.UserAuthorizationAnswer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[req.UserName]++
	a := req.Answer(diameter.ResultSuccess)
	a.ServerName.Set("sip:" + req.UserName)
	return a, nil
}

func (c *counter) LocationInfo(_ context.Context, req *cx.LocationInfoRequest) (*cx.LocationInfoAnswer, error) {
	return req.Answer(diameter.ResultSuccess), nil
}

func (c *counter) times(user string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[user]
}

// TestRelayKilled kills a freeDiameter twice amid load, without warning, and
// starts it again. Every call ends within its deadline, with its own answer or
// an error; no request is handled twice; and calls succeed once the relay is
// back.
func TestRelayKilled(t *testing.T) {
	load := newLoad(t, 1)
	relay := load.network.relays[0]
	for range 2 {
		time.Sleep(4 * time.Second)
		relay.program.kill()
		before := load.answered.Load()
		time.Sleep(time.Second)
		relay.start()
		load.goesOn(before)
	}
	time.Sleep(4 * time.Second)
	load.end()
	if load.failed.Load() == 0 {
		t.Error("no call failed, though the relay was away for a second: the test tests nothing")
	}
}

// TestFailover kills the freeDiameter that all requests go through while there
// is another. What was under way is sent again through that, with the T bit: no
// call fails, and no request is handled twice.
func TestFailover(t *testing.T) {
	load := newLoad(t, 2)
	load.network.bothReady(t)
	for range 3 {
		time.Sleep(time.Second)
		relay := load.network.relays[0]
		relay.program.kill()
		load.goesOn(load.answered.Load())
		relay.start()
		load.network.bothReady(t)
	}
	load.end()
	if n := load.failed.Load(); n != 0 {
		t.Errorf("%d calls failed", n)
	}
	if load.network.wire.repeated(servingHost) == 0 {
		t.Error("no request was sent again: the test tests nothing")
	}
}

// bothReady waits until the S-CSCF and the HSS are connected with both relays.
func (n *network) bothReady(t *testing.T) {
	t.Helper()
	for begun := time.Now(); open(n.serving) < 2 || open(n.home) < 2; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > soon {
			t.Fatalf("not connected with both relays after %v: %+v, %+v", soon, n.serving.Peers(), n.home.Peers())
		}
	}
}

// open returns how many peers of a node requests can be sent to.
func open(node *peer.Node) int {
	n := 0
	for _, p := range node.Peers() {
		if p.State == "OKAY" {
			n++
		}
	}
	return n
}

// load is calls that go on until they are stopped.
type load struct {
	t       *testing.T
	network *network
	hss     *counter
	callers sync.WaitGroup

	stop context.CancelFunc

	answered, failed atomic.Int64
	mu               sync.Mutex
	users            []string // those whose calls were answered
}

// newLoad begins to call through a number of relays.
func newLoad(t *testing.T, relays int) *load {
	t.Helper()
	l := &load{t: t, hss: &counter{asked: map[string]int{}}}
	l.network = newNetwork(t, relays, false, cx.UnimplementedHandler{}, l.hss)
	l.network.ready(t, nil)
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	for caller := range callers {
		l.callers.Go(func() { l.run(ctx, caller) })
	}
	return l
}

// end ends the calls and checks what became of them.
func (l *load) end() {
	l.t.Helper()
	l.stop()
	l.callers.Wait()
	l.t.Logf("%d calls answered, %d failed; %d requests were sent again",
		l.answered.Load(), l.failed.Load(), l.network.wire.repeated(servingHost))
	l.handledOnce()
	l.network.wire.clean(l.t)
}

// run calls, one after the other, about a new user each time.
func (l *load) run(ctx context.Context, caller int) {
	for i := 0; ctx.Err() == nil; i++ {
		l.call(fmt.Sprintf("%d-%d@example.org", caller, i))
		time.Sleep(pause)
	}
}

func (l *load) call(user string) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	req := cx.NewUserAuthorizationRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = homeRealm, user, "sip:"+user
	req.VisitedNetworkIdentifier = []byte(servingRealm)
	begun := time.Now()
	answer, err := cx.NewClient(l.network.serving).UserAuthorization(ctx, req)
	if took := time.Since(begun); took > deadline+time.Second {
		l.t.Errorf("%s: the call took %v, its deadline was %v: %v", user, took, deadline, err)
	}
	if err != nil {
		l.t.Logf("%s: %v", user, err)
		l.failed.Add(1)
		return
	}
	if answer.ServerName.Or("") != "sip:"+user {
		l.t.Errorf("%s: got the answer about %s", user, answer.ServerName)
	}
	l.answered.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.users = append(l.users, user)
}

// goesOn waits until many more calls have been answered.
func (l *load) goesOn(before int64) {
	l.t.Helper()
	for begun := time.Now(); l.answered.Load() < before+10*callers; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > soon {
			err := l.network.ask(l.t.Context())
			l.t.Fatalf("after %v only %d more calls were answered; another: %v",
				soon, l.answered.Load()-before, err)
		}
	}
}

// handledOnce checks that no request was handled twice, and every one that was
// answered was handled.
func (l *load) handledOnce() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, user := range l.users {
		if n := l.hss.times(user); n != 1 {
			l.t.Errorf("%s: answered, and handled %d times", user, n)
		}
	}
	l.hss.mu.Lock()
	defer l.hss.mu.Unlock()
	for user, n := range l.hss.asked {
		if n > 1 {
			l.t.Errorf("%s: handled %d times", user, n)
		}
	}
}
