//go:build !386

package sctp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/diameter/peer/sctp"
)

// listen returns a listener at an address. Where the kernel has no SCTP it
// says so, and that the test does not run.
func listen(t *testing.T, address string) (net.Listener, bool) {
	t.Helper()
	l, err := sctp.Listen(t.Context(), address)
	if errors.Is(err, syscall.EPROTONOSUPPORT) || errors.Is(err, syscall.ESOCKTNOSUPPORT) {
		t.Log("NOT RUN: " + t.Name() + " needs the SCTP of the kernel (modprobe sctp)")
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, true
}

// connect returns the ends of an association.
func connect(t *testing.T, l net.Listener) (client, server net.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	client, err := sctp.Dial(ctx, "sctp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	server, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, nc := range []net.Conn{client, server} {
		if err := nc.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return client, server
}

// message returns a Diameter message of a length.
func message(length int) []byte {
	m := make([]byte, length)
	for i := range m {
		m[i] = byte(i * i >> 4)
	}
	copy(m, []byte{1, byte(length >> 16), byte(length >> 8), byte(length), 0x80, 0, 1, 24, 0, 0, 0, 0})
	return m
}

// TestKernel sends short and long messages both ways over an association of
// two addresses, and ends it.
func TestKernel(t *testing.T) {
	l, ok := listen(t, "127.0.0.1/127.0.0.2:0")
	if !ok {
		return
	}
	client, server := connect(t, l)
	if got, want := client.RemoteAddr().String(), l.Addr().String(); got != want {
		t.Errorf("connected with %s, want %s", got, want)
	}
	if got, want := server.LocalAddr().String(), l.Addr().String(); got != want {
		t.Errorf("accepted at %s, want %s", got, want)
	}
	for _, length := range []int{20, 24, 1500, 70_000, 400_000} {
		for _, ends := range [][2]net.Conn{{client, server}, {server, client}} {
			want, got := message(length), make([]byte, length)
			written := make(chan error, 1)
			go func() {
				_, err := ends[0].Write(want)
				written <- err
			}()
			if _, err := io.ReadFull(ends[1], got); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("message of %d bytes: %v", length, err)
			}
			if err := <-written; err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := client.Write(message(24)); err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(server); err != nil || !bytes.Equal(got, message(24)) {
		t.Errorf("at the end: %d bytes, %v, want the last message", len(got), err)
	}
}

func TestKernelAddresses(t *testing.T) {
	for _, address := range []string{":0", "127.0.0.1:0", "[::1]:0", "127.0.0.1/[::1]:0"} {
		l, ok := listen(t, address)
		if !ok {
			return
		}
		port := l.Addr().(*sctp.Addr).Port
		to := &sctp.Addr{IPs: l.Addr().(*sctp.Addr).IPs, Port: port}
		dialled := to.String()
		if len(to.IPs) == 0 {
			dialled = "127.0.0.1" + dialled
		}
		nc, err := sctp.Dial(t.Context(), "sctp", dialled)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		local, remote := nc.LocalAddr().(*sctp.Addr), nc.RemoteAddr().(*sctp.Addr)
		if len(local.Addrs()) == 0 || local.Port == 0 || remote.Port != port || port == 0 {
			t.Errorf("%s: from %v to %v", address, local, remote)
		}
		nc.Close()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := l.Accept(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept after Close: %v, want net.ErrClosed", err)
		}
	}
}

func TestKernelErrors(t *testing.T) {
	l, ok := listen(t, "127.0.0.1:0")
	if !ok {
		return
	}
	if _, err := sctp.Listen(t.Context(), l.Addr().String()); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a second listener: %v, want EADDRINUSE", err)
	}
	address := l.Addr().String()
	accepted := make(chan error, 1)
	go func() {
		_, err := l.Accept()
		accepted <- err
	}()
	time.Sleep(5 * time.Millisecond) // most likely it waits by now
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("accept while closing: %v, want net.ErrClosed", err)
	}
	if _, err := sctp.Dial(t.Context(), "sctp", address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial nobody: %v, want ECONNREFUSED", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := sctp.Dial(ctx, "sctp", "192.0.2.1:3868"); err == nil {
		t.Error("connected with an address that nobody has")
	}
}

// A server answers Push-Profile-Requests.
type server struct{ cx.UnimplementedHandler }

func (server) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	return req.Answer(diameter.ResultSuccess), nil
}

// TestKernelNodes has one node ask another, and take leave.
func TestKernelNodes(t *testing.T) {
	l, ok := listen(t, "127.0.0.1:0")
	if !ok {
		return
	}
	quiet := slog.New(slog.DiscardHandler)
	hss, err := peer.NewNode(peer.Config{Identity: "hss.example.org", Realm: "example.org", Logger: quiet, Dial: sctp.Dial}, cx.Application)
	if err != nil {
		t.Fatal(err)
	}
	scscf, err := peer.NewNode(peer.Config{Identity: "scscf.example.org", Realm: "example.org", Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	scscf.Handle(cx.NewHandler(server{}))
	served := make(chan error, 1)
	go func() { served <- scscf.Serve(context.Background(), l) }()
	if err := hss.AddPeer("aaa://" + l.Addr().String() + ";transport=sctp"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for range 100 {
		req := cx.NewPushProfileRequest()
		req.DestinationHost, req.DestinationRealm, req.UserName = "scscf.example.org", "example.org", "user@example.org"
		if _, err := cx.NewClient(hss).PushProfile(ctx, req); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []*peer.Node{hss, scscf} {
		if err := n.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}
	if err := <-served; !errors.Is(err, peer.ErrShutdown) {
		t.Errorf("Serve: %v, want ErrShutdown", err)
	}
}
