package rest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// A JWT says how to sign JSON Web Tokens (RFC 7519) that are sent as bearer
// tokens themselves, as service accounts do.
type JWT struct {
	Key      *rsa.PrivateKey // at least 2048 bits
	KeyID    string          // "kid"; may be empty
	Issuer   string          // "iss"
	Audience string          // "aud"
	Subject  string          // "sub"; may be empty
	// Life is from "iat" to "exp", in whole seconds; 0 stands for an hour.
	Life time.Duration
	// Algorithm is "PS256", which empty stands for, or "RS256" (RFC 7518
	// sections 3.5 and 3.3).
	Algorithm string
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Source returns a source of tokens that are signed by j, each used until a
// minute before it expires. Errors are those of j.
func (j JWT) Source() (*RefreshingSource, error) {
	if _, err := j.Sign(); err != nil {
		return nil, err
	}
	return NewRefreshingSource(func(context.Context) (*oauth2.Token, error) { return j.Sign() }, time.Minute), nil
}

// Sign returns a new token. Two of the same second are the same but for their
// signatures.
func (j JWT) Sign() (*oauth2.Token, error) {
	if err := j.check(); err != nil {
		return nil, err
	}
	now := time.Now
	if j.Now != nil {
		now = j.Now
	}
	issued := now().Truncate(time.Second)
	life := j.Life.Truncate(time.Second)
	if life == 0 {
		life = time.Hour
	}
	expires := issued.Add(life)
	signed, err := j.content(issued, expires)
	if err != nil {
		return nil, err
	}
	mac, err := j.signature(signed)
	if err != nil {
		return nil, fmt.Errorf("JWT: %w", err)
	}
	token := signed + "." + base64.RawURLEncoding.EncodeToString(mac)
	return &oauth2.Token{AccessToken: token, TokenType: "Bearer", Expiry: expires}, nil
}

// minKeyBits is the least size of an RSA key (RFC 7518 sections 3.3 and 3.5).
const minKeyBits = 2048

func (j JWT) check() error {
	switch {
	case j.Key == nil:
		return errors.New("JWT: there is no key")
	case j.Key.N.BitLen() < minKeyBits:
		return fmt.Errorf("JWT: the key has %d bits, want at least %d", j.Key.N.BitLen(), minKeyBits)
	case j.Issuer == "" || j.Audience == "":
		return errors.New("JWT: issuer and audience must be set")
	case j.Life < 0:
		return errors.New("JWT: a life below 0")
	case j.Algorithm != "" && j.Algorithm != "PS256" && j.Algorithm != "RS256":
		return fmt.Errorf("JWT: algorithm %q is not supported, want PS256 or RS256", j.Algorithm)
	}
	return nil
}

// content returns what is signed: header and claims.
func (j JWT) content(issued, expires time.Time) (string, error) {
	header := struct {
		Algorithm string `json:"alg"`
		KeyID     string `json:"kid,omitempty"`
		Type      string `json:"typ"`
	}{"PS256", j.KeyID, "JWT"}
	if j.Algorithm != "" {
		header.Algorithm = j.Algorithm
	}
	claims := struct {
		Audience string `json:"aud"`
		Issuer   string `json:"iss"`
		Subject  string `json:"sub,omitempty"`
		Issued   int64  `json:"iat"`
		Expires  int64  `json:"exp"`
	}{j.Audience, j.Issuer, j.Subject, issued.Unix(), expires.Unix()}
	var parts []string
	for _, v := range []any{header, claims} {
		b, err := json.Marshal(v)
		if err != nil {
			return "", fmt.Errorf("JWT: %w", err)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(b))
	}
	return strings.Join(parts, "."), nil
}

func (j JWT) signature(signed string) ([]byte, error) {
	sum := sha256.Sum256([]byte(signed))
	if j.Algorithm == "RS256" {
		return rsa.SignPKCS1v15(rand.Reader, j.Key, crypto.SHA256, sum[:])
	}
	// RFC 7518 section 3.5: the salt is as long as the hash.
	return rsa.SignPSS(rand.Reader, j.Key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
}

// ParseRSAKey reads a private key in PEM form, PKCS #8 or PKCS #1 (RFC 5208,
// RFC 8017). Its errors do not show the key.
func ParseRSAKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the key is not in PEM form")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the key is neither PKCS #8 nor PKCS #1")
	}
	key, ok := any.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the key is a %T, want an RSA key", any)
	}
	return key, nil
}
