package bench

import (
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

var memory = flag.Bool("memory", false, "run TestMemory, which needs a machine that does nothing else")

// peerLimit is how many bytes a connected peer may cost a node.
const peerLimit = 64 << 10

// TestMemory connects 1,000 peers with one node and reports what each of them
// costs it: the live heap and the stacks, before and after it was served. The
// peers are bare sockets of this process, of which half a kilobyte is counted
// as well.
func TestMemory(t *testing.T) {
	if !*memory {
		t.Skip("NOT RUN: it is run by hand (go test -run TestMemory -memory -v . in bench)")
	}
	const peers = 1000
	address := telgenServer(t)
	start := inUse()
	conns := make([]*barePeer, peers)
	for i := range conns {
		conns[i] = connectBare(t, address, fmt.Sprintf("mme%d.example.org", i))
	}
	checkCost(t, "connected", peers, start)
	request := marshal(t, ulr())
	for _, c := range conns {
		c.exchange(t, request)
	}
	checkCost(t, "served once", peers, start)
	runtime.KeepAlive(conns)
}

// checkCost reports what each peer costs.
func checkCost(t *testing.T, when string, peers int, start usage) {
	t.Helper()
	now := inUse()
	heap, stack := int(now.heap-start.heap)/peers, int(now.stack-start.stack)/peers
	t.Logf("%s: %d bytes for each peer: heap %d, stack %d; %.1f goroutines", when, heap+stack, heap, stack,
		float64(now.goroutines-start.goroutines)/float64(peers))
	if heap+stack > peerLimit {
		t.Errorf("%s: %d bytes for each peer, want at most %d", when, heap+stack, peerLimit)
	}
}

// usage is in bytes; it may be less than at an earlier time.
type usage struct {
	heap, stack int64
	goroutines  int
}

// inUse returns what is in use when everything that is under way has ended.
func inUse() usage {
	var m runtime.MemStats
	time.Sleep(100 * time.Millisecond)
	for range 3 { // what a pool holds survives one collection
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return usage{int64(m.HeapAlloc), int64(m.StackInuse), runtime.NumGoroutine()}
}

// barePeer speaks just enough Diameter to be served.
type barePeer struct{ nc net.Conn }

// connectBare connects and exchanges capabilities.
func connectBare(t *testing.T, address, host string) *barePeer {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	p := &barePeer{nc}
	cer := base.NewCapabilitiesExchangeRequest()
	cer.Header.HopByHop, cer.Header.EndToEnd = 1, 1
	cer.OriginHost, cer.OriginRealm = diameter.Identity(host), "example.org"
	cer.HostIPAddress = []diameter.Address{diameter.AddressFrom(netip.MustParseAddr("127.0.0.1"))}
	cer.VendorID, cer.ProductName = 10415, "bench"
	cer.VendorSpecificApplicationID = []base.VendorSpecificApplicationID{{VendorID: 10415, AuthApplicationID: opt.Some[uint32](16777251)}}
	p.exchange(t, marshal(t, cer))
	return p
}

// exchange sends a request and reads an answer that must report success.
func (p *barePeer) exchange(t *testing.T, request []byte) {
	t.Helper()
	if _, err := p.nc.Write(request); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 20)
	if _, err := io.ReadFull(p.nc, head); err != nil {
		t.Fatal(err)
	}
	frame := append(head, make([]byte, binary.BigEndian.Uint32(head)&0xffffff-20)...)
	if _, err := io.ReadFull(p.nc, frame[20:]); err != nil {
		t.Fatal(err)
	}
	answer := new(diameter.Generic)
	if err := diameter.Unmarshal(frame, answer); err != nil {
		t.Fatal(err)
	}
	if err := diameter.CheckAnswer(answer); err != nil {
		t.Fatal(err)
	}
}
