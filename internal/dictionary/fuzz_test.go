package dictionary

import (
	"bytes"
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
	"golang.org/x/tools/txtar"
)

// addFiles adds the files of the archives in testdata that are called like
// that as seeds.
func addFiles(f *testing.F, ext string, add func(data []byte)) {
	names, _ := filepath.Glob("testdata/*.txt")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if path.Ext(file.Name) == ext {
				add(file.Data)
			}
		}
	}
}

// checkRead reads files strictly and leniently. What is read must be whole,
// what is not must have a reason with a place, and a lenient run must make the
// same of what is right.
func checkRead(t *testing.T, files []string, o Options) {
	t.Helper()
	o.Warn = func(e *source.Error) {
		if e.Pos.File == "" || e.Msg == "" {
			t.Errorf("warning without place: %v", e)
		}
	}
	strict, err := Read(files, o)
	checkOutcome(t, strict, err)
	o.Lenient = true
	lenient, lenientErr := Read(files, o)
	checkOutcome(t, lenient, lenientErr)
	if err == nil && outcome(strict, nil) != outcome(lenient, lenientErr) {
		t.Errorf("strict:\n%s\nlenient:\n%s", outcome(strict, nil), outcome(lenient, lenientErr))
	}
}

func checkOutcome(t *testing.T, p *ir.Package, err error) {
	t.Helper()
	var list *source.List
	switch {
	case err == nil:
		checkPackage(t, p)
	case !errors.As(err, &list) || len(list.Errors) == 0:
		t.Errorf("error without place: %v", err)
	}
}

// FuzzRead checks that no file makes Read panic, and that what it accepts is
// whole.
func FuzzRead(f *testing.F) {
	addFiles(f, ".xml", func(data []byte) { f.Add(data, "") })
	base, err := os.ReadFile("testdata/missing.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte, application string) {
		readFile := func(name string) ([]byte, error) {
			if name == "d.xml" {
				return data, nil
			}
			return base, nil
		}
		checkRead(t, []string{"d.xml"}, Options{Application: application, ReadFile: readFile})
	})
}

// FuzzCCF reads CCF text beside a dictionary that has what it may name.
func FuzzCCF(f *testing.F) {
	addFiles(f, ".ccf", func(data []byte) { f.Add(data) })
	dictionary := []byte(`<diameter><application id="7" name="T" vendor-id="9">
<avp name="Session-Id" code="263"><data type="UTF8String"/></avp>
<avp name="One" code="1"><data type="Unsigned32"/></avp>
<avp name="One" code="1" vendor-id="9"><data type="Unsigned64"/></avp>
<avp name="Bag" code="5"><data type="Grouped"/></avp>
<avp name="Full" code="6"><data type="Grouped"><rule avp="One" vendor-id="0"/></data></avp>
</application></diameter>`)
	f.Fuzz(func(t *testing.T, data []byte) {
		readFile := func(name string) ([]byte, error) {
			if name == "d.xml" {
				return dictionary, nil
			}
			return data, nil
		}
		checkRead(t, []string{"d.xml", "t.ccf"}, Options{Application: "7", ReadFile: readFile})
	})
}

// FuzzWireshark reads a dictionary of Wireshark's and a file that its entities
// bring in, alone and as a lender of AVPs.
func FuzzWireshark(f *testing.F) {
	addFiles(f, ".xml", func(data []byte) { f.Add(data, []byte("<vendor vendor-id='A' code='9'/>")) })
	f.Add([]byte("<!DOCTYPE dictionary [<!ENTITY a SYSTEM 'a.xml'>]><dictionary>&a;</dictionary>"), []byte("<base>&a;</base>"))
	f.Fuzz(func(t *testing.T, data, entity []byte) {
		readFile := func(name string) ([]byte, error) {
			switch {
			case name == "t.ccf":
				return []byte("<A-Request> ::= <Diameter Header: 300, REQ, 7> [Bag] <A-Answer> ::= <Diameter Header: 300>"), nil
			case name == "d.xml":
				return data, nil
			case bytes.Contains(data, []byte("<include")): // not of Wireshark's
			case name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "../"):
				t.Errorf("read %q", name)
			}
			return entity, nil
		}
		checkRead(t, []string{"d.xml"}, Options{ReadFile: readFile})
		checkRead(t, []string{"d.xml", "t.ccf"}, Options{ReadFile: readFile})
	})
}
