package openapi

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

// doc is a document with component schemas, which are objects; a schema with a
// file after it refers to one of the same name there.
func doc(schemas ...string) string {
	b := new(strings.Builder)
	b.WriteString("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n")
	for _, s := range schemas {
		name, file, refers := strings.Cut(s, "@")
		if refers {
			b.WriteString("    Use" + name + ": {type: object, properties: {x: {$ref: '" + file + "#/components/schemas/" + name + "'}}}\n")
		} else {
			b.WriteString("    " + name + ": {type: object, properties: {a: {type: string}, kind: {type: string, enum: [x]}}}\n")
		}
	}
	return b.String()
}

// readDocs reads all files but those of lower case, which are only referred to.
func readDocs(t *testing.T, files map[string]string, recorded map[string]Recorded) *Set {
	t.Helper()
	var asked []SetFile
	for name := range files {
		if name != strings.ToLower(name) {
			asked = append(asked, SetFile{Name: name})
		}
	}
	o := Options{Path: "example.com/api", GoName: "api", Record: Record{Files: recorded}}
	o.ReadFile = func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	set, err := ReadSet(asked, o)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// names lists "file pointer: name" of structs, sorted.
func names(set *Set) string {
	var list []string
	for d, at := range set.Places {
		if _, ok := d.(*ir.Struct); ok {
			list = append(list, at.Key+strings.TrimPrefix(at.Spot, "/components/schemas")+"="+ir.OriginOf(d).Name)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func record(set *Set) map[string]Recorded {
	all := map[string]Recorded{}
	for name, word := range set.Files {
		all[name] = Recorded{Word: word, Names: map[string]string{}}
	}
	for d, at := range set.Places {
		all[at.Key].Names[at.Spot] = ir.OriginOf(d).Name
	}
	return all
}

func TestSetNames(t *testing.T) {
	for _, c := range []struct {
		what  string
		files map[string]string
		want  string
	}{
		{"the file that most refer to keeps the name", map[string]string{
			"A.yaml": doc("Link", "Link@TS29571_CommonData.yaml"), "TS29571_CommonData.yaml": doc("Link", "Own"),
		}, "A.yaml/Link=ALink A.yaml/UseLink=UseLink TS29571_CommonData.yaml/Link=Link TS29571_CommonData.yaml/Own=Own"},
		{"ties go by name", map[string]string{"B.yaml": doc("Link"), "A.yaml": doc("Link")},
			"A.yaml/Link=Link B.yaml/Link=BLink"},
		{"case and punctuation do not tell names apart", map[string]string{"A.yaml": doc("A-link"), "TS1_B.yaml": doc("aLink")},
			"A.yaml/A-link=A-link TS1_B.yaml/aLink=BALink"},
		{"the number where the word is not enough", map[string]string{"TS1_C.yaml": doc("L"), "TS2_C.yaml": doc("L")},
			"TS1_C.yaml/L=L TS2_C.yaml/L=TS2CL"},
		{"of files that are only referred to, what is reached", map[string]string{"A.yaml": doc("L@c.yaml"), "c.yaml": doc("L", "M")},
			"A.yaml/UseL=UseL c.yaml/L=L"},
		{"files of one name in two folders", map[string]string{"X/c.yaml": doc("L"), "Y/c.yaml": doc("L")},
			"X/c.yaml/L=L Y/c.yaml/L=YCL"},
	} {
		if got := names(readDocs(t, c.files, nil)); got != c.want {
			t.Errorf("%s: have\n%s, want\n%s", c.what, got, c.want)
		}
	}
}

// TestSetNamesStay adds documents to a set, first in order and most referred
// to: nothing that had a name gets another one.
func TestSetNamesStay(t *testing.T) {
	files := map[string]string{"M.yaml": doc("Link", "Other"), "N.yaml": doc("Link", "LinkKind")}
	old := readDocs(t, files, nil)
	was := record(old)
	files["TS1_A.yaml"] = doc("Link", "NLink", "OtherKind")
	files["M.yaml"] = doc("Link", "Other", "NLink@TS1_A.yaml")
	files["TS2_M.yaml"] = doc("Link")
	now := record(readDocs(t, files, was))
	for key, r := range was {
		if now[key].Word != r.Word {
			t.Errorf("the package of %s was %s and is %s", key, r.Word, now[key].Word)
		}
		for pointer, name := range r.Names {
			if now[key].Names[pointer] != name {
				t.Errorf("%s%s was %s and is %s", key, pointer, name, now[key].Names[pointer])
			}
		}
	}
	if got := now["TS1_A.yaml"].Names["/components/schemas/NLink"]; got == "NLink" {
		t.Errorf("two schemas are called %s", got)
	}
	unique := map[string]bool{}
	for _, r := range now {
		for _, name := range slices.Collect(maps.Values(r.Names)) {
			if unique[fold(name)] {
				t.Errorf("two schemas are called %s", name)
			}
			unique[fold(name)] = true
		}
	}
}

func TestPackageWord(t *testing.T) {
	for file, want := range map[string]string{
		"TS29122_AsSessionWithQoS.yaml": "assessionwithqos", "x/quality-on-demand.yaml": "qualityondemand",
		"TS28541_5GcNrm.yaml": "ts285415gcnrm", "5g.yaml": "x5g", "internal.yaml": "internalapi", "type.yaml": "typeapi", "ü.yaml": "x",
	} {
		if got := packageWord(shortWord(file)); got != want {
			t.Errorf("%s: have %s, want %s", file, got, want)
		}
	}
}

// An object that has kinds has two names, and keeps both.
func TestKindsInSet(t *testing.T) {
	files := map[string]string{"A.yaml": doc("Other@b.yaml") + `    Base: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Mid: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {m: {type: string}}}]}
    Leaf: {allOf: [{$ref: '#/components/schemas/Mid'}, {properties: {l: {type: string}}}]}
`, "b.yaml": doc("Other")}
	set := readDocs(t, files, nil)
	const want = "A.yaml/Leaf=Leaf A.yaml/Mid~itself=MidObject A.yaml/UseOther=UseOther b.yaml/Other=Other"
	if got := names(set); got != want {
		t.Errorf("have %s\nwant %s", got, want)
	}
	recorded := map[string]Recorded{"A.yaml": {Word: "a", Names: map[string]string{
		"/components/schemas/Mid": "Middle", "/components/schemas/Mid~itself": "PlainMid",
	}}}
	if got := names(readDocs(t, files, recorded)); !strings.Contains(got, "A.yaml/Mid~itself=PlainMid") {
		t.Errorf("have %s", got)
	}
}
