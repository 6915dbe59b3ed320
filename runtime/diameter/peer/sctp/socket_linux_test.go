//go:build !386

package sctp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"
)

// socketPair returns two sockets that are connected and keep the boundaries of
// messages, as SCTP does, so that everything but SCTP itself is tried on any
// kernel.
func socketPair(t *testing.T) (a, b *conn) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ends := make([]*conn, 2)
	for i, fd := range fds {
		s, err := newSocket(fd)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		ends[i] = &conn{socket: s, local: new(Addr), remote: new(Addr)}
	}
	return ends[0], ends[1]
}

// TestSocketKeepsMessages writes two messages together: they arrive apart.
func TestSocketKeepsMessages(t *testing.T) {
	a, b := socketPair(t)
	if _, err := a.Write(append(message(24, 1), message(28, 2)...)); err != nil {
		t.Fatal(err)
	}
	if err := a.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 100)
	for _, want := range [][]byte{message(24, 1), message(28, 2)} {
		if n, err := b.Read(buffer); err != nil || !bytes.Equal(buffer[:n], want) {
			t.Errorf("read % x, %v, want % x", buffer[:n], err, want)
		}
	}
	if _, err := b.Read(buffer); err != io.EOF {
		t.Errorf("behind the last message: %v, want io.EOF", err)
	}
}

// TestSocketWaits fills a socket until there is no more room, and makes some.
func TestSocketWaits(t *testing.T) {
	a, b := socketPair(t)
	const count = 200
	written := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < count && err == nil; i++ {
			_, err = a.Write(message(8192, byte(i)))
		}
		written <- err
	}()
	time.Sleep(10 * time.Millisecond) // most likely it waits by now
	buffer := make([]byte, 8192)
	for i := range count {
		if n, err := b.Read(buffer); n != 8192 || err != nil || buffer[7] != byte(i) {
			t.Fatalf("message %d: %d bytes of %d, %v", i, n, buffer[7], err)
		}
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

func TestSocketDeadlines(t *testing.T) {
	a, _ := socketPair(t)
	deadline := time.Now().Add(20 * time.Millisecond)
	if err := a.SetDeadline(deadline); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Now().Before(deadline) {
		t.Errorf("read: %v, want the deadline", err)
	}
	if err := a.SetDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	err := error(nil)
	for err == nil {
		_, err = a.Write(message(8192, 1))
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write: %v, want the deadline", err)
	}
}

// TestSocketClose: whoever reads is told.
func TestSocketClose(t *testing.T) {
	a, _ := socketPair(t)
	read := make(chan error, 1)
	go func() {
		_, err := a.Read(make([]byte, 1))
		read <- err
	}()
	time.Sleep(5 * time.Millisecond) // most likely it waits by now
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, net.ErrClosed) {
		t.Errorf("read while closing: %v, want net.ErrClosed", err)
	}
	if _, err := a.Write(message(20, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write: %v, want net.ErrClosed", err)
	}
}

func TestSockaddrs(t *testing.T) {
	ips := []netip.Addr{
		netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1"),
		netip.MustParseAddr("fe80::1%lo"), netip.MustParseAddr("fe80::1%4000000000"),
	}
	var b []byte
	for _, ip := range ips {
		b = appendSockaddr(b, ip, 3868)
	}
	if want := sizeofSockaddrInet4 + 3*sizeofSockaddrInet6; len(b) != want {
		t.Fatalf("%d bytes, want %d", len(b), want)
	}
	a, err := readSockaddrs(b, len(ips))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.String(), "192.0.2.1/[2001:db8::1]/[fe80::1%lo]/[fe80::1%4000000000]:3868"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	for n := range len(b) {
		if a, err := readSockaddrs(b[:n], len(ips)); err == nil {
			t.Fatalf("the first %d bytes read as %v", n, a)
		}
	}
}

// TestSendInfo compares with struct sctp_sndinfo: stream 0, flags, payload 46
// in the order of the network.
func TestSendInfo(t *testing.T) {
	for flags, want := range map[uint16]uint16{0: 0, flagUnordered: 1} {
		messages, err := syscall.ParseSocketControlMessage(sendInfo(flags))
		if err != nil || len(messages) != 1 {
			t.Fatalf("%d control messages, %v, want one", len(messages), err)
		}
		m := messages[0]
		if m.Header.Level != 132 || m.Header.Type != 2 || len(m.Data) != 16 {
			t.Errorf("level %d, type %d, %d bytes, want 132, 2 and 16", m.Header.Level, m.Header.Type, len(m.Data))
		}
		rest := append([]byte{0, 0, 0, 46}, make([]byte, 8)...)
		if stream, got := binary.NativeEndian.Uint16(m.Data), binary.NativeEndian.Uint16(m.Data[2:]); stream != 0 || got != want {
			t.Errorf("stream %d with flags %d, want 0 with %d", stream, got, want)
		}
		if !bytes.Equal(m.Data[4:], rest) {
			t.Errorf("payload, context and association % x, want % x", m.Data[4:], rest)
		}
	}
}

func TestNotified(t *testing.T) {
	change := func(kind, state uint16) []byte {
		b := make([]byte, 20)
		binary.NativeEndian.PutUint16(b, kind)
		binary.NativeEndian.PutUint16(b[8:], state)
		return b
	}
	for name, c := range map[string]struct {
		notification []byte
		want         error
	}{
		"up":      {change(0x8001, 0), nil},
		"restart": {change(0x8001, 2), errRestarted},
		"another": {change(0x8002, 2), nil},
		"short":   {change(0x8001, 2)[:9], nil},
		"empty":   {nil, nil},
	} {
		if err := notified(c.notification); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
