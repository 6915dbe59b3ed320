package openapi

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

var update = flag.Bool("update", false, "accept what the tests find")

// TestGolden reads the first file of every archive in testdata, as JSON Schema
// if its name begins with "schema", and compares the declarations or the
// errors with the last file, "want".
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	last := len(archive.Files) - 1
	got := dump(archive.Files[0].Name, archiveReader(archive.Files[:last]))
	if *update {
		archive.Files[last].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(archive.Files[last].Data); got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

// dump is what reading a document comes to: warnings, then declarations or
// errors.
func dump(name string, read func(string) ([]byte, error)) string {
	document := Read
	if strings.HasPrefix(name, "schema") {
		document = ReadSchema
	}
	var b bytes.Buffer
	warn := func(e *source.Error) { fmt.Fprintf(&b, "warning: %s\n", e) }
	pkg, err := document(name, Options{Path: "example.com/api", ReadFile: read, Warn: warn})
	if err != nil {
		return b.String() + err.Error() + "\n"
	}
	if err := ir.Dump(&b, pkg); err != nil {
		return err.Error()
	}
	return b.String()
}

// archiveReader reads files of an archive, and refuses to leave it.
func archiveReader(files []txtar.File) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if !fs.ValidPath(name) {
			return nil, fmt.Errorf("outside of the folders that may be read")
		}
		for _, f := range files {
			if f.Name == name {
				return f.Data, nil
			}
		}
		return nil, fs.ErrNotExist
	}
}
