package peer

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// AVPs of a redirect indication (RFC 6733 sections 6.12 to 6.14).
const (
	keyRedirectHostUsage    diameter.Key = 261
	keyRedirectMaxCacheTime diameter.Key = 262
	keyRedirectHost         diameter.Key = 292
)

// maxRedirectHosts is how many hosts of one indication are kept.
const maxRedirectHosts = 16

// A usage is a Redirect-Host-Usage: which later requests an indication is for
// (RFC 6733 section 6.13).
type usage uint32

const (
	usageNone                usage = 0 // DONT_CACHE
	usageSession             usage = 1 // ALL_SESSION
	usageRealm               usage = 2 // ALL_REALM
	usageRealmAndApplication usage = 3 // REALM_AND_APPLICATION
	usageApplication         usage = 4 // ALL_APPLICATION
	usageHost                usage = 5 // ALL_HOST
	usageUser                usage = 6 // ALL_USER
)

// A redirect is what an answer DIAMETER_REDIRECT_INDICATION (3006) says.
type redirect struct {
	hosts []redirectHost // at least one: any of them will do
	usage usage
	keep  time.Duration // how long it holds for later requests
}

// A redirectHost is where a request may go instead.
type redirectHost struct {
	uri    diameter.URI
	parsed diameter.ParsedURI
}

// readRedirect reads the answer 3006 in frame. Hosts that are no DiameterURI of
// the Diameter protocol are left out, and so are those after the sixteenth. An
// unknown usage, and one without the Redirect-Max-Cache-Time that it needs,
// holds for this request only. It fails if the frame is malformed, and if no
// host is left; that the answer is a 3006 is for the caller to know.
func readRedirect(frame []byte) (redirect, error) {
	var r redirect
	if _, err := checkFrame(frame); err != nil {
		return r, err
	}
	for rest := frame[headerLen:]; len(rest) > 0; {
		var a rawAVP
		var err error
		if a, rest, err = nextAVP(rest); err != nil {
			return r, err
		}
		r.take(a)
	}
	if len(r.hosts) == 0 {
		return r, errors.New("redirect indication without a Redirect-Host that can be used")
	}
	if r.usage > usageUser || r.keep == 0 {
		r.usage, r.keep = usageNone, 0
	}
	return r, nil
}

// take reads one AVP of the answer.
func (r *redirect) take(a rawAVP) {
	switch {
	case a.key == keyRedirectHost && len(r.hosts) < maxRedirectHosts:
		uri := diameter.URI(a.data)
		if parsed, err := uri.Parse(); err == nil && parsed.Protocol == "diameter" {
			r.hosts = append(r.hosts, redirectHost{uri, parsed})
		}
	case a.key == keyRedirectHostUsage && len(a.data) == 4:
		r.usage = usage(binary.BigEndian.Uint32(a.data))
	case a.key == keyRedirectMaxCacheTime && len(a.data) == 4:
		r.keep = time.Duration(binary.BigEndian.Uint32(a.data)) * time.Second
	}
}

// redirects remembers redirect indications for the requests that they are for.
// It is bounded; what would expire first goes first.
type redirects struct {
	limit int

	mu    sync.RWMutex
	byKey map[redirectKey]cachedRedirect
}

// A redirectKey says which requests a redirect is for: what its usage does not
// look at is zero.
type redirectKey struct {
	usage usage
	app   uint32
	name  string // Session-Id, User-Name, or a realm or host in lower case
}

type cachedRedirect struct {
	hosts   []redirectHost
	expires time.Time
}

// newRedirects returns a memory for limit indications, or for none if limit is
// not positive.
func newRedirects(limit int) *redirects {
	return &redirects{limit: limit, byKey: make(map[redirectKey]cachedRedirect)}
}

// appendName appends the name that the usage u looks at, folded if it is an
// identity. It reports false if the request has none. from is the peer that the
// request goes to without a redirect.
func (k *requestKeys) appendName(b []byte, u usage, from diameter.Identity) ([]byte, bool) {
	switch u {
	case usageSession:
		return append(b, k.sessionID...), len(k.sessionID) > 0
	case usageUser:
		return append(b, k.userName...), len(k.userName) > 0
	case usageRealm, usageRealmAndApplication:
		return appendFolded(b, k.destinationRealm), len(k.destinationRealm) > 0
	case usageHost:
		return appendFolded(b, from), from != ""
	}
	return b, u == usageApplication
}

// app returns the application that the usage looks at.
func (u usage) app(k *requestKeys) uint32 {
	if u == usageApplication || u == usageRealmAndApplication {
		return k.header.ApplicationID
	}
	return 0
}

// empty reports whether nothing is remembered.
func (c *redirects) empty() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.byKey) == 0
}

// add remembers r, which the peer called from answered to the request with the
// keys k, if it is for more than that request.
func (c *redirects) add(r redirect, k *requestKeys, from diameter.Identity, now time.Time) {
	name, ok := k.appendName(nil, r.usage, from)
	if !ok || r.keep <= 0 || c.limit <= 0 {
		return
	}
	key := redirectKey{r.usage, r.usage.app(k), string(name)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.byKey[key]; !known && len(c.byKey) >= c.limit {
		c.evict()
	}
	c.byKey[key] = cachedRedirect{r.hosts, now.Add(r.keep)}
}

// evict drops what expires first.
func (c *redirects) evict() {
	var first redirectKey
	var expires time.Time
	for key, entry := range c.byKey {
		if expires.IsZero() || entry.expires.Before(expires) {
			first, expires = key, entry.expires
		}
	}
	delete(c.byKey, first)
}

// lookup returns where a request goes that an indication is for: several in
// the order of precedence of RFC 6733 section 6.13, the first that there is.
// from is the peer that the request would go to; while that is not known it is
// "", and indications for all requests to it are left out. The hosts must not
// be changed.
func (c *redirects) lookup(k *requestKeys, from diameter.Identity, now time.Time) []redirectHost {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if len(c.byKey) == 0 {
		return nil
	}
	var some [256]byte
	for _, u := range [...]usage{
		usageSession, usageUser, usageRealmAndApplication, usageRealm, usageApplication, usageHost,
	} {
		name, ok := k.appendName(some[:0], u, from)
		if !ok {
			continue
		}
		entry, ok := c.byKey[redirectKey{u, u.app(k), string(name)}]
		if ok && now.Before(entry.expires) {
			return entry.hosts
		}
	}
	return nil
}

// forget drops a host that can no longer be reached (RFC 6733 section 6.14).
func (c *redirects) forget(host diameter.Identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	gone := func(h redirectHost) bool { return sameIdentity(h.parsed.Host, host) }
	for key, entry := range c.byKey {
		if !slices.ContainsFunc(entry.hosts, gone) {
			continue
		}
		// A copy: those that looked the hosts up still have them.
		entry.hosts = slices.DeleteFunc(slices.Clone(entry.hosts), gone)
		if len(entry.hosts) == 0 {
			delete(c.byKey, key)
			continue
		}
		c.byKey[key] = entry
	}
}
