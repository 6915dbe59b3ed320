package sctp

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// message returns a Diameter message of a length, with a command code.
func message(length int, code byte) []byte {
	m := bytes.Repeat([]byte{0xaa}, length)
	copy(m, []byte{1, byte(length >> 16), byte(length >> 8), byte(length), 0x80, 0, 1, code})
	return m
}

// cuts writes b in pieces whose lengths next returns, and returns what was
// sent.
func cuts(b []byte, next func() int) (sent [][]byte, err error) {
	var s splitter
	for len(b) > 0 && err == nil {
		n := min(max(next(), 1), len(b))
		var taken int
		taken, err = s.write(b[:n], func(m []byte) error {
			sent = append(sent, bytes.Clone(m))
			return nil
		})
		if err == nil && taken != n {
			return sent, errors.New("a short write without an error")
		}
		b = b[n:]
	}
	return sent, err
}

func TestSplit(t *testing.T) {
	messages := [][]byte{message(20, 1), message(24, 2), message(70_000, 3), message(20, 4), message(1024, 5)}
	stream := slices.Concat(messages...)
	for _, size := range []int{1, 3, 19, 20, 21, 44, 45, 64 << 10, len(stream)} {
		sent, err := cuts(stream, func() int { return size })
		if err != nil || !slices.EqualFunc(sent, messages, bytes.Equal) {
			t.Errorf("in pieces of %d bytes: %d messages, %v, want %d", size, len(sent), err, len(messages))
		}
	}
}

// TestSplitKeepsTheRest: an incomplete message is not sent.
func TestSplitKeepsTheRest(t *testing.T) {
	sent, err := cuts(append(message(24, 1), message(24, 2)[:23]...), func() int { return 5 })
	if err != nil || len(sent) != 1 {
		t.Errorf("%d messages, %v, want one", len(sent), err)
	}
}

func TestSplitErrors(t *testing.T) {
	for name, c := range map[string]struct {
		stream []byte
		want   string
	}{
		"too short":    {append([]byte{1, 0, 0, 16}, make([]byte, 16)...), "message length 16, want at least 20 and a multiple of 4"},
		"not a four":   {append([]byte{1, 0, 0, 22}, make([]byte, 18)...), "message length 22, want at least 20 and a multiple of 4"},
		"zero":         {make([]byte, 20), "message length 0, want at least 20 and a multiple of 4"},
		"behind a one": {append(message(20, 1), make([]byte, 20)...), "message length 0, want at least 20 and a multiple of 4"},
	} {
		for _, size := range []int{1, 100} {
			if _, err := cuts(c.stream, func() int { return size }); err == nil || err.Error() != c.want {
				t.Errorf("%s in pieces of %d: %v, want %q", name, size, err, c.want)
			}
		}
	}
	broken := errors.New("broken")
	n, err := new(splitter).write(slices.Concat(message(20, 1), message(20, 2), message(20, 3)), func(m []byte) error {
		if m[7] == 2 {
			return broken
		}
		return nil
	})
	if n != 20 || !errors.Is(err, broken) {
		t.Errorf("took %d bytes, %v, want those of the first message", n, err)
	}
}

// FuzzSplit cuts streams anywhere: what was sent is what was written, except
// for the rest.
func FuzzSplit(f *testing.F) {
	f.Add(append(message(20, 1), message(24, 2)...), uint64(1))
	f.Add([]byte(strings.Repeat("\x01\x00\x00\x14", 50)), uint64(2))
	f.Add(make([]byte, 40), uint64(3))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		random := rand.New(rand.NewPCG(seed, seed))
		sent, err := cuts(b, func() int { return random.IntN(40) })
		joined := slices.Concat(sent...)
		if !bytes.HasPrefix(b, joined) {
			t.Fatalf("sent what was not written: % x", joined)
		}
		for _, m := range sent {
			if length := int(m[1])<<16 | int(m[2])<<8 | int(m[3]); length != len(m) || length < headerLen {
				t.Fatalf("sent a message of %d bytes that says %d", len(m), length)
			}
		}
		whole, again := cuts(b, func() int { return len(b) })
		if (err == nil) != (again == nil) || !slices.EqualFunc(whole, sent, bytes.Equal) {
			t.Fatalf("in one piece: %d messages, %v; cut: %d, %v", len(whole), again, len(sent), err)
		}
	})
}
