package dictionary

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/telgen/telgen/internal/ir"
)

// This file checks what must hold between the parts of a dictionary.

// vsai is Vendor-Specific-Application-Id (RFC 6733 section 6.11).
var vsai = key{0, 260}

// applicationValue stands in a rule of Vendor-Specific-Application-Id for the
// vendor and the id of the application.
const applicationValue = "application"

func (r *run) check() {
	for _, app := range r.apps {
		r.checkCommands(app)
		r.checkAVPs(app)
		app.results = r.checkItems(subject{app, nil}, app.results)
		for _, g := range app.grammars() {
			r.checkGrammar(app, g)
		}
	}
}

// checkCommands reports commands with the same code, name or abbreviation. Of
// two with the same code the first counts.
func (r *run) checkCommands(app *application) {
	codes, names := map[uint32]*command{}, map[string]*command{}
	app.commands = keep(app.commands, func(c *command) bool {
		if first := once(codes, c.code, c); first != nil && c.code != 0 {
			return !r.tolerate(subject{app, nil}, c.pos, "command %q has the code of %q (%d) at %s", c.text, first.text, c.code, first.pos)
		}
		for _, name := range []string{"name " + c.text, "abbreviation " + c.short} {
			kind, text, _ := strings.Cut(name, " ")
			if first := once(names, name, c); first != nil && text != "" {
				r.errs.Addf(c.pos, "command %d has the %s %q of command %d at %s", c.code, kind, text, first.code, first.pos)
			}
		}
		return true
	})
}

// checkAVPs reports AVPs with the same identity, and with the same name and
// vendor. Of two with the same identity the first counts.
func (r *run) checkAVPs(app *application) {
	type title struct {
		name   string
		vendor uint32
	}
	named := map[title]*avp{}
	app.avps = keep(app.avps, func(a *avp) bool {
		a.items = r.checkItems(subject{app, a}, a.items)
		a.bits = r.checkItems(subject{app, a}, a.bits)
		if first := app.byKey[a.key]; first != a && a.key.code != 0 {
			as := ""
			if first.text != a.text {
				as = fmt.Sprintf(" as %q", first.text)
			}
			return !r.tolerate(subject{app, first}, a.pos, "AVP %q (%s) is already defined%s at %s", a.text, a.key, as, first.pos)
		}
		if first := once(named, title{a.text, a.key.vendor}, a); first != nil && a.text != "" && a.key != first.key {
			r.tolerate(subject{app, first}, a.pos, "AVP %q (%s) has the name and the vendor of %s at %s", a.text, a.key, first.key, first.pos)
		}
		return true
	})
}

// checkItems reports items with the same value or name. It returns those that
// count: of two, the first.
func (r *run) checkItems(s subject, list []*item) []*item {
	values, names := map[int64]*item{}, map[string]*item{}
	return keep(list, func(i *item) bool {
		if first := once(values, i.number, i); first != nil {
			return !r.tolerate(s, i.pos, "item %q has the value of %q at %s", i.text, first.text, first.pos)
		}
		if first := once(names, i.text, i); first != nil && i.text != "" {
			return !r.tolerate(s, i.pos, "item name %q is already used at %s", i.text, first.pos)
		}
		return true
	})
}

// checkGrammar reports rules that do not go together, and values that do not
// go with their AVP. Of two rules for an AVP the first counts.
func (r *run) checkGrammar(app *application, g titled) {
	seen := map[key]*rule{}
	named := map[string]*rule{}
	var loose *rule // first rule that is not fixed
	g.rules = keep(g.rules, func(l *rule) bool {
		var first *rule
		switch {
		case l.target != nil:
			first = once(seen, l.target.key, l)
		case l.avp.text != "":
			first = once(named, l.avp.text, l)
		}
		if first != nil && r.tolerate(g.subject(app), l.pos, "second rule for AVP %q, the first is at %s", l.avp.text, first.pos) {
			return false
		}
		if l.position == ir.PosFixed && loose != nil {
			r.tolerate(g.subject(app), l.pos, "fixed AVP %q comes after %q, which is not fixed: fixed AVPs come first", l.avp.text, loose.avp.text)
			l.loosen()
		}
		if l.position != ir.PosFixed && !l.forbidden && loose == nil {
			loose = l
		}
		r.checkValue(app, g, l)
		return true
	})
}

// loosen makes a fixed rule one that is not: required or optional.
func (l *rule) loosen() {
	l.position = ir.PosOptional
	if l.min > 0 {
		l.position = ir.PosRequired
	}
}

// once remembers the first value of a key. It returns it when there is one
// already, else nil.
func once[K comparable, V any](seen map[K]*V, k K, v *V) *V {
	if first := seen[k]; first != nil {
		return first
	}
	seen[k] = v
	return nil
}

// checkValue checks what a new message is to hold, and writes numbers as Go
// does. Vendor-Specific-Application-Id gets the ids of a vendor's application
// by itself.
func (r *run) checkValue(app *application, g titled, l *rule) {
	if l.target == nil {
		return
	}
	ids := l.target.key == vsai && l.target.holdsIDs() && g.command != nil && app.vendor != 0
	switch {
	case ids && l.value.text == "" && l.max == 1 && !l.forbidden:
		l.value.text = applicationValue
	case l.value.text == "", ids && l.value.text == applicationValue:
	default:
		l.value.text = r.value(l.target, l.value)
	}
}

// holdsIDs says whether a is a group with one vendor and one application id, as
// RFC 6733 has Vendor-Specific-Application-Id. Other dictionaries may know
// less about it.
func (a *avp) holdsIDs() bool {
	if a.data != "Grouped" {
		return false
	}
	const authApplicationID, acctApplicationID, vendorID = 258, 259, 266
	return a.group == nil || !slices.ContainsFunc(a.group.rules, func(l *rule) bool {
		return l.max != 1 && l.target != nil && l.target.key.vendor == 0 &&
			slices.Contains([]uint32{authApplicationID, acctApplicationID, vendorID}, l.target.key.code)
	})
}

// value checks w as a value of a.
func (r *run) value(a *avp, w word) string {
	items := slices.Concat(a.items, a.bits)
	for _, i := range items {
		if i.text == w.text {
			return w.text
		}
	}
	text, ok := number(a.data, w.text)
	switch {
	case ok:
		return text
	case a.data == "":
		return ""
	case len(items) > 0:
		r.errs.Addf(w.pos, "value %q of AVP %q is neither an item nor a number%s", w.text, a.text, r.spelled.hint(w.text, itemNames(items)))
	case a.data == "UTF8String" && utf8.ValidString(w.text):
		return w.text
	case bitSize(a.data) == 0:
		r.errs.Addf(w.pos, "value %q of AVP %q: data of type %s has no value in a rule", w.text, a.text, a.data)
	default:
		r.errs.Addf(w.pos, "value %q of AVP %q is not a number that %s can hold", w.text, a.text, a.data)
	}
	return ""
}

func itemNames(items []*item) []string {
	names := make([]string, len(items))
	for i, v := range items {
		names[i] = v.text
	}
	return names
}

// bitSize returns the size of a numeric data type, 0 for others.
func bitSize(data string) int {
	switch data {
	case "Integer32", "Unsigned32", "Float32", "Enumerated":
		return 32
	case "Integer64", "Unsigned64", "Float64":
		return 64
	}
	return 0
}

// number returns the number in text as Go writes it, if the data type can
// hold it.
func number(data, text string) (string, bool) {
	size := bitSize(data)
	switch data {
	case "Integer32", "Integer64", "Enumerated":
		n, err := strconv.ParseInt(text, 10, size)
		return strconv.FormatInt(n, 10), err == nil
	case "Unsigned32", "Unsigned64":
		n, err := strconv.ParseUint(text, 10, size)
		return strconv.FormatUint(n, 10), err == nil
	case "Float32", "Float64":
		n, err := strconv.ParseFloat(text, size)
		return strconv.FormatFloat(n, 'g', -1, size), err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
	}
	return "", false
}
