package dictionary

import (
	goparser "go/parser"
	gotoken "go/token"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// profile is a Go type that somebody wrote.
const profile = "example.org/app/types.Profile"

// codecDictionary has AVPs to choose codecs for.
var codecDictionary = app(`
	<command code="1" name="Do">
		<request><rule avp="Level" value="3" max="1"/><rule avp="Mode" value="FAST" max="1"/><rule avp="Other" max="1"/></request>
		<answer/>
	</command>
	<avp name="Network" code="1"><data type="OctetString" codec="PLMN"/></avp>
	<avp name="Octets" code="2"><data type="OctetString"/></avp>
	<avp name="Level" code="3"><data type="Unsigned32"/></avp>
	<avp name="Mode" code="4"><data type="Unsigned32"><item code="0" name="FAST"/></data></avp>
	<avp name="Kind" code="5"><data type="Enumerated"><item code="0" name="OLD"/></data></avp>
	<avp name="Group" code="6"><data type="Grouped"><rule avp="Octets"/></data></avp>
	<avp name="Twice" code="7"><data type="OctetString"/></avp>
	<avp name="Twice" code="7" vendor-id="9"><data type="OctetString"/></avp>
	<avp name="Late" code="8" since="18"><data type="OctetString"/></avp>
	<avp name="Session-Id" code="263"><data type="UTF8String"/></avp>
	<avp name="Address" code="9"><data type="IPv4"/></avp>
	<avp name="Other" code="10"><data type="Time" codec="` + profile + `"/></avp>`)

// chosen is what a manifest says about one AVP.
func chosen(name, codec string) map[string]Codec {
	return map[string]Codec{name: {Type: codec, Pos: source.Pos{File: "gen.yaml", Line: 4, Col: 5}}}
}

func defsOf(p *ir.Package, name string) []*ir.AVPDef {
	var list []*ir.AVPDef
	for _, def := range p.Application.AVPs {
		if def.Name == name {
			list = append(list, def)
		}
	}
	return list
}

func TestCodecs(t *testing.T) {
	runtime := func(name string) ir.Type { return ir.Extern{Path: runtimePath, Name: name} }
	own := ir.Extern{Path: "example.org/app/types", Name: "Profile"}
	for _, tt := range []struct {
		name, codec string
		want        ir.Type
		custom      bool
	}{
		{"Network", "OctetString", ir.Bytes, false},
		{"Network", "TBCD", runtime("TBCD"), false},
		{"Network", profile, own, true},
		{"Octets", "IPv4", ir.Extern{Path: "net/netip", Name: "Addr"}, false},
		{"Octets", profile, own, true},
		{"Octets", "OctetString", ir.Bytes, false},
		{"Level", "ResultCode", runtime("ResultCode"), false},
		{"Kind", profile, own, true},
		{"Twice", "PLMN", runtime("PLMN"), false},
		{"Address", profile, own, true},
		{"Address", "IPv4", ir.Extern{Path: "net/netip", Name: "Addr"}, false},
		{"Other", "Time", ir.Extern{Path: "time", Name: "Time"}, false},
		{"Other", "net/url.URL", ir.Extern{Path: "net/url", Name: "URL"}, true},
	} {
		p := mustRead(t, codecDictionary, Options{Path: "example.org/p", Release: 17, Codecs: chosen(tt.name, tt.codec)})
		defs := defsOf(p, tt.name)
		if len(defs) == 0 {
			t.Errorf("%s is gone", tt.name)
		}
		for _, def := range defs {
			if def.Type != tt.want || def.Custom != tt.custom {
				t.Errorf("%s as %s: got %v, %t", tt.name, tt.codec, def.Type, def.Custom)
			}
		}
		for _, d := range p.Decls {
			if ir.OriginOf(d).Name == tt.name {
				t.Errorf("%s as %s is declared", tt.name, tt.codec)
			}
		}
	}
	p := mustRead(t, codecDictionary, Options{Release: 17})
	if def := defsOf(p, "Other")[0]; def.Type != own || !def.Custom || def.Data != "Time" {
		t.Errorf("without a manifest: got %v, %t, %s", def.Type, def.Custom, def.Data)
	}
}

func TestCodecErrors(t *testing.T) {
	const at = "gen.yaml:4:5: "
	for _, tt := range []struct{ name, codec, want string }{
		{"Octet", "PLMN", at + `codec for AVP "Octet" matches no AVP of the package, did you mean "Octets"?`},
		{"Nothing", "PLMN", at + `codec for AVP "Nothing" matches no AVP of the package`},
		{"Late", "PLMN", at + `codec for AVP "Late", which exists only since release 18 (d.xml:14:2)`},
		{"Octets", "PLMM", at + `unknown codec "PLMM", did you mean "PLMN"?`},
		{"Octets", "Profile", at + `unknown codec "Profile", want one of ResultCode, ExperimentalResultCode, IPv4, IPv6Prefix, PLMN, TBCD or a Go type such as example.org/app/types.Profile`},
		{"Octets", "UTF8String", at + `codec "UTF8String": AVP "Octets" is OctetString`},
		{"Level", "PLMN", at + `codec "PLMN" is of OctetString, not of Unsigned32`},
		{"Octets", "ResultCode", at + `codec "ResultCode" is of Unsigned32, not of OctetString`},
		{"Group", profile, at + `codec "example.org/app/types.Profile": AVP "Group" is a group, which has no codec`},
		{"Session-Id", profile, at + `codec "example.org/app/types.Profile": AVP "Session-Id" cannot have a Go type of your own: generated code sets and reads it itself`},
		{"Octets", "example.org/p.T", at + `codec "example.org/p.T" is a type of the package that is generated: it must be of another`},
		{"Octets", "types.profile", at + `codec "types.profile": "profile" cannot be the name of a Go type of another package: write one like example.org/app/types.Profile`},
		{"Octets", "example.org/app/types.", at + `codec "example.org/app/types.": "" cannot be the name of a Go type of another package: write one like example.org/app/types.Profile`},
		{"Octets", `a"b.T`, at + `codec "a\"b.T": "a\"b" is no import path: write a Go type like example.org/app/types.Profile`},
		{"Octets", "./types.T", at + `codec "./types.T": "./types" is no import path: write a Go type like example.org/app/types.Profile`},
		{"Octets", ".T", at + `codec ".T": "" is no import path: write a Go type like example.org/app/types.Profile`},
		{"Octets", "a//b.T", at + `codec "a//b.T": "a//b" is no import path: write a Go type like example.org/app/types.Profile`},
		{"Octets", "C.T", at + `codec "C.T": "C" is no import path: write a Go type like example.org/app/types.Profile`},
		{"Level", profile, `d.xml:3:30: value "3" of AVP "Level": its codec "example.org/app/types.Profile" cannot take it`},
		{"Mode", "ResultCode", `d.xml:3:66: value "FAST" of AVP "Mode": its codec "ResultCode" cannot take it`},
	} {
		_, err := read(t, codecDictionary, Options{Path: "example.org/p", Release: 17, Codecs: chosen(tt.name, tt.codec)})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s as %s: got\n%v\nwant\n%s", tt.name, tt.codec, err, tt.want)
		}
	}
}

// FuzzCodec looks for codecs that are accepted but could be more in Go source
// than the name of a type.
func FuzzCodec(f *testing.F) {
	for _, codec := range []string{profile, "PLMN", "a.B", "v2/x.T", "..", "ä.B", "a\"b.C", "a.b.C"} {
		f.Add(codec)
	}
	f.Fuzz(func(t *testing.T, codec string) {
		a := &avp{word: word{text: "A"}, data: "OctetString"}
		if misfit(codec, a, &speller{}) != "" || !isGoType(codec) {
			return
		}
		src := "package p\nimport own \"" + goType(codec).Path + "\"\nvar _ own." + goType(codec).Name + "\n"
		file, err := goparser.ParseFile(gotoken.NewFileSet(), "", src, 0)
		if err != nil || len(file.Imports) != 1 || len(file.Decls) != 2 {
			t.Errorf("%q is accepted: %v in %s", codec, err, src)
		}
	})
}

// TestCodecAttributes has problems in the dictionary itself.
func TestCodecAttributes(t *testing.T) {
	for data, want := range map[string]string{
		`<data type="Grouped" codec="` + profile + `"/>`:                                      `d.xml:1:98: codec "example.org/app/types.Profile": AVP "A" is a group, which has no codec`,
		`<data type="OctetString" codec="a b.T"/>`:                                            `d.xml:1:102: codec "a b.T": "a b" is no import path: write a Go type like example.org/app/types.Profile`,
		`<data type="Enumerated" codec="` + profile + `"><item code="1" name="ONE"/></data>`:  `d.xml:1:77: <data> has more than one of <item>, <bit> and codec: choose one`,
		`<data type="OctetString" codec="` + strings.Repeat("long/", 60) + `types.Profile"/>`: `d.xml:1:102: codec "` + strings.Repeat("long/", 60) + `types.Profile": "` + strings.Repeat("long/", 60) + `types" is no import path: write a Go type like example.org/app/types.Profile`,
	} {
		_, err := read(t, app(`<avp name="A" code="1">`+data+`</avp>`), Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", data, err, want)
		}
	}
}

// TestCodecBorrowed uses AVPs of a base package in another.
func TestCodecBorrowed(t *testing.T) {
	base := mustRead(t, `<diameter><application id="0" name="Base">
		<avp name="Mode" code="1"><data type="Unsigned32"/></avp></application></diameter>`, Options{Codecs: chosen("Mode", profile)})
	const text = `<command code="1" name="Do"><request><rule avp="Mode" max="1"/></request><answer/></command>`
	p := mustRead(t, app(text), Options{Base: base})
	f := p.Decls[0].(*ir.Struct).Fields[0]
	if f.Type != (ir.Extern{Path: "example.org/app/types", Name: "Profile"}) || !f.Wire.(*ir.AVP).Def.Custom {
		t.Errorf("got %v", f.Type)
	}
	_, err := read(t, app(text), Options{Base: base, Codecs: chosen("Mode", "Unsigned32")})
	want := `gen.yaml:4:5: AVP "Mode" is borrowed: choose its codec where the package of "Base" is generated`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = read(t, app(strings.Replace(text, `max="1"`, `max="1" value="1"`, 1)), Options{Base: base})
	want = `d.xml:1:116: value "1" of AVP "Mode": its codec "example.org/app/types.Profile" cannot take it`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
