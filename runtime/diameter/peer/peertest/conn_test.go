package peertest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// connect returns the ends of a connection of a network.
func connect(t *testing.T) (client, server net.Conn) {
	t.Helper()
	network := new(Network)
	l, err := network.Listen("server.example.org:3868")
	if err != nil {
		t.Fatal(err)
	}
	client, err = network.Dial(t.Context(), "tcp", "server.example.org:3868")
	if err != nil {
		t.Fatal(err)
	}
	server, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return client, server
}

func TestConnAddresses(t *testing.T) {
	client, server := connect(t)
	if got := client.RemoteAddr().String(); got != "127.0.0.1:3868" || got != server.LocalAddr().String() {
		t.Errorf("dialled %s, accepted at %s, want both 127.0.0.1:3868", got, server.LocalAddr())
	}
	if a, b := client.LocalAddr().String(), server.RemoteAddr().String(); a != b || a != "127.0.0.1:49152" {
		t.Errorf("dialled from %s, accepted from %s, want both 127.0.0.1:49152", a, b)
	}
}

// TestConnKeepsBytes sends more than the buffer holds, both ways at once.
func TestConnKeepsBytes(t *testing.T) {
	client, server := connect(t)
	sent := make([]byte, 5*bufferSize+7)
	for i := range sent {
		sent[i] = byte(i * i >> 3)
	}
	for _, nc := range []net.Conn{client, server} {
		go func() {
			_, _ = nc.Write(sent) // the reader sees what is missing
			_ = nc.(*conn).CloseWrite()
		}()
	}
	for name, nc := range map[string]net.Conn{"client": client, "server": server} {
		if got, err := io.ReadAll(nc); err != nil || !bytes.Equal(got, sent) {
			t.Errorf("%s read %d bytes, %v, want the %d that were sent", name, len(got), err, len(sent))
		}
	}
}

func TestConnClose(t *testing.T) {
	client, server := connect(t)
	if _, err := client.Write([]byte("last words")); err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(server); err != nil || string(got) != "last words" {
		t.Errorf("read %q, %v behind the end of the peer", got, err)
	}
	_, err := server.Write([]byte("too late"))
	if !errors.Is(err, syscall.EPIPE) {
		t.Errorf("write to a closed connection: %v, want EPIPE", err)
	}
	for name, use := range map[string]func() error{
		"read":     func() error { _, err := client.Read(make([]byte, 1)); return err },
		"write":    func() error { _, err := client.Write(make([]byte, 1)); return err },
		"close":    client.Close,
		"deadline": func() error { return client.SetDeadline(time.Now()) },
	} {
		if err := use(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s after Close: %v, want net.ErrClosed", name, err)
		}
	}
}

func TestConnDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := connect(t)
		begin := time.Now()
		setDeadline(t, client, time.Hour)
		if _, err := client.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Hour {
			t.Errorf("read: %v after %v, want the deadline after an hour", err, time.Since(begin))
		}
		n, err := client.Write(make([]byte, bufferSize))
		if n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("write behind the deadline: %d bytes, %v", n, err)
		}
		setDeadline(t, client, time.Hour)
		n, err = client.Write(make([]byte, bufferSize+1))
		if n != bufferSize || !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != 2*time.Hour {
			t.Errorf("write: %d bytes, %v after %v, want a full buffer and the deadline", n, err, time.Since(begin))
		}
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%v is no timeout", err)
		}
		setDeadline(t, client, time.Minute) // one that is taken back never passes
		if err := client.SetDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if client.(*conn).in.reader.expired() {
			t.Error("a deadline passed that was taken back")
		}
	})
}

func setDeadline(t *testing.T, nc net.Conn, in time.Duration) {
	t.Helper()
	if err := nc.SetDeadline(time.Now().Add(in)); err != nil {
		t.Fatal(err)
	}
}

func TestNetworkErrors(t *testing.T) {
	network := new(Network)
	if _, err := network.Dial(t.Context(), "tcp", "nobody:3868"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial nobody: %v, want ECONNREFUSED", err)
	}
	for _, address := range []string{"", "host", "host:", "host:65536", "host:-1", "a:b:3868"} {
		if l, err := network.Listen(address); err == nil {
			t.Errorf("Listen(%q) at %v, want an error", address, l.Addr())
		}
	}
	first, err := network.Listen("host:3868")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := network.Listen("host:3868"); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a second listener: %v, want EADDRINUSE", err)
	}
	waiting, err := network.Dial(t.Context(), "tcp", "host:3868")
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := waiting.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("a connection that nobody accepted: %v, want its end", err)
	}
	if _, err := first.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accept after Close: %v, want net.ErrClosed", err)
	}
	if err := first.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a second Close: %v, want net.ErrClosed", err)
	}
	if _, err := network.Listen("host:3868"); err != nil {
		t.Errorf("listen again: %v", err)
	}
}

// TestNetworkBacklog dials until no more connections may wait.
func TestNetworkBacklog(t *testing.T) {
	network := new(Network)
	l, err := network.Listen("[2001:db8::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := l.Addr().String(), "[2001:db8::1]:49152"; got != want {
		t.Fatalf("listens at %s, want %s", got, want)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for range backlog {
		if _, err := network.Dial(ctx, "tcp", l.Addr().String()); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if _, err := network.Dial(ctx, "tcp", l.Addr().String()); !errors.Is(err, context.Canceled) {
		t.Errorf("one connection too many: %v, want the error of the context", err)
	}
}
