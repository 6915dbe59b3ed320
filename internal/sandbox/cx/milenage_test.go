package cx

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// TestMilenage compares with test set 1 of TS 35.208.
func TestMilenage(t *testing.T) {
	a := &AKA{K: block(t, "465b5ce8b199b49faa5f0a2ee238a6bc"), AMF: [2]byte{0xb9, 0xb9}, SQN: 0xff9bb4d0b607}
	a.OPc = deriveOPc(a.K, block(t, "cdc202d5123e20f62b6d676ac72cb318"))
	rand := block(t, "23553cbe9637a89d218ae64dae47bf35")
	macA, macS := a.mac(rand, sqnBytes(a.SQN), a.AMF)
	res, ak := a.response(rand)
	ck, ik := a.keys(rand)
	for _, tt := range []struct {
		name, want string
		got        []byte
	}{
		{"OPc", "cd63cb71954a9f4e48a5994e37a02baf", a.OPc[:]},
		{"f1", "4a9ffac354dfafb3", macA},
		{"f1*", "01cfaf9ec4e871e9", macS},
		{"f2", "a54211d5e3ba50bf", res},
		{"f3", "b40ba9a3c58b2a05bbf0d987b21bf8cb", ck[:]},
		{"f4", "f769bcd751044604127672711c6d3441", ik[:]},
		{"f5", "aa689c648370", ak},
		{"f5*", "451e8beca43b", a.resyncKey(rand)},
	} {
		if got := hex.EncodeToString(tt.got); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func block(t *testing.T, digits string) (b [16]byte) {
	t.Helper()
	if n, err := hex.Decode(b[:], []byte(digits)); err != nil || n != 16 {
		t.Fatalf("%q: %d bytes, %v", digits, n, err)
	}
	return b
}

// TestVectors has a card accept what the HSS makes: it recovers SQN, which
// must grow, and checks MAC-A.
func TestVectors(t *testing.T) {
	a := &AKA{K: [16]byte{1}, OPc: [16]byte{2}, AMF: [2]byte{0x80}, SQN: 1<<48 - 64}
	last := a.SQN
	for i := range 3 {
		item := a.vector(uint32(i))
		var rand [16]byte
		copy(rand[:], item.SIPAuthenticate)
		autn := item.SIPAuthenticate[16:]
		res, ak := a.response(rand)
		var sqn [16]byte
		for j := range 6 {
			sqn[j] = autn[j] ^ ak[j]
		}
		macA, _ := a.mac(rand, sqn, [2]byte(autn[6:8]))
		if !bytes.Equal(macA, autn[8:]) || !bytes.Equal(res, item.SIPAuthorization) || len(autn) != 16 {
			t.Errorf("item %d: AUTN %x has MAC %x, want %x", i, autn, autn[8:], macA)
		}
		var got uint64
		for _, b := range sqn[:6] {
			got = got<<8 | uint64(b)
		}
		if want := (last + 32) % (1 << 48); got != want {
			t.Errorf("item %d: SQN %x, want %x", i, got, want)
		}
		last = got
	}
}

// TestResynchronize has a card report a sequence number.
func TestResynchronize(t *testing.T) {
	a := &AKA{K: [16]byte{3}, OPc: [16]byte{4}, SQN: 32}
	rand := [16]byte{5}
	const card = 0x123456789a
	sqn := sqnBytes(card)
	_, macS := a.mac(rand, sqn, [2]byte{})
	report := rand[:]
	for i, b := range a.resyncKey(rand) {
		report = append(report, b^sqn[i])
	}
	report = append(report, macS...)
	for n := range report {
		if err := a.resynchronize(report[:n]); err == nil {
			t.Errorf("%d bytes of RAND and AUTS are accepted", n)
		}
	}
	for i := range report {
		wrong := bytes.Clone(report)
		wrong[i] ^= 1
		if err := a.resynchronize(wrong); err == nil {
			t.Errorf("RAND and AUTS with a wrong byte %d are accepted", i)
		}
	}
	if a.SQN != 32 {
		t.Errorf("SQN became %x", a.SQN)
	}
	if err := a.resynchronize(report); err != nil || a.SQN != card {
		t.Errorf("SQN %x, want %x: %v", a.SQN, card, err)
	}
}
