package diametertest

import (
	"errors"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// message has a codec with the fault that a test asks for.
type message struct {
	Header diameter.Header
	Text   string
	Number opt.Value[uint32]
	List   [][]byte
	Extra  []diameter.AVP

	absent diameter.Absent
}

var fault string

var command = diameter.Command{Name: "Test", Code: 9, NewRequest: create, NewAnswer: create}

var application = diameter.Application{Name: "test", Commands: []diameter.Command{command}}

func create() diameter.Message { return new(message) }

func (m *message) Head() *diameter.Header             { return &m.Header }
func (m *message) Command() (*diameter.Command, bool) { return &command, true }

func (m *message) AppendAVPs(b []byte) []byte {
	b = diameter.AppendUTF8String(b, 1, m.Text)
	if v, ok := m.Number.Get(); ok && fault != "not sent" {
		b = diameter.AppendUnsigned32(b, 2, v)
	}
	for i := range m.List {
		b = diameter.AppendOctetString(b, 3, m.List[i])
	}
	return diameter.AppendExtra(b, m.Extra)
}

func (m *message) DecodeAVPs(d *diameter.Decoder) {
	*m = message{Header: m.Header}
	for d.Next() {
		switch d.Key() {
		case 1:
			if d.First(0) {
				m.Text = d.UTF8String()
			}
		case 2:
			if d.First(1) {
				m.Number.Set(d.Unsigned32())
			}
		case 3:
			if fault == "refused" {
				d.Data(func([]byte) error { return errors.New("refused") })
			}
			if fault == "length" {
				d.Unsigned64()
			}
			if fault == "list" {
				m.List = nil
			}
			m.List = append(m.List, d.OctetString())
		default:
			d.Unknown()
		}
	}
	m.absent, m.Extra = d.Done(1)
	if fault == "unknown" {
		m.Extra = nil
	}
}

func (m *message) Validate() error {
	v := diameter.Validator{Absent: m.absent}
	v.Required(1, m.Text == "" || fault == "invalid")
	return v.Err()
}

func TestMessage(t *testing.T) { Message(t, &application, create) }

// TestIncomplete checks messages of which one AVP cannot be read.
func TestIncomplete(t *testing.T) {
	defer func() { fault = "" }()
	for want, found := range map[string]bool{"": false, "refused": false, "length": true, "unknown": true} {
		fault = want
		m := create()
		Fill(m)
		m.(*message).Extra = []diameter.AVP{unknown}
		if got := incomplete(&application, m); (len(got) > 0) != found {
			t.Errorf("fault %q: found %q", want, got)
		}
	}
}

func FuzzMessage(f *testing.F) { Fuzz(f, &application, create) }

// TestFaults checks that the faults a codec can have are found.
func TestFaults(t *testing.T) {
	defer func() { fault = "" }()
	for want, text := range map[string]string{
		"":         "",
		"invalid":  "missing",
		"not sent": "read",
		"list":     "read",
		"unknown":  "read",
	} {
		fault = want
		m := create()
		Fill(m)
		got := strings.Join(problems(&application, m), "\n")
		if (got == "") != (text == "") || !strings.Contains(got, text) {
			t.Errorf("fault %q: found %q", want, got)
		}
	}
}
