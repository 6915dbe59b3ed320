// Package sctp connects Diameter nodes over SCTP (RFC 6733 section 2.1.1), on
// Linux:
//
//	node, err := peer.NewNode(peer.Config{..., Dial: sctp.Dial})
//	err = node.AddPeer("aaa://hss.example.org;transport=sctp")
//
//	listener, err := sctp.Listen(ctx, "192.0.2.1/198.51.100.1:3868")
//	err = node.Serve(ctx, listener)
//
// Each Diameter message is one SCTP message on stream 0 with the payload
// protocol identifier 46. Messages are sent unordered once the peer is known
// to be open, so that a lost one does not hold up the others. What arrives,
// on whatever stream, is one sequence of messages for the node.
//
// An address may have several hosts, and a host several addresses: the
// association uses them all (multihoming).
//
// Linux sends no message that is longer than the send buffer may grow: twice
// net.core.wmem_max, which is 416 KiB in all unless the system was told
// otherwise.
//
// The package needs the SCTP of the kernel ("modprobe sctp"); elsewhere than on
// Linux its functions return an error. It has no DTLS.
package sctp
