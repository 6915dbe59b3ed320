package peer_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// An authority issues the certificates of a test.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, pool: x509.NewCertPool()}
	a.cert = &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.key, a.cert = a.sign(a.cert)
	a.pool.AddCert(a.cert)
	return a
}

// sign makes a certificate of a template; the first one signs itself.
func (a *authority) sign(template *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	signer := a.key
	if signer == nil {
		signer = key
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return key, cert
}

// config is the TLS configuration of the node with a name, which trusts the
// authority.
func (a *authority) config(name string) *tls.Config {
	key, cert := a.sign(&x509.Certificate{
		DNSNames:    []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}},
		RootCAs:      a.pool, ClientCAs: a.pool,
	}
}

// serveTLS makes node accept connections under a name.
func (b *book) serveTLS(t *testing.T, node *peer.Node, name diameter.Identity) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.add(name, l.Addr().String())
	go func() {
		if err := node.ServeTLS(context.Background(), l); !errors.Is(err, peer.ErrShutdown) {
			t.Errorf("ServeTLS: %v, want ErrShutdown", err)
		}
	}()
}

// secured returns a client that connects with server.example.org, with the
// given configurations of TLS.
func secured(t *testing.T, client, server *tls.Config, accept func(peer.Candidate) error) *peer.Node {
	t.Helper()
	b := newBook()
	cfg := b.config("server.example.org")
	cfg.TLS, cfg.Accept = server, accept
	node := newNode(t, cfg)
	node.Handle(pingHandler(echo))
	b.serveTLS(t, node, "server.example.org")
	cfg = b.config("client.example.org")
	cfg.TLS = client
	caller := newNode(t, cfg, pingApp)
	addPeer(t, caller, "aaas://server.example.org")
	return caller
}

func TestMutualTLS(t *testing.T) {
	a := newAuthority(t)
	seen := make(chan peer.Candidate, 1)
	client := secured(t, a.config("client.example.org"), a.config("server.example.org"), func(c peer.Candidate) error {
		seen <- c
		return nil
	})
	if got := calls(t, client); got != "server.example.org" {
		t.Errorf("%s answered", got)
	}
	c := <-seen
	if c.Identity != "client.example.org" || c.Realm != "example.org" || c.TLS == nil || c.TLS.Version < tls.VersionTLS12 || c.Remote == nil {
		t.Errorf("candidate %+v", c)
	}
	if names := c.TLS.PeerCertificates[0].DNSNames; len(names) != 1 || names[0] != "client.example.org" {
		t.Errorf("certificate for %v", names)
	}
}

func TestTLSRefused(t *testing.T) {
	a, other := newAuthority(t), newAuthority(t)
	const client, server = "client.example.org", "server.example.org"
	old := func(cfg *tls.Config) *tls.Config {
		cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		return cfg
	}
	anonymous := a.config(client)
	anonymous.Certificates = nil
	misnamed := a.config(client)
	misnamed.ServerName = "liar.example.org"
	for _, test := range []struct {
		name           string
		client, server *tls.Config
		want           string
	}{
		{"server of another name", a.config(client), a.config("other.example.org"), "certificate is valid for other.example.org, not server.example.org"},
		{"server that lies about its name", misnamed, a.config("liar.example.org"), "not server.example.org (DIAMETER_UNKNOWN_PEER 3010)"},
		{"client of another name", a.config("other.example.org"), a.config(server), "answered DIAMETER_UNKNOWN_PEER 3010"},
		{"unknown client", withRoots(other.config(client), a), a.config(server), "tls: "},
		{"unknown server", a.config(client), withRoots(other.config(server), a), "certificate signed by unknown authority"},
		{"no client certificate", anonymous, a.config(server), "tls: "},
		{"old client", old(a.config(client)), a.config(server), "TLS: tls: "},
		{"old server", a.config(client), old(a.config(server)), "TLS: remote error: tls: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			node := secured(t, test.client, test.server, nil)
			eventually(t, "an error", func() bool { return node.Peers()[0].LastError != nil })
			p := node.Peers()[0]
			if p.State != "INITIAL" || !strings.Contains(p.LastError.Error(), test.want) {
				t.Errorf("%s, %v, want %s", p.State, p.LastError, test.want)
			}
		})
	}
}

// withRoots makes a configuration trust another authority.
func withRoots(cfg *tls.Config, a *authority) *tls.Config {
	cfg.RootCAs, cfg.ClientCAs = a.pool, a.pool
	return cfg
}

// A client that offers nothing newer than TLS 1.1 gets no connection.
func TestOldTLS(t *testing.T) {
	a := newAuthority(t)
	cfg := testConfig("server.example.org")
	cfg.TLS = a.config("server.example.org")
	server := newNode(t, cfg, pingApp)
	b := newBook()
	b.serveTLS(t, server, "server.example.org")
	old := a.config("client.example.org")
	old.ServerName = "server.example.org"
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	nc, err := net.Dial("tcp", b.addresses["server.example.org"])
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if err := tls.Client(nc, old).HandshakeContext(soonContext(t)); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("handshake: %v, want a protocol version that is not supported", err)
	}
}

func TestTLSWithoutConfig(t *testing.T) {
	node := newNode(t, testConfig("node.example.org"), pingApp)
	err := node.ServeTLS(t.Context(), listenTCP(t))
	if want := "peer: ServeTLS needs Config.TLS"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := node.AddPeer("aaas://server.example.org", peer.PeerTLS(new(tls.Config))); err != nil {
		t.Errorf("with PeerTLS: %v", err)
	}
}
