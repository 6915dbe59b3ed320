package dictionary

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/source"
)

func TestLimits(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"depth":        {strings.Repeat("<a>", 100), "d.xml:1:97: elements are nested deeper than 32"},
		"attributes":   {"<diameter" + manyAttributes(100) + "/>", "d.xml:1:1: <diameter> has more than 64 attributes"},
		"applications": {"<diameter>" + manyApplications(1001) + "</diameter>", "d.xml:1:34791: more than 1000 applications in one run"},
		"size":         {strings.Repeat(" ", maxFileSize+1), "d.xml: the file has 16777217 bytes, the limit is 16777216"},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		_, err := read(t, tests[name].text, Options{})
		if err == nil || err.Error() != tests[name].want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

func manyApplications(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<application id="%d" name="A%d"/>`, i, i)
	}
	return b.String()
}

// TestManyFiles follows includes from file to file.
func TestManyFiles(t *testing.T) {
	n := 0
	readFile := func(string) ([]byte, error) {
		n++
		return fmt.Appendf(nil, `<diameter><include file="f%d.xml"/></diameter>`, n), nil
	}
	_, err := Read([]string{"f0.xml"}, Options{ReadFile: readFile})
	if want := "f199.xml:1:20: more than 200 files in one run"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestManyUnknownNames makes sure that suggestions do not take forever.
func TestManyUnknownNames(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, `<avp name="Known-Name-%d" code="%d"><data type="Grouped"><rule avp="Unknown-Nam-%d"/></data></avp>`, i, i+1, i)
	}
	_, err := read(t, app(b.String()), Options{})
	var list *source.List
	if !errors.As(err, &list) || len(list.Errors) != 3000 {
		t.Fatalf("got %v", err)
	}
}

// TestDeepGroups follows a chain of groups that is long but sound.
func TestDeepGroups(t *testing.T) {
	const n = 20000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<avp name="G%d" code="%d"><data type="Grouped"><rule avp="G%d" required="true" max="1"/></data></avp>`, i, i+1, i+1)
	}
	fmt.Fprintf(&b, `<avp name="G%d" code="%d"><data type="Unsigned32"/></avp>`, n, n+1)
	if p := mustRead(t, app(b.String()), Options{}); len(p.Decls) != n {
		t.Errorf("got %d declarations", len(p.Decls))
	}
}

// TestEntityLimits refers to files more often, deeper and longer than any real
// dictionary does.
func TestEntityLimits(t *testing.T) {
	const dtd = `<!DOCTYPE dictionary [<!ENTITY a SYSTEM "a.xml"><!ENTITY b SYSTEM "b.xml">]>`
	tests := map[string]struct{ main, a, b, want string }{
		"count": {main: strings.Repeat("&a;", 201), want: "d.xml:1:689: more than 200 references to entities"},
		"tree":  {main: "&a;", a: strings.Repeat("&b;", 20), b: strings.Repeat("&a;", 20), want: `b.xml:1:1: entity "a": files are nested deeper than 8`},
		"size":  {main: "&a;&a;", a: strings.Repeat(" ", maxEntitySize/2+1), want: "d.xml:1:92: the entities of the dictionary have more than 8388608 bytes"},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		tt := tests[name]
		files := map[string]string{"d.xml": dtd + "<dictionary>" + tt.main + "</dictionary>", "a.xml": tt.a, "b.xml": tt.b}
		_, err := Read([]string{"d.xml"}, Options{ReadFile: func(name string) ([]byte, error) { return []byte(files[name]), nil }})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
