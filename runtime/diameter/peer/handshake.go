package peer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// greetPeer opens a connection that the node made: it sends a
// Capabilities-Exchange-Request and reads the answer.
func (c *conn) greetPeer() error {
	hopByHop := c.nextHopByHop()
	cer := &diameter.Generic{
		Header: diameter.Header{
			Flags: diameter.FlagRequest, CommandCode: codeCapabilitiesExchange,
			HopByHop: hopByHop, EndToEnd: c.node.ids.nextEndToEnd(),
		},
		AVPs: c.node.capabilities(c.nc),
	}
	if err := c.writeNow(cer); err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	h, frame, err := c.readGreeting()
	if err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	if h.IsRequest() || h.CommandCode != codeCapabilitiesExchange || h.HopByHop != hopByHop {
		return fmt.Errorf("capabilities exchange: got %s, want Capabilities-Exchange-Answer", describe(h))
	}
	return c.readCEA(frame)
}

// maxGreeting is the length in bytes of the longest message of a capabilities
// exchange that is read: whoever sends it is not known yet.
const maxGreeting = 64 << 10

// readGreeting reads a message of the capabilities exchange.
func (c *conn) readGreeting() (diameter.Header, []byte, error) {
	return c.readFrame(min(c.node.cfg.MaxMessageSize, maxGreeting))
}

// readCEA takes over what the peer is and serves.
func (c *conn) readCEA(frame []byte) error {
	cea := new(diameter.Generic)
	if err := diameter.UnmarshalShared(frame, cea); err != nil {
		return fmt.Errorf("Capabilities-Exchange-Answer: %w", err)
	}
	if err := diameter.CheckAnswer(cea); err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	told, err := readCapabilities(cea)
	switch {
	case err != nil:
		return fmt.Errorf("Capabilities-Exchange-Answer: %w", err)
	case !c.node.common(&told):
		return fmt.Errorf("capabilities exchange: no common application with %s", told.host)
	}
	if err := c.vouch(&told); err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	c.peer = told
	return c.node.joinElected(c)
}

// acceptPeer opens a connection that the peer made: its first message must be
// a Capabilities-Exchange-Request.
func (c *conn) acceptPeer() error {
	h, frame, err := c.readGreeting()
	if err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	if !h.IsRequest() || h.CommandCode != codeCapabilitiesExchange {
		return fmt.Errorf("capabilities exchange: got %s, want Capabilities-Exchange-Request", describe(h))
	}
	told, fault := c.readCER(frame)
	if fault == nil {
		ctx, stop := context.WithTimeout(c.ctx, c.node.cfg.CapabilitiesTimeout)
		defer stop()
		if err := c.node.elect(ctx, told.host); err != nil {
			return fmt.Errorf("capabilities exchange: %w", err)
		}
		c.peer = told
		c.trusted = c.node.cfg.Trust != nil && c.node.cfg.Trust(c.candidate(&told))
		if err := c.node.join(c); err != nil {
			return err
		}
	}
	if err := c.writeNow(c.node.capabilitiesAnswer(c, h, fault)); err != nil {
		return fmt.Errorf("capabilities exchange: %w", err)
	}
	if fault != nil {
		c.linger()
		return fmt.Errorf("capabilities exchange: %w", fault)
	}
	return nil
}

// readCER returns what a peer is and serves, or why it is refused, as an
// *diameter.AVPError.
func (c *conn) readCER(frame []byte) (capabilities, error) {
	cer := new(diameter.Generic)
	if err := diameter.UnmarshalShared(frame, cer); err != nil {
		return capabilities{}, err
	}
	told, err := readCapabilities(cer)
	if err == nil && !c.node.common(&told) {
		err = &diameter.AVPError{
			ResultCode: diameter.ResultNoCommonApplication,
			Detail:     fmt.Sprintf("no application in common with %s", told.host),
		}
	}
	if err == nil {
		err = c.vouch(&told)
	}
	return told, err
}

// vouch reports why the peer cannot be who it says that it is, or is not
// wanted, as an *diameter.AVPError with DIAMETER_UNKNOWN_PEER (3010).
func (c *conn) vouch(p *capabilities) error {
	err := c.checkCertificate(p.host)
	switch {
	case err != nil:
	case c.tlsState() == nil && c.node.wantsPeerTLS(p.host):
		err = fmt.Errorf("%s: %w", p.host, errPlain)
	case sameIdentity(p.host, c.node.cfg.Identity):
		err = fmt.Errorf("%s is the name of this node", p.host)
	case c.node.cfg.Accept != nil:
		err = c.node.cfg.Accept(c.candidate(p))
	}
	if err == nil {
		return nil
	}
	return &diameter.AVPError{ResultCode: diameter.ResultUnknownPeer, Detail: err.Error()}
}

// candidate returns what the hooks of Config are told of the peer.
func (c *conn) candidate(p *capabilities) Candidate {
	return Candidate{Identity: p.host, Realm: p.realm, Remote: c.nc.RemoteAddr(), TLS: c.tlsState()}
}

// tlsState returns what TLS knows of the peer, or nil without TLS.
func (c *conn) tlsState() *tls.ConnectionState {
	secure, ok := c.nc.(*tls.Conn)
	if !ok {
		return nil
	}
	state := secure.ConnectionState()
	return &state
}

// checkCertificate compares the certificate of the peer, if it has one, with
// its Origin-Host (RFC 6733 section 13.1).
func (c *conn) checkCertificate(host diameter.Identity) error {
	state := c.tlsState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	return state.PeerCertificates[0].VerifyHostname(string(host))
}

// capabilitiesAnswer answers the request with header h: with what the node is
// and serves and, if fault is not nil, why the peer is refused.
func (n *Node) capabilitiesAnswer(c *conn, h diameter.Header, fault error) *diameter.Generic {
	rc, failed := diameter.ResultSuccess, []diameter.AVP(nil)
	var e *diameter.AVPError
	if errors.As(fault, &e) {
		rc = e.ResultCode
		failed = append(failed, diameter.NewUTF8String(keyErrorMessage, e.Error()))
		if members := e.FailedAVPs(); len(members) > 0 {
			failed = append(failed, diameter.NewGrouped(keyFailedAVP|diameter.M, members...))
		}
	}
	cea := baseAnswer(h, rc, n.capabilities(c.nc)...)
	if rc.IsProtocolError() {
		cea.Header.Flags |= diameter.FlagError
	}
	cea.AVPs = append(cea.AVPs, failed...)
	return cea
}

// wantsPeerTLS reports whether a peer is one that the node connects with TLS:
// without, anybody could be it.
func (n *Node) wantsPeerTLS(host diameter.Identity) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.wantsTLS(fold(host))
}

// wantsTLS is wantsPeerTLS for a folded name. Node.mu is held.
func (n *Node) wantsTLS(host string) bool {
	return slices.ContainsFunc(n.links, func(l *link) bool {
		return l.secure && (fold(l.host) == host || sameIdentity(l.name, host))
	})
}

// linger lets the peer read what was written, and close the connection, before
// the node does.
func (c *conn) linger() {
	if half, ok := c.nc.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		if c.nc.SetReadDeadline(time.Now().Add(c.node.cfg.DisconnectTimeout)) == nil {
			_, _ = io.CopyN(io.Discard, c.r, int64(c.node.cfg.MaxMessageSize)) // its end is what matters, not its error
		}
	}
}

// describe names a message by its header.
func describe(h diameter.Header) string {
	if h.IsRequest() {
		return fmt.Sprintf("a request with command %d", h.CommandCode)
	}
	return fmt.Sprintf("an answer with command %d", h.CommandCode)
}
