package peer

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// redirectAnswer returns an answer 3006 with avps.
func redirectAnswer(avps ...diameter.AVP) []byte {
	return diameter.Append(nil, &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagError, CommandCode: 303, ApplicationID: 1},
		AVPs: append([]diameter.AVP{
			diameter.NewUnsigned32(keyResultCode|diameter.M, uint32(diameter.ResultRedirectIndication)),
			diameter.NewIdentity(keyOriginHost|diameter.M, "agent.example"),
		}, avps...),
	})
}

func redirectTo(uri string) diameter.AVP {
	return diameter.NewUTF8String(keyRedirectHost|diameter.M, uri)
}

func redirectUsage(u usage) diameter.AVP {
	return diameter.NewInteger32(keyRedirectHostUsage|diameter.M, int32(u))
}

func redirectTime(seconds uint32) diameter.AVP {
	return diameter.NewUnsigned32(keyRedirectMaxCacheTime|diameter.M, seconds)
}

// hostsOf returns the names of hosts.
func hostsOf(hosts []redirectHost) string {
	names := make([]string, len(hosts))
	for i, h := range hosts {
		names[i] = string(h.parsed.Host)
	}
	return fmt.Sprint(names)
}

func TestReadRedirect(t *testing.T) {
	many := make([]diameter.AVP, 100)
	for i := range many {
		many[i] = redirectTo("aaa://h")
	}
	tests := []struct {
		name  string
		avps  []diameter.AVP
		hosts string
		usage usage
		keep  time.Duration
	}{
		{"one host", []diameter.AVP{redirectTo("aaa://a.example")}, "[a.example]", usageNone, 0},
		{"two hosts", []diameter.AVP{redirectTo("aaas://a.example:1"), redirectTo("aaa://b;transport=sctp")}, "[a.example b]", usageNone, 0},
		{"cached", []diameter.AVP{redirectUsage(usageUser), redirectTo("aaa://a"), redirectTime(60)}, "[a]", usageUser, time.Minute},
		{"cached for ever", []diameter.AVP{redirectTo("aaa://a"), redirectUsage(usageRealm), redirectTime(1<<32 - 1)}, "[a]", usageRealm, (1<<32 - 1) * time.Second},
		{"no time", []diameter.AVP{redirectTo("aaa://a"), redirectUsage(usageRealm)}, "[a]", usageNone, 0},
		{"unknown usage", []diameter.AVP{redirectTo("aaa://a"), redirectUsage(7), redirectTime(60)}, "[a]", usageNone, 0},
		{"usage of 3 bytes", []diameter.AVP{redirectTo("aaa://a"), diameter.NewOctetString(keyRedirectHostUsage, []byte("abc")), redirectTime(60)}, "[a]", usageNone, time.Minute},
		{"a host that is none", []diameter.AVP{redirectTo("http://a"), redirectTo("aaa://r;protocol=radius"), redirectTo("aaa://b")}, "[b]", usageNone, 0},
		{"too many", many, "", usageNone, 0},
	}
	for _, test := range tests {
		r, err := readRedirect(redirectAnswer(test.avps...))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if test.name == "too many" {
			if len(r.hosts) != maxRedirectHosts {
				t.Errorf("%d hosts", len(r.hosts))
			}
			continue
		}
		if hostsOf(r.hosts) != test.hosts || r.usage != test.usage || r.keep != test.keep {
			t.Errorf("%s: %+v", test.name, r)
		}
	}
}

func TestReadRedirectErrors(t *testing.T) {
	whole := redirectAnswer(redirectTo("aaa://a.example"))
	for n := range whole {
		if _, err := readRedirect(whole[:n]); err == nil {
			t.Fatalf("%d bytes of %d: no error", n, len(whole))
		}
	}
	broken := bytes.Clone(whole)
	broken[headerLen+5] = 1 // length of the first AVP
	if _, err := readRedirect(broken); !fails(err, diameter.ResultInvalidAVPLength) {
		t.Errorf("AVP of 64 KiB: %v", err)
	}
	for _, avps := range [][]diameter.AVP{nil, {redirectTo("")}, {redirectTo("a.example")}} {
		if _, err := readRedirect(redirectAnswer(avps...)); err == nil {
			t.Errorf("%v: no error", avps)
		}
	}
}

// redirectsTo returns a redirect to one host for a minute.
func redirectsTo(host string, u usage) redirect {
	return redirect{
		hosts: []redirectHost{{parsed: diameter.ParsedURI{Host: diameter.Identity(host)}}},
		usage: u, keep: time.Minute,
	}
}

// redirectedRequest returns the keys of a request for each usage to look at.
func redirectedRequest() *requestKeys {
	return &requestKeys{
		header:    diameter.Header{ApplicationID: 1},
		sessionID: []byte("s"), userName: []byte("u"), destinationRealm: []byte("Realm"),
	}
}

// Of all redirects for a request the one first in precedence holds; as they
// are taken away, the next one does.
func TestRedirectsPrecedence(t *testing.T) {
	order := []struct {
		usage usage
		lose  func(*requestKeys) // makes the request another one to this usage only
	}{
		{usageSession, func(k *requestKeys) { k.sessionID = []byte("S") }},
		{usageUser, func(k *requestKeys) { k.userName = nil }},
		{usageRealmAndApplication, nil},
		{usageRealm, func(k *requestKeys) { k.destinationRealm = nil }},
		{usageApplication, func(k *requestKeys) { k.header.ApplicationID = 2 }},
		{usageHost, nil},
	}
	c, now := newRedirects(10), time.Unix(1000, 0)
	for _, o := range order {
		c.add(redirectsTo(fmt.Sprint("usage", o.usage), o.usage), redirectedRequest(), "Agent", now)
	}
	k := redirectedRequest()
	for _, o := range order {
		want := fmt.Sprintf("[usage%d]", o.usage)
		if got := hostsOf(c.lookup(k, "AGENT", now)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if o.lose != nil {
			o.lose(k)
			continue
		}
		c.forget(diameter.Identity(fmt.Sprint("USAGE", o.usage)))
	}
	if got := c.lookup(k, "agent", now); got != nil {
		t.Errorf("at the end: %v", got)
	}
}

func TestRedirectsMatch(t *testing.T) {
	other := redirectedRequest()
	other.header.ApplicationID, other.sessionID = 2, []byte("t")
	now := time.Unix(1000, 0)
	for u, want := range map[usage]bool{
		usageSession: false, usageUser: true, usageRealmAndApplication: false,
		usageRealm: true, usageApplication: false, usageHost: true,
	} {
		c := newRedirects(10)
		c.add(redirectsTo("a", u), redirectedRequest(), "agent", now)
		if got := c.lookup(other, "agent", now) != nil; got != want {
			t.Errorf("usage %d: another request is redirected: %v", u, got)
		}
		if c.lookup(redirectedRequest(), "agent", now.Add(time.Minute-1)) == nil {
			t.Errorf("usage %d: does not hold for its time", u)
		}
		if c.lookup(redirectedRequest(), "agent", now.Add(time.Minute)) != nil {
			t.Errorf("usage %d: holds longer than its time", u)
		}
	}
}

func TestRedirectsWithoutPeer(t *testing.T) {
	c, now := newRedirects(10), time.Unix(1000, 0)
	c.add(redirectsTo("a", usageHost), redirectedRequest(), "agent", now)
	if got := c.lookup(redirectedRequest(), "", now); got != nil {
		t.Errorf("redirected before the peer is known: %v", got)
	}
	if got := c.lookup(redirectedRequest(), "other", now); got != nil {
		t.Errorf("redirected from another peer: %v", got)
	}
	c.add(redirectsTo("a", usageNone), redirectedRequest(), "agent", now)
	c.add(redirectsTo("a", usageUser), new(requestKeys), "agent", now)
	if len(c.byKey) != 1 {
		t.Errorf("%d are remembered, want 1", len(c.byKey))
	}
}

func TestRedirectsLimit(t *testing.T) {
	c, now := newRedirects(3), time.Unix(1000, 0)
	k := redirectedRequest()
	for i := range 5 {
		k.sessionID = []byte{byte('a' + i)}
		r := redirectsTo("h", usageSession)
		r.keep = time.Duration(10-i) * time.Minute // the newest expire first
		c.add(r, k, "", now)
	}
	got := ""
	for i := range 5 {
		k.sessionID = []byte{byte('a' + i)}
		if c.lookup(k, "", now) != nil {
			got += string(k.sessionID)
		}
	}
	if got != "abe" {
		t.Errorf("remembered %s, want abe", got)
	}
	none := newRedirects(0)
	none.add(redirectsTo("h", usageSession), k, "", now)
	if len(none.byKey) != 0 {
		t.Error("a memory for nothing remembers")
	}
}

// One host of several is dropped, and those who hold the hosts keep theirs.
func TestRedirectsForget(t *testing.T) {
	c, now := newRedirects(3), time.Unix(1000, 0)
	r, err := readRedirect(redirectAnswer(redirectTo("aaa://a"), redirectTo("aaa://b"), redirectUsage(usageRealm), redirectTime(60)))
	if err != nil {
		t.Fatal(err)
	}
	c.add(r, redirectedRequest(), "", now)
	held := c.lookup(redirectedRequest(), "", now)
	c.forget("A")
	if got := hostsOf(c.lookup(redirectedRequest(), "", now)); got != "[b]" {
		t.Errorf("after forgetting a: %s", got)
	}
	if hostsOf(held) != "[a b]" {
		t.Errorf("held: %s", hostsOf(held))
	}
}

func TestRedirectsAllocates(t *testing.T) {
	c, now := newRedirects(3), time.Unix(1000, 0)
	c.add(redirectsTo("h", usageHost), redirectedRequest(), "agent", now)
	k := redirectedRequest()
	if n := testing.AllocsPerRun(100, func() { c.lookup(k, "agent", now) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
