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
// requests to the other. Of two connections with the same peer an election
// leaves one. The watchdog of RFC 3539 notices peers that are silent; what waits
// for their answers goes to others, and a copy of a request gets the answer of
// the first. Requests find their way by host, realm and application, follow
// redirections, and are forwarded by a node that is a relay or a proxy.
//
// A request for a host goes to that host, or to an agent; never to another
// server of the realm while the host is a peer. Requests for a realm go to the
// peers of AddPeer and the routes of AddRoute: a peer that connects itself is
// not believed that it is a server of its realm, unless there is no other.
// AddRoute makes it one, and so does Config.Trust, which makes it the default
// relay as well if it is a relay.
//
// The states of RFC 6733 section 5.6 are not a variable: each is a place in the
// code. Those of the watchdog (Node.Peers) are within the open state.
//
//	Closed              no conn; a link waits in keepConnected
//	Wait-Conn-Ack       an attempt, in Config.Dial
//	Wait-I-CEA          an attempt, in conn.greetPeer
//	Wait-Conn-Ack/Elect an attempt, in Config.Dial; another conn waits in Node.elect
//	Wait-Returns        an attempt, in conn.greetPeer; another conn waits in Node.elect
//	I-Open, R-Open      a conn that has joined, in conn.read
//	Closing             a conn that has parted: conn.takeLeave or conn.letGo
//
// The package stores nothing: duplicates and redirections are forgotten when
// the program ends. It discovers no peers by DNS, offers no in-band TLS
// (Inband-Security-Id) and keeps no session state. Connections are TCP, with or
// without TLS; package sctp has a Config.Dial for SCTP.
package peer
