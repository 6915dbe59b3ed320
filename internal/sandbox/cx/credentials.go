package cx

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// Authentication schemes (TS 29.229 clause 6.3.9).
const (
	schemeAKA     = "Digest-AKAv1-MD5"
	schemeDigest  = "SIP Digest"
	schemeUnknown = "Unknown" // the HSS chooses
)

// maxItems is how many authentication vectors are given at once.
const maxItems = 5

// scheme returns the scheme that a user is authenticated with when requested
// is asked for, or "".
func (s *Subscriber) scheme(requested string) string {
	switch {
	case s.AKA != nil && (requested == schemeAKA || requested == schemeUnknown || requested == ""):
		return schemeAKA
	case s.Password != "" && (requested == schemeDigest || requested == schemeUnknown || requested == ""):
		return schemeDigest
	}
	return ""
}

// digest returns the item for SIP Digest.
func (s *Subscriber) digest(realm string) cx.SIPAuthDataItem {
	ha1 := md5.Sum([]byte(s.Private + ":" + realm + ":" + s.Password))
	return cx.SIPAuthDataItem{
		SIPAuthenticationScheme: opt.Some(schemeDigest),
		SIPDigestAuthenticate: &cx.SIPDigestAuthenticate{
			DigestRealm: realm, DigestAlgorithm: opt.Some("MD5"), DigestQoP: "auth", DigestHA1: hex.EncodeToString(ha1[:]),
		},
	}
}

// vector returns the next authentication vector as item number. SQN grows by
// one in its upper 43 bits; the lower 5 are the index of TS 33.102 annex C.1.
func (a *AKA) vector(number uint32) cx.SIPAuthDataItem {
	a.SQN = (a.SQN + 1<<5) & (1<<48 - 1)
	var challenge [16]byte
	_, _ = rand.Read(challenge[:]) // never fails
	return a.vectorFor(number, challenge)
}

// vectorFor returns the vector of a challenge: SIP-Authenticate is RAND and
// AUTN, SIP-Authorization is XRES (TS 29.229 clauses 6.3.10 and 6.3.11).
func (a *AKA) vectorFor(number uint32, challenge [16]byte) cx.SIPAuthDataItem {
	sqn := sqnBytes(a.SQN)
	macA, _ := a.mac(challenge, sqn, a.AMF)
	res, ak := a.response(challenge)
	ck, ik := a.keys(challenge)
	authenticate := append(challenge[:], sqn[:6]...)
	subtle.XORBytes(authenticate[16:], sqn[:6], ak)
	authenticate = append(append(authenticate, a.AMF[:]...), macA...)
	return cx.SIPAuthDataItem{
		SIPItemNumber:           opt.Some(number),
		SIPAuthenticationScheme: opt.Some(schemeAKA),
		SIPAuthenticate:         authenticate,
		SIPAuthorization:        res,
		ConfidentialityKey:      ck[:],
		IntegrityKey:            ik[:],
	}
}

// sqnBytes returns the 48 bits of a sequence number in the first 6 bytes.
func sqnBytes(sqn uint64) (b [16]byte) {
	for i := range 6 {
		b[i] = byte(sqn >> (40 - 8*i))
	}
	return b
}

// resynchronize takes over the sequence number of the card, which it sends as
// RAND and AUTS when it finds that of the HSS too old (TS 33.102 clause
// 6.3.5). Wrong data is DIAMETER_INVALID_AVP_VALUE.
func (a *AKA) resynchronize(authorization []byte) error {
	invalid := &diameter.AnswerError{ResultCode: diameter.ResultInvalidAVPValue}
	if len(authorization) != 16+6+8 {
		invalid.Text = "SIP-Authorization must be RAND and AUTS, 30 bytes"
		return invalid
	}
	var challenge, sqn [16]byte
	copy(challenge[:], authorization)
	subtle.XORBytes(sqn[:6], authorization[16:22], a.resyncKey(challenge))
	_, macS := a.mac(challenge, sqn, [2]byte{}) // AMF is zero here
	if subtle.ConstantTimeCompare(macS, authorization[22:]) != 1 {
		invalid.Text = "AUTS in SIP-Authorization was not made with the key of the user"
		return invalid
	}
	a.SQN = 0
	for _, b := range sqn[:6] {
		a.SQN = a.SQN<<8 | uint64(b)
	}
	return nil
}
