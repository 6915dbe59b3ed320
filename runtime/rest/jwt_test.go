package rest_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// testKey is made once: it takes a while.
var testKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := testKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestJWT checks header, claims and signature of a token.
func TestJWT(t *testing.T) {
	key := newKey(t)
	at := time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC)
	j := rest.JWT{Key: key, KeyID: "k1", Issuer: "account", Audience: "https://token.example", Now: func() time.Time { return at }}
	for _, algorithm := range []string{"", "PS256", "RS256"} {
		j.Algorithm = algorithm
		token, err := j.Sign()
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(token.AccessToken, ".")
		if len(parts) != 3 {
			t.Fatalf("token %s", token.AccessToken)
		}
		var header, claims map[string]any
		decodePart(t, parts[0], &header)
		decodePart(t, parts[1], &claims)
		wantAlg := "PS256"
		if algorithm != "" {
			wantAlg = algorithm
		}
		if fmt.Sprint(header) != fmt.Sprint(map[string]any{"alg": wantAlg, "kid": "k1", "typ": "JWT"}) {
			t.Errorf("header %v", header)
		}
		want := map[string]any{"aud": "https://token.example", "iss": "account", "iat": float64(at.Unix()), "exp": float64(at.Unix() + 3600)}
		if fmt.Sprint(claims) != fmt.Sprint(want) {
			t.Errorf("claims %v, want %v", claims, want)
		}
		sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
		mac, err := base64.RawURLEncoding.DecodeString(parts[2])
		if err != nil {
			t.Fatal(err)
		}
		if algorithm == "RS256" {
			err = rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], mac)
		} else {
			err = rsa.VerifyPSS(&key.PublicKey, crypto.SHA256, sum[:], mac, &rsa.PSSOptions{SaltLength: 32})
		}
		if err != nil {
			t.Errorf("%s: %v", wantAlg, err)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", j, j, j); strings.Contains(s, key.D.String()) || !strings.Contains(s, "account") {
		t.Errorf("printed as %s", s)
	}
}

func decodePart(t *testing.T, part string, v any) {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestJWTSource has one token serve until it is refused.
func TestJWTSource(t *testing.T) {
	s, err := rest.JWT{Key: newKey(t), Issuer: "i", Audience: "a"}.Source()
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Token()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Token(); again.AccessToken != first.AccessToken {
		t.Error("a new token without need")
	}
	if fresh, err := s.Refresh(t.Context(), first); err != nil || fresh.AccessToken == first.AccessToken {
		t.Errorf("Refresh: the same token, %v", err)
	}
}

func TestJWTErrors(t *testing.T) {
	key := newKey(t)
	for want, j := range map[string]rest.JWT{
		"there is no key":         {Issuer: "i", Audience: "a"},
		"issuer and audience":     {Key: key, Issuer: "i"},
		`algorithm "none" is not`: {Key: key, Issuer: "i", Audience: "a", Algorithm: "none"},
		"a life below 0":          {Key: key, Issuer: "i", Audience: "a", Life: -1},
		"the key has 2047 bits":   {Key: &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Rsh(key.N, 1)}}, Issuer: "i", Audience: "a"},
	} {
		if _, err := j.Source(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestParseRSAKey(t *testing.T) {
	key := newKey(t)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, der := range [][]byte{pkcs8, x509.MarshalPKCS1PrivateKey(key)} {
		got, err := rest.ParseRSAKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
		if err != nil || !got.Equal(key) {
			t.Errorf("another key, or %v", err)
		}
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := x509.MarshalPKCS8PrivateKey(other)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"secret": "not in PEM form",
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("secret")})): "neither PKCS #8 nor PKCS #1",
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: ec})):               "want an RSA key",
	} {
		if _, err := rest.ParseRSAKey([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
