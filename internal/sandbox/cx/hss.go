package cx

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const (
	// pushDelay lets an S-CSCF have the answer to its request before it is
	// pushed a profile.
	pushDelay = 500 * time.Millisecond
	// callTimeout limits the time for an S-CSCF to answer.
	callTimeout = 10 * time.Second
	// leaveTimeout limits the time to take leave of peers.
	leaveTimeout = 5 * time.Second
)

// A Config says who the HSS is and whom it serves.
type Config struct {
	Identity diameter.Identity // Origin-Host, required
	Realm    diameter.Identity // Origin-Realm and the realm of SIP Digest, required
	// Subscribers are those of Read.
	Subscribers []*Subscriber
	// Push names users, by a private or public identity, that are pushed their
	// profile once, as soon as they are registered.
	Push []string
	// TLS makes the HSS accept TLS connections only. Peers need a certificate
	// only if its ClientAuth says so, unlike those of a real node.
	TLS *tls.Config
	// Log is told of every request and answer, in one line. Required.
	Log *slog.Logger
}

// An HSS is the node with the state of its subscribers. Its methods may be
// called concurrently.
type HSS struct {
	cfg    Config
	node   *peer.Node
	client *cx.Client
	due    chan string // private identities of users to push a profile to

	mu      sync.Mutex
	users   *directory
	waiting map[string]bool // private identities of Config.Push, until they are registered
}

// New returns an HSS that Serve starts. Errors are those of the names in cfg.
func New(cfg Config) (*HSS, error) {
	h := &HSS{cfg: cfg, users: newDirectory(cfg.Subscribers), waiting: map[string]bool{}, due: make(chan string, len(cfg.Push))}
	for _, name := range cfg.Push {
		u, err := h.users.named(name)
		if err != nil {
			return nil, err
		}
		h.waiting[u.Private] = true
	}
	node, err := peer.NewNode(peer.Config{
		Identity: cfg.Identity, Realm: cfg.Realm, ProductName: "telgen sandbox", Logger: cfg.Log,
		Trust: func(peer.Candidate) bool { return true }, // an S-CSCF may be behind a relay
	}, cx.Application)
	if err != nil {
		return nil, err
	}
	node.Handle(traced{cx.NewHandler(&handler{HSS: h}), cfg.Log})
	h.node, h.client = node, cx.NewClient(node)
	return h, nil
}

// Serve accepts peers from l until ctx ends, takes leave of them and returns
// nil. It returns an error when l fails.
func (h *HSS) Serve(ctx context.Context, l net.Listener) error {
	if h.cfg.TLS != nil {
		l = tls.NewListener(l, h.cfg.TLS)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	wg.Go(func() { h.pushDue(ctx) })
	served := make(chan error, 1)
	go func() { served <- h.node.Serve(context.Background(), l) }()
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-served:
		served <- failed
	}
	leaving, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	if err := h.node.Shutdown(leaving); err != nil && failed == nil {
		failed = fmt.Errorf("shutdown: %w", err)
	}
	<-served
	return failed
}

// pushDue pushes the profiles of users that were waited for.
func (h *HSS) pushDue(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case private := <-h.due:
			select {
			case <-ctx.Done():
				return
			case <-time.After(pushDelay):
			}
			_ = h.Push(ctx, private) // has been logged
		}
	}
}
