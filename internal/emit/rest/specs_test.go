package rest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/output"
)

// TestSpecs prints the API documents of this repository, and one with very many
// members, as if they were in testdata/specs, vets them, and runs the tests
// that are there.
func TestSpecs(t *testing.T) {
	overlay := map[string]string{}
	var folders []string
	for _, name := range []string{"qod", "hcm"} {
		docs, err := filepath.Glob(filepath.Join("../../../specs", name, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, doc := range docs {
			folder := "testdata/specs/" + name + folderOf(doc)
			files, err := generate(doc, folder, all)
			if err != nil {
				t.Errorf("%s:\n%v", doc, err)
				continue
			}
			place(t, overlay, filepath.FromSlash(folder), files)
			folders = append(folders, "./"+folder)
		}
	}
	if len(folders) == 0 {
		t.Fatal("no documents")
	}
	files, err := generate(wideDocument(t), "testdata/specs/wide", all)
	if err != nil {
		t.Fatal(err)
	}
	place(t, overlay, filepath.FromSlash("testdata/specs/wide"), files)
	folders = append(folders, "./testdata/specs/wide")
	flag := "-overlay=" + writeOverlay(t, overlay)
	goCommand(t, append([]string{"vet", flag}, folders...)...)
	goCommand(t, append([]string{"test", "-count=1", flag}, folders...)...)
}

// wideDocument writes a document with an object of 130 required members: twice
// as many as a word has bits, and two more.
func wideDocument(t *testing.T) string {
	t.Helper()
	var names, properties []string
	for i := range 130 {
		names = append(names, fmt.Sprintf("m%d", i))
		properties = append(properties, fmt.Sprintf("m%d: {type: integer}", i))
	}
	doc := "openapi: 3.1.0\ninfo: {title: Wide, version: 1.0.0}\npaths: {}\ncomponents: {schemas: {Wide: {type: object, required: [" +
		strings.Join(names, ", ") + "], properties: {" + strings.Join(properties, ", ") + "}}}}\n"
	name := filepath.Join(t.TempDir(), "wide.yaml")
	if err := os.WriteFile(name, []byte(doc), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// folderOf names the folder of a document: quality-on-demand-1.1.0.yaml is
// qualityondemand110.
func folderOf(doc string) string {
	name := strings.TrimSuffix(filepath.Base(doc), filepath.Ext(doc))
	return regexp.MustCompile(`[^a-z0-9]`).ReplaceAllString(strings.ToLower(name), "")
}

// place writes files outside of the repository and makes the overlay put them
// into folder. The folder itself must be there for go vet.
func place(t *testing.T, overlay map[string]string, folder string, files []output.File) {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(folder) }) // only if it is empty
	for _, f := range files {
		at, err := filepath.Abs(filepath.Join(folder, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		overlay[at] = filepath.Join(dir, f.Path)
		if err := os.WriteFile(overlay[at], f.Src, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func writeOverlay(t *testing.T, overlay map[string]string) string {
	t.Helper()
	src, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(name, src, 0o666); err != nil {
		t.Fatal(fmt.Errorf("overlay: %w", err))
	}
	return name
}
