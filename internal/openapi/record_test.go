package openapi

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

// shapes is a document with a oneOf of the given alternatives.
func shapes(alternatives ...string) string {
	b := new(strings.Builder)
	b.WriteString("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    S:\n      oneOf:\n")
	for _, a := range alternatives {
		b.WriteString("        - {type: object, " + a + "}\n")
	}
	return b.String()
}

// members lists the structs of a set by their members: "radius=SVariant1".
func members(set *Set) map[string]string {
	all := map[string]string{}
	for _, d := range set.Types.Decls {
		if s, ok := d.(*ir.Struct); ok && len(s.Fields) > 0 {
			all[s.Fields[0].Name] = s.Name
		}
	}
	return all
}

const (
	round  = "required: [radius], properties: {radius: {type: number}}"
	square = "required: [side], properties: {side: {type: number}}"
	oblong = "required: [width], properties: {width: {type: number}}"
)

// TestNamesOfListElementsStay changes a list: what is there still keeps its
// name, and nothing else gets it.
func TestNamesOfListElementsStay(t *testing.T) {
	more := strings.NewReplacer("}}", "}, more: {type: string}}")
	for _, c := range []struct {
		what     string
		old, new []string
		kept     string
	}{
		{"one more in front", []string{round, square}, []string{oblong, round, square}, "radius side"},
		{"one more with a title", []string{"title: Round, " + round, "title: Square, " + square},
			[]string{"title: New, " + oblong, "title: Round, " + round, "title: Square, " + square}, "radius side"},
		{"the first is gone", []string{round, square, oblong}, []string{square, oblong}, "side width"},
		{"one of them has changed, and moved", []string{round, square}, []string{square, more.Replace(round)}, "radius side"},
		{"told in other words", []string{round, square}, []string{"description: other, " + square, "x-y: 1, " + round}, "radius side"},
		{"nobody can tell which is which", []string{round, square}, []string{more.Replace(square), oblong}, ""},
		{"the same title twice", []string{"title: T, " + round, "title: T, " + square}, []string{"title: T, " + square, "title: T, " + round}, "radius side"},
		{"another of the same title", []string{"title: T, " + round, square}, []string{"title: N, " + oblong, square, "title: T, " + round}, "radius side"},
	} {
		for _, other := range []string{"", "    R: {$ref: 'b.yaml#/components/schemas/Y'}\n"} { // alone, and in a set
			files := map[string]string{"A.yaml": shapes(c.old...) + other, "b.yaml": doc("Y")}
			old := readDocs(t, files, nil)
			files["A.yaml"] = shapes(c.new...) + other
			was, now := members(old), members(readDocs(t, files, record(old)))
			for member, name := range now {
				if kept := strings.Contains(c.kept, member); kept && name != was[member] {
					t.Errorf("%s: what has %s was %s and is %s", c.what, member, was[member], name)
				} else if member != "a" && !kept && slices.Contains(slices.Collect(maps.Values(was)), name) {
					t.Errorf("%s: what has %s is %s now, which was another: %v", c.what, member, name, was)
				}
			}
		}
	}
}

// readNames reads files under the given names.
func readNames(asked []string, files map[string]string, o Options) (*Set, error) {
	o.Path, o.GoName = "example.com/api", "api"
	o.ReadFile = func(name string) ([]byte, error) {
		if text, ok := files[o.Key(name)]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	var list []SetFile
	for _, name := range asked {
		list = append(list, SetFile{Name: name})
	}
	return ReadSet(list, o)
}

// fromIn is Options.Key for names that are relative to /in.
func fromIn(name string) string {
	if !strings.HasPrefix(name, "/") {
		name = "/in/" + name
	}
	return path.Clean(name)
}

// TestSpellings reads one file under several spellings: it is one.
func TestSpellings(t *testing.T) {
	files := map[string]string{"/in/Q.yaml": doc("Q@sub/y.yaml"), "/in/sub/y.yaml": doc("Q", "B@../../in/Q.yaml")}
	files["/in/sub/y.yaml"] = strings.ReplaceAll(files["/in/sub/y.yaml"], "#/components/schemas/B'", "#/components/schemas/UseQ'")
	var first string
	for _, asked := range [][]string{{"Q.yaml"}, {"/in/Q.yaml"}, {"./sub/../Q.yaml", "/in/Q.yaml"}} {
		set, err := readNames(asked, files, Options{Key: fromIn})
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = names(set)
		}
		if len(set.Files) != 2 || set.Root != "/in" || names(set) != first {
			t.Errorf("%v: %v below %s, names %s, want %s", asked, set.Files, set.Root, names(set), first)
		}
	}
}

// TestMovedFiles finds files again that lie elsewhere.
func TestMovedFiles(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"/old/common.yaml", "/old/other.yaml", "/new/common.yaml", "/new/other.yaml", "/aaa/common.yaml", "/bbb/common.yaml", "/bbb/more.yaml"} {
		files[name] = doc("Link")
	}
	was := Record{File: "names.lock", Root: "/old", Files: map[string]Recorded{
		"common.yaml": {Word: "kept", Names: map[string]string{"/components/schemas/Link": "Kept"}}, "other.yaml": {Word: "other"},
	}}
	for _, c := range []struct{ asked, want string }{
		{"/aaa/common.yaml /old/common.yaml /old/other.yaml", "/old/common.yaml"},
		{"/aaa/common.yaml /old/common.yaml", "/old/common.yaml"},
		{"/new/common.yaml /new/other.yaml", "/new/common.yaml"},
		{"/aaa/common.yaml /new/common.yaml /new/other.yaml", "/new/common.yaml"},
		{"/bbb/common.yaml /bbb/more.yaml", "/bbb/common.yaml"},
		{"/bbb/more.yaml", ""},
		{"/aaa/common.yaml /bbb/common.yaml", `names.lock: "common.yaml" may be any of /aaa/common.yaml, /bbb/common.yaml now, and its names are to stay: ` +
			`correct "root" or the name of the file, or delete it to have all names chosen anew`},
	} {
		set, err := readNames(strings.Fields(c.asked), files, Options{Key: path.Clean, Record: was})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			for d, at := range set.Places {
				if ir.OriginOf(d).Name == "Kept" {
					got = set.Root + "/" + at.Key
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: have %s, want %s", c.asked, got, c.want)
		}
	}
}

// TestReferencePlaces: what is called $ref in an example, an extension or a
// list of properties is no reference.
func TestReferencePlaces(t *testing.T) {
	for text, alone := range map[string]bool{
		"components: {schemas: {A: {type: object, example: {$ref: 'b.yaml#/x'}}}}":                                        true,
		"components: {schemas: {A: {type: object, default: {$ref: 'b.yaml#/x'}}}}":                                        true,
		"components: {schemas: {A: {type: object}}}\nx-note: {$ref: 'b.yaml#/x'}":                                         true,
		"components: {schemas: {A: {type: object, properties: {$ref: {type: string}}}}}":                                  true,
		"components: {schemas: {A: {type: object, enum: [{$ref: 'b.yaml#/x'}]}}}":                                         true,
		"components: {schemas: {A: {type: object}}, examples: {e: {value: {$ref: 'b.yaml#/x'}}}}":                         true,
		"components: {schemas: {A: {$ref: 'b.yaml#/x'}}}":                                                                 false,
		"components: {schemas: {A: {type: object, properties: {example: {$ref: 'b.yaml#/x'}}}}}":                          false,
		"components: {schemas: {A: {type: object, properties: {x-a: {$ref: 'b.yaml#/x'}}}}}":                              false,
		"components: {schemas: {A: {type: object, properties: {properties: {type: array, items: {$ref: 'b.yaml#/x'}}}}}}": false,
		"components: {schemas: {A: {allOf: [{$ref: 'b.yaml#/x'}]}}}":                                                      false,
		"components: {schemas: {A: {type: object}}, responses: {default: {$ref: 'b.yaml#/x'}}}":                           false,
		"components: {schemas: {A: {type: object}}, examples: {e: {$ref: 'b.yaml#/x'}}}":                                  false,
	} {
		r := newReader(Options{ReadFile: func(string) ([]byte, error) { return []byte("openapi: 3.0.3\n" + text), nil }})
		if got := r.standsAlone("a.yaml"); got != alone || r.errs.Len() > 0 {
			t.Errorf("%s: alone is %t, %v", text, got, r.errs.Err())
		}
	}
}

// TestByteOrderMark reads JSON that YAML's reader refuses, behind a mark.
func TestByteOrderMark(t *testing.T) {
	text := "\ufeff" + `{"openapi": "3.0.3", "info": {"title": "\ud83d\ude00", "version": "1"}, "paths": {}, "components": {"schemas": {"A": {"type": "strin"}}}}`
	_, err := Read("a.json", Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
	if err == nil || !strings.HasPrefix(err.Error(), "a.json:1:") || strings.Contains(err.Error(), "Unicode") {
		t.Errorf("%v", err)
	}
	text = strings.Replace(text, "strin", "string", 1)
	if p, err := Read("a.json", Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }}); err != nil || p.Name != "\U0001f600" {
		t.Errorf("%v, %v", p, err)
	}
}

// TestNamesOfSeveralTypes: types that are described in one place have names of
// their own, which stay.
func TestNamesOfSeveralTypes(t *testing.T) {
	const types = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" +
		"    S: {type: [object, string], maxLength: 3, properties: {a: {type: string}, b: {type: integer}}, required: [a]}\n"
	for _, other := range []string{"", "    R: {$ref: 'b.yaml#/components/schemas/Y'}\n"} {
		files := map[string]string{"A.yaml": types + other, "b.yaml": doc("Y")}
		old := readDocs(t, files, nil)
		was := record(old)
		if len(was["A.yaml"].Names) != len(old.Places)-2*min(1, len(other)) {
			t.Errorf("declarations share a place: %v", was["A.yaml"].Names)
		}
		now := record(readDocs(t, files, was))
		if !maps.Equal(was["A.yaml"].Names, now["A.yaml"].Names) {
			t.Errorf("%v is %v now", was, now)
		}
		for _, name := range was["A.yaml"].Names {
			if name != "R" && !strings.HasPrefix(name, "S") {
				t.Errorf("%s is called after the file: %v", name, was)
			}
		}
	}
}
