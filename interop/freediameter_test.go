//go:build linux

package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"text/template"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// The nodes of these tests: an S-CSCF, a freeDiameter and an HSS, each in a
// realm of its own.
const (
	servingHost  = "scscf.serving.example.org"
	servingRealm = "serving.example.org"
	homeHost     = "hss.home.example.org"
	homeRealm    = "home.example.org"
)

// A relay is a freeDiameter between two nodes.
type relay struct {
	t       *testing.T
	dir     string
	program *program

	Relay, HSS                string
	Port, SecurePort, HSSPort int
	Secure                    bool
}

// newRelay prepares a freeDiameter that will connect with an HSS at a port.
func newRelay(t *testing.T, ca *authority, host string, hssPort int, secure bool) *relay {
	t.Helper()
	r := &relay{
		t: t, dir: t.TempDir(), Relay: host, HSS: homeHost,
		Port: freePort(t), SecurePort: freePort(t), HSSPort: hssPort, Secure: secure,
	}
	ca.files(r.dir, host)
	parsed, err := template.ParseFiles(filepath.Join("testdata", "relay.conf"))
	if err != nil {
		t.Fatal(err)
	}
	conf, err := os.Create(filepath.Join(r.dir, "relay.conf"))
	if err != nil {
		t.Fatal(err)
	}
	defer conf.Close()
	if err := parsed.Execute(conf, r); err != nil {
		t.Fatal(err)
	}
	allow := "ALLOW_IPSEC " + servingHost + "\n" // without TLS
	if secure {
		allow = servingHost + "\n"
	}
	if err := os.WriteFile(filepath.Join(r.dir, "acl.conf"), []byte(allow), 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *relay) start() { r.program = start(r.t, r.dir, "freeDiameterd", "-c", "relay.conf") }

// A network is an S-CSCF and an HSS with one or more freeDiameters between
// them.
type network struct {
	serving, home *peer.Node
	relays        []*relay
	wire          *capture
}

// newNetwork makes a network with a number of freeDiameters. The S-CSCF uses
// the first of them that is there.
func newNetwork(t *testing.T, relays int, secure bool, atServing, atHome cx.Handler) *network {
	t.Helper()
	need(t, "freeDiameterd", "/usr/lib/freeDiameter/acl_wl.fdx", "tshark")
	ca := newAuthority(t)
	n := &network{wire: newCapture()}
	// The S-CSCF stays silent longer than the relay, which so has to ask it
	// whether it is there.
	n.serving = newNode(t, n.config(servingHost, servingRealm, ca, time.Minute), atServing)
	n.home = newNode(t, n.config(homeHost, homeRealm, ca, 6*time.Second), atHome)
	l, port := listen(t)
	serve := n.home.Serve
	if secure {
		serve = n.home.ServeTLS
	}
	go func() { _ = serve(context.Background(), l) }() // until the node is shut down
	for i := range relays {
		r := newRelay(t, ca, fmt.Sprintf("fd%d.relay.example.org", i), port, secure)
		r.start()
		if secure {
			connect(t, n.serving, "aaas", r.SecurePort, peer.DefaultRoute(), peer.Priority(i))
		} else {
			connect(t, n.serving, "aaa", r.Port, peer.DefaultRoute(), peer.Priority(i))
		}
		n.relays = append(n.relays, r)
	}
	return n
}

// config returns the configuration of a node, which is strict about what it
// gets and leaves a trace.
func (n *network) config(host, realm diameter.Identity, ca *authority, watchdog time.Duration) peer.Config {
	return peer.Config{
		Identity: host, Realm: realm, TLS: ca.config(string(host)), Watchdog: watchdog,
		Policy: diameter.StrictPolicy(), Trace: n.wire.trace(host),
		Trust: func(peer.Candidate) bool { return true }, // relays connect themselves
	}
}

// ready waits until a request can go from the S-CSCF to the HSS.
func (n *network) ready(t *testing.T, s *server) {
	t.Helper()
	for deadline := time.Now().Add(soon); ; time.Sleep(100 * time.Millisecond) {
		err := n.ask(t.Context())
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no way from the S-CSCF to the HSS after %v: %v", soon, err)
		}
	}
	if s != nil {
		s.next()
	}
}

// ask sends a request that has only what must be there.
func (n *network) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req := cx.NewLocationInfoRequest()
	req.DestinationRealm, req.PublicIdentity = homeRealm, "sip:user@example.org"
	_, err := cx.NewClient(n.serving).LocationInfo(ctx, req)
	return err
}

// TestRelay sends all six commands through a freeDiameter, those of the HSS in
// the other direction, without and with TLS.
func TestRelay(t *testing.T) {
	need(t, "freeDiameterd", "/usr/lib/freeDiameter/acl_wl.fdx", "tshark")
	t.Run("TCP", func(t *testing.T) { relayed(t, false) })
	t.Run("TLS", func(t *testing.T) { relayed(t, true) })
}

func relayed(t *testing.T, secure bool) {
	atServing, atHome := newServer(t, servingHost, servingRealm), newServer(t, homeHost, homeRealm)
	n := newNetwork(t, 1, secure, atServing, atHome)
	n.ready(t, atHome)
	for _, command := range requests() {
		if ofHSS(command) {
			exchange(t, command, n.home, addressed(homeHost, servingHost, servingRealm), atServing)
		} else {
			exchange(t, command, n.serving, addressed(servingHost, homeHost, homeRealm), atHome)
		}
	}
	if !secure {
		n.watchdogs(t)
	}
	leave(t, n.serving, n.wire)
	n.wire.clean(t)
}

// exchange sends a request with everything set and checks that it comes to the
// server as it was sent, and the answer back as well.
func exchange(t *testing.T, command *diameter.Command, from *peer.Node, names fixed, to *server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	req := newRequest(t, command, names)
	answer, err := send(ctx, cx.NewClient(from), req)
	if err != nil {
		t.Errorf("%s: %v", short(req), err)
		return
	}
	v := to.next()
	same(t, short(req), v.request, append(lines(avps(req)), routeRecord(from.Origin().Host)))
	same(t, short(answer), lines(avps(answer)), append(v.answer, routeRecord(to.origin.Host)))
}

// routeRecord is the line that a relay appends: where a message came from.
// freeDiameter appends it to answers as well.
func routeRecord(from diameter.Identity) string { return fmt.Sprintf("0 Route-Record M %s", from) }

// watchdogs waits until the relay has asked the S-CSCF whether it is there,
// the HSS has asked the relay, and both were answered.
func (n *network) watchdogs(t *testing.T) {
	t.Helper()
	const code = 280
	for deadline := time.Now().Add(soon); ; time.Sleep(50 * time.Millisecond) {
		asked, answered := n.wire.between(servingHost, code)
		asks, gotAnswer := n.wire.between(homeHost, code)
		if asked > 0 && answered > 0 && asks > 0 && gotAnswer > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("watchdogs after %v: S-CSCF asked %d times, answered %d; HSS asked %d times, was answered %d",
				soon, asked, answered, asks, gotAnswer)
		}
	}
}

// TestRelayRefuses has the relay refuse what it cannot deliver.
func TestRelayRefuses(t *testing.T) {
	atHome := newServer(t, homeHost, homeRealm)
	n := newNetwork(t, 1, false, newServer(t, servingHost, servingRealm), atHome)
	n.ready(t, atHome)
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	req := cx.NewLocationInfoRequest()
	req.DestinationRealm, req.PublicIdentity = "nowhere.example.org", "sip:user@example.org"
	_, err := cx.NewClient(n.serving).LocationInfo(ctx, req)
	var refused *diameter.AnswerError
	if !errors.As(err, &refused) || refused.ResultCode != diameter.ResultUnableToDeliver {
		t.Errorf("request to a realm that nobody serves: %v, want 3002", err)
	}
	n.wire.clean(t)
}
