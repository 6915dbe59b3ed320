package openapi

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/telgen/telgen/internal/source"
)

// FuzzRead reads arbitrary bytes as all kinds of documents, which refer to
// themselves and to nothing else. There must be a package or a list of errors
// with positions, and no panic.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func(name string) ([]byte, error) {
			if name != "a.yaml" {
				return nil, fs.ErrNotExist
			}
			return data, nil
		}
		for _, document := range []func() error{
			func() error { _, err := Read("a.yaml", Options{ReadFile: read}); return err },
			func() error { _, err := ReadSchema("a.yaml", Options{ReadFile: read}); return err },
			func() error { _, err := ReadSet([]SetFile{{Name: "a.yaml"}}, Options{ReadFile: read}); return err },
		} {
			checkError(t, document())
		}
	})
}

func checkError(t *testing.T, err error) {
	var list *source.List
	if err != nil && !errors.As(err, &list) {
		t.Fatalf("%T: %v", err, err)
	}
	for i := 0; list != nil && i < len(list.Errors); i++ {
		if e := list.Errors[i]; e.Pos.File != "a.yaml" || e.Msg == "" {
			t.Errorf("a problem without a place: %v", e)
		}
	}
}

// FuzzTranslate looks for patterns that translate to what RE2 refuses.
func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{`^[a-z\/\u4e00]+$`, `(?=a)`, `[[:\]]`, `\u{1F600}`, `a{2,3}`, `[^]`, `\cJ`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ecma string) {
		re, err := translate(ecma)
		if err == nil && re == "" && ecma != "" {
			t.Errorf("translate(%q) is empty", ecma)
		}
	})
}
