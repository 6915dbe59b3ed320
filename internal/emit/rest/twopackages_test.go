package rest

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
)

// TestTwoPackages prints the operations of a document in another package than
// its types, as documents that refer to each other need it.
func TestTwoPackages(t *testing.T) {
	const folder = "testdata/specs/"
	types, err := read("testdata/golden/service/openapi.yaml", folder+"types")
	if err != nil {
		t.Fatal(err)
	}
	api := &ir.Package{Origin: types.Origin, Path: types.Path + "/api", GoName: "api", Source: types.Source, Service: types.Service}
	types.Service = nil
	overlay := map[string]string{}
	place(t, overlay, folder+"types", printed(t, types))

	files := printed(t, api)
	for _, f := range files {
		if src := strings.ReplaceAll(string(f.Src), "\n//", ""); f.Path == "client_gen.go" && !strings.Contains(src, "unwraps to *types.Conflict or *types.Problem") {
			t.Error("comments name types of the other package without it")
		}
	}
	place(t, overlay, folder+"types/api", files)
	flag := "-overlay=" + writeOverlay(t, overlay)
	goCommand(t, "vet", flag, "./"+folder+"types", "./"+folder+"types/api")
}

// printed returns the formatted files of p.
func printed(t *testing.T, p *ir.Package) []output.File {
	t.Helper()
	files, err := format(Files(p, all))
	if err != nil {
		t.Fatal(err)
	}
	return files
}
