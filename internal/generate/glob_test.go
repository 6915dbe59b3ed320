package generate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/manifest"
)

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"m/a/2.yaml", "m/a/1.yaml", "m/a/3.json", "b/1.yaml"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for list, want := range map[string]string{
		"a/*.yaml":             "a/1.yaml a/2.yaml",
		"a/2.yaml a/*":         "a/2.yaml a/1.yaml a/3.json",
		"*/[12].yaml":          "a/1.yaml a/2.yaml",
		"../b/*.yaml":          "../b/1.yaml",
		"builtin:x/*.yaml":     "builtin:x/*.yaml",
		"none.yaml":            "none.yaml",
		"none/*.yaml":          `spec "none/*.yaml" matches no file: patterns are relative to the manifest`,
		"a/[.yaml":             `spec "a/[.yaml" is not a pattern: syntax error in pattern`,
		"a/1.yaml a/?.yaml x*": `spec "x*" matches no file: patterns are relative to the manifest`,
	} {
		var specs []manifest.String
		for name := range strings.FieldsSeq(list) {
			specs = append(specs, manifest.String{Value: name})
		}
		found, err := expand(filepath.Join(dir, "m"), specs)
		var names []string
		for _, s := range found {
			names = append(names, s.Value)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: have %s, want %s", list, got, want)
		}
	}
}
