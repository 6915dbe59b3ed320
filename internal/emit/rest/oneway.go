package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/ir"
)

// Members that travel in one direction only are optional in Go. Those that are
// required in answers (readOnly) are asked of nobody: a server that makes an
// answer knows them. Those that are required in requests (writeOnly) are asked
// of everything but answers.

// isSentOnly reports whether fd is required in requests and is not in answers.
func isSentOnly(fd *ir.Field) bool {
	p := propertyOf(fd)
	return p.OneWay && p.WriteOnly && !isConst(fd)
}

func hasSentOnly(s *ir.Struct) bool { return slices.ContainsFunc(s.Fields, isSentOnly) }

// sentChecks emits
//
//	if !v.withheld {
//		c.Required("accessToken", v.AccessToken.IsSet())
//	}
func sentChecks(s *ir.Struct) []jen.Code {
	var checks []jen.Code
	for _, fd := range s.Fields {
		if isSentOnly(fd) {
			checks = append(checks, check("Required", jen.Lit(fd.Name), presence(fd)))
		}
	}
	if len(checks) == 0 {
		return nil
	}
	return []jen.Code{jen.If(jen.Op("!").Id("v").Dot("withheld")).Block(checks...)}
}
