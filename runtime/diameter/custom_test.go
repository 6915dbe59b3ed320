package diameter

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
)

// pairs is a Data that cannot be compared: "a=1;b=2". No pairs are nothing.
type pairs struct{ list [][2]string }

func (p *pairs) AppendData(b []byte) []byte {
	for i, pair := range p.list {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(append(append(b, pair[0]...), '='), pair[1]...)
	}
	return b
}

func (p *pairs) DecodeData(b []byte) error {
	for part := range bytes.SplitSeq(b, []byte(";")) {
		name, value, ok := bytes.Cut(part, []byte("="))
		if !ok {
			return fmt.Errorf("%q is no pair", part)
		}
		p.list = append(p.list, [2]string{string(name), string(value)})
	}
	return nil
}

func (p *pairs) ValidateData() error {
	if len(p.list) > 2 {
		return errors.New("more than two pairs")
	}
	return nil
}

func (p pairs) IsZero() bool { return len(p.list) == 0 }

// level is a Data without IsZero: 0 is a level.
type level uint8

func (l *level) AppendData(b []byte) []byte { return append(b, byte(*l)) }
func (l *level) ValidateData() error        { return nil }

func (l *level) DecodeData(b []byte) error {
	if len(b) != 1 {
		return fmt.Errorf("a level of %d octets", len(b))
	}
	*l = level(b[0])
	return nil
}

const (
	pairsKey    Key = 9<<32 | 1
	levelKey    Key = 2
	optionalKey Key = 3
	listKey     Key = 4
)

// customGroup is written as generated code is.
type customGroup struct {
	Pairs    pairs
	Level    level
	Optional opt.Value[level]
	List     []pairs
	Extra    []AVP

	absent Absent
}

func (m *customGroup) AppendAVPs(b []byte) []byte {
	if m.absent.SendsData(0, &m.Pairs) {
		b = AppendData(b, pairsKey|M, m.Pairs.AppendData)
	}
	if m.absent.SendsData(1, &m.Level) {
		b = AppendData(b, levelKey, m.Level.AppendData)
	}
	if v, ok := m.Optional.Get(); ok {
		b = AppendData(b, optionalKey, v.AppendData)
	}
	for i := range m.List {
		b = AppendData(b, listKey, m.List[i].AppendData)
	}
	return AppendExtra(b, m.Extra)
}

func (m *customGroup) DecodeAVPs(d *Decoder) {
	*m = customGroup{List: m.List[:0]}
	for d.Next() {
		switch d.Key() {
		case pairsKey:
			if d.First(0) {
				d.Data(m.Pairs.DecodeData)
			}
		case levelKey:
			if d.First(1) {
				d.Data(m.Level.DecodeData)
			}
		case optionalKey:
			if d.First(2) {
				var v level
				d.Data(v.DecodeData)
				m.Optional.Set(v)
			}
		case listKey:
			d.Data(BlankElement(&m.List).DecodeData)
		default:
			d.Unknown()
		}
	}
	m.absent, m.Extra = d.Done(2)
}

func (m *customGroup) Validate() error {
	v := Validator{Absent: m.absent}
	v.Data(0, pairsKey, &m.Pairs)
	v.Data(1, levelKey, &m.Level)
	if x, ok := m.Optional.Get(); ok {
		v.ValidData(optionalKey, x.ValidateData())
	}
	if len(m.List) > 2 {
		v.Excess(2, listKey, AppendData(nil, listKey, m.List[2].AppendData))
	}
	for i := range m.List {
		v.ValidData(listKey, m.List[i].ValidateData())
	}
	return v.Err()
}

func somePairs(n int) pairs {
	var p pairs
	for i := range n {
		p.list = append(p.list, [2]string{"n", fmt.Sprint(i)})
	}
	return p
}

func TestCustomRoundTrip(t *testing.T) {
	m := &customGroup{Pairs: somePairs(2), Level: 7, Optional: opt.Some(level(0)), List: []pairs{somePairs(1), somePairs(2)}}
	b := m.AppendAVPs(nil)
	want := AppendOctetString(nil, pairsKey|M, []byte("n=0;n=1"))
	want = AppendOctetString(want, levelKey, []byte{7})
	want = AppendOctetString(want, optionalKey, []byte{0})
	want = AppendOctetString(want, listKey, []byte("n=0"))
	want = AppendOctetString(want, listKey, []byte("n=0;n=1"))
	if !bytes.Equal(b, want) {
		t.Fatalf("encoded as %x, want %x", b, want)
	}
	got := &customGroup{List: []pairs{somePairs(5)}} // of an earlier message
	d := newDecoder(b)
	got.DecodeAVPs(d)
	if d.Err() != nil || fmt.Sprint(got) != fmt.Sprint(m) || got.Validate() != nil {
		t.Errorf("read %+v, %v, %v, want %+v", got, d.Err(), got.Validate(), m)
	}
	if again := got.AppendAVPs(nil); !bytes.Equal(again, b) {
		t.Errorf("encoded again it is %x, want %x", again, b)
	}
}

func TestCustomRefused(t *testing.T) {
	for name, avp := range map[string]AVP{
		"single":   NewOctetString(pairsKey, []byte("nothing")),
		"optional": NewOctetString(optionalKey, []byte{1, 2}),
		"list":     NewOctetString(listKey, nil),
	} {
		d := newDecoder(AppendExtra(nil, []AVP{avp}))
		new(customGroup).DecodeAVPs(d)
		var e *AVPError
		if !errors.As(d.Err(), &e) || e.ResultCode != ResultInvalidAVPValue || e.Failed.Key != avp.Key || !bytes.Equal(e.Failed.Data, avp.Data) {
			t.Errorf("%s: got %v", name, d.Err())
		}
	}
}

func TestCustomErrorText(t *testing.T) {
	var p pairs
	err := NewUTF8String(pairsKey, "nothing").ReadData(&p)
	if want := `AVP 1/9: "nothing" is no pair (DIAMETER_INVALID_AVP_VALUE 5004)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	good := somePairs(2)
	if err := NewData(pairsKey|M, &good).ReadData(&p); err != nil || fmt.Sprint(p) != fmt.Sprint(good) {
		t.Errorf("got %v, %v", p, err)
	}
}

// decoded returns the group that avps are read as.
func decoded(t *testing.T, avps ...AVP) *customGroup {
	t.Helper()
	m, d := new(customGroup), newDecoder(AppendExtra(nil, avps))
	m.DecodeAVPs(d)
	if d.Err() != nil {
		t.Fatal(d.Err())
	}
	return m
}

func TestCustomValidate(t *testing.T) {
	good := somePairs(1)
	set := decoded(t, NewData(pairsKey, &good))
	set.Level = 1
	for _, tt := range []struct {
		name string
		m    *customGroup
		code ResultCode
		key  Key
	}{
		{"good", &customGroup{Pairs: good}, 0, 0},
		{"nothing to send", new(customGroup), ResultMissingAVP, pairsKey},
		{"not read", decoded(t, NewOctetString(levelKey, []byte{1})), ResultMissingAVP, pairsKey},
		{"sendable, not read", decoded(t, NewData(pairsKey, &good)), ResultMissingAVP, levelKey},
		{"sendable, set since", set, 0, 0},
		{"single", &customGroup{Pairs: somePairs(3)}, ResultInvalidAVPValue, pairsKey},
		{"list", &customGroup{Pairs: good, List: []pairs{good, somePairs(3)}}, ResultInvalidAVPValue, listKey},
		{"too many", &customGroup{Pairs: good, List: []pairs{good, good, good}}, ResultAVPOccursTooManyTimes, listKey},
	} {
		err := tt.m.Validate()
		var e *AVPError
		switch {
		case tt.code == 0 && err != nil, tt.code != 0 && !errors.As(err, &e):
			t.Errorf("%s: got %v", tt.name, err)
		case tt.code != 0 && (e.ResultCode != tt.code || e.Failed.Key != tt.key):
			t.Errorf("%s: got %v, want %d of %v", tt.name, err, tt.code, tt.key)
		}
	}
}

// TestCustomAbsent reads and writes a group without its required AVPs: it
// gains none.
func TestCustomAbsent(t *testing.T) {
	if b := decoded(t).AppendAVPs(nil); len(b) != 0 {
		t.Errorf("encoded as %x, want nothing", b)
	}
}

// TestCustomMisbehaving has a method that returns less than it was given.
func TestCustomMisbehaving(t *testing.T) {
	b := AppendData([]byte{1, 2, 3, 4}, pairsKey, func([]byte) []byte { return nil })
	if want := AppendOctetString([]byte{1, 2, 3, 4}, pairsKey, nil); !bytes.Equal(b, want) {
		t.Errorf("got %x, want %x", b, want)
	}
}

func TestCustomAllocatesNothing(t *testing.T) {
	m := &customGroup{Pairs: somePairs(2), Level: 7, Optional: opt.Some(level(3))}
	b := make([]byte, 0, 200)
	read := new(customGroup)
	d := new(Decoder)
	if n := testing.AllocsPerRun(100, func() { b = m.AppendAVPs(b[:0]) }); n != 0 {
		t.Errorf("encoding allocates %v times", n)
	}
	octets := AppendOctetString(AppendOctetString(nil, levelKey, []byte{1}), optionalKey, []byte{2})
	if n := testing.AllocsPerRun(100, func() {
		*d = Decoder{frame: frame{rest: octets}}
		read.DecodeAVPs(d)
	}); n != 0 {
		t.Errorf("decoding allocates %v times", n)
	}
}

func FuzzCustom(f *testing.F) {
	m := &customGroup{Pairs: somePairs(2), Optional: opt.Some(level(3)), List: []pairs{somePairs(1)}}
	f.Add(m.AppendAVPs(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, d := new(customGroup), newDecoder(b)
		m.DecodeAVPs(d)
		if d.Err() != nil || m.Validate() != nil {
			return
		}
		first := m.AppendAVPs(nil)
		again, d := new(customGroup), newDecoder(first)
		again.DecodeAVPs(d)
		if second := again.AppendAVPs(nil); d.Err() != nil || !bytes.Equal(first, second) {
			t.Fatalf("%x is encoded as %x, then as %x, %v", b, first, second, d.Err())
		}
	})
}
