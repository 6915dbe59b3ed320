// Package peer is a Diameter node: it keeps connections with other nodes, tells
// them what it serves, sends requests and waits for the answers, and passes
// requests of others to handlers (RFC 6733 sections 5 and 6). Generated
// packages build their clients and handlers on it.
//
//	node, err := peer.NewNode(peer.Config{Identity: "scscf.example.org", Realm: "example.org"}, cx.Application)
//	node.Handle(cx.NewHandler(handler))
//	err = node.AddPeer("aaa://hss.example.org:3868")
//	answer, err := cx.NewClient(node).PushProfile(ctx, request)
//	err = node.Shutdown(ctx)
//
// Both sides of a connection are equal: whoever connected, either may send
// requests to the other.
//
// The package is no agent and has no routing: a request goes to any connected
// peer that advertises its application, in turn. It sends no watchdog requests
// of its own, repeats nothing after a connection is lost, and does not elect
// between two connections with the same peer. Connections are TCP.
package peer
