package peer

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

// routeTestCandidates are peers and routes of a node that serves the
// applications 1 and 2.
func routeTestCandidates() []candidate {
	return []candidate{
		0: {host: "hss1.home", realm: "home", apps: []uint32{1}, weight: 1, usable: true},
		1: {host: "hss2.home", realm: "home", apps: []uint32{1}, weight: 1, priority: 1, usable: true},
		2: {host: "pcrf.home", realm: "home", apps: []uint32{2}, weight: 1, usable: true},
		3: {host: "dra.away", realm: "away", apps: []uint32{1}, relay: true, weight: 1, priority: 5, usable: true},
		4: {host: "hss2.home", realm: "routed", route: true, routeApp: 1, apps: []uint32{1}, weight: 1, usable: true},
		5: {host: "pcrf.home", realm: "routed", route: true, routeApp: relayApplication, apps: []uint32{2}, weight: 1, usable: true},
		6: {host: "edge.home", realm: "edge", apps: []uint32{1}, weight: 1, fallback: true, usable: true},
	}
}

func TestChoose(t *testing.T) {
	all := routeTestCandidates()
	noRelay := append(append([]candidate(nil), all[:3]...), all[4:6]...) // 0 1 2 4 5
	tests := []struct {
		name        string
		of          []candidate
		app         uint32
		host, realm string
		tried       []diameter.Identity
		want        int
		rc          diameter.ResultCode
	}{
		{"host", all, 1, "hss2.home", "home", nil, 1, 0},
		{"host in other case", all, 1, "HSS2.Home", "home", nil, 1, 0},
		{"host before route", all, 1, "hss1.home", "routed", nil, 0, 0},
		{"host serves another application", all, 2, "hss1.home", "home", nil, 2, 0},
		{"host unknown", all, 1, "hss9.home", "home", nil, 0, 0},
		{"host failed, others of its realm", all, 1, "hss1.home", "home", []diameter.Identity{"HSS1.home"}, 1, 0},
		{"route", all, 1, "", "routed", nil, 4, 0},
		{"route of any application", all, 2, "", "Routed", nil, 5, 0},
		{"route failed, default", all, 1, "", "routed", []diameter.Identity{"hss2.home"}, 6, 0},
		{"route to a peer that does not serve it", all, 3, "", "routed", nil, 3, 0},
		{"realm, lowest priority", all, 1, "", "home", nil, 0, 0},
		{"realm in other case", all, 1, "", "HOME", nil, 0, 0},
		{"realm, second try", all, 1, "", "home", []diameter.Identity{"hss1.home"}, 1, 0},
		{"realm, third try", all, 1, "", "home", []diameter.Identity{"hss1.home", "hss2.home"}, 6, 0},
		{"realm of a relay", all, 2, "", "away", nil, 3, 0},
		{"other realm, default by priority", all, 1, "", "nowhere", nil, 6, 0},
		{"other realm, relay", all, 2, "", "nowhere", nil, 3, 0},
		{"no realm", all, 2, "", "", nil, 2, 0},
		{"no realm, relay", all, 3, "", "", nil, 3, 0},

		{"realm not served", noRelay, 1, "", "nowhere", nil, -1, diameter.ResultRealmNotServed},
		{"host and realm not served", noRelay, 1, "hss9.home", "nowhere", nil, -1, diameter.ResultRealmNotServed},
		{"application not served in realm", noRelay, 3, "", "home", nil, -1, diameter.ResultApplicationUnsupported},
		{"application not served by host", noRelay, 3, "hss1.home", "nowhere", nil, -1, diameter.ResultApplicationUnsupported},
		{"application not served by route", noRelay, 3, "", "routed", nil, -1, diameter.ResultApplicationUnsupported},
		{"application of a route only", noRelay[4:], 1, "", "routed", nil, -1, diameter.ResultApplicationUnsupported},
		{"application not served at all", noRelay, 3, "", "", nil, -1, diameter.ResultApplicationUnsupported},
		{"all tried", noRelay, 1, "", "home", []diameter.Identity{"hss1.home", "hss2.home"}, -1, diameter.ResultUnableToDeliver},
		{"relay tried", all[3:4], 1, "", "nowhere", []diameter.Identity{"dra.away"}, -1, diameter.ResultUnableToDeliver},
		{"nobody", nil, 1, "", "home", nil, -1, diameter.ResultRealmNotServed},
	}
	for _, test := range tests {
		q := routeQuery{app: test.app, destinationHost: []byte(test.host), destinationRealm: []byte(test.realm), tried: test.tried}
		got, rc := choose(test.of, &q, rand.IntN)
		if got != test.want || rc != test.rc {
			t.Errorf("%s: %d, %v, want %d, %v", test.name, got, rc, test.want, test.rc)
		}
	}
}

func TestChooseUnusable(t *testing.T) {
	down := []candidate{
		{host: "hss1.home", realm: "home", apps: []uint32{1}, weight: 1},
		{host: "new.home", weight: 1}, // never connected
	}
	tests := []struct {
		app         uint32
		host, realm string
		rc          diameter.ResultCode
	}{
		{1, "hss1.home", "home", diameter.ResultUnableToDeliver},
		{1, "", "home", diameter.ResultUnableToDeliver},
		{2, "", "home", diameter.ResultApplicationUnsupported},
		{2, "new.home", "home", diameter.ResultUnableToDeliver},
		{2, "", "", diameter.ResultUnableToDeliver},
		{1, "", "nowhere", diameter.ResultRealmNotServed},
	}
	for _, test := range tests {
		q := routeQuery{app: test.app, destinationHost: []byte(test.host), destinationRealm: []byte(test.realm)}
		if got, rc := choose(down, &q, rand.IntN); got != -1 || rc != test.rc {
			t.Errorf("%+v: %d, %v", test, got, rc)
		}
	}
	down[1].fallback = true
	q := routeQuery{app: 1, destinationRealm: []byte("nowhere")}
	if _, rc := choose(down, &q, rand.IntN); rc != diameter.ResultUnableToDeliver {
		t.Errorf("default route that is down: %v", rc)
	}
}

// While the Destination-Host is a peer, only real alternates take its place.
func TestChooseBound(t *testing.T) {
	all := routeTestCandidates()
	servers := all[:3]
	down := []candidate{all[0], all[1]}
	down[0].usable = false
	for _, test := range []struct {
		name        string
		of          []candidate
		app         uint32
		host, realm string
		tried       []diameter.Identity
		want        int
		rc          diameter.ResultCode
	}{
		{"host", servers, 1, "hss2.home", "home", nil, 1, 0},
		{"host failed", servers, 1, "hss1.home", "home", []diameter.Identity{"HSS1.home"}, -1, diameter.ResultUnableToDeliver},
		{"host not usable", down, 1, "hss1.home", "home", nil, -1, diameter.ResultUnableToDeliver},
		{"host is no peer any more", down, 1, "hss9.home", "home", nil, -1, diameter.ResultUnableToDeliver},
		{"host serves another application", servers, 2, "hss1.home", "home", nil, -1, diameter.ResultApplicationUnsupported},
		{"default route", all, 1, "hss1.home", "home", []diameter.Identity{"hss1.home"}, 6, 0},
		{"relay", all, 2, "hss1.home", "home", nil, 3, 0},
		{"route", all, 1, "hss1.home", "routed", []diameter.Identity{"hss1.home"}, 4, 0},
	} {
		q := routeQuery{
			app: test.app, destinationHost: []byte(test.host), destinationRealm: []byte(test.realm), tried: test.tried, bound: true,
		}
		if got, rc := choose(test.of, &q, rand.IntN); got != test.want || rc != test.rc {
			t.Errorf("%s: %d, %v, want %d, %v", test.name, got, rc, test.want, test.rc)
		}
	}
}

// A request that was for a peer does not become one for its realm when the peer
// is gone.
func TestPickStaysBound(t *testing.T) {
	host := &conn{peer: capabilities{host: "hss1.home", realm: "home", applications: []uint32{1}}}
	other := &conn{peer: capabilities{host: "hss2.home", realm: "home", applications: []uint32{1}}}
	host.usable.Store(true)
	other.usable.Store(true)
	before, after := newRouting(), newRouting()
	before.byHost["hss1.home"] = host
	after.add(newWay(nil).candidate(&other.peer), other)
	q := routeQuery{app: 1, destinationHost: []byte("HSS1.home"), destinationRealm: []byte("home")}
	unknown := q
	if c, rc := before.pick(&q); c != host || rc != 0 {
		t.Errorf("%v, %v", c, rc)
	}
	if c, rc := after.pick(&q); c != nil || rc != diameter.ResultUnableToDeliver {
		t.Errorf("%v, %v, want 3002", c, rc)
	}
	if c, rc := after.pick(&unknown); c != other || rc != 0 {
		t.Errorf("host that never was a peer: %v, %v", c, rc)
	}
}

// Peers that nobody added are the last resort of their realm, and of no other.
func TestChooseAccepted(t *testing.T) {
	stranger := candidate{host: "mme.home", realm: "home", apps: []uint32{1}, weight: 1, usable: true, accepted: true}
	relay := candidate{host: "dra.far", realm: "far", apps: []uint32{relayApplication}, relay: true, weight: 1, usable: true, accepted: true}
	added := candidate{host: "hss.home", realm: "home", apps: []uint32{1}, weight: 1, priority: 9, usable: true}
	down := added
	down.usable = false
	for _, test := range []struct {
		name        string
		of          []candidate
		host, realm string
		want        int
		rc          diameter.ResultCode
	}{
		{"server", []candidate{stranger, added}, "", "home", 1, 0},
		{"server of no realm", []candidate{stranger, added}, "", "", 1, 0},
		{"server that is down", []candidate{stranger, down}, "", "home", -1, diameter.ResultUnableToDeliver},
		{"default route", []candidate{stranger, {host: "dra", realm: "x", apps: []uint32{1}, fallback: true, usable: true}}, "", "home", 1, 0},
		{"peer that was never connected", []candidate{stranger, {host: "new"}}, "", "", 0, 0},
		{"host", []candidate{added, stranger}, "mme.home", "home", 1, 0},
		{"alone", []candidate{relay, stranger}, "", "home", 1, 0},
		{"alone, no realm", []candidate{relay, stranger}, "", "", 1, 0},
		{"relay in its realm", []candidate{relay}, "", "far", 0, 0},
		{"relay elsewhere", []candidate{relay, stranger}, "", "nowhere", -1, diameter.ResultRealmNotServed},
	} {
		q := routeQuery{app: 1, destinationHost: []byte(test.host), destinationRealm: []byte(test.realm)}
		if got, rc := choose(test.of, &q, rand.IntN); got != test.want || rc != test.rc {
			t.Errorf("%s: %d, %v, want %d, %v", test.name, got, rc, test.want, test.rc)
		}
	}
}

// A relay does not send a request back to where it has been.
func TestChooseVisited(t *testing.T) {
	q := routeQuery{app: 1, destinationRealm: []byte("home"), visited: [][]byte{[]byte("HSS1.home"), []byte("edge.home")}}
	if got, _ := choose(routeTestCandidates(), &q, rand.IntN); got != 1 {
		t.Errorf("chose %d, want 1", got)
	}
}

func TestChooseWeight(t *testing.T) {
	peers := []candidate{
		{host: "a", realm: "home", apps: []uint32{1}, weight: 1, usable: true},
		{host: "b", realm: "home", apps: []uint32{1}, weight: 3, usable: true},
		{host: "c", realm: "home", apps: []uint32{1}, weight: 0, usable: true},
		{host: "d", realm: "home", apps: []uint32{1}, weight: 9, priority: 1, usable: true},
		{host: "e", realm: "home", apps: []uint32{1}, weight: 4, usable: true},
	}
	random := rand.New(rand.NewPCG(1, 2))
	q := routeQuery{app: 1, destinationRealm: []byte("home")}
	var got [5]int
	for range 80_000 {
		i, _ := choose(peers, &q, random.IntN)
		got[i]++
	}
	for i, want := range [5]int{10_000, 30_000, 0, 0, 40_000} {
		if got[i] < want-1000 || got[i] > want+1000 {
			t.Errorf("%s was chosen %d times, want about %d", peers[i].host, got[i], want)
		}
	}
	if i, _ := choose(peers[2:3], &q, random.IntN); i != 0 {
		t.Errorf("alone without weight: %d", i)
	}
}

// manyCandidates returns n peers of one realm, or each of its own.
func manyCandidates(n int, realm string) []candidate {
	peers := make([]candidate, n)
	for i := range peers {
		peers[i] = candidate{
			host:  diameter.Identity(fmt.Sprintf("hss%04d.epc.mnc001.mcc262.3gppnetwork.org", i)),
			realm: diameter.Identity(realm), apps: []uint32{16777216, 16777217}, weight: 1, usable: true,
		}
		if realm == "" {
			peers[i].realm = diameter.Identity(fmt.Sprintf("ims.mnc%03d.mcc262.3gppnetwork.org", i))
		}
	}
	return peers
}

func TestChooseAllocates(t *testing.T) {
	peers := manyCandidates(100, "home")
	q := routeQuery{app: 16777216, destinationHost: []byte("other"), destinationRealm: []byte("HOME"), visited: [][]byte{[]byte("x")}}
	if n := testing.AllocsPerRun(100, func() { choose(peers, &q, rand.IntN) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkChoose(b *testing.B) {
	for name, realm := range map[string]string{"OneRealm": "ims.mnc262.mcc262.3gppnetwork.org", "ManyRealms": ""} {
		for _, n := range []int{10, 1000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				peers := manyCandidates(n, realm)
				q := routeQuery{app: 16777216, destinationRealm: []byte("ims.mnc262.mcc262.3gppnetwork.org")}
				b.ReportAllocs()
				for b.Loop() {
					choose(peers, &q, rand.IntN)
				}
			})
		}
	}
}
