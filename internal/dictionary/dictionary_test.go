package dictionary

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// TestGolden reads the dictionaries in each archive of testdata. Lines of its
// comment are options: "base: base.xml", "read: a.xml b.xml", "fallback:
// ietf.xml", "application: Cx", "release: 13", "lenient: true"; other lines are
// prose. What comes out, the dump of the
// package or the problems, is its file "want".
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives in testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			checkGolden(t, name, archive)
		})
	}
}

func checkGolden(t *testing.T, name string, archive *txtar.Archive) {
	got := readArchive(archive)
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	if i < 0 {
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
		i = len(archive.Files) - 1
	}
	if *update {
		archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(archive.Files[i].Data); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// readArchive returns the dump of the package, or the problems.
func readArchive(archive *txtar.Archive) string {
	settings := map[string]string{}
	for line := range strings.Lines(string(archive.Comment)) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			settings[key] = strings.TrimSpace(value)
		}
	}
	release, _ := strconv.Atoi(settings["release"])
	var warnings strings.Builder
	o := Options{
		Path: "example.org/p", Application: settings["application"], Release: release,
		Fallback: strings.Fields(settings["fallback"]), Lenient: settings["lenient"] == "true", ReadFile: memory(archive),
		Warn: func(e *source.Error) { fmt.Fprintf(&warnings, "warning: %s\n", e) },
	}
	if base := settings["base"]; base != "" {
		p, err := Read([]string{base}, Options{Path: "example.org/base", ReadFile: o.ReadFile})
		if err != nil {
			return "base: " + err.Error() + "\n"
		}
		o.Base = p
	}
	p, err := Read(strings.Fields(settings["read"]), o)
	return warnings.String() + outcome(p, err)
}

func outcome(p *ir.Package, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	var b bytes.Buffer
	if err := ir.Dump(&b, p); err != nil {
		return err.Error()
	}
	return b.String()
}

func memory(archive *txtar.Archive) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		for _, f := range archive.Files {
			if f.Name == name && name != "want" {
				return f.Data, nil
			}
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

// read reads one dictionary without base.
func read(t *testing.T, text string, o Options) (*ir.Package, error) {
	t.Helper()
	o.ReadFile = func(string) ([]byte, error) { return []byte(text), nil }
	return Read([]string{"d.xml"}, o)
}

// mustRead reads a dictionary that is right.
func mustRead(t *testing.T, text string, o Options) *ir.Package {
	t.Helper()
	p, err := read(t, text, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// app puts the content of an application around text.
func app(text string) string {
	return `<diameter><application id="7" name="T" vendor-id="9">` + text + `</application></diameter>`
}

// TestStable reads the same files again and again.
func TestStable(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/cx.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := readArchive(archive)
	for range 20 {
		if got := readArchive(archive); got != want {
			t.Fatalf("two runs differ:\n%s\n%s", got, want)
		}
	}
}

func TestNoFiles(t *testing.T) {
	if _, err := Read(nil, Options{}); err == nil || err.Error() != "no dictionary given" {
		t.Errorf("got %v", err)
	}
}
