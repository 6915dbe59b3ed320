package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// Members that say what an error is, in the words of the APIs that are met,
// the better ones first: CAMARA, RFC 9457 with TS 29.571, HMS, OAuth 2.0.
var (
	statusMembers  = []string{"status", "statusCode"}
	codeMembers    = []string{"code", "cause", "errorCode", "error", "errno"}
	messageMembers = []string{"message", "msg", "detail", "error_description", "errmsg", "description", "title"}
)

// errorRoles are the fields of an error's body that say the same in every API.
type errorRoles struct {
	status, code, message *ir.Field // nil if there is none
	title                 *ir.Field // the status in words, next to a message
}

func rolesOf(s *ir.Struct) errorRoles {
	r := errorRoles{
		status:  roleField(s, statusMembers, isIntegral),
		code:    roleField(s, codeMembers, isWord),
		message: roleField(s, messageMembers, isText),
		title:   roleField(s, []string{"title"}, isText),
	}
	if r.title == r.message {
		r.title = nil
	}
	return r
}

// roleField returns the field for the first of names that s has with a fitting
// type, or nil.
func roleField(s *ir.Struct, names []string, fits func(ir.Basic) bool) *ir.Field {
	for _, name := range names {
		i := slices.IndexFunc(s.Fields, func(fd *ir.Field) bool {
			b, ok := basicOf(fd.Type)
			return fd.Name == name && !isConst(fd) && ok && fits(b)
		})
		if i >= 0 {
			return s.Fields[i]
		}
	}
	return nil
}

func isIntegral(b ir.Basic) bool {
	return b == ir.Int32 || b == ir.Int64 || b == ir.Uint32 || b == ir.Uint64
}

func isText(b ir.Basic) bool { return b == ir.String }

func isWord(b ir.Basic) bool { return isText(b) || isIntegral(b) }

// errorMethods emits
//
//	// Error returns code, message and status: "CONFLICT: session exists (409)".
//	func (v *ErrorInfo) Error() string {
//		return strings.Trim(v.Code+": "+v.Message, ": ") + " (" + strconv.FormatInt(int64(v.Status), 10) + ")"
//	}
//
//	// HTTPStatus returns the member status.
//	func (v *ErrorInfo) HTTPStatus() int { return int(v.Status) }
func errorMethods(f *jen.File, s *ir.Struct) {
	roles := rolesOf(s)
	f.Line().Add(emit.Doc(errorDoc(roles))).Line().
		Func().Params(receiver(s.GoName)).Id("Error").Params().String().Block(jen.Return(errorText(s, roles)))
	if roles.status == nil {
		return
	}
	f.Line().Comment("// HTTPStatus returns the member " + roles.status.Name + ".").Line().
		Func().Params(receiver(s.GoName)).Id("HTTPStatus").Params().Int().
		Block(jen.Return(jen.Int().Call(roleValue(roles.status, jen.Lit(0)))))
}

func errorDoc(r errorRoles) string {
	var words []string
	for _, fd := range []*ir.Field{r.code, r.message, r.status} {
		if fd != nil {
			words = append(words, fd.Name)
		}
	}
	if len(words) == 0 {
		return "Error says only what kind of error this is: the document does not say how errors describe themselves."
	}
	return "Error returns " + list(words, "and") + " as one line."
}

func errorText(s *ir.Struct, r errorRoles) *jen.Statement {
	var text *jen.Statement
	switch {
	case r.code != nil && r.message != nil:
		text = jen.Qual("strings", "Trim").Call(roleText(r.code).Op("+").Lit(": ").Op("+").Add(roleText(r.message)), jen.Lit(": "))
	case r.code != nil:
		text = roleText(r.code)
	case r.message != nil:
		text = roleText(r.message)
	default:
		text = jen.Lit(s.Name)
	}
	if r.status != nil {
		text.Op("+").Lit(" (").Op("+").Add(roleText(r.status)).Op("+").Lit(")")
	}
	return text
}

// roleText emits the value of fd as a string.
func roleText(fd *ir.Field) *jen.Statement {
	b, _ := basicOf(fd.Type)
	if b == ir.String {
		return convert(fd.Type, ir.String, roleValue(fd, jen.Lit("")))
	}
	return jen.Qual("strconv", "FormatInt").Call(convert(fd.Type, ir.Int64, roleValue(fd, jen.Lit(0))), jen.Lit(10))
}

// roleValue emits v.Code, or v.Code.Or("").
func roleValue(fd *ir.Field, zero jen.Code) *jen.Statement {
	field := jen.Id("v").Dot(fd.GoName)
	if goField(fd).Optional {
		return field.Dot("Or").Call(zero)
	}
	return field
}

// problemName is the function that makes the body of an error answer.
func problemName(s *ir.Struct) string { return lowerFirst(s.GoName) + "Body" }

// problemFunc emits
//
//	// errorInfoBody makes the body of an error that a handler itself answers with.
//	func errorInfoBody(status int, code, message string) jsonwire.Appender {
//		return &ErrorInfo{Status: int32(status), Code: code, Message: message}
//	}
func problemFunc(f *jen.File, body ir.Ref) {
	s := body.Decl.(*ir.Struct)
	roles := rolesOf(s)
	f.Line().Comment("// "+problemName(s)+" makes the body of an error that a handler itself answers with.").Line().
		Func().Id(problemName(s)).Params(jen.Id("status").Int(), jen.List(jen.Id("code"), jen.Id("message")).String()).
		Qual(emit.JSONPath, "Appender").Block(
		jen.Return(jen.Op("&").Add(emit.Type(body)).ValuesFunc(func(g *jen.Group) {
			problemField(g, roles.status, jen.Id("status"))
			problemField(g, roles.title, jen.Qual("net/http", "StatusText").Call(jen.Id("status")))
			if roles.code != nil && isString(roles.code.Type) {
				problemField(g, roles.code, jen.Id("code"))
			}
			problemField(g, roles.message, jen.Id("message"))
		})),
	)
}

// problemField emits Status: int32(status), where v is the status.
func problemField(g *jen.Group, fd *ir.Field, v *jen.Statement) {
	if fd == nil {
		return
	}
	if emit.Underlying(fd.Type) != ir.String {
		v = emit.Type(fd.Type).Call(v)
	}
	if goField(fd).Optional {
		v = jen.Qual(emit.OptPath, "Some").Call(v)
	}
	g.Id(fd.GoName).Op(":").Add(v)
}
