package peer

import (
	"context"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// Commands that belong to the connection (RFC 6733 section 5).
const (
	codeCapabilitiesExchange = 257
	codeDeviceWatchdog       = 280
	codeDisconnectPeer       = 282
)

// AVPs of those commands (RFC 6733 section 4.5).
const (
	keyHostIPAddress               diameter.Key = 257
	keyAuthApplicationID           diameter.Key = 258
	keyAcctApplicationID           diameter.Key = 259
	keyVendorSpecificApplicationID diameter.Key = 260
	keySessionID                   diameter.Key = 263
	keyOriginHost                  diameter.Key = 264
	keySupportedVendorID           diameter.Key = 265
	keyVendorID                    diameter.Key = 266
	keyFirmwareRevision            diameter.Key = 267
	keyResultCode                  diameter.Key = 268
	keyProductName                 diameter.Key = 269
	keyDisconnectCause             diameter.Key = 273
	keyOriginStateID               diameter.Key = 278
	keyProxyInfo                   diameter.Key = 284
	keyFailedAVP                   diameter.Key = 279
	keyErrorMessage                diameter.Key = 281
	keyOriginRealm                 diameter.Key = 296
	keyExperimentalResult          diameter.Key = 297
	keyExperimentalResultCode      diameter.Key = 298
)

// isBase reports whether a command is one of the connection.
func isBase(command uint32) bool {
	return command == codeCapabilitiesExchange || command == codeDeviceWatchdog || command == codeDisconnectPeer
}

// originAVPs returns Origin-Host and Origin-Realm.
func (n *Node) originAVPs() []diameter.AVP {
	return []diameter.AVP{
		diameter.NewIdentity(keyOriginHost|diameter.M, n.cfg.Identity),
		diameter.NewIdentity(keyOriginRealm|diameter.M, n.cfg.Realm),
	}
}

// originState returns Origin-State-Id, if there is one.
func (n *Node) originState() []diameter.AVP {
	if n.cfg.OriginStateID == 0 {
		return nil
	}
	return []diameter.AVP{diameter.NewUnsigned32(keyOriginStateID|diameter.M, n.cfg.OriginStateID)}
}

// baseAnswer returns the answer to the request with header h: Result-Code,
// then avps.
func baseAnswer(h diameter.Header, rc diameter.ResultCode, avps ...diameter.AVP) *diameter.Generic {
	result := diameter.NewUnsigned32(keyResultCode|diameter.M, uint32(rc))
	return &diameter.Generic{Header: h.Answer(), AVPs: append([]diameter.AVP{result}, avps...)}
}

// serveBase answers a request of the connection. It is lenient about what else
// such a request holds.
func (c *conn) serveBase(h diameter.Header, frame []byte) {
	switch h.CommandCode {
	case codeDeviceWatchdog:
		dwa := baseAnswer(h, diameter.ResultSuccess, c.node.originAVPs()...)
		dwa.AVPs = append(dwa.AVPs, c.node.originState()...)
		c.sendNow(diameter.Append(nil, dwa)) // the peer asks again
	case codeDisconnectPeer:
		c.letGo(h, frame)
	case codeCapabilitiesExchange: // known already, and not to be changed in this way
		fault := &diameter.AVPError{ResultCode: diameter.ResultUnableToComply, Detail: "capabilities were exchanged before"}
		c.sendSoon(outgoing{frame: diameter.Append(nil, c.node.capabilitiesAnswer(c, h, fault))}, func(error) {})
	}
}

// letGo agrees to a disconnection. Answers that are queued go out first; then
// it is for the peer to close the connection, and until then its answers are
// still read.
func (c *conn) letGo(h diameter.Header, frame []byte) {
	dpr := new(diameter.Generic)
	_ = diameter.UnmarshalShared(frame, dpr) // whatever it says, the peer leaves
	c.left = &leaveError{cause: causeOf(dpr)}
	c.node.part(c, nil)
	dpa := baseAnswer(h, diameter.ResultSuccess, c.node.originAVPs()...)
	c.sendSoon(outgoing{frame: diameter.Append(nil, dpa), last: c.left}, func(error) {})
	c.leaveBy = time.Now().Add(c.node.cfg.DisconnectTimeout)
	if err := c.nc.SetReadDeadline(c.leaveBy); err != nil {
		c.cancel(err)
	}
}

// causeOf returns the Disconnect-Cause of a request, or REBOOTING.
func causeOf(dpr *diameter.Generic) int32 {
	for _, a := range dpr.AVPs {
		if a.Key == keyDisconnectCause {
			cause, _ := a.Integer32()
			return cause
		}
	}
	return causeRebooting
}

// takeLeave asks the peer to agree to a disconnection for the given cause, and
// ends the connection when it does, or does not in time.
func (c *conn) takeLeave(ctx context.Context, cause int32) {
	why := ErrShutdown
	if cause != causeRebooting {
		why = errRemoved
	}
	defer c.cancel(why)
	c.node.part(c, nil)
	ctx, stop := context.WithTimeout(ctx, c.node.cfg.DisconnectTimeout)
	defer stop()
	dpr := &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: codeDisconnectPeer},
		AVPs:   append(c.node.originAVPs(), diameter.NewInteger32(keyDisconnectCause|diameter.M, cause)),
	}
	if err := c.request(ctx, dpr); err != nil {
		c.log.Debug("diameter peer did not answer the disconnection", "reason", err)
	}
}
