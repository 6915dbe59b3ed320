package internal_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/telgen/telgen/"

// layers says which of our packages each package may import: the table of
// ARCHITECTURE.md. Data only moves forward.
var layers = map[string]string{
	"cmd/gen":                        "internal/generate internal/ir internal/manifest internal/output internal/sandbox/cx internal/sandbox/hcm internal/sandbox/qod internal/source runtime/diameter",
	"internal/generate":              "internal/dictionary internal/emit internal/emit/diameter internal/emit/rest internal/ir internal/manifest internal/naming internal/openapi internal/output internal/source specs",
	"internal/manifest":              "internal/source",
	"internal/source":                "",
	"internal/ir":                    "internal/source",
	"internal/dictionary":            "internal/ir internal/source",
	"internal/openapi":               "internal/ir internal/source runtime/jsonwire",
	"internal/naming":                "internal/ir internal/source",
	"internal/emit":                  "internal/ir internal/output",
	"internal/emit/diameter":         "internal/emit internal/ir internal/output internal/source templates",
	"internal/emit/rest":             "internal/emit internal/ir internal/output internal/source",
	"internal/output":                "",
	"internal/corpora":               "internal/emit/rest internal/generate internal/ir runtime/jsonwire",
	"internal/corpora/cmd":           "internal/corpora",
	"internal/sandbox/cx":            "generated/diameter/base generated/diameter/cx internal/source runtime/diameter runtime/diameter/peer runtime/opt",
	"internal/sandbox/hcm":           "generated/hcm generated/hcm/v3 runtime/opt runtime/rest",
	"examples/push":                  "generated/hcm runtime/opt runtime/pushkit runtime/rest",
	"internal/sandbox/qod":           "generated/qod/profiles/v1 generated/qod/profiles/v1_2 generated/qod/v0_10 generated/qod/v0_11 generated/qod/v0_8 generated/qod/v0_9 generated/qod/v1 generated/qod/v1_0 generated/qod/v1_2 runtime/jsonwire runtime/opt runtime/rest",
	"examples/qod":                   "generated/qod/v1 runtime/opt runtime/rest",
	"examples/scscf":                 "generated/diameter/cx runtime/diameter runtime/diameter/peer",
	"runtime/diameter":               "runtime/opt",
	"runtime/diameter/peer":          "runtime/diameter runtime/opt",
	"runtime/diameter/diametertest":  "runtime/diameter runtime/opt",
	"runtime/diameter/peer/peertest": "runtime/diameter runtime/diameter/peer",
	"runtime/diameter/peer/sctp":     "runtime/diameter",
	"runtime/jsonwire":               "runtime/opt",
	"runtime/jsonwire/jsontest":      "runtime/jsonwire",
	"runtime/rest":                   "runtime/jsonwire runtime/opt",
	"runtime/pushkit":                "generated/hcm generated/hcm/v3 runtime/jsonwire runtime/opt runtime/rest",
	"runtime/qod":                    "runtime/jsonwire runtime/rest",
	"runtime/nac":                    "generated/qod/v0_10 generated/qod/v1_0 runtime/jsonwire runtime/opt runtime/qod runtime/rest",
	"runtime/opt":                    "",
	"specs":                          "",
	"templates":                      "",
}

// owners says who alone may import a module from elsewhere. Packages under
// runtime/ may import none but golang.org/x/oauth2.
var owners = map[string]string{
	"github.com/getkin/kin-openapi": "internal/openapi",
	"github.com/dave/jennifer":      "internal/emit",
	"golang.org/x/tools":            "internal/output",
	"github.com/spf13/cobra":        "cmd/gen",
	"golang.org/x/oauth2":           "runtime/rest",
}

func TestLayers(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports}, module+"...")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range pkgs {
		name := strings.TrimPrefix(p.PkgPath, module)
		seen[name] = true
		for path := range p.Imports {
			if problem := checkImport(name, path); problem != "" {
				t.Errorf("%s imports %s: %s", name, path, problem)
			}
		}
	}
	for name := range layers {
		if !seen[name] {
			t.Errorf("the table has %s, which does not exist", name)
		}
	}
}

func checkImport(name, path string) string {
	if ours, ok := strings.CutPrefix(path, module); ok {
		return checkOurs(name, ours)
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for other, owner := range owners {
		if path == other || strings.HasPrefix(path, other+"/") {
			if name == owner || strings.HasPrefix(name, owner+"/") {
				return ""
			}
			return "only " + owner + " may"
		}
	}
	if strings.HasPrefix(name, "runtime/") || strings.HasPrefix(name, "generated/") {
		return "runtime and generated packages keep to the standard library"
	}
	return ""
}

func checkOurs(name, ours string) string {
	if strings.HasPrefix(name, "generated/") {
		if strings.HasPrefix(ours, "runtime/") || strings.HasPrefix(ours, "generated/") {
			return ""
		}
		return "generated packages import the runtime and each other only"
	}
	allowed, ok := layers[name]
	if !ok {
		return "the package is not in the table"
	}
	if !slices.Contains(strings.Fields(allowed), ours) {
		return "the table does not allow it"
	}
	return ""
}
