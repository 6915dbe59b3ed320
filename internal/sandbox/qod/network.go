package qod

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxSessions limits the memory of the sandbox.
const maxSessions = 100_000

// A network keeps the sessions of all versions.
type network struct {
	cfg      Config
	clock    Clock
	courier  *courier
	hub      *hub
	profiles map[string]*profile

	mu       sync.Mutex // protects what follows
	random   *rand.Rand
	sessions map[string]*session
	byDevice map[string][]*session // by each identifier
	created  int
	closed   bool
}

func newNetwork(cfg Config, c *courier, h *hub) *network {
	n := &network{
		cfg: cfg, clock: cfg.Clock, courier: c, hub: h, profiles: map[string]*profile{},
		random:   rand.New(rand.NewPCG(cfg.Seed, cfg.Seed)),
		sessions: map[string]*session{}, byDevice: map[string][]*session{},
	}
	for _, p := range allProfiles() {
		n.profiles[p.Name] = p
	}
	return n
}

// create makes a session out of an order and returns a copy of it.
func (n *network) create(o *order) (*session, error) {
	d, err := orderedDevice(o.version, o.by, o.device)
	if err != nil {
		return nil, err
	}
	p, err := n.orderedProfile(o)
	if err != nil {
		return nil, err
	}
	duration, err := orderedDuration(o, p)
	if err != nil {
		return nil, err
	}
	if err := o.sink.check(); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return nil, errClosed()
	}
	if err := n.checkRoom(d, &o.flow); err != nil {
		return nil, err
	}
	s := &session{
		id: n.uuid(), number: n.created, order: o, device: d, profile: p, status: requested, duration: duration, created: n.clock.Now(),
		sinkGone: new(atomic.Bool),
	}
	n.created++
	n.keep(s)
	return s.copy(), nil
}

// keep adds a session and has its life begin.
func (n *network) keep(s *session) {
	n.sessions[s.id] = s
	for _, key := range s.device.keys() {
		n.byDevice[key] = append(n.byDevice[key], s)
	}
	if wait := n.cfg.Grant + s.profile.wait; wait > 0 {
		n.changed(s)
		n.later(s, wait, n.grant)
		return
	}
	n.grant(s)
}

func (s *session) copy() *session {
	c := *s
	return &c
}

func (n *network) orderedProfile(o *order) (*profile, error) {
	p := n.profiles[o.profile]
	switch {
	case p == nil:
		return nil, refuse(invalidArgument, "qosProfile: there is no profile %q", o.profile)
	case p.notApplicable:
		return nil, refuse(profileNotApplicable, "qosProfile: %s cannot be had", o.profile)
	}
	return p, nil
}

// orderedDuration is what the order asks for. Until 0.10 it may ask for
// nothing.
func orderedDuration(o *order, p *profile) (time.Duration, error) {
	if o.seconds == 0 {
		return p.Max, nil
	}
	d := time.Duration(o.seconds) * time.Second
	if d < p.Min || d > p.Max {
		return 0, refuse(durationOutOfRange, "duration: %s allows %d to %d seconds", p.Name, p.Min/time.Second, p.Max/time.Second)
	}
	return d, nil
}

// check refuses a sink that nothing can be sent to.
func (s *sink) check() error {
	switch s.credential {
	case "", "ACCESSTOKEN":
	case "PRIVATE_KEY_JWT":
		return refuse(keyNotConfigured, "sinkCredential: no key is configured for the sink")
	default:
		return refuse(invalidCredential, "sinkCredential: credentialType must be ACCESSTOKEN")
	}
	if s.url == "" {
		return nil
	}
	u, err := url.Parse(s.url)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return refuse(invalidSink, "the sink is no address of the Web: want https://host/path")
	}
	return nil
}

// checkRoom refuses a session that another one is in the way of.
func (n *network) checkRoom(d *device, f *flow) error {
	for _, key := range d.keys() {
		for _, s := range n.byDevice[key] {
			if s.blocks(f) {
				return refuse(conflict, "the device has a session on that flow: %s", s.id)
			}
		}
	}
	if len(n.sessions) >= maxSessions {
		return refuse(quotaExceeded, "there are %d sessions, more are not kept", maxSessions)
	}
	return nil
}

// change calls f with a session of the client, and returns a copy of it as it
// is afterwards.
func (n *network) change(v version, by identity, id string, f func(*session) error) (*session, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return nil, errClosed()
	}
	s := n.sessions[id]
	if s == nil || s.order.version != v {
		return nil, refuse(sessionNotFound, "there is no session %s", id)
	}
	if s.order.by.client != by.client || by.phone != "" && by.phone != s.device.phone {
		return nil, refuse(permissionDenied, "the session was created by another client or for another device")
	}
	if err := f(s); err != nil {
		return nil, err
	}
	return s.copy(), nil
}

func (n *network) get(v version, by identity, id string) (*session, error) {
	return n.change(v, by, id, func(*session) error { return nil })
}

func (n *network) extend(v version, by identity, id string, extra time.Duration) (*session, error) {
	return n.change(v, by, id, func(s *session) error {
		if s.status != available {
			return refuse(extensionNotAllowed, "the session is %s: only one that is AVAILABLE can be prolonged", s.status)
		}
		n.prolong(s, extra)
		return nil
	})
}

func (n *network) delete(v version, by identity, id string) error {
	_, err := n.change(v, by, id, func(s *session) error {
		if s.status == available {
			s.status, s.info = notAvailable, deleteRequested
			n.notify(s)
		}
		n.forget(s)
		return nil
	})
	return err
}

// retrieve returns the sessions of a device that the client created in this
// version, the oldest first.
func (n *network) retrieve(v version, by identity, requested *device) ([]*session, error) {
	d, err := orderedDevice(v, by, requested)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []*session
	for _, key := range d.keys() {
		for _, s := range n.byDevice[key] {
			known := slices.ContainsFunc(list, func(other *session) bool { return other.id == s.id })
			if !known && s.order.version == v && s.order.by.client == by.client {
				list = append(list, s.copy())
			}
		}
	}
	slices.SortFunc(list, byNumber)
	return list, nil
}

// all returns every session, the oldest first.
func (n *network) all() []*session {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]*session, 0, len(n.sessions))
	for _, s := range n.sessions {
		list = append(list, s.copy())
	}
	slices.SortFunc(list, byNumber)
	return list
}

func byNumber(a, b *session) int { return cmp.Compare(a.number, b.number) }

// errClosed is the answer to requests after the end.
func errClosed() error { return refuse(unavailable, "the sandbox is closed") }

// stop ends the lives of all sessions; nothing begins after it.
func (n *network) stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	for _, s := range n.sessions {
		s.cancel()
	}
}

// changed tells the page about a session.
func (n *network) changed(s *session) { n.hub.session(s) }

// notify has an event sent about the status of a session.
func (n *network) notify(s *session) {
	n.courier.send(&event{
		id: n.uuid(), session: s.id, version: s.order.version, sink: s.order.sink,
		source: s.order.origin + "/sessions/" + s.id, time: n.clock.Now(), status: s.status, info: s.info, gone: s.sinkGone,
	})
}

// uuid returns a random id (RFC 9562, version 4).
func (n *network) uuid() string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], n.random.Uint64())
	binary.LittleEndian.PutUint64(b[8:], n.random.Uint64())
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
