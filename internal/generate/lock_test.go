package generate

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/output"
)

func TestLockRoundTrip(t *testing.T) {
	l := lock{
		"a.yaml":       {"a", map[string]string{"/components/schemas/A": "A", "/x": "true", "/paths/~1{id}": "GetID", "/n": "null GetNull"}},
		"dir/b b.yaml": {"b", nil},
	}
	src := l.bytes()
	again, err := parseLock("names.lock", src)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	if !maps.Equal(again["a.yaml"].Names, l["a.yaml"].Names) || again["dir/b b.yaml"].Package != "b" {
		t.Errorf("%v from\n%s", again, src)
	}
	if string(again.bytes()) != string(src) {
		t.Errorf("not the same again:\n%s", again.bytes())
	}
	if name, goName := split(again["a.yaml"].Names["/n"]); name != "null" || goName != "GetNull" {
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
		"a.yaml: {package: a, more: 1}":               `names.lock:1:22: `,
		"a.yaml: [":                                   `names.lock:2:`,
		"[]":                                          `names.lock:1:1: `,
		"a.yaml: {package: a, names: {/x: ''}}":       "",
		"# nothing":                                   "no documents",
		"a.yaml: {package: a, names: {/x: 3gpp}}":     "",
		"a.yaml: {package: internalx, names: {}}":     "",
		"a.yaml: {package: \"a\\nb\"}":                `cannot be the package`,
		"a.yaml: {package: a, names: {/x: \"A\\n\"}}": "",
	} {
		_, err := parseLock("names.lock", []byte(src))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", src, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: have %v, want %s", src, err, want)
		}
	}
}

// FuzzLock reads anything; what it takes it must write so that it reads the
// same again.
func FuzzLock(f *testing.F) {
	f.Add([]byte("a.yaml: {package: a, names: {/x: A B}}"))
	f.Add(lock{"~": {"b", map[string]string{"": "X"}}}.bytes())
	f.Fuzz(func(t *testing.T, src []byte) {
		l, err := parseLock("names.lock", src)
		if err != nil {
			return
		}
		again, err := parseLock("names.lock", l.bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, l.bytes())
		}
		if !slices.Equal(slices.Sorted(maps.Keys(l)), slices.Sorted(maps.Keys(again))) {
			t.Fatalf("have %v, want %v", again, l)
		}
		if !strings.HasPrefix(string(l.bytes()), output.LockHeader+"\n") {
			t.Fatal("no header")
		}
	})
}
