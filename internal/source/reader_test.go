package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

var builtins = fstest.MapFS{
	"diameter/3gpp/cx.xml": {Data: []byte("<cx/>")},
	"diameter/ietf.xml":    {Data: []byte("<ietf/>")},
}

// inFolder makes dir the working directory and fills it with files.
func inFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

func symlink(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func TestReadFile(t *testing.T) {
	dir := inFolder(t, map[string]string{
		"specs/a.xml":   "a",
		"specs/b/b.xml": "b",
		"other/c.xml":   "c",
		"secret.txt":    "secret",
		"specs2/d.xml":  "d",
	})
	symlink(t, "b/b.xml", "specs/inside.xml")
	symlink(t, filepath.Join(dir, "other/c.xml"), "specs/other.xml")
	symlink(t, "../secret.txt", "specs/secret.xml")
	symlink(t, "..", "specs/up")
	symlink(t, "loop", "specs/loop")
	symlink(t, "specs", "linked")

	const allowed = "outside the folders that may be read (specs, other, missing): " +
		"move it into one of them, or list its folder under \"roots\" in gen.yaml"
	tests := []struct{ name, want, err string }{
		{name: "specs/a.xml", want: "a"},
		{name: "./specs/b/../a.xml", want: "a"},
		{name: filepath.Join(dir, "specs/b/b.xml"), want: "b"},
		{name: "other/c.xml", want: "c"},
		{name: "linked/a.xml", want: "a"},
		{name: "specs/inside.xml", want: "b"},
		{name: "specs/other.xml", want: "c"},
		{name: "builtin:diameter/3gpp/cx.xml", want: "<cx/>"},
		{name: "builtin:diameter/3gpp/../ietf.xml", want: "<ietf/>"},

		{name: "specs/none.xml", err: "specs/none.xml: file does not exist"},
		{name: "missing/x.xml", err: "missing/x.xml: file does not exist"},
		{name: "specs/b", err: "specs/b: not a regular file"},
		{name: "specs/loop", err: "specs/loop: EvalSymlinks: too many links"},
		{name: "secret.txt", err: "secret.txt: " + allowed},
		{name: "nothing.txt", err: "nothing.txt: " + allowed},
		{name: "specs2/d.xml", err: "specs2/d.xml: " + allowed},
		{name: "specs/../secret.txt", err: "secret.txt: " + allowed},
		{name: "specs/secret.xml", err: "specs/secret.xml: " + allowed},
		{name: "specs/up/secret.txt", err: "specs/up/secret.txt: " + allowed},
		{name: "specs/a.xml\x00", err: `"specs/a.xml\x00": invalid argument`},
		{name: "", err: "the name of a file is empty"},
		{name: "builtin:", err: "the name of a file is empty"},
		{name: "builtin:diameter", err: "builtin:diameter: not a regular file"},
		{name: "builtin:nope.xml", err: `builtin:nope.xml: is not inside the binary: "gen list" prints what is`},
		{name: "builtin:../secret.txt", err: "builtin:../secret.txt: leads out of the specifications inside the binary"},
		{name: "builtin:a\nb", err: `"builtin:a\nb": is not inside the binary: "gen list" prints what is`},
		{name: "builtin:/etc/passwd", err: "builtin:/etc/passwd: leads out of the specifications inside the binary"},
		{name: "https://example.com/a.xml", err: "https://example.com/a.xml: only files are read, nothing is fetched: save a copy in a folder that may be read and refer to that"},
		{name: "FILE:///etc/passwd", err: "FILE:///etc/passwd: only files are read, nothing is fetched: save a copy in a folder that may be read and refer to that"},
	}
	r := NewReader(builtins, "specs", filepath.Join(dir, "other"), "missing")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 { // the second one comes from the cache
				got, err := r.ReadFile(tt.name)
				if string(got) != tt.want || text(err) != tt.err {
					t.Fatalf("ReadFile(%q)\n got %q, error %s\nwant %q, error %s", tt.name, got, text(err), tt.want, tt.err)
				}
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestReadFileNotExist(t *testing.T) {
	inFolder(t, nil)
	r := NewReader(builtins, ".")
	for _, name := range []string{"none.xml", "builtin:none.xml"} {
		if _, err := r.ReadFile(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("ReadFile(%q): %v, want fs.ErrNotExist inside", name, err)
		}
	}
	if _, err := NewReader(nil, ".").ReadFile("builtin:x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without builtin: %v", err)
	}
}

func TestReadFileWithoutRoots(t *testing.T) {
	inFolder(t, map[string]string{"a.xml": "a"})
	_, err := NewReader(builtins).ReadFile("a.xml")
	if want := "a.xml: no folder may be read, only specifications inside the binary"; text(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestReadFileLimit(t *testing.T) {
	inFolder(t, map[string]string{"exact": "1234", "long": "12345"})
	r := NewReader(fstest.MapFS{"long": {Data: []byte("12345")}}, ".")
	if r.limit != 64<<20 {
		t.Errorf("limit %d, want 64 MiB", r.limit)
	}
	r.limit = 4
	if got, err := r.ReadFile("exact"); string(got) != "1234" || err != nil {
		t.Errorf("exact: %q, %v", got, err)
	}
	for _, name := range []string{"long", "builtin:long"} {
		want := name + ": larger than 4 bytes, the most that is read"
		if _, err := r.ReadFile(name); text(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestReadFileDevice(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("this test reads /dev/zero, as Linux has it")
		return
	}
	_, err := NewReader(nil, "/dev").ReadFile("/dev/zero")
	if err == nil || !strings.HasSuffix(err.Error(), "/dev/zero: not a regular file") {
		t.Errorf("got %v", err)
	}
}

// A file that changes during a run is still the one that was read first.
func TestReadFileOnce(t *testing.T) {
	dir := inFolder(t, map[string]string{"a.xml": "old"})
	r := NewReader(builtins, ".")
	for _, name := range []string{"a.xml", "b.xml"} {
		first, firstErr := r.ReadFile(name)
		if err := os.WriteFile(name, []byte("new"), 0o666); err != nil {
			t.Fatal(err)
		}
		again, againErr := r.ReadFile(filepath.Join(dir, name))
		if string(again) != string(first) || text(againErr) != text(firstErr) {
			t.Errorf("%s: %q, %v and then %q, %v", name, first, firstErr, again, againErr)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := inFolder(t, map[string]string{"b.xml": "", "a.xml": ""})
	r := NewReader(builtins, ".")
	var wg sync.WaitGroup
	for _, name := range []string{"b.xml", "./b.xml", "none.xml", "a.xml", "builtin:diameter/ietf.xml", "builtin:none"} {
		wg.Go(func() { _, _ = r.ReadFile(name) })
	}
	wg.Wait()
	want := []string{filepath.Join(dir, "a.xml"), filepath.Join(dir, "b.xml"), "builtin:diameter/ietf.xml"}
	if got := r.Files(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShown(t *testing.T) {
	dir := inFolder(t, nil)
	r := NewReader(builtins)
	for name, want := range map[string]string{
		"a.xml":                        "a.xml",
		"./x/../a.xml":                 "a.xml",
		filepath.Join(dir, "s", "a"):   "s/a",
		filepath.Join("..", "a.xml"):   "../a.xml",
		"builtin:diameter/3gpp/cx.xml": "specs/diameter/3gpp/cx.xml",
		"builtin:../../x":              "specs/x",
		"https://example.com/a//b":     "https://example.com/a//b",
	} {
		if got := r.Shown(name); got != want {
			t.Errorf("Shown(%q) = %q, want %q", name, got, want)
		}
	}
	if got, want := r.ShownFrom("sub", "specs/a.xml"), "../specs/a.xml"; got != want {
		t.Errorf("ShownFrom(sub): %q, want %q", got, want)
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct{ from, ref, want string }{
		{"specs/a.yaml", "b.yaml", "specs/b.yaml"},
		{"specs/a.yaml", "../b.yaml", "b.yaml"},
		{"a.yaml", "/etc/passwd", "/etc/passwd"},
		{"a.yaml", "builtin:b.xml", "builtin:b.xml"},
		{"a.yaml", "http://example.com/b.yaml", "http://example.com/b.yaml"},
		{"builtin:diameter/3gpp/cx.xml", "../ietf.xml", "builtin:diameter/ietf.xml"},
		{"builtin:diameter/3gpp/cx.xml", "../../../secret.txt", "builtin:../secret.txt"},
		{"builtin:diameter/3gpp/cx.xml", "/etc/passwd", "builtin:/etc/passwd"},
	} {
		if got := filepath.ToSlash(Join(tt.from, tt.ref)); got != tt.want {
			t.Errorf("Join(%q, %q) = %q, want %q", tt.from, tt.ref, got, tt.want)
		}
	}
}

// Whatever a specification refers to, nothing outside the root is read.
func FuzzReadFile(f *testing.F) {
	dir := f.TempDir()
	for name, content := range map[string]string{"secret": "secret", "in/a": "a"} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			f.Fatal(err)
		}
	}
	for _, ref := range []string{"a", "../secret", "/etc/passwd", "builtin:x", "builtin:../in/a", "a/../../secret", "file://x", "\x00", ".."} {
		f.Add(ref, false)
		f.Add(ref, true)
	}
	r := NewReader(fstest.MapFS{"x/y": {Data: []byte("a")}}, filepath.Join(dir, "in"))
	f.Fuzz(func(t *testing.T, ref string, builtin bool) {
		from := filepath.Join(dir, "in", "from")
		if builtin {
			from = "builtin:x/from"
		}
		data, err := r.ReadFile(Join(from, ref))
		if err == nil && string(data) != "a" {
			t.Fatalf("%q from %s gave %q", ref, from, data)
		}
	})
}
