// Package diametertest tests generated Diameter packages: every message makes
// the round trip, nothing is lost, and no bytes make it panic. The tests that
// telgen generates call it; it is of no use in a program.
package diametertest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

// unknown is an AVP that no application defines.
var unknown = diameter.AVP{Key: diameter.MakeKey(0x3fffffff, 1), Flags: diameter.FlagV | diameter.FlagP, Data: []byte{1, 2, 3, 4, 5}}

// Message fills the message that create returns, with everything set and with
// as little as possible, and checks that each is valid and comes back from its
// bytes as it was, that no shorter message is taken for it, and that AVPs
// nobody knows survive. A message that is used again keeps nothing of what it
// held before.
//
// Fields with a Go type of the user's own are filled with what the type makes
// of sample octets (see Sampler). A field whose type accepts none is left out,
// which Message says on standard error. If the message must have it, only that
// the other AVPs come back is checked; then the test is skipped.
func Message(t *testing.T, a *diameter.Application, create func() diameter.Message) {
	t.Helper()
	m := create()
	notes, whole := fillMessage(m, true)
	if !whole {
		for _, problem := range incomplete(a, m) {
			t.Error(problem)
		}
	}
	if len(notes) > 0 {
		tell(t, notes, whole)
	}
	for _, problem := range reuse(create) {
		t.Errorf("used again: %s", problem)
	}
	for name, fill := range map[string]func(diameter.Message){"everything": Fill, "required only": FillRequired} {
		m := create()
		fill(m)
		for _, problem := range problems(a, m) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

// tell says what is not tested, where it is seen without -v too. It skips the
// rest of the test when that is a part that the message must have.
func tell(t *testing.T, notes []string, whole bool) {
	t.Helper()
	text := strings.Join(slices.Compact(notes), "\n\t")
	if !whole {
		text += "\n\tit is required: only the rest of the message is tested, for coming back as it was"
	}
	text += "\n\tgive the type a method SampleData() [][]byte that returns octets which it accepts"
	fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name(), text)
	if !whole {
		t.Skip("NOT RUN in full: " + text)
	}
	t.Log(text)
}

// problems returns what is wrong with the codec of m.
func problems(a *diameter.Application, m diameter.Message) []string {
	if err := m.Validate(); err != nil {
		return []string{err.Error()}
	}
	list := append(roundTrip(a, m), truncate(a, m)...)
	extra := reflect.ValueOf(m).Elem().FieldByName("Extra")
	extra.Set(reflect.ValueOf([]diameter.AVP{unknown}))
	return append(list, roundTrip(a, m)...)
}

// roundTrip checks that m comes back as it is.
func roundTrip(a *diameter.Application, m diameter.Message) (problems []string) {
	b := diameter.Append(nil, m)
	got, err := a.Parse(b)
	if err != nil {
		return []string{fmt.Sprintf("%x cannot be read: %v", b, err)}
	}
	if again := diameter.Append(nil, got); !bytes.Equal(again, b) {
		problems = append(problems, fmt.Sprintf("encoded again it is %x, want %x", again, b))
	}
	unmap(reflect.ValueOf(got).Elem())
	if !reflect.DeepEqual(got, m) {
		problems = append(problems, fmt.Sprintf("read %+v, want %+v", got, m))
	}
	return problems
}

// incomplete checks that m, in which a required AVP could not be filled, comes
// back from its bytes. AVPs whose values nobody can read are cut out of it: the
// zero values of types of the user's own.
func incomplete(a *diameter.Application, m diameter.Message) []string {
	b := diameter.Append(nil, m)
	for {
		got, err := a.Parse(b)
		if err == nil {
			if again := diameter.Append(nil, got); !bytes.Equal(again, b) {
				return []string{fmt.Sprintf("encoded again it is %x, want %x", again, b)}
			}
			return nil
		}
		var e *diameter.AVPError
		if !errors.As(err, &e) || e.ResultCode != diameter.ResultInvalidAVPValue || len(e.Path) == 0 {
			return []string{fmt.Sprintf("%x cannot be read: %v", b, err)}
		}
		b = without(b, e.Path[0])
	}
}

// without returns the message b without the AVPs of k, which it has.
func without(b []byte, k diameter.Key) []byte {
	var m diameter.Generic
	if diameter.Unmarshal(b, &m) != nil {
		return nil
	}
	m.AVPs = slices.DeleteFunc(m.AVPs, func(a diameter.AVP) bool { return a.Key == k })
	return diameter.Append(nil, &m)
}

// reuse decodes messages with everything set and with as little as possible
// into the same one, in turn.
func reuse(create func() diameter.Message) (problems []string) {
	full, short, m := create(), create(), create()
	Fill(full)
	FillRequired(short)
	for _, next := range []diameter.Message{full, short, full} {
		b := diameter.Append(nil, next)
		if err := diameter.Unmarshal(b, m); err != nil {
			return append(problems, err.Error())
		}
		if got := diameter.Append(nil, m); !bytes.Equal(got, b) {
			problems = append(problems, fmt.Sprintf("encoded it is %x, want %x", got, b))
		}
	}
	return problems
}

// truncate checks that every strict prefix is refused, and is not taken for
// the whole when its length field says that it is whole.
func truncate(a *diameter.Application, m diameter.Message) (problems []string) {
	whole := diameter.Append(nil, m)
	for n := range whole {
		if _, err := a.Parse(whole[:n]); err == nil {
			problems = append(problems, fmt.Sprintf("%d of %d bytes are taken for a message", n, len(whole)))
		}
		if n < 20 || n%4 != 0 {
			continue
		}
		b := bytes.Clone(whole[:n])
		b[1], b[2], b[3] = byte(n>>16), byte(n>>8), byte(n)
		if got, err := a.Parse(b); err == nil && reflect.DeepEqual(got, m) {
			problems = append(problems, fmt.Sprintf("%d of %d bytes are taken for the whole", n, len(whole)))
		}
	}
	return problems
}

// Fuzz feeds bytes to the decoder of the message that create returns. What can
// be read and is valid must be encoded to bytes that are read as the same.
func Fuzz(f *testing.F, a *diameter.Application, create func() diameter.Message) {
	for _, fill := range []func(diameter.Message){Fill, FillRequired, func(diameter.Message) {}} {
		m := create()
		fill(m)
		f.Add(m.AppendAVPs(nil))
	}
	head := create()
	Fill(head)
	header := diameter.Append(nil, head)[:20]
	f.Fuzz(func(t *testing.T, avps []byte) {
		if len(avps) > 1<<16 {
			return
		}
		n := 20 + len(avps)&^3
		b := append(bytes.Clone(header), avps[:n-20]...)
		b[1], b[2], b[3] = byte(n>>16), byte(n>>8), byte(n)
		m, err := a.Parse(b)
		if err != nil || m.Validate() != nil {
			return
		}
		c := diameter.Append(nil, m)
		again, err := a.Parse(c)
		if err != nil {
			t.Fatalf("%x was read, but not what it is encoded to, %x: %v", b, c, err)
		}
		if !bytes.Equal(diameter.Append(nil, again), c) {
			t.Fatalf("%x is not encoded to itself", c)
		}
	})
}
