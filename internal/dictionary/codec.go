package dictionary

import (
	"fmt"
	gotoken "go/token"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A codec is a word of codecs or a Go type of the user's own, written as
//
//	example.org/app/types.Profile
//
// This file says which of them an AVP can have.

// goTypeExample shows how a Go type is written.
const goTypeExample = "example.org/app/types.Profile"

// isGoType tells a Go type from the word for a codec.
func isGoType(codec string) bool { return strings.Contains(codec, ".") }

// goType splits a Go type at its last dot.
func goType(codec string) ir.Extern {
	dot := strings.LastIndexByte(codec, '.')
	return ir.Extern{Path: codec[:dot], Name: codec[dot+1:]}
}

// misfit says why a cannot have a codec, or "" when it can.
func misfit(codec string, a *avp, s *speller) string {
	switch {
	case isGoType(codec):
		return misfitGoType(codec, a)
	case !slices.Contains(codecs, codec):
		hint := s.hint(codec, codecs)
		if hint == "" {
			hint = ", want one of " + strings.Join(codecs, ", ") + " or a Go type such as " + goTypeExample
		}
		return fmt.Sprintf("unknown codec %q%s", codec, hint)
	case a.data != "" && a.data != codecData(codec):
		return fmt.Sprintf("codec %q is of %s, not of %s", codec, codecData(codec), a.data)
	}
	return ""
}

func misfitGoType(codec string, a *avp) string {
	t := goType(codec)
	switch {
	case !isImportPath(t.Path):
		return fmt.Sprintf("codec %q: %q is no import path: write a Go type like %s", codec, t.Path, goTypeExample)
	case !gotoken.IsIdentifier(t.Name) || !gotoken.IsExported(t.Name):
		return fmt.Sprintf("codec %q: %q cannot be the name of a Go type of another package: write one like %s", codec, t.Name, goTypeExample)
	case a.data == "Grouped":
		return fmt.Sprintf("codec %q: AVP %q is a group, which has no codec", codec, a.text)
	case isProtocol(a.key):
		return fmt.Sprintf("codec %q: AVP %q cannot have a Go type of your own: generated code sets and reads it itself", codec, a.text)
	}
	return ""
}

// isProtocol says whether generated code and nodes work with the values of an
// AVP: Auth-Application-Id, Acct-Application-Id, Session-Id, Origin-Host,
// Vendor-Id, Result-Code and Origin-Realm.
func isProtocol(k key) bool {
	return k.vendor == 0 && slices.Contains([]uint32{258, 259, 263, 264, 266, 268, 296}, k.code)
}

// isImportPath says whether generated code may import path: it must be one
// that the go command takes, and can be nothing but an import.
func isImportPath(path string) bool {
	const most = 200
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || name[0] == '.' || name[0] == '-' || name[len(name)-1] == '.' {
			return false
		}
	}
	strange := func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune("-._~+/", c)
	}
	return len(path) <= most && path != "C" && !strings.ContainsFunc(path, strange)
}
