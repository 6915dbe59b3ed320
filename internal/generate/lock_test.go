package generate

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/output"
)

func TestLockRoundTrip(t *testing.T) {
	l := &lock{Version: 2, Root: "../x y", Files: map[string]lockedFile{
		"a.yaml":       {"a", map[string]string{"/components/schemas/A": "A", "/x": "true", "/paths/~1{id}": "GetID", "/n": "null GetNull"}},
		"dir/b b.yaml": {"b", nil},
		"alone.yaml":   {"", map[string]string{"/components/schemas/A/oneOf/=00000000": "AVariant1", "/paths/~1a/get/parameters/query:kind/schema": "Kind"}},
		"empty.yaml":   {},
	}}
	src := l.bytes()
	again, err := parseLock("names.lock", src)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	if !maps.Equal(again.Files["a.yaml"].Names, l.Files["a.yaml"].Names) || again.Files["dir/b b.yaml"].Package != "b" || again.Root != l.Root {
		t.Errorf("%v from\n%s", again, src)
	}
	if string(again.bytes()) != string(src) {
		t.Errorf("not the same again:\n%s", again.bytes())
	}
	if name, goName := split(again.Files["a.yaml"].Names["/n"]); name != "null" || goName != "GetNull" {
		t.Errorf("%q, %q", name, goName)
	}
}

func TestLockErrors(t *testing.T) {
	for src, want := range map[string]string{
		"a.yaml: {package: ..}":                       `names.lock: ".." cannot be the package of "a.yaml"`,
		"a.yaml: {package: a/b}":                      `names.lock: "a/b" cannot be the package`,
		"a.yaml: {package: a, names: {/x: A b}}":      `names.lock: "A b" cannot be the name of "/x" in "a.yaml"`,
		"a.yaml: {package: a, names: {/x: A 'B;'}}":   `names.lock:`,
		"a.yaml: {package: a, names: {/x: A B C}}":    `"A B C" cannot be the name`,
		"a.yaml: {package: a, more: 1}":               `names.lock:3:24: `,
		"a.yaml: [":                                   `names.lock:4:`,
		"[]":                                          `names.lock:3:3: `,
		"a.yaml: {package: a, names: {/x: ''}}":       "",
		"# nothing":                                   "",
		"a.yaml: {package: a, names: {/x: 3gpp}}":     "",
		"a.yaml: {package: internalx, names: {}}":     "",
		"a.yaml: {package: \"a\\nb\"}":                `cannot be the package`,
		"a.yaml: {package: a, names: {/x: \"A\\n\"}}": "",
		"a.yaml: {names: {/x: A}}":                    "",
	} {
		check(t, "version: 2\nfiles:\n  "+src+"\n", want)
	}
	for src, want := range map[string]string{
		"a.yaml: {package: a}":    "names.lock: written by an earlier telgen, which told the elements of lists by their numbers: take the file back",
		"{}":                      "names.lock: written by an earlier telgen",
		"version: 1\nfiles: {}":   `names.lock:1:10: version "1" is not known, this telgen has 2: `,
		"version: 3\nfolders: {}": `names.lock:1:10: version "3" is not known`,
		"version: {package: a}":   "names.lock: written by an earlier telgen",
		"# nothing":               "no documents",
		"[]":                      `names.lock:1:1: `,
		"version: 2\nmore: 1":     `names.lock:2:1: `,
	} {
		check(t, src, want)
	}
}

func check(t *testing.T, src, want string) {
	t.Helper()
	_, err := parseLock("names.lock", []byte(src))
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: %v", src, err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("%s: have %v, want %s", src, err, want)
	}
}

// FuzzLock reads anything; what it takes it must write so that it reads the
// same again.
func FuzzLock(f *testing.F) {
	f.Add([]byte("version: 2\nfiles:\n  a.yaml: {package: a, names: {/x: A B}}"))
	l := lock{Root: "..", Files: map[string]lockedFile{"~": {"b", map[string]string{"": "X"}}}}
	f.Add(l.bytes())
	f.Fuzz(func(t *testing.T, src []byte) {
		l, err := parseLock("names.lock", src)
		if err != nil {
			return
		}
		again, err := parseLock("names.lock", l.bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, l.bytes())
		}
		if !slices.Equal(slices.Sorted(maps.Keys(l.Files)), slices.Sorted(maps.Keys(again.Files))) {
			t.Fatalf("have %v, want %v", again, l)
		}
		if !strings.HasPrefix(string(l.bytes()), output.LockHeader+"\n") {
			t.Fatal("no header")
		}
	})
}
