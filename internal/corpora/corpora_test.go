package corpora

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/generate"
)

// shared is where the corpora are on the machines that have them.
const shared = "../../../shared/corpora"

// folders returns the folders of the corpora whose name begins with prefix.
func folders(t *testing.T, prefix string) []Folder {
	t.Helper()
	root := os.Getenv("TELGEN_CORPORA")
	if root == "" {
		root = shared
	}
	if _, err := os.Stat(root); err != nil {
		t.Skipf("NOT RUN: there are no corpora in %s; TELGEN_CORPORA says where they are", root)
	}
	all, err := Find(root)
	if err != nil {
		t.Fatal(err)
	}
	var list []Folder
	for _, f := range all {
		if strings.HasPrefix(f.Name, prefix) {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		t.Skipf("NOT RUN: there is no folder %s in %s", prefix, root)
	}
	return list
}

// TestCAMARA generates every document, without compiling it: "make corpora"
// does that.
func TestCAMARA(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/camara\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, f := range folders(t, "camara/") {
		for i, docs := range f.Sets {
			s := generate.Single{Kind: generate.OpenAPI, Specs: docs, Dir: filepath.Join(dir, fmt.Sprintf("s%d", i))}
			run, err := s.Run()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := run.Files(); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
}

// TestRel17 reads all documents of 3GPP's 5G core together and counts what is
// in them: a number that changes is something that got lost, or was found.
func TestRel17(t *testing.T) {
	for _, f := range folders(t, "3gpp-5gc/Rel-17") {
		if len(f.Sets) != 1 {
			t.Fatalf("%d sets, want 1", len(f.Sets))
		}
		s := generate.Single{Kind: generate.OpenAPI, Specs: f.Sets[0], Dir: filepath.Join(t.TempDir(), "rel17")}
		packages, err := s.IR()
		if err != nil {
			t.Fatal(err)
		}
		operations, receivers := 0, 0
		for _, p := range packages {
			if p.Service != nil {
				operations += len(p.Service.Operations)
				receivers += len(p.Service.Receivers)
			}
		}
		got := fmt.Sprintf("%d documents, %d packages, %d types, %d operations, %d receivers",
			f.Documents(), len(packages), len(packages[0].Decls), operations, receivers)
		if want := "249 documents, 231 packages, 4757 types, 1494 operations, 202 receivers"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
