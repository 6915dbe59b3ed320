package rest

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/output"
)

var update = flag.Bool("update", false, "accept what is generated as the golden files")

// all prints everything there is to print.
var all = Emit{Types: true, Client: true, Server: true, Webhooks: true}

// generate returns the files of the package that the document in file
// describes. Its import path is that of folder, seen from here.
func generate(file, folder string, what Emit) ([]output.File, error) {
	p, err := read(file, folder)
	if err != nil {
		return nil, err
	}
	return format(Files(p, what))
}

// read returns the package of a document, with its names.
func read(file, folder string) (*ir.Package, error) {
	p, err := openapi.Read(filepath.ToSlash(file), openapi.Options{
		Path:     "github.com/telgen/telgen/internal/emit/rest/" + filepath.ToSlash(folder),
		GoName:   filepath.Base(folder),
		Source:   filepath.Base(file),
		ReadFile: os.ReadFile,
	})
	if err != nil {
		return nil, err
	}
	return p, naming.Assign(p, nil)
}

func format(files []output.File, err error) ([]output.File, error) {
	for i := range files {
		if files[i].Src, err = output.Format(files[i].Path, files[i].Src); err != nil {
			return nil, err
		}
	}
	return files, err
}

// TestGolden prints the packages in testdata/golden, whose own tests TestRun
// runs.
func TestGolden(t *testing.T) {
	docs, err := filepath.Glob("testdata/golden/*/openapi.yaml")
	if err != nil || len(docs) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, doc := range docs {
		folder := filepath.Dir(doc)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			files, err := generate(doc, filepath.ToSlash(folder), all)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				compare(t, filepath.Join(folder, f.Path), f.Src)
			}
			noOthers(t, folder, files)
		})
	}
}

func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is generated now: %s\nrun the test with -update to accept it", golden, difference(want, got))
	}
}

// difference shows the first line in which two texts differ.
func difference(want, got []byte) string {
	old, now := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(old), len(now)) {
		if old[i] != now[i] {
			return "\n- " + old[i] + "\n+ " + now[i]
		}
	}
	return "one is longer"
}

// noOthers reports golden files that are not generated any more.
func noOthers(t *testing.T, folder string, files []output.File) {
	t.Helper()
	stale, err := filepath.Glob(filepath.Join(folder, "*_gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stale {
		if !slices.ContainsFunc(files, func(f output.File) bool { return f.Path == filepath.Base(name) }) {
			t.Errorf("%s is not generated any more: remove it", name)
		}
	}
}

// TestRun vets the golden packages and runs the tests next to them, which use
// them as a program would.
func TestRun(t *testing.T) {
	goCommand(t, "vet", "./testdata/golden/...")
	goCommand(t, "test", "-count=1", "./testdata/golden/...")
}

func goCommand(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func fileNames(files []output.File) string {
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
