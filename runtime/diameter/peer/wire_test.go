package peer_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A wire is a peer that a test plays by hand.
type wire struct {
	t  *testing.T
	nc net.Conn
	r  *bufio.Reader
}

func newWire(t *testing.T, nc net.Conn) *wire {
	t.Helper()
	t.Cleanup(func() { nc.Close() })
	if err := nc.SetDeadline(time.Now().Add(soon)); err != nil {
		t.Fatal(err)
	}
	return &wire{t, nc, bufio.NewReader(nc)}
}

// dialWire connects with a node, without any message.
func dialWire(t *testing.T, address string) *wire {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return newWire(t, nc)
}

// openWire connects with a server whose handler is h, up to the open state.
func openWire(t *testing.T, h pingHandler) (*wire, *peer.Node) {
	t.Helper()
	server := newNode(t, testConfig("server.example.org"))
	server.Handle(h)
	w := dialWire(t, serve(t, server))
	if cea := w.exchange(cer()); resultOf(t, cea) != diameter.ResultSuccess {
		t.Fatalf("CEA %v", cea)
	}
	return w, server
}

func (w *wire) write(b []byte) {
	w.t.Helper()
	if _, err := w.nc.Write(b); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) send(m diameter.Message) {
	w.t.Helper()
	w.write(diameter.Append(nil, m))
}

// raw reads the bytes of a message.
func (w *wire) raw() []byte {
	w.t.Helper()
	head, err := w.r.Peek(4)
	if err != nil {
		w.t.Fatalf("no message: %v", err)
	}
	b := make([]byte, binary.BigEndian.Uint32(head)&0xffffff)
	if _, err := io.ReadFull(w.r, b); err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (w *wire) read() *diameter.Generic {
	w.t.Helper()
	m := new(diameter.Generic)
	if err := diameter.Unmarshal(w.raw(), m); err != nil {
		w.t.Fatal(err)
	}
	return m
}

// exchange sends a request and reads the answer, which must have its ids.
func (w *wire) exchange(req *diameter.Generic) *diameter.Generic {
	w.t.Helper()
	w.send(req)
	answer := w.read()
	want := req.Header.Answer()
	want.Flags |= answer.Header.Flags & diameter.FlagError
	if answer.Header != want {
		w.t.Fatalf("answer has header %+v, want %+v", answer.Header, want)
	}
	return answer
}

// ended checks that the node closes the connection and says nothing more.
func (w *wire) ended() {
	w.t.Helper()
	if b, err := io.ReadAll(w.r); len(b) > 0 || err != nil {
		w.t.Errorf("got %x, %v, want the end", b, err)
	}
}

// stays checks that the connection is open. The node may look at it as well.
func (w *wire) stays() {
	w.t.Helper()
	w.send(request(280))
	answer := w.read()
	for ; answer.Header.IsRequest(); answer = w.read() {
		w.answerWatchdog(answer)
	}
	if rc := resultOf(w.t, answer); rc != diameter.ResultSuccess || answer.Header.CommandCode != 280 {
		w.t.Errorf("watchdog answered %v, %+v", rc, answer.Header)
	}
}

// quiet checks that the node says nothing for a moment, and does not close the
// connection.
func (w *wire) quiet() {
	w.t.Helper()
	if err := w.nc.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.r.Peek(1); !errors.Is(err, os.ErrDeadlineExceeded) {
		w.t.Fatalf("got something, %v, want silence", err)
	}
	if err := w.nc.SetReadDeadline(time.Now().Add(soon)); err != nil {
		w.t.Fatal(err)
	}
}

// request returns a request of the base protocol with names and avps.
func request(code uint32, avps ...diameter.AVP) *diameter.Generic {
	return &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: code, HopByHop: 0x11223344, EndToEnd: 0x55667788},
		AVPs: append([]diameter.AVP{
			diameter.NewIdentity(keyOriginHost|diameter.M, "wire.example.net"),
			diameter.NewIdentity(keyOriginRealm|diameter.M, "example.net"),
		}, avps...),
	}
}

// cer is a Capabilities-Exchange-Request for the application of the tests.
func cer() *diameter.Generic {
	return request(257,
		diameter.NewAddress(257|diameter.M, diameter.AddressFrom(netip.MustParseAddr("192.0.2.1"))),
		diameter.NewUnsigned32(266|diameter.M, 0),
		diameter.NewUTF8String(269, "wire"),
		diameter.NewGrouped(260|diameter.M,
			diameter.NewUnsigned32(266|diameter.M, vendor3GPP),
			diameter.NewUnsigned32(258|diameter.M, pingApplication)))
}

// ping is a Ping-Request; avps stand for what follows Session-Id and the names.
func ping(avps ...diameter.AVP) *diameter.Generic {
	m := request(pingCode, avps...)
	m.Header.Flags |= diameter.FlagProxiable
	m.Header.ApplicationID = pingApplication
	m.AVPs = slices.Insert(m.AVPs, 0, diameter.NewUTF8String(keySessionID|diameter.M, "wire;1;2"))
	return m
}

var (
	authState = diameter.NewInteger32(keyAuthState|diameter.M, 1)
	text      = diameter.NewUTF8String(keyText|diameter.M, "hello")
	proxies   = []diameter.AVP{
		diameter.NewGrouped(keyProxyInfo|diameter.M, diameter.NewIdentity(280|diameter.M, "one")),
		diameter.NewGrouped(keyProxyInfo|diameter.M, diameter.NewIdentity(280|diameter.M, "two")),
	}
)

func resultOf(t *testing.T, m *diameter.Generic) diameter.ResultCode {
	t.Helper()
	found := diameter.Find(m, keyResultCode)
	if len(found) != 1 {
		t.Fatalf("%d Result-Codes in %v", len(found), m.AVPs)
	}
	rc, err := found[0].Unsigned32()
	if err != nil {
		t.Fatal(err)
	}
	return diameter.ResultCode(rc)
}

func textOf(m *diameter.Generic, k diameter.Key) string {
	for _, a := range diameter.Find(m, k) {
		return string(a.Data)
	}
	return ""
}

// show writes AVPs as "code flags data" for comparison.
func show(avps []diameter.AVP) (lines []string) {
	for _, a := range avps {
		lines = append(lines, fmt.Sprintf("%v %02x %x", a.Key, uint8(a.Flags), a.Data))
	}
	return lines
}

// told is what a node with pingApp and an accounting application says of
// itself, after Origin-Host.
func toldApplications() []diameter.Application {
	return []diameter.Application{
		pingApp,
		{Name: "Charging", ID: 4, Auth: true},
		{Name: "Accounting", ID: 3, Acct: true},
		{Name: "Base", ID: 0},
	}
}

func told(name diameter.Identity) []diameter.AVP {
	const m = diameter.M
	return []diameter.AVP{
		diameter.NewIdentity(keyOriginHost|m, name),
		diameter.NewIdentity(keyOriginRealm|m, "example.org"),
		diameter.NewAddress(257|m, diameter.AddressFrom(netip.MustParseAddr("127.0.0.1"))),
		diameter.NewUnsigned32(266|m, 99),
		diameter.NewUTF8String(269, "telgen"),
		diameter.NewUnsigned32(278|m, 7),
		diameter.NewUnsigned32(265|m, vendor3GPP),
		diameter.NewUnsigned32(265|m, 13019),
		diameter.NewUnsigned32(258|m, 4),
		diameter.NewUnsigned32(259|m, 3),
		diameter.NewGrouped(260|m, diameter.NewUnsigned32(266|m, vendor3GPP), diameter.NewUnsigned32(258|m, pingApplication)),
		diameter.NewUnsigned32(267, 12),
	}
}

func tellingConfig(name diameter.Identity) peer.Config {
	cfg := testConfig(name)
	cfg.VendorID, cfg.OriginStateID, cfg.FirmwareRevision = 99, 7, 12
	return cfg
}

func TestCapabilitiesAnswer(t *testing.T) {
	server := newNode(t, tellingConfig("server.example.org"), toldApplications()...)
	w := dialWire(t, serve(t, server))
	cea := w.exchange(cer())
	want := append([]diameter.AVP{diameter.NewUnsigned32(keyResultCode|diameter.M, 2001)}, told("server.example.org")...)
	if got, want := show(cea.AVPs), show(want); !reflect.DeepEqual(got, want) {
		t.Errorf("CEA\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w.stays()
}

// acceptWire makes client connect with a peer that the test plays, and returns
// that with the request that it got first.
func acceptWire(t *testing.T, client *peer.Node) (*wire, *diameter.Generic) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return acceptFrom(t, client, l)
}

func acceptFrom(t *testing.T, client *peer.Node, l net.Listener) (*wire, *diameter.Generic) {
	t.Helper()
	if err := client.AddPeer("aaa://" + l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	nc, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	w := newWire(t, nc)
	return w, w.read()
}

// accepted answers a CER.
func (w *wire) accepted(req *diameter.Generic, rc diameter.ResultCode) {
	w.t.Helper()
	cea := cer()
	cea.Header = req.Header.Answer()
	cea.AVPs = slices.Insert(cea.AVPs, 0, diameter.NewUnsigned32(keyResultCode|diameter.M, uint32(rc)))
	w.send(cea)
}

func TestCapabilitiesRequest(t *testing.T) {
	client := newNode(t, tellingConfig("client.example.org"), toldApplications()...)
	_, req := acceptWire(t, client)
	if h := req.Header; h.Flags != diameter.FlagRequest || h.CommandCode != 257 || h.ApplicationID != 0 {
		t.Errorf("CER has header %+v", h)
	}
	if got, want := show(req.AVPs), show(told("client.example.org")); !reflect.DeepEqual(got, want) {
		t.Errorf("CER\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCapabilitiesRefused(t *testing.T) {
	without := func(drop diameter.Key) *diameter.Generic {
		m := cer()
		m.AVPs = slices.DeleteFunc(m.AVPs, func(a diameter.AVP) bool { return a.Key == drop })
		return m
	}
	with := func(avps ...diameter.AVP) *diameter.Generic {
		m := cer()
		m.AVPs = append(m.AVPs, avps...)
		return m
	}
	for _, test := range []struct {
		name   string
		cer    *diameter.Generic
		rc     diameter.ResultCode
		failed string
	}{
		{"no common application", without(260), 5010, ""},
		{"other application", request(257, diameter.NewUnsigned32(258|diameter.M, 5)), 5010, ""},
		{"no Origin-Host", without(keyOriginHost), 5005, "264 40 "},
		{"no Origin-Realm", without(keyOriginRealm), 5005, "296 40 "},
		{"too many applications", with(applications(256)...), 5009, "258 40 00000100"},
		{"short id", with(diameter.NewOctetString(258|diameter.M, []byte{1})), 5014, "258 40 00000000"},
		{"short id in a group", with(diameter.NewGrouped(260|diameter.M, diameter.NewOctetString(258|diameter.M, nil))), 5014, "258 40 00000000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := newNode(t, testConfig("server.example.org"), pingApp)
			w := dialWire(t, serve(t, server))
			cea := w.exchange(test.cer)
			if rc := resultOf(t, cea); rc != test.rc || cea.Header.Flags != 0 {
				t.Errorf("answered %v flags %v, want %v and none", rc, cea.Header.Flags, test.rc)
			}
			var failed string
			for _, a := range diameter.Find(cea, keyFailedAVP) {
				members, err := a.Grouped()
				if err != nil {
					t.Fatal(err)
				}
				failed = strings.Join(show(members), "; ")
			}
			if failed != test.failed {
				t.Errorf("Failed-AVP %q, want %q", failed, test.failed)
			}
			w.ended()
		})
	}
}

// applications are Auth-Application-Ids from 1 on.
func applications(count int) (avps []diameter.AVP) {
	for i := range count {
		avps = append(avps, diameter.NewUnsigned32(258|diameter.M, uint32(i+1)))
	}
	return avps
}

// Much is not read of a node that is not known yet.
func TestLongGreeting(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"), pingApp)
	w := dialWire(t, serve(t, server))
	m := cer()
	m.AVPs = append(m.AVPs, diameter.NewOctetString(7777, make([]byte, 64<<10)))
	_, _ = w.nc.Write(diameter.Append(nil, m)) // the node may close the connection meanwhile
	w.closed()
	client := newNode(t, testConfig("client.example.org"), pingApp)
	w, req := acceptWire(t, client)
	m.Header = req.Header.Answer()
	m.AVPs = append(m.AVPs, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
	_, _ = w.nc.Write(diameter.Append(nil, m))
	w.closed()
}

func TestCapabilitiesAccepted(t *testing.T) {
	for name, avp := range map[string]diameter.AVP{
		"twice":              diameter.NewGrouped(260|diameter.M, slices.Repeat([]diameter.AVP{diameter.NewUnsigned32(258|diameter.M, pingApplication)}, 1000)...),
		"relay":              diameter.NewUnsigned32(258|diameter.M, 0xffffffff),
		"without the vendor": diameter.NewUnsigned32(258|diameter.M, pingApplication),
		"as accounting":      diameter.NewGrouped(260|diameter.M, diameter.NewUnsigned32(259|diameter.M, pingApplication)),
	} {
		server := newNode(t, testConfig("server.example.org"), pingApp)
		w := dialWire(t, serve(t, server))
		if rc := resultOf(t, w.exchange(request(257, avp))); rc != diameter.ResultSuccess {
			t.Errorf("%s: answered %v", name, rc)
		}
	}
}

// The base protocol is no application that two nodes could have in common.
func TestBaseIsNotCommon(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"), diameter.Application{Name: "Base"})
	w := dialWire(t, serve(t, server))
	if rc := resultOf(t, w.exchange(request(257, diameter.NewUnsigned32(258|diameter.M, 0)))); rc != diameter.ResultNoCommonApplication {
		t.Errorf("answered %v", rc)
	}
	w.ended()
}

func TestFirstMessageIsNoCER(t *testing.T) {
	for name, m := range map[string]*diameter.Generic{
		"watchdog": request(280), "request": ping(authState, text),
		"answer": {Header: diameter.Header{CommandCode: 257}},
	} {
		t.Run(name, func(t *testing.T) {
			server := newNode(t, testConfig("server.example.org"), pingApp)
			w := dialWire(t, serve(t, server))
			w.send(m)
			w.ended()
		})
	}
}

func TestSilentConnectionIsClosed(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.CapabilitiesTimeout = 20 * time.Millisecond
	dialWire(t, serve(t, newNode(t, cfg, pingApp))).ended()
}

func TestSecondCER(t *testing.T) {
	w, _ := openWire(t, echo)
	if rc := resultOf(t, w.exchange(cer())); rc != diameter.ResultUnableToComply {
		t.Errorf("answered %v", rc)
	}
	w.stays()
}

func TestPeerRefuses(t *testing.T) {
	for name, answer := range map[string]func(*wire, *diameter.Generic){
		"5010": func(w *wire, cer *diameter.Generic) { w.accepted(cer, diameter.ResultNoCommonApplication) },
		"nothing in common": func(w *wire, cer *diameter.Generic) {
			m := request(257, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
			m.Header = cer.Header.Answer()
			w.send(m)
		},
		"other answer": func(w *wire, _ *diameter.Generic) { w.send(request(280)) },
	} {
		t.Run(name, func(t *testing.T) {
			client := newNode(t, testConfig("client.example.org"), pingApp)
			w, cer := acceptWire(t, client)
			answer(w, cer)
			w.ended()
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			defer cancel()
			_, err := pingClient{client}.Ping(ctx, newPing("x"))
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "last attempt to connect: ") {
				t.Errorf("call: %v, want the end of the context and why there is no connection", err)
			}
		})
	}
}

func TestWatchdog(t *testing.T) {
	w, _ := openWire(t, echo)
	dwa := w.exchange(request(280))
	want := []diameter.AVP{
		diameter.NewUnsigned32(keyResultCode|diameter.M, 2001),
		diameter.NewIdentity(keyOriginHost|diameter.M, "server.example.org"),
		diameter.NewIdentity(keyOriginRealm|diameter.M, "example.org"),
	}
	if got, want := show(dwa.AVPs), show(want); !reflect.DeepEqual(got, want) {
		t.Errorf("DWA %v, want %v", got, want)
	}
}

func TestDisconnect(t *testing.T) {
	w, _ := openWire(t, echo)
	dpa := w.exchange(request(282, diameter.NewInteger32(273|diameter.M, 2)))
	if rc := resultOf(t, dpa); rc != diameter.ResultSuccess {
		t.Errorf("DPA %v", rc)
	}
	w.ended()
}

func TestRequestAfterDisconnectIsIgnored(t *testing.T) {
	var handled atomic.Int32
	w, server := openWire(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		handled.Add(1)
		return echo(ctx, req)
	})
	w.exchange(request(282))
	w.send(ping(authState, text))
	w.ended()
	w.nc.Close()
	time.Sleep(20 * time.Millisecond) // until the server has read it
	if err := server.Shutdown(soonContext(t)); err != nil {
		t.Error(err)
	}
	if n := handled.Load(); n != 0 {
		t.Errorf("%d requests handled after the end", n)
	}
}

func TestReconnectAfterDisconnect(t *testing.T) {
	for cause, again := range map[int32]bool{0: true, 1: false, 2: false} {
		cfg := testConfig("client.example.org")
		cfg.ReconnectMin, cfg.ReconnectMax = time.Millisecond, time.Minute
		client := newNode(t, cfg, pingApp)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		w, cer := acceptFrom(t, client, l)
		w.accepted(cer, diameter.ResultSuccess)
		w.exchange(request(282, diameter.NewInteger32(273|diameter.M, cause)))
		w.nc.Close()
		if again {
			l.(*net.TCPListener).SetDeadline(time.Now().Add(soon))
		} else {
			l.(*net.TCPListener).SetDeadline(time.Now().Add(50 * time.Millisecond))
		}
		if nc, err := l.Accept(); (err == nil) != again {
			t.Errorf("cause %d: connected again %v, want %v", cause, err == nil, again)
		} else if err == nil {
			nc.Close()
		}
	}
}

func TestShutdownTakesLeave(t *testing.T) {
	w, server := openWire(t, echo)
	ended := make(chan error, 1)
	go func() { ended <- server.Shutdown(context.Background()) }()
	dpr := w.read()
	if dpr.Header.CommandCode != 282 || !dpr.Header.IsRequest() {
		t.Fatalf("got %+v, want a Disconnect-Peer-Request", dpr.Header)
	}
	if got := show(diameter.Find(dpr, 273)); len(got) != 1 || got[0] != "273 40 00000000" {
		t.Errorf("Disconnect-Cause %v", got)
	}
	dpa := request(282)
	dpa.Header = dpr.Header.Answer()
	w.send(dpa)
	w.ended()
	if err := <-ended; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

func TestShutdownOfSilentPeer(t *testing.T) {
	w, server := openWire(t, echo)
	start := time.Now()
	if err := server.Shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if d := time.Since(start); d > soon {
		t.Errorf("Shutdown took %v", d)
	}
	w.read() // the Disconnect-Peer-Request
	w.ended()
}

func TestBrokenStream(t *testing.T) {
	long := diameter.Append(nil, ping(authState, text))
	binary.BigEndian.PutUint32(long, 1<<24|1<<21)
	for name, b := range map[string][]byte{
		"version":  append([]byte{2, 0, 0, 20}, make([]byte, 16)...),
		"length":   append([]byte{1, 0, 0, 19}, make([]byte, 16)...),
		"too long": long,
		"no text":  []byte("GET / HTTP/1.1\r\n\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			w, server := openWire(t, echo)
			w.write(b)
			if _, err := io.ReadAll(w.r); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection stays")
			}
			other, err := net.Dial("tcp", serve(t, server)) // and the node lives
			if err != nil {
				t.Fatal(err)
			}
			if rc := resultOf(t, newWire(t, other).exchange(cer())); rc != diameter.ResultSuccess {
				t.Errorf("CEA %v", rc)
			}
		})
	}
}
