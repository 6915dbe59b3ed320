package sctp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"
)

// A fakeSocket is a connection of messages in memory.
type fakeSocket struct {
	incoming [][]byte // then io.EOF
	sent     []string // "o 280" or "u 280": ordered or not, and the command
	bytes    []byte
	fault    error // of everything but receive
}

func (f *fakeSocket) send(m []byte, unordered bool) error {
	letter := "o"
	if unordered {
		letter = "u"
	}
	f.sent = append(f.sent, fmt.Sprint(letter, " ", int(m[6])<<8|int(m[7])))
	f.bytes = append(f.bytes, m...)
	return f.fault
}

func (f *fakeSocket) receive(b []byte) (n int, whole bool, err error) {
	if len(f.incoming) == 0 {
		return 0, false, io.EOF
	}
	n = copy(b, f.incoming[0])
	f.incoming[0] = f.incoming[0][n:]
	if whole = len(f.incoming[0]) == 0; whole {
		f.incoming = f.incoming[1:]
	}
	return n, whole, nil
}

func (f *fakeSocket) closeWrite() error                { return f.fault }
func (f *fakeSocket) Close() error                     { return f.fault }
func (f *fakeSocket) SetDeadline(time.Time) error      { return f.fault }
func (f *fakeSocket) SetReadDeadline(time.Time) error  { return f.fault }
func (f *fakeSocket) SetWriteDeadline(time.Time) error { return f.fault }

func newFake(orderly uint32, incoming ...[]byte) (*fakeSocket, *conn) {
	f := &fakeSocket{incoming: incoming}
	return f, &conn{
		socket: f, orderly: orderly,
		local:  &Addr{IPs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, Port: 1},
		remote: &Addr{IPs: []netip.Addr{netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("192.0.2.2")}, Port: 3868},
	}
}

// TestConnJoins reads messages, in parts, as one stream.
func TestConnJoins(t *testing.T) {
	messages := [][]byte{message(20, 1), message(5000, 2), message(28, 3)}
	want := slices.Concat(messages...)
	for _, size := range []int{1, 7, 20, 4096} {
		_, c := newFake(openToDialler, slices.Clone(messages)...)
		var got []byte
		b := make([]byte, size)
		n, err := 0, error(nil)
		for err == nil {
			n, err = c.Read(b)
			got = append(got, b[:n]...)
		}
		if err != io.EOF || !bytes.Equal(got, want) {
			t.Errorf("reads of %d bytes: %d bytes, %v, want %d and io.EOF itself", size, len(got), err, len(want))
		}
	}
}

// TestConnSplits writes three messages at once, the last of them in two parts.
func TestConnSplits(t *testing.T) {
	f, c := newFake(openToDialler)
	stream := slices.Concat(message(20, 1), message(24, 2), message(28, 3))
	for _, part := range [][]byte{stream[:50], stream[50:]} {
		if n, err := c.Write(part); n != len(part) || err != nil {
			t.Fatalf("wrote %d bytes, %v, want %d", n, err, len(part))
		}
	}
	if want := []string{"o 257", "o 258", "o 259"}; !slices.Equal(f.sent, want) || !bytes.Equal(f.bytes, stream) {
		t.Errorf("sent %v, want %v", f.sent, want)
	}
}

// TestConnOrder sends each kind of message before and after the peer is known
// to be open.
func TestConnOrder(t *testing.T) {
	const exchange, watchdog, disconnect = 1, 24, 26 // of 256 and more
	for name, c := range map[string]struct {
		orderly uint32
		want    []string // of each round: a watchdog request and a disconnection
	}{
		"dialled":  {openToDialler, []string{"o 280", "o 282", "u 280", "o 282", "u 280", "o 282"}},
		"accepted": {openToAccepter, []string{"o 280", "o 282", "o 280", "o 282", "u 280", "o 282"}},
	} {
		f, nc := newFake(c.orderly, message(20, exchange), message(60, watchdog))
		for round := range 3 {
			for left := 2 - round; len(f.incoming) > left; { // a message in parts is one
				if _, err := nc.Read(make([]byte, 20)); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := nc.Write(append(message(20, watchdog), message(20, disconnect)...)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(f.sent, c.want) {
			t.Errorf("%s: sent %v, want %v", name, f.sent, c.want)
		}
	}
}

func TestConnErrors(t *testing.T) {
	f, c := newFake(openToDialler)
	f.fault = os.ErrClosed
	for name, use := range map[string]func() error{
		"write": func() error { _, err := c.Write(message(20, 1)); return err },
		"close": c.Close, "close write": c.CloseWrite,
	} {
		if err := use(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: %v, want net.ErrClosed", name, err)
		}
	}
	f.fault = os.ErrDeadlineExceeded
	_, err := c.Write(message(20, 1))
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("write behind the deadline: %v, want a timeout", err)
	}
	want := "write sctp 192.0.2.1:1->[2001:db8::1]/192.0.2.2:3868: i/o timeout"
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	if _, err := c.Write(make([]byte, 20)); err == nil {
		t.Error("zeros are written as a message")
	}
}
