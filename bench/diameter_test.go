package bench

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"
	"runtime"
	"testing"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
)

var garbage []byte

// TestMain gives the process a live heap of 64 MiB, as a server has one. In a
// process that holds nothing the collector starts every 4 MiB, and what is
// measured is the collector.
func TestMain(m *testing.M) {
	// go-diameter logs that its listener was closed, into a line of results.
	log.SetOutput(io.Discard)
	ballast := make([]byte, 64<<20)
	// The memory that the collector lets grow is touched once before anything
	// is measured: what runs first would pay for the page faults.
	for range 256 << 10 {
		garbage = make([]byte, 1<<10)
	}
	code := m.Run()
	runtime.KeepAlive(ballast)
	os.Exit(code)
}

// TestSameBytes checks that all libraries write and read the same message, so
// that the comparison compares the same work.
func TestSameBytes(t *testing.T) {
	if err := cxForGoDiameter(); err != nil {
		t.Fatal(err)
	}
	u, p, a := ulr(), ppr(), maa()
	want := marshal(t, u)
	t.Logf("ULR has %d bytes, ULA %d, PPR %d, MAA %d", len(want), len(marshal(t, ula())), len(marshal(t, p)), len(marshal(t, a)))
	if got := floorEncode(nil, u); !bytes.Equal(got, want) {
		t.Errorf("floor: %x\nwant %x", got, want)
	}
	var got s6a.UpdateLocationRequest
	if err := floorDecode(want, &got); err != nil || !reflect.DeepEqual(&got, u) {
		t.Errorf("floor: %+v, %v\nwant %+v", got, err, u)
	}
	for _, c := range []struct {
		m    diameter.Message
		v    any
		read any
		more int // bytes that go-diameter needs
	}{
		{u, gdULROf(u), new(gdULR), 0},
		// Its dictionary gives the vendor 10415 to Service-Selection, which is of
		// the IETF: four bytes for each access point.
		{ula(), gdULAOf(ula()), new(gdULA), 8},
		{p, gdPPROf(p), new(gdPPR), 0},
		{a, gdMAAOf(a), new(gdMAA), 0},
	} {
		ours := marshal(t, c.m)
		// go-diameter sets flags and order of its own: its bytes are read back
		// with our codec instead.
		theirs := gdEncode(t, *c.m.Head(), c.v)
		if len(theirs) != len(ours)+c.more {
			t.Errorf("%T: go-diameter writes %d bytes, we %d and it should be %d more", c.m, len(theirs), len(ours), c.more)
		}
		gdDecode(t, ours, c.read)
		if !reflect.DeepEqual(c.read, c.v) {
			t.Errorf("go-diameter reads %+v, want %+v", c.read, c.v)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	if err := cxForGoDiameter(); err != nil {
		b.Fatal(err)
	}
	u, p, a := ulr(), ppr(), maa()
	for _, c := range []struct {
		name string
		m    diameter.Message
		v    any
	}{{"ULR", u, gdULROf(u)}, {"PPR", p, gdPPROf(p)}, {"MAA", a, gdMAAOf(a)}} {
		b.Run("msg="+c.name+"/lib=telgen", func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			for b.Loop() {
				buf = diameter.Append(buf[:0], c.m)
			}
		})
		b.Run("msg="+c.name+"/lib=go-diameter", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				gdEncode(b, *c.m.Head(), c.v)
			}
		})
	}
	b.Run("msg=ULR/lib=by-hand", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf = floorEncode(buf[:0], u)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	if err := cxForGoDiameter(); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		b    []byte
		m    diameter.Message
		v    func() any
	}{
		{"ULR", marshal(b, ulr()), new(s6a.UpdateLocationRequest), func() any { return new(gdULR) }},
		{"PPR", marshal(b, ppr()), new(cx.PushProfileRequest), func() any { return new(gdPPR) }},
		{"MAA", marshal(b, maa()), new(cx.MultimediaAuthAnswer), func() any { return new(gdMAA) }},
	} {
		b.Run("msg="+c.name+"/lib=telgen", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := diameter.Unmarshal(c.b, c.m); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("msg="+c.name+"/lib=go-diameter", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				gdDecode(b, c.b, c.v())
			}
		})
	}
	buf := marshal(b, ulr())
	b.Run("msg=ULR/lib=by-hand", func(b *testing.B) {
		b.ReportAllocs()
		var m s6a.UpdateLocationRequest
		for b.Loop() {
			if err := floorDecode(buf, &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkGrowth decodes messages of AVPs that nobody defined: the time per
// AVP must not grow with their number. The largest is as long as a message can
// be.
func BenchmarkGrowth(b *testing.B) {
	avp := diameter.NewUnsigned32(diameter.MakeKey(0x3fffffff, 1), 1)
	for _, n := range []int{100, 10_000, 1_000_000} {
		m := cx.NewPushProfileRequest()
		for range n {
			m.Extra = append(m.Extra, avp)
		}
		buf := diameter.Append(nil, m)
		b.Run(fmt.Sprintf("avps=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			var got cx.PushProfileRequest
			for b.Loop() {
				if err := diameter.Unmarshal(buf, &got); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/AVP")
		})
	}
}
