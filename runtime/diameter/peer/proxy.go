package peer

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/telgen/telgen/runtime/diameter"
)

// proxyRequest has p forward a request. A protocol error gets the E bit, whoever
// it is from.
func (c *conn) proxyRequest(p ProxyFunc, h diameter.Header, frame []byte) (encoded []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			c.panicked("proxy", v)
			encoded, err = nil, errPanic
		}
	}()
	req := new(diameter.Generic)
	if err := diameter.Unmarshal(frame, req); err != nil {
		return nil, err
	}
	var passed forwardings
	answer, err := p(c.ctx, req, func(ctx context.Context, req *diameter.Generic) (*diameter.Generic, error) {
		answer, err := c.passGeneric(ctx, req)
		passed.add(answer)
		return answer, err
	})
	switch {
	case err != nil:
		return nil, err
	case answer == nil:
		return nil, errors.New("the proxy gave neither an answer nor an error")
	case !passed.has(answer):
		c.node.complete(answer, readGeneric(h, frame))
	}
	failed := answer.Header.Flags & diameter.FlagError
	answer.Header = h.Answer()
	answer.Header.Flags |= failed
	if encoded, err = diameter.Marshal(answer); err == nil {
		markProtocolError(encoded)
	}
	return encoded, err
}

// passGeneric is pass for a message that a proxy may have changed.
func (c *conn) passGeneric(ctx context.Context, req *diameter.Generic) (*diameter.Generic, error) {
	frame, err := diameter.Marshal(req)
	if err != nil {
		return nil, err
	}
	k, err := readKeys(frame)
	if err != nil {
		return nil, err
	}
	frame, err = c.pass(ctx, &k, frame)
	if err != nil {
		return nil, err
	}
	answer := new(diameter.Generic)
	return answer, diameter.UnmarshalShared(frame, answer)
}

// forwardings are the answers of other nodes that a proxy has got.
type forwardings struct {
	mu      sync.Mutex
	answers []*diameter.Generic
}

func (f *forwardings) add(answer *diameter.Generic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = append(f.answers, answer)
}

func (f *forwardings) has(answer *diameter.Generic) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.answers, answer)
}

// complete fills in what is missing in an answer of the node itself: Session-Id
// in front, the names of the node and Proxy-Info (RFC 6733 section 6.2).
func (n *Node) complete(answer, req *diameter.Generic) {
	missing := func(k diameter.Key) bool { return len(diameter.Find(answer, k)) == 0 }
	answer.AVPs = slices.Clone(answer.AVPs) // the proxy may use them again
	if session := diameter.Find(req, keySessionID); len(session) > 0 && missing(keySessionID) {
		answer.AVPs = slices.Insert(answer.AVPs, 0, session[0])
	}
	for i, k := range []diameter.Key{keyOriginHost, keyOriginRealm} {
		if missing(k) {
			answer.AVPs = append(answer.AVPs, n.originAVPs()[i])
		}
	}
	if missing(keyProxyInfo) {
		answer.AVPs = append(answer.AVPs, diameter.Find(req, keyProxyInfo)...)
	}
}
