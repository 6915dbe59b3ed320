package dictionary

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/telgen/telgen/internal/source"
	"golang.org/x/tools/txtar"
)

// FuzzRead checks that no file makes Read panic, and that what it accepts is
// whole.
func FuzzRead(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txt")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if path.Ext(file.Name) == ".xml" {
				f.Add(file.Data, "")
			}
		}
	}
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
		p, err := Read([]string{"d.xml"}, Options{Application: application, ReadFile: readFile})
		var list *source.List
		switch {
		case err == nil:
			checkPackage(t, p)
			outcome(p, nil)
		case !errors.As(err, &list) || len(list.Errors) == 0:
			t.Errorf("error without place: %v", err)
		}
	})
}
