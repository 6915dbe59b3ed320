package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// certificate writes a key and a certificate that is its own authority.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"hss.example.org", "icscf.example.org"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for file, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: cert},
		keyFile:  {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// TestSandboxCxTLS has an S-CSCF ask over TLS with its certificate, and one
// without a certificate that gets no answer.
func TestSandboxCxTLS(t *testing.T) {
	cert, key := certificate(t)
	out, commands := startSandbox(t, "cx", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--tls-ca", cert)
	first := nextLine(t, out)
	address, ok := strings.CutPrefix(first, "listening on aaas://")
	if !ok {
		t.Fatalf("first line %q", first)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := askOverTLS(t, address, cert, pair, 10*time.Second); err != nil {
		t.Error(err)
	}
	if err := askOverTLS(t, address, cert, tls.Certificate{}, time.Second); err == nil {
		t.Error("an S-CSCF without a certificate was answered")
	}
	if _, err := io.WriteString(commands, "list\n"); err != nil {
		t.Fatal(err)
	}
	if got := nextLine(t, out); got != "alice@example.org: not registered" {
		t.Errorf("list printed %q", got)
	}
}

// startSandbox runs "gen sandbox" until the test ends and returns what it
// prints and where it reads commands.
func startSandbox(t *testing.T, args ...string) (out *bufio.Reader, commands io.Writer) {
	t.Helper()
	outR, outW := io.Pipe()
	inR, inW := io.Pipe()
	root := (&gen{out: outW}).root()
	root.SetArgs(append([]string{"sandbox"}, args...))
	root.SetIn(inR)
	root.SetErr(io.Discard)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		outW.CloseWithError(io.EOF)
		ended <- err
	}()
	t.Cleanup(func() {
		inW.Close()
		go io.Copy(io.Discard, outR)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return bufio.NewReader(outR), inW
}

func nextLine(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	line, err := r.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

// askOverTLS sends a User-Authorization-Request over a TLS connection.
func askOverTLS(t *testing.T, address, authority string, own tls.Certificate, limit time.Duration) error {
	t.Helper()
	trusted, err := os.ReadFile(authority)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	cfg := &tls.Config{RootCAs: pool}
	if own.PrivateKey != nil {
		cfg.Certificates = []tls.Certificate{own}
	}
	node, err := peer.NewNode(peer.Config{
		Identity: "icscf.example.org", Realm: "example.org", Logger: slog.New(slog.DiscardHandler), TLS: cfg,
	}, cx.Application)
	if err != nil {
		t.Fatal(err)
	}
	defer node.Shutdown(context.Background())
	if err := node.AddPeer("aaas://" + address); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	req := cx.NewUserAuthorizationRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = "example.org", "alice@example.org", "sip:alice@example.org"
	req.VisitedNetworkIdentifier = []byte("example.org")
	_, err = cx.NewClient(node).UserAuthorization(ctx, req)
	return err
}
