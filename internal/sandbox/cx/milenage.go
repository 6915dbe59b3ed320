package cx

import (
	"crypto/aes"
	"crypto/subtle"
)

// The functions f1 to f5 of AKA are those of MILENAGE (TS 35.206), with its
// constants c1 to c5 and r1 to r5.

// encrypt returns the AES-128 of one block under K.
func encrypt(k, block [16]byte) (out [16]byte) {
	c, err := aes.NewCipher(k[:])
	if err != nil {
		panic("unreachable: the key has 16 bytes")
	}
	c.Encrypt(out[:], block[:])
	return out
}

func xor(a, b [16]byte) (out [16]byte) {
	subtle.XORBytes(out[:], a[:], b[:])
	return out
}

// deriveOPc returns the operator's constant OP as it stands on a card.
func deriveOPc(k, op [16]byte) [16]byte { return xor(encrypt(k, op), op) }

// mac returns MAC-A of f1, 8 bytes, and MAC-S of f1*, 8 bytes.
func (a *AKA) mac(rand, sqn [16]byte, amf [2]byte) (macA, macS []byte) {
	var in [16]byte // SQN || AMF || SQN || AMF
	copy(in[:6], sqn[:6])
	copy(in[6:8], amf[:])
	copy(in[8:], in[:8])
	temp := encrypt(a.K, xor(rand, a.OPc))
	var rotated [16]byte // by r1, 64 bits; c1 is zero
	mixed := xor(in, a.OPc)
	for i := range mixed {
		rotated[(i+8)%16] = mixed[i]
	}
	out := xor(encrypt(a.K, xor(temp, rotated)), a.OPc)
	return out[:8], out[8:]
}

// block returns what f2 to f5* take their results from: OUTn, with its
// rotation in bytes and the last byte of its constant.
func (a *AKA) block(rand [16]byte, rotation int, constant byte) [16]byte {
	temp := xor(encrypt(a.K, xor(rand, a.OPc)), a.OPc)
	var rotated [16]byte
	for i := range temp {
		rotated[(i+16-rotation)%16] = temp[i]
	}
	rotated[15] ^= constant
	return xor(encrypt(a.K, rotated), a.OPc)
}

// response returns RES of f2, 8 bytes, and AK of f5, 6 bytes.
func (a *AKA) response(rand [16]byte) (res, ak []byte) {
	out := a.block(rand, 0, 1)
	return out[8:], out[:6]
}

// keys returns CK of f3 and IK of f4.
func (a *AKA) keys(rand [16]byte) (ck, ik [16]byte) {
	return a.block(rand, 4, 2), a.block(rand, 8, 4)
}

// resyncKey returns AK of f5*, 6 bytes.
func (a *AKA) resyncKey(rand [16]byte) []byte {
	out := a.block(rand, 12, 8)
	return out[:6]
}
