package openapi

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
)

var mutations = flag.Int("mutations", 25, "documents to make of every archive")

// TestMutated reads the documents of testdata with values exchanged at random:
// closer to real mistakes than what a fuzzer of bytes finds. Nothing may
// panic, and problems must have a place.
func TestMutated(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	rnd := rand.New(rand.NewPCG(12, 2))
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for range *mutations {
			if data := mutate(rnd, archive.Files[0].Data); data != nil {
				readMutated(t, data)
			}
		}
	}
}

func readMutated(t *testing.T, data []byte) {
	defer func() {
		if problem := recover(); problem != nil {
			t.Fatalf("%v\n%s\n%s", problem, debug.Stack(), data)
		}
	}()
	read := func(name string) ([]byte, error) {
		if name != "a.yaml" {
			return nil, os.ErrNotExist
		}
		return data, nil
	}
	_, err := Read("a.yaml", Options{ReadFile: read})
	checkError(t, err)
	_, err = ReadSchema("a.yaml", Options{ReadFile: read})
	checkError(t, err)
}

// mutate exchanges, copies or removes a few values of a document. It returns
// nil for one that is no YAML, and when the outcome would contain itself.
func mutate(rnd *rand.Rand, data []byte) []byte {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	var slots []*yaml.Node
	var collect func(y *yaml.Node)
	collect = func(y *yaml.Node) {
		for i, item := range y.Content {
			if y.Kind == yaml.SequenceNode || i%2 == 1 {
				slots = append(slots, item)
			}
			collect(item)
		}
	}
	collect(doc.Content[0])
	if len(slots) < 2 {
		return nil
	}
	for range 1 + rnd.IntN(4) {
		a, b := slots[rnd.IntN(len(slots))], slots[rnd.IntN(len(slots))]
		switch rnd.IntN(4) {
		case 0:
			*a, *b = *b, *a
		case 1:
			*a = *b
		case 2:
			*a = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
		case 3:
			*a = yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
				{Kind: yaml.ScalarNode, Value: []string{"$ref", "allOf", "oneOf", "not", "items"}[rnd.IntN(5)]}, b,
			}}
		}
		if circular(doc.Content[0], map[*yaml.Node]bool{}) {
			return nil
		}
	}
	out, err := yaml.Marshal(&doc)
	if err != nil {
		return nil
	}
	return out
}

// circular tells whether a node contains itself. state is true for a node that
// is being looked at, and false for one that has been.
func circular(y *yaml.Node, state map[*yaml.Node]bool) bool {
	if open, seen := state[y]; seen {
		return open
	}
	state[y] = true
	for _, item := range y.Content {
		if circular(item, state) {
			return true
		}
	}
	if y.Alias != nil && circular(y.Alias, state) {
		return true
	}
	state[y] = false
	return false
}
