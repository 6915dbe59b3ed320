package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const realm = "example.org"

// A cluster is clients that are connected with servers, and what disturbs
// them.
type cluster struct {
	o       options
	servers []*server
	clients []*peer.Node

	cuts, stops, deaths int // disturbances so far
}

// startCluster starts servers and clients.
func startCluster(o options, load *load) (*cluster, error) {
	c := &cluster{o: o}
	for i := range o.servers {
		s := &server{identity: diameter.Identity(fmt.Sprintf("hss%d.%s", i, realm)), address: "127.0.0.1:0", load: load}
		if err := s.start(); err != nil {
			return nil, err
		}
		c.servers = append(c.servers, s)
	}
	for i := range o.clients {
		node, err := peer.NewNode(config(diameter.Identity(fmt.Sprintf("mme%d.%s", i, realm))), s6a.Application)
		if err != nil {
			return nil, err
		}
		for _, s := range c.servers {
			if err := node.AddPeer("aaa://" + s.address); err != nil {
				return nil, err
			}
		}
		c.clients = append(c.clients, node)
	}
	return c, nil
}

// config returns what all nodes have. Connections are made again soon, so that
// they can be cut often.
func config(identity diameter.Identity) peer.Config {
	return peer.Config{
		Identity: identity, Realm: realm, VendorID: 10415, Logger: slog.New(slog.DiscardHandler),
		ReconnectMin: 20 * time.Millisecond, ReconnectMax: 500 * time.Millisecond,
		// Few answers are kept for copies: what is kept by design would hide
		// what leaks.
		Duplicates: 4096,
	}
}

// awaitConnected waits until all clients are connected with all servers, and
// stay so for a moment.
func (c *cluster) awaitConnected() error {
	deadline := time.Now().Add(30 * time.Second)
	for steady := 0; steady < 5; {
		if time.Now().After(deadline) {
			return errors.New("not all clients are connected with all servers after 30 s")
		}
		time.Sleep(100 * time.Millisecond)
		steady++
		for _, s := range c.servers {
			if s.connections() != len(c.clients) {
				steady = 0
			}
		}
	}
	return nil
}

// disturb disturbs the servers, one after the other, until ctx ends. Then all
// of them run.
func (c *cluster) disturb(ctx context.Context) error {
	for sleep(ctx, rand.N(c.o.pause)) {
		s := c.servers[rand.IntN(len(c.servers))]
		switch rand.IntN(6) {
		case 0:
			c.stops++
			if err := s.stop(); err != nil {
				return err
			}
		case 1:
			c.deaths++
			if err := s.die(); err != nil {
				return err
			}
		default:
			c.cuts += s.cut()
			continue
		}
		sleep(ctx, rand.N(c.o.pause))
		if err := s.start(); err != nil {
			return err
		}
	}
	return nil
}

// sleep reports whether ctx did not end meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// shutdown ends all nodes in an orderly way, clients first, and forgets them,
// so that what they keep is not taken for something left over.
func (c *cluster) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for _, node := range c.clients {
		if err := node.Shutdown(ctx); err != nil {
			return fmt.Errorf("shutdown of a client: %w", err)
		}
	}
	for _, s := range c.servers {
		if err := s.stop(); err != nil {
			return err
		}
	}
	c.clients, c.servers = nil, nil
	return nil
}

func (c *cluster) report(out io.Writer) {
	fmt.Fprintf(out, "connections cut %d, servers stopped %d, servers killed %d\n", c.cuts, c.stops, c.deaths)
}
