package peer

import (
	"context"
	"net"
	"testing"
)

// A request of the watchdog that was not sent is not waited for.
func TestWatchdogWithoutRoom(t *testing.T) {
	n := namedThing(t, "node.example.org")
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	c := n.newConn(context.Background(), here, nil)
	c.startWatch(true)
	defer c.stopWatch()
	for c.sendNow(nil) {
	}
	c.probe()
	if c.watch.pending || !c.calm.Load() {
		t.Errorf("pending %v, calm %v, want neither", c.watch.pending, c.calm.Load())
	}
	<-c.urgent
	c.probe()
	if !c.watch.pending || c.calm.Load() {
		t.Errorf("pending %v, calm %v after a request that was sent", c.watch.pending, c.calm.Load())
	}
}
