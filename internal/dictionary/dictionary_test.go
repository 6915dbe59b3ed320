package dictionary

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// TestGolden reads the dictionaries in each archive of testdata. Lines of its
// comment are options: "base: base.xml", "read: a.xml b.xml", "application:
// Cx", "release: 13"; other lines are prose. What comes out, the dump of the
// package or the problems, is its file "want".
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives in testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			checkGolden(t, name, archive)
		})
	}
}

func checkGolden(t *testing.T, name string, archive *txtar.Archive) {
	got := readArchive(archive)
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	if i < 0 {
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
		i = len(archive.Files) - 1
	}
	if *update {
		archive.Files[i].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(archive.Files[i].Data); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// readArchive returns the dump of the package, or the problems.
func readArchive(archive *txtar.Archive) string {
	settings := map[string]string{}
	for line := range strings.Lines(string(archive.Comment)) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			settings[key] = strings.TrimSpace(value)
		}
	}
	release, _ := strconv.Atoi(settings["release"])
	o := Options{Path: "example.org/p", Application: settings["application"], Release: release, ReadFile: memory(archive)}
	if base := settings["base"]; base != "" {
		p, err := Read([]string{base}, Options{Path: "example.org/base", ReadFile: o.ReadFile})
		if err != nil {
			return "base: " + err.Error() + "\n"
		}
		o.Base = p
	}
	p, err := Read(strings.Fields(settings["read"]), o)
	return outcome(p, err)
}

func outcome(p *ir.Package, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	var b bytes.Buffer
	if err := ir.Dump(&b, p); err != nil {
		return err.Error()
	}
	return b.String()
}

func memory(archive *txtar.Archive) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		for _, f := range archive.Files {
			if f.Name == name && name != "want" {
				return f.Data, nil
			}
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

// read reads one dictionary without base.
func read(t *testing.T, text string, o Options) (*ir.Package, error) {
	t.Helper()
	o.ReadFile = func(string) ([]byte, error) { return []byte(text), nil }
	return Read([]string{"d.xml"}, o)
}

// mustRead reads a dictionary that is right.
func mustRead(t *testing.T, text string, o Options) *ir.Package {
	t.Helper()
	p, err := read(t, text, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// app puts the content of an application around text.
func app(text string) string {
	return `<diameter><application id="7" name="T" vendor-id="9">` + text + `</application></diameter>`
}

func TestTypes(t *testing.T) {
	runtime := func(name string) ir.Type { return ir.Extern{Path: runtimePath, Name: name} }
	tests := map[string]ir.Type{
		"OctetString": ir.Bytes, "Integer32": ir.Int32, "Integer64": ir.Int64, "Unsigned32": ir.Uint32,
		"Unsigned64": ir.Uint64, "Float32": ir.Float32, "Float64": ir.Float64, "UTF8String": ir.String,
		"DiameterIdentity": runtime("Identity"), "DiameterURI": runtime("URI"), "Address": runtime("Address"),
		"IPFilterRule": runtime("IPFilterRule"), "QoSFilterRule": runtime("QoSFilterRule"),
		"IPv4": ir.Extern{Path: "net/netip", Name: "Addr"}, "IPv6": ir.Extern{Path: "net/netip", Name: "Addr"},
		"Time": ir.Extern{Path: "time", Name: "Time"},
	}
	for data, want := range tests {
		p := mustRead(t, app(`<avp name="A" code="1"><data type="`+data+`"/></avp>`), Options{})
		def := p.Application.AVPs[0]
		if def.Type != want || def.Data != data || def.Pkg != p {
			t.Errorf("%s: got %v, %s", data, def.Type, def.Data)
		}
	}
	for _, data := range dataTypes {
		if _, ok := tests[data]; !ok && data != "Grouped" && data != "Enumerated" {
			t.Errorf("%s is not tested", data)
		}
	}
}

func TestDeclaredTypes(t *testing.T) {
	p := mustRead(t, app(`
		<avp name="Group" code="1"><data type="Grouped"/></avp>
		<avp name="Empty" code="2"><data type="Enumerated"/></avp>
		<avp name="Word" code="3"><data type="Unsigned32"><bit index="31" name="TOP"/></data></avp>
		<avp name="Long" code="4"><data type="Unsigned64"><bit index="63" name="TOP"/></data></avp>
		<avp name="Named" code="5"><data type="Unsigned32"><item code="4294967295" name="MAX"/></data></avp>
		<avp name="Signed" code="6"><data type="Enumerated"><item code="-2147483648" name="MIN"/></data></avp>
		<avp name="Result" code="7"><data type="Unsigned32" codec="ResultCode"/></avp>`), Options{})
	decl := func(i int) ir.Decl {
		ref := p.Application.AVPs[i].Type.(ir.Ref)
		if ref.Pkg != p {
			t.Errorf("%s refers to %v", p.Application.AVPs[i].Name, ref.Pkg)
		}
		return ref.Decl
	}
	if g := decl(0).(*ir.Struct).Grammar; g.Group != p.Application.AVPs[0] || !g.Any || g.AnyAt != 0 {
		t.Errorf("group without rules: %+v", g)
	}
	tests := []struct {
		base   ir.Basic
		bits   bool
		number int64
	}{{ir.Int32, false, 0}, {ir.Uint32, true, 1 << 31}, {ir.Uint64, true, -1 << 63}, {ir.Uint32, false, 1<<32 - 1}, {ir.Int32, false, -1 << 31}}
	for i, want := range tests {
		e := decl(i + 1).(*ir.Enum)
		if e.Base != want.base || e.Bits != want.bits || len(e.Values) > 0 && e.Values[0].Number != want.number {
			t.Errorf("%s: got %v %t %v", e.Name, e.Base, e.Bits, e.Values)
		}
	}
	if got := p.Application.AVPs[6].Type; got != (ir.Extern{Path: runtimePath, Name: "ResultCode"}) {
		t.Errorf("codec: got %v", got)
	}
}

// TestGrammar covers what a dump does not show.
func TestGrammar(t *testing.T) {
	p := mustRead(t, app(`
		<avp name="Group" code="1"><data type="Grouped">
			<rule avp="A" max="1"/>
			<rule avp="AVP"/>
			<rule avp="B" forbidden="true"/>
			<rule avp="C"/>
		</data></avp>
		<avp name="Closed" code="2"><data type="Grouped"><rule avp="A" max="1"/></data></avp>
		<avp name="A" code="3"><data type="Unsigned32"/></avp>
		<avp name="B" code="4"><data type="Unsigned32"/></avp>
		<avp name="C" code="5"><doc>About C.</doc><data type="Unsigned32"/></avp>`), Options{})
	avps := p.Application.AVPs
	group, closed := p.Decls[0].(*ir.Struct), p.Decls[1].(*ir.Struct)
	g := group.Grammar
	if !g.Any || g.AnyAt != 1 || !slices.Equal(g.Forbidden, []*ir.AVPDef{avps[3]}) {
		t.Errorf("got any %t at %d, forbidden %v", g.Any, g.AnyAt, g.Forbidden)
	}
	if closed.Grammar.Any || closed.Grammar.AnyAt != len(closed.Fields) {
		t.Errorf("got any %t at %d", closed.Grammar.Any, closed.Grammar.AnyAt)
	}
	f := group.Fields[1]
	if f.Name != "C" || f.Doc != "About C." || f.Wire.(*ir.AVP).Def != avps[4] || f.Pos != (source.Pos{File: "d.xml", Line: 6, Col: 4}) {
		t.Errorf("got field %q %q at %s", f.Name, f.Doc, f.Pos)
	}
}

func TestSourceAndNames(t *testing.T) {
	p := mustRead(t, app(""), Options{Path: "example.org/t", GoName: "t"})
	if p.Path != "example.org/t" || p.GoName != "t" || p.Source != "d.xml" || p.Application.Vendor != 9 {
		t.Errorf("got %+v", p)
	}
	if p := mustRead(t, app(""), Options{Source: "specs/t.xml"}); p.Source != "specs/t.xml" {
		t.Errorf("got source %q", p.Source)
	}
}

func TestProxiable(t *testing.T) {
	tests := []struct {
		application, code uint32
		flags             string
		want              bool
	}{
		{0, 257, "", false}, {0, 280, "", false}, {0, 282, "", false}, {0, 258, "", true}, {4, 257, "", true},
		{4, 272, ` flags="PXY"`, true}, {4, 272, ` flags=""`, false}, {0, 257, ` flags="PXY"`, true},
	}
	for _, tt := range tests {
		p := mustRead(t, fmt.Sprintf(`<diameter><application id="%d" name="T">
			<command code="%d" name="C"%s><request/><answer/></command></application></diameter>`, tt.application, tt.code, tt.flags), Options{})
		if got := p.Application.Commands[0].Proxiable; got != tt.want {
			t.Errorf("application %d, command %d%s: got %t", tt.application, tt.code, tt.flags, got)
		}
	}
}

// TestRealFiles reads go-diameter's dictionaries as they are. What is wrong
// with them is pinned in testdata/real.golden.
func TestRealFiles(t *testing.T) {
	const folder = "../../../shared/corpora/go-diameter"
	names, _ := filepath.Glob(folder + "/*.xml")
	if len(names) == 0 {
		t.Skipf("NOT RUN: go-diameter's dictionaries are not in %s", folder)
	}
	for i, name := range names {
		names[i] = filepath.Base(name)
	}
	in := os.DirFS(folder)
	readFile := func(name string) ([]byte, error) {
		if name == "missing.xml" {
			return os.ReadFile("testdata/missing.xml")
		}
		return fs.ReadFile(in, name)
	}
	var b strings.Builder
	for _, app := range []struct{ name, files string }{
		{"0", "base"},
		{"4", "base credit_control"},
		{"1", "base network_access_server"},
		{"16777302", "base credit_control diameter_sy"},
		{"16777238", "base credit_control network_access_server gx_credit_control"},
		{"4", "base network_access_server credit_control tgpp_ro_rf"},
		{"16777236", "base credit_control network_access_server tgpp_rx"},
		{"16777252", "base tgpp_s13"},
		{"16777251", "base credit_control network_access_server tgpp_s6a"},
		{"16777265", "base tgpp_swx"},
	} {
		files := strings.Fields(app.files)
		for i := range files {
			files[i] += ".xml"
		}
		for _, files := range [][]string{files, append(slices.Clone(files), "missing.xml")} {
			p, err := Read(files, Options{Application: app.name, ReadFile: readFile})
			fmt.Fprintf(&b, "== %s: %s\n%s", app.name, strings.Join(files, " "), summary(p, err))
		}
	}
	golden(t, "testdata/real.golden", b.String())
}

func summary(p *ir.Package, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	a := p.Application
	return fmt.Sprintf("loaded: %d commands, %d AVPs, %d declarations\n", len(a.Commands), len(a.AVPs), len(p.Decls))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", name, got)
	}
}

// TestOwnFiles reads the dictionaries that are built in.
func TestOwnFiles(t *testing.T) {
	const folder = "../../specs/diameter"
	in := os.DirFS(folder)
	readFile := func(name string) ([]byte, error) { return fs.ReadFile(in, name) }
	base, err := Read([]string{"base.xml"}, Options{ReadFile: readFile})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	err = fs.WalkDir(in, ".", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".xml" && path.Dir(name) != "." {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatal("no dictionaries in", folder, err)
	}
	for _, name := range names {
		for _, release := range []int{0, 8, 12, 15, 18} {
			p, err := Read([]string{name}, Options{Base: base, Release: release, ReadFile: readFile})
			if err != nil {
				t.Errorf("release %d of %s:\n%s", release, name, err)
				continue
			}
			checkPackage(t, p)
		}
	}
}

// checkPackage checks what every package must satisfy.
func checkPackage(t *testing.T, p *ir.Package) {
	t.Helper()
	declared := map[ir.Decl]bool{}
	for _, d := range p.Decls {
		declared[d] = true
	}
	own := map[*ir.AVPDef]bool{}
	var last *ir.AVPDef
	for _, def := range p.Application.AVPs {
		own[def] = true
		if ref, ok := def.Type.(ir.Ref); def.Type == nil || ok && (ref.Pkg != p || !declared[ref.Decl]) {
			t.Errorf("AVP %q has type %v", def.Name, def.Type)
		}
		if last != nil && (last.Vendor > def.Vendor || last.Vendor == def.Vendor && last.Code >= def.Code) {
			t.Errorf("AVP %q comes after %q", def.Name, last.Name)
		}
		last = def
	}
	for _, d := range p.Decls {
		s, ok := d.(*ir.Struct)
		if !ok {
			continue
		}
		if g := s.Grammar; g.AnyAt > len(s.Fields) || (g.Command == nil) == (g.Group == nil) {
			t.Errorf("%q has grammar %+v", s.Name, g)
		}
		for _, f := range s.Fields {
			rule := f.Wire.(*ir.AVP)
			if rule.Def == nil || f.Type == nil || own[rule.Def] != (rule.Def.Pkg == p) {
				t.Errorf("%q of %q has rule %+v", f.Name, s.Name, rule)
			}
		}
	}
}

// TestStable reads the same files again and again.
func TestStable(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/cx.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := readArchive(archive)
	for range 20 {
		if got := readArchive(archive); got != want {
			t.Fatalf("two runs differ:\n%s\n%s", got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"depth":        {strings.Repeat("<a>", 100), "d.xml:1:97: elements are nested deeper than 32"},
		"attributes":   {"<diameter" + manyAttributes(100) + "/>", "d.xml:1:1: <diameter> has more than 64 attributes"},
		"applications": {"<diameter>" + manyApplications(1001) + "</diameter>", "d.xml:1:34791: more than 1000 applications in one run"},
		"size":         {strings.Repeat(" ", maxFileSize+1), "d.xml: the file has 16777217 bytes, the limit is 16777216"},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		_, err := read(t, tests[name].text, Options{})
		if err == nil || err.Error() != tests[name].want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

func manyApplications(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<application id="%d" name="A%d"/>`, i, i)
	}
	return b.String()
}

// TestManyUnknownNames makes sure that suggestions do not take forever.
func TestManyUnknownNames(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, `<avp name="Known-Name-%d" code="%d"><data type="Grouped"><rule avp="Unknown-Nam-%d"/></data></avp>`, i, i+1, i)
	}
	_, err := read(t, app(b.String()), Options{})
	var list *source.List
	if !errors.As(err, &list) || len(list.Errors) != 3000 {
		t.Fatalf("got %v", err)
	}
}

// TestDeepGroups follows a chain of groups that is long but sound.
func TestDeepGroups(t *testing.T) {
	const n = 20000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<avp name="G%d" code="%d"><data type="Grouped"><rule avp="G%d" required="true" max="1"/></data></avp>`, i, i+1, i+1)
	}
	fmt.Fprintf(&b, `<avp name="G%d" code="%d"><data type="Unsigned32"/></avp>`, n, n+1)
	if p := mustRead(t, app(b.String()), Options{}); len(p.Decls) != n {
		t.Errorf("got %d declarations", len(p.Decls))
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"map", "may", 1}, {"mmax", "max", 1}, {"must_not", "must-not", 1},
		{"abcd", "abdc", 1}, {"kitten", "sitting", 3}, {strings.Repeat("a", longestName), "", longestName},
	}
	for _, tt := range tests {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q: got %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance(tt.b, tt.a); got != tt.want {
			t.Errorf("from %q to %q: got %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestNoFiles(t *testing.T) {
	if _, err := Read(nil, Options{}); err == nil || err.Error() != "-: no dictionary given" {
		t.Errorf("got %v", err)
	}
}

// FuzzRead checks that no file makes Read panic, and that what it accepts is
// whole.
func FuzzRead(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txt")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if path.Ext(file.Name) == ".xml" {
				f.Add(file.Data, "")
			}
		}
	}
	base, err := os.ReadFile("testdata/missing.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte, application string) {
		readFile := func(name string) ([]byte, error) {
			if name == "d.xml" {
				return data, nil
			}
			return base, nil
		}
		p, err := Read([]string{"d.xml"}, Options{Application: application, ReadFile: readFile})
		var list *source.List
		switch {
		case err == nil:
			checkPackage(t, p)
			outcome(p, nil)
		case !errors.As(err, &list) || len(list.Errors) == 0:
			t.Errorf("error without place: %v", err)
		}
	})
}
