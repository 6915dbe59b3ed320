// Package peertest connects Diameter nodes within one process, so that tests
// of handlers and of clients need no sockets, no free ports and no waiting.
//
//	func TestPushProfile(t *testing.T) {
//		hss, scscf := peertest.Pair(t, cx.NewHandler(myHandler))
//		answer, err := cx.NewClient(hss).PushProfile(t.Context(), request)
//		...
//	}
//
// The nodes are real ones with everything that happens between nodes: the
// capabilities exchange, the checks of the Policy, encoding and decoding. Only
// the connection is one in memory. Inside testing/synctest time is that of the
// test, so that time limits pass at once.
//
// A Network is for more than two nodes, and for nodes that a test makes
// itself. The package is not for programs: a Network loses nothing, delays
// nothing and knows neither TLS nor SCTP.
package peertest
