package output

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"spaces", "package  x\nvar a  =   1", "package x\n\nvar a = 1\n"},
		{
			"standard library first",
			"package x\nimport (\"b.org/b\"\n\"fmt\"\n\"a.org/a\"\n\"context\"\n)\n",
			"package x\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\n\t\"a.org/a\"\n\t\"b.org/b\"\n)\n",
		},
		{"imports are kept", "package x\nimport \"fmt\"\n", "package x\n\nimport \"fmt\"\n"},
		{"imports are not added", "package x\nvar _ = fmt.Sprint\n", "package x\n\nvar _ = fmt.Sprint\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Format("x.go", []byte(tt.src))
			if err != nil || string(got) != tt.want {
				t.Fatalf("got %v\n%s\nwant\n%s", err, got, tt.want)
			}
			if again, err := Format("x.go", got); err != nil || !bytes.Equal(again, got) {
				t.Errorf("formatted twice: %v\n%s", err, again)
			}
		})
	}
}

func TestFormatInvalid(t *testing.T) {
	src := generated("package x\n\n// T is a type.\ntype T struct {\n\tA int\n\tB-C string\n\tD int\n}\n\nvar a = 1\nvar b = 1\nvar c = 1\n")
	const want = `internal error: generated invalid Go: cx/cx.go:8:3: expected type, found '-'
     4	
     5	// T is a type.
     6	type T struct {
     7		A int
>    8		B-C string
     9		D int
    10	}
    11	
    12	var a = 1`
	_, err := Format("cx/cx.go", []byte(src))
	check(t, "none", err, want)

	s := &Set{}
	s.Add("cx/cx.go", []byte(src))
	check(t, "none", s.Format(), want)
}

func TestFormatInvalidAtTheEnds(t *testing.T) {
	_, err := Format("x.go", nil)
	check(t, "none", err, "internal error: generated invalid Go: x.go:1:1: expected 'package', found 'EOF'\n>    1\t")
	_, err = Format("x.go", []byte("package x\n\nfunc f() {\n"))
	check(t, "none", err, "internal error: generated invalid Go: x.go:3:12: expected '}', found 'EOF'\n     1\tpackage x\n     2\t\n>    3\tfunc f() {")
}

// The files of a set that cannot be formatted are all reported, in the order
// of Add; the others are formatted.
func TestSetFormat(t *testing.T) {
	s := &Set{}
	for i := range 20 {
		s.Add(fmt.Sprintf("f%02d.go", i), []byte("package  x"))
	}
	s.Add("bad1.go", []byte("package"))
	s.Add("bad2.go", []byte("package"))
	err := s.Format()
	if err == nil || !strings.Contains(err.Error(), "bad1.go:1:8") || !strings.Contains(err.Error(), "bad2.go:1:8") {
		t.Errorf("got %v", err)
	}
	for _, f := range s.Files() {
		if strings.HasPrefix(f.Path, "f") && string(f.Src) != "package x\n" {
			t.Errorf("%s: %q", f.Path, f.Src)
		}
	}
}
