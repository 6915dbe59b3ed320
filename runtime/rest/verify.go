package rest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// An HMAC says how the requests of a sender are signed with HMAC-SHA256 (RFC
// 2104, FIPS 180-4). Only Header and Keys must be set. The zero value of the
// rest stands for a field such as
//
//	X-Signature: timestamp=1563105451; nonce=5a3cf6e4; value=1vwirs3GnnPk...
//
// whose value is the HMAC of timestamp, nonce and body, one after the other,
// in base64.
type HMAC struct {
	// Header is the field that carries the signature. A request must have it
	// once.
	Header string
	// Keys are the keys that are accepted: several allow to change one for
	// another. Without any nobody is admitted.
	Keys []HMACKey

	// Parse reads the signature of a request; nil for name=value pairs in
	// Header, as [ParseSignature] reads them. The error is not shown to the
	// sender.
	Parse func(r *http.Request) (Signature, error)
	// Signed returns what the signature is of; nil for timestamp, nonce and
	// body. A body that it leaves out can be exchanged by whoever listens.
	Signed func(s Signature, r *http.Request, body []byte) []byte
	// Bodiless is set when Signed leaves out the body: the signature is then
	// compared before the body is read.
	Bodiless bool

	// Window is how far the timestamp may be from Now, in either direction; 0
	// stands for DefaultWindow. Below 0 there is no limit: requests can then be
	// repeated by whoever has recorded one.
	Window time.Duration
	// Unit is that of the timestamp; 0 stands for a second.
	Unit time.Duration
	// Remember is how many signatures are kept to refuse a second request with
	// the same; 0 stands for DefaultRemember, below 0 none are. When there are
	// more within a window the oldest are forgotten. One entry has 100 bytes.
	// A request that was not answered with a success may be repeated.
	Remember int

	// Unsigned is asked about requests that have no field Header; nil admits
	// none. An answer of true admits the request as it is.
	Unsigned func(r *http.Request, body []byte) bool
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Defaults of an HMAC.
const (
	DefaultWindow   = 5 * time.Minute
	DefaultRemember = 10000 // signatures
)

// An HMACKey is a shared secret.
type HMACKey struct {
	Secret string // must not be empty
	// Base64 is set when the key is what Secret decodes to (RFC 4648 section
	// 4), not its bytes. A Secret that does not decode admits nobody.
	Base64 bool
}

// A Signature is what a request says about how it is signed.
type Signature struct {
	Timestamp string // as sent, a number of units since 1970; empty if there is none
	Nonce     string // as sent
	Value     []byte // the HMAC, decoded
}

// VerifyHMAC answers requests with 401 that are not signed as h says, were
// signed too long ago, or came before. What can be told from the header is
// checked before the body is read: with Bodiless, that is everything.
// Signatures are compared in constant time.
func VerifyHMAC(h HMAC) HandlerOption {
	v := newHMACVerifier(h)
	return func(s *settings) {
		s.authenticators = append(s.authenticators, authenticator{challenge: "HMAC", check: v.checkHeader})
		s.verifiers = append(s.verifiers, verifier{challenge: "HMAC", check: v.check, hmac: true})
	}
}

// HuaweiCallback is the signature of Huawei Push Kit's message receipts: the
// field X-HUAWEI-CALLBACK-ID with the HMAC of timestamp, nonce and the user
// name that is set in AppGallery Connect. The body is not signed. Secrets of
// older projects are keys as they are, those of newer ones in base64.
func HuaweiCallback(user string, keys ...HMACKey) HMAC {
	return HMAC{
		Header: "X-HUAWEI-CALLBACK-ID", Keys: keys, Unit: time.Millisecond, Bodiless: true,
		Signed: func(s Signature, _ *http.Request, _ []byte) []byte { return []byte(s.Timestamp + s.Nonce + user) },
	}
}

// HuaweiUplink is the signature of Huawei Push Kit's uplink messages: the field
// X-HW-SIGNATURE with the HMAC of timestamp, nonce and body.
func HuaweiUplink(keys ...HMACKey) HMAC {
	return HMAC{Header: "X-HW-SIGNATURE", Keys: keys, Unit: time.Millisecond}
}

// ParseSignature reads timestamp, nonce and value, the last in base64, from
// name=value pairs with semicolons between them. Spaces around a pair do not
// matter, the order neither; other names are left out.
func ParseSignature(field string) (Signature, error) {
	var s Signature
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(field, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if seen[name] {
			return s, fmt.Errorf("%q is there twice", name)
		}
		seen[name] = true
		switch name {
		case "timestamp":
			s.Timestamp = value
		case "nonce":
			s.Nonce = value
		case "value":
			mac, err := base64.StdEncoding.DecodeString(value)
			if err != nil {
				return s, fmt.Errorf("the signature is not base64: %w", err)
			}
			s.Value = mac
		}
	}
	if len(s.Value) == 0 {
		return s, errors.New("there is no value")
	}
	return s, nil
}

// An hmacVerifier is an HMAC with its defaults filled in.
type hmacVerifier struct {
	HMAC
	keys     [][]byte
	badKeys  error
	received *seenSet // nil if nothing is remembered
}

func newHMACVerifier(h HMAC) *hmacVerifier {
	v := &hmacVerifier{HMAC: h}
	v.keys, v.badKeys = hmacKeys(h.Keys)
	if v.Now == nil {
		v.Now = time.Now
	}
	if v.Parse == nil {
		v.Parse = v.parseField
	}
	if v.Signed == nil {
		v.Signed = func(s Signature, _ *http.Request, body []byte) []byte {
			return append([]byte(s.Timestamp+s.Nonce), body...)
		}
	}
	if v.Window == 0 {
		v.Window = DefaultWindow
	}
	if v.Unit <= 0 {
		v.Unit = time.Second
	}
	if v.Remember == 0 {
		v.Remember = DefaultRemember
	}
	if v.Remember > 0 {
		v.received = newSeenSet(v.Remember)
	}
	return v
}

func hmacKeys(secrets []HMACKey) ([][]byte, error) {
	var keys [][]byte
	for _, s := range secrets {
		key := []byte(s.Secret)
		if s.Base64 {
			decoded, err := base64.StdEncoding.DecodeString(s.Secret)
			if err != nil {
				return nil, errors.New("a key of VerifyHMAC is not base64")
			}
			key = decoded
		}
		if len(key) == 0 {
			return nil, errors.New("a key of VerifyHMAC is empty")
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("VerifyHMAC has no key")
	}
	return keys, nil
}

func (v *hmacVerifier) parseField(r *http.Request) (Signature, error) {
	return ParseSignature(r.Header.Get(v.Header))
}

// checkHeader refuses what the body cannot make good.
func (v *hmacVerifier) checkHeader(r *http.Request) error {
	if v.Unsigned != nil && len(r.Header.Values(v.Header)) == 0 {
		return nil
	}
	s, err := v.signature(r)
	if err != nil {
		return err
	}
	if v.Bodiless {
		if err := v.compare(s, r, nil); err != nil {
			return err
		}
	}
	if len(s.Value) == sha256.Size && v.received != nil && v.received.has([sha256.Size]byte(s.Value), v.Now()) {
		return errReceived
	}
	return nil
}

var errReceived = errors.New("was received before")

// compare compares a signature with the one that each key makes.
func (v *hmacVerifier) compare(s Signature, r *http.Request, body []byte) error {
	signed, ok := v.Signed(s, r, body), false
	for _, key := range v.keys {
		mac := hmac.New(sha256.New, key)
		mac.Write(signed)
		ok = hmac.Equal(mac.Sum(nil), s.Value) || ok
	}
	if !ok {
		return errors.New("the signature is not the right one")
	}
	return nil
}

// signature reads the signature and checks its time.
func (v *hmacVerifier) signature(r *http.Request) (Signature, error) {
	if v.badKeys != nil {
		return Signature{}, v.badKeys
	}
	switch len(r.Header.Values(v.Header)) {
	case 0:
		return Signature{}, ErrNoCredentials
	case 1:
	default:
		return Signature{}, errors.New("want one field " + v.Header)
	}
	s, err := v.Parse(r)
	if err != nil {
		return Signature{}, fmt.Errorf("%s: %w", v.Header, err)
	}
	return s, v.checkTime(s)
}

func (v *hmacVerifier) checkTime(s Signature) error {
	if v.Window < 0 {
		return nil
	}
	n, err := strconv.ParseInt(s.Timestamp, 10, 64)
	if err != nil {
		return errors.New("the timestamp is not a number")
	}
	// In units, because a duration holds 292 years only.
	now, window := v.Now().UnixNano()/int64(v.Unit), int64(v.Window/v.Unit)
	if n < now-window || n > now+window {
		return fmt.Errorf("the timestamp is more than %v from now", v.Window)
	}
	return nil
}

// check decides about a request whose body has been read.
func (v *hmacVerifier) check(x *exchange, body []byte) error {
	if v.Unsigned != nil && len(x.r.Header.Values(v.Header)) == 0 {
		if v.Unsigned(x.r, body) {
			return nil
		}
		return errors.New("is not signed")
	}
	s, err := v.signature(x.r)
	if err != nil {
		return err
	}
	if err := v.compare(s, x.r, body); err != nil {
		return err
	}
	return v.once(x, [sha256.Size]byte(s.Value))
}

// once refuses a signature that was used. If the request fails for another
// reason its sender may use it again.
func (v *hmacVerifier) once(x *exchange, mac [sha256.Size]byte) error {
	if v.received == nil {
		return nil
	}
	if !v.received.add(mac, v.Now(), v.keep()) {
		return errReceived
	}
	x.onFail = append(x.onFail, func() { v.received.remove(mac) })
	return nil
}

// keep is how long a signature may be valid, 0 for as long as there is room to
// remember it: the timestamp may be a window ahead, and is good for the whole
// of its last unit.
func (v *hmacVerifier) keep() time.Duration {
	if v.Window <= 0 || v.Window > math.MaxInt64/4 || v.Unit > math.MaxInt64/4 {
		return 0
	}
	return 2*v.Window + v.Unit
}
