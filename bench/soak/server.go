package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A server is one address where nodes run, one after the other.
type server struct {
	identity diameter.Identity
	address  string
	load     *load

	// of the node that runs
	node     *peer.Node
	listener *cutListener
	kill     context.CancelFunc
	ended    chan struct{}
}

// start starts a node.
func (s *server) start() error {
	l, err := listen(s.address)
	if err != nil {
		return fmt.Errorf("start of %s: %w", s.identity, err)
	}
	s.address, s.listener = l.Addr().String(), newCutListener(l)
	if s.node, err = peer.NewNode(config(s.identity), s6a.Application); err != nil {
		return err
	}
	s.node.Handle(s6a.NewHandler(&handler{load: s.load, node: s.load.nodes.Add(1)}))
	ctx, kill := context.WithCancel(context.Background())
	s.kill, s.ended = kill, make(chan struct{})
	go func() {
		defer close(s.ended)
		_ = s.node.Serve(ctx, s.listener) // it always ends with an error
	}()
	return nil
}

// listen waits for an address that something else may be using for a moment:
// while the server is down, its port can be the near end of any connection.
func listen(address string) (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", address); err == nil {
			return l, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, err
}

// stop ends the node in an orderly way.
func (s *server) stop() error {
	defer s.kill()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.node.Shutdown(ctx); err != nil {
		return fmt.Errorf("shutdown of %s: %w", s.identity, err)
	}
	<-s.ended
	return nil
}

// die ends the node as a crash does: without a word to its peers.
func (s *server) die() error {
	s.listener.cutAll()
	s.kill()
	<-s.ended
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.node.Shutdown(ctx); err != nil { // nothing is left of it
		return fmt.Errorf("shutdown of %s after its death: %w", s.identity, err)
	}
	return nil
}

// cut ends one connection and returns how many it ended.
func (s *server) cut() int { return s.listener.cutOne() }

// connections returns how many are open.
func (s *server) connections() int { return s.listener.count() }

// handler answers requests of a load.
type handler struct {
	s6a.UnimplementedHandler
	load *load
	node int64 // its number
}

func (h *handler) UpdateLocation(_ context.Context, req *s6a.UpdateLocationRequest) (*s6a.UpdateLocationAnswer, error) {
	if err := h.load.handle(req, h.node); err != nil {
		return nil, err
	}
	return req.Answer(diameter.ResultSuccess), nil
}
