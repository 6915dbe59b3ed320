package dictionary

import (
	"fmt"

	"github.com/telgen/telgen/internal/source"
)

// This file is about going on where a dictionary is wrong. What a lenient run
// makes of the problems of go-diameter's dictionaries:
//
//	unknown attributes, elements and text  are passed over
//	V in must without vendor-id            vendor-id counts: there is no vendor
//	V in must-not with vendor-id           vendor-id counts
//	a flag in two of the lists             must counts before must-not, that before may
//	two definitions, commands, items       the first counts
//	two rules for an AVP                   the first counts
//	an AVP with two data types             the nearest definition counts
//	a name with several meanings           that of the application's vendor, or else the rule is left out
//	a name that is spelled almost right    means the AVP that it resembles
//	a name without meaning                 the rule is left out, other AVPs are allowed there
//	min that contradicts required          required counts
//	a fixed AVP after others               is not fixed
//
// All else ends a lenient run too.

// A subject is what a problem is about: a part of an application, and in it an
// AVP, or nil for a command.
type subject struct {
	app *application
	avp *avp
}

// tolerates says whether problems of app are to be tolerated.
func (r *run) tolerates(app *application) bool { return r.errs.lenient || app.foreign }

// tolerate adds a problem, and says whether to go on with it.
func (r *run) tolerate(s subject, pos source.Pos, format string, args ...any) bool {
	if !s.app.foreign {
		return r.errs.toleratef(pos, format, args...)
	}
	r.hold(s.avp, &source.Error{Pos: pos, Msg: fmt.Sprintf(format, args...)})
	return true
}

// hold keeps a problem of a definition that somebody else made until it turns
// out that the package needs it. Of thousands, most packages need a few.
func (r *run) hold(a *avp, err error) {
	if err != nil {
		r.held[a] = append(r.held[a], err)
	}
}

// warnAbout makes warnings of what was held back about a.
func (r *run) warnAbout(a *avp) {
	for _, err := range r.held[a] {
		r.errs.warnings.AddErr(a.pos, err)
	}
}
