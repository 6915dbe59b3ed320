package jsonwire_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// appendByHand writes the same as createSession.AppendJSON, as somebody would
// who writes it for speed.
func appendByHand(b []byte, v *createSession) []byte {
	b = append(b, `{"device":{"phoneNumber":`...)
	b = handString(b, v.Device.PhoneNumber.Or(""))
	b = append(b, `,"networkAccessIdentifier":`...)
	b = handString(b, v.Device.NAI.Or(""))
	b = append(b, `,"ipv4Address":{"publicAddress":`...)
	b = handString(b, v.Device.IPv4.Public.Or(""))
	b = append(b, `,"publicPort":`...)
	b = strconv.AppendInt(b, int64(v.Device.IPv4.Port.Or(0)), 10)
	b = append(b, `},"ipv6Address":`...)
	b = handString(b, v.Device.IPv6.Or(""))
	b = append(b, `},"applicationServer":{"ipv4Address":`...)
	b = handString(b, v.Server.IPv4.Or(""))
	b = append(b, `},"qosProfile":`...)
	b = handString(b, v.QosProfile)
	b = append(b, `,"sink":`...)
	b = handString(b, v.Sink.Or(""))
	b = append(b, `,"duration":`...)
	b = strconv.AppendInt(b, int64(v.Duration), 10)
	return append(b, '}')
}

func handString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			return append(strconv.AppendQuote(b, s[i:])[:0], '"')
		}
	}
	b = append(b, s...)
	return append(b, '"')
}

func TestByHandIsTheSame(t *testing.T) {
	v := decoded(t, mediumSession)
	if a, b := appendByHand(nil, v), v.AppendJSON(nil); string(a) != string(b) || string(a) != mediumSession {
		t.Errorf("by hand %s, generated %s", a, b)
	}
}

func BenchmarkEncode(b *testing.B) {
	v := decoded(b, mediumSession)
	buf := make([]byte, 0, 4096)
	b.Run("jsonwire", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf = v.AppendJSON(buf[:0])
		}
	})
	b.Run("byHand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf = appendByHand(buf[:0], v)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	in := []byte(mediumSession)
	b.Run("jsonwire", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(in)))
		for b.Loop() {
			var v createSession
			if err := jsonwire.Unmarshal(in, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encodingJSON", func(b *testing.B) {
		type address struct {
			PublicAddress, PrivateAddress string
			PublicPort                    int32
		}
		type dev struct {
			PhoneNumber, NetworkAccessIdentifier, IPv6Address string
			IPv4Address                                       *address
		}
		type session struct {
			Device            *dev
			ApplicationServer struct{ IPv4Address, IPv6Address string }
			QosProfile, Sink  string
			Duration          int32
		}
		b.ReportAllocs()
		b.SetBytes(int64(len(in)))
		for b.Loop() {
			var v session
			if err := json.Unmarshal(in, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSkip(b *testing.B) {
	in := []byte(fullSession)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if !jsonwire.Raw(in).Valid() {
			b.Fatal("not valid")
		}
	}
}
