package jsonwire_test

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// mediumSession has a device but no credential, as most requests do.
const mediumSession = `{"device":{"phoneNumber":"+123456789","networkAccessIdentifier":"123456789@domain.com",` +
	`"ipv4Address":{"publicAddress":"203.0.113.0","publicPort":59765},"ipv6Address":"2001:db8:85a3:8d3:1319:8a2e:370:7344"},` +
	`"applicationServer":{"ipv4Address":"198.51.100.0/24"},"qosProfile":"QOS_L",` +
	`"sink":"https://application-server.com/notifications","duration":3600}`

func decoded(t testing.TB, s string) *createSession {
	v := new(createSession)
	if err := jsonwire.Unmarshal([]byte(s), v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEncodeAllocatesNothing(t *testing.T) {
	v := decoded(t, fullSession)
	b := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() { b = v.AppendJSON(b[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The copy of the input and the two pointers.
func TestDecodeAllocations(t *testing.T) {
	in := []byte(mediumSession)
	var v createSession
	if n := testing.AllocsPerRun(100, func() {
		if err := jsonwire.Unmarshal(in, &v); err != nil {
			t.Fatal(err)
		}
	}); n > 3 {
		t.Errorf("%v allocations", n)
	}
}

func TestSkipAllocations(t *testing.T) {
	in := []byte(`{"a":["x\n\u0041",1.5,true,null,{"b":"` + strings.Repeat("z", 500) + `"}],"c":"\ud83d\ude42"}`)
	if n := testing.AllocsPerRun(100, func() {
		d := jsonwire.NewDecoder(in)
		d.Skip()
		if err := d.End(); err != nil {
			t.Fatal(err)
		}
	}); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

func TestValidateAllocatesNothing(t *testing.T) {
	v := decoded(t, fullSession)
	if n := testing.AllocsPerRun(100, func() {
		if err := v.Validate(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFormatsAllocateNothing(t *testing.T) {
	for format, v := range map[string]string{
		"uuid": "b4333c46-49c0-4f62-80d7-f0ef930f1c46", "ipv4": "198.51.100.0/24", "ipv6": "2001:db8::/64", "date": "2024-02-29",
		"uri": "https://application-server.com/notifications?with=a&long=query", "time": "23:59:59.999+02:00",
		"date-time": "2024-05-01T10:00:00Z", "duration": "P1Y2M3DT4H5M6.5S", "email": "first.last.with.a.long.name@long.example.com",
		"hostname": "example.com", "byte": "AAAA",
	} {
		var c jsonwire.Checker
		rule := jsonwire.Text{Format: jsonwire.FormatOf(format)}
		if n := testing.AllocsPerRun(100, func() { c.Text("a", v, &rule) }); n != 0 || c.Err() != nil {
			t.Errorf("%s: %v allocations, %v", format, n, c.Err())
		}
	}
}
