package json

import (
	stdjson "encoding/json"
	"testing"

	"github.com/bytedance/sonic"
	"github.com/go-faster/jx"
	v2json "github.com/go-json-experiment/json"
	gojson "github.com/goccy/go-json"
	"github.com/telgen/telgen/bench/json/oapihcm"
	"github.com/telgen/telgen/bench/json/oapiqod"
	"github.com/telgen/telgen/bench/json/ogenhcm"
	"github.com/telgen/telgen/bench/json/ogenqod"
	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/generated/qod/v1"
	"github.com/telgen/telgen/runtime/jsonwire"
)

// A contender is a library with one type: how it reads a message into a new
// value, and how it writes that value.
type contender struct {
	name   string
	decode func([]byte) error
	encode func() ([]byte, error)
}

// A message is JSON text and who reads and writes it.
type message struct {
	name, text string
	by         []contender
}

type telgenValue interface {
	jsonwire.Value
	Validate() error
}

// telgen returns generated types with and without validation. It writes into a
// buffer that is used again, as a client does.
func telgen[T any, P interface {
	*T
	telgenValue
}]() []contender {
	var buf []byte
	v := P(new(T))
	return []contender{{
		"telgen",
		func(b []byte) error { v = new(T); return jsonwire.UnmarshalStrict(b, v) },
		func() ([]byte, error) { buf = v.AppendJSON(buf[:0]); return buf, nil },
	}, {
		"telgen+validate",
		func(b []byte) error {
			v = new(T)
			if err := jsonwire.UnmarshalStrict(b, v); err != nil {
				return err
			}
			return v.Validate()
		},
		func() ([]byte, error) {
			if err := v.Validate(); err != nil {
				return nil, err
			}
			buf = v.AppendJSON(buf[:0])
			return buf, nil
		},
	}}
}

type ogenValue interface {
	Encode(*jx.Encoder)
	Decode(*jx.Decoder) error
	Validate() error
}

// ogen returns types of ogen. Its client makes an encoder for each request,
// and its decoder comes with the buffer of a response.
func ogen[T any, P interface {
	*T
	ogenValue
}]() []contender {
	v := P(new(T))
	decode := func(b []byte) error { v = new(T); return v.Decode(jx.DecodeBytes(b)) }
	encode := func() ([]byte, error) {
		e := new(jx.Encoder)
		v.Encode(e)
		return e.Bytes(), nil
	}
	return []contender{{"ogen", decode, encode}, {
		"ogen+validate",
		func(b []byte) error {
			if err := decode(b); err != nil {
				return err
			}
			return v.Validate()
		},
		func() ([]byte, error) {
			if err := v.Validate(); err != nil {
				return nil, err
			}
			return encode()
		},
	}}
}

// reflecting returns a library that works by reflection.
func reflecting[T any](name string, unmarshal func([]byte, any) error, marshal func(any) ([]byte, error)) contender {
	v := new(T)
	return contender{
		name,
		func(b []byte) error { v = new(T); return unmarshal(b, v) },
		func() ([]byte, error) { return marshal(v) },
	}
}

func plain[T any]() []contender {
	return []contender{
		reflecting[T]("encoding/json", stdjson.Unmarshal, stdjson.Marshal),
		reflecting[T]("json/v2", func(b []byte, v any) error { return v2json.Unmarshal(b, v) }, func(v any) ([]byte, error) { return v2json.Marshal(v) }),
		reflecting[T]("goccy", func(b []byte, v any) error { return gojson.Unmarshal(b, v) }, func(v any) ([]byte, error) { return gojson.Marshal(v) }),
		reflecting[T]("sonic", sonic.Unmarshal, sonic.Marshal),
	}
}

func oapi[T any]() []contender {
	return []contender{reflecting[T]("oapi-codegen", stdjson.Unmarshal, stdjson.Marshal)}
}

func join(lists ...[]contender) (all []contender) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func messages(t testing.TB) []message {
	return []message{
		{"CreateSession", createSession, join(telgen[qod.CreateSession](), byHand[handCreateSession](), ogen[ogenqod.CreateSession](),
			oapi[oapiqod.CreateSession](), plain[plainCreateSession]())},
		{"SessionInfo", sessionInfo, join(telgen[qod.SessionInfo](), byHand[handSessionInfo](), ogen[ogenqod.SessionInfo](),
			oapi[oapiqod.SessionInfo](), plain[plainSessionInfo]())},
		{"Event", event, join(telgen[qod.EventQosStatusChanged](), byHand[handEvent](), ogen[ogenqod.EventQosStatusChanged](),
			oapi[oapiqod.EventQosStatusChanged](), plain[plainEvent]())},
		// Nobody has written a push message by hand: the types of oapi-codegen,
		// one union in them, are the plain structs.
		{"Push", push(t), join(telgen[hcm.SendRequest](), ogen[ogenhcm.SendRequest](),
			oapi[oapihcm.SendRequest](), plain[oapihcm.SendRequest]())},
	}
}

// TestSame checks that all of them read and write the same message, so that
// the comparison compares the same work.
func TestSame(t *testing.T) {
	for _, m := range messages(t) {
		for _, c := range m.by {
			if err := c.decode([]byte(m.text)); err != nil {
				t.Errorf("%s, %s: %v", m.name, c.name, err)
				continue
			}
			got, err := c.encode()
			if err != nil {
				t.Errorf("%s, %s: %v", m.name, c.name, err)
				continue
			}
			same(t, m.name+", "+c.name, string(got), m.text)
		}
	}
}

// TestAllocations holds what was promised for CreateSession: nothing to write
// it, six allocations at most to read it, the value itself included: one for each
// object that is optional, one for each list of objects, one for all strings.
func TestAllocations(t *testing.T) {
	c := telgen[qod.CreateSession]()[1]
	in := []byte(createSession)
	decode := func() {
		if err := c.decode(in); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(100, decode); n > 6 {
		t.Errorf("%v allocations to read", n)
	}
	encode := func() {
		if _, err := c.encode(); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(100, encode); n != 0 {
		t.Errorf("%v allocations to write", n)
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range messages(b) {
		in := []byte(m.text)
		for _, c := range m.by {
			b.Run("msg="+m.name+"/lib="+c.name, func(b *testing.B) {
				measure(b, func() error { return c.decode(in) })
			})
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, m := range messages(b) {
		for _, c := range m.by {
			if err := c.decode([]byte(m.text)); err != nil {
				b.Fatal(err)
			}
			b.Run("msg="+m.name+"/lib="+c.name, func(b *testing.B) {
				measure(b, func() error { _, err := c.encode(); return err })
			})
		}
	}
}

// measure also reports processor time: on a machine that does other things it
// tells more than the clock.
func measure(b *testing.B, do func() error) {
	b.ReportAllocs()
	cpu := cpuTime()
	for b.Loop() {
		if err := do(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime()-cpu)/float64(b.N), "cpu-ns/op")
}
