package diameter

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse returns the parts of r, which reads
//
//	meter in ip from assigned to any metering 64000 AF11 drop
//
// and has, besides the options of an IPFilterRule, DSCP and metering.
func (r QoSFilterRule) Parse() (ParsedQoSFilterRule, error) {
	w := ruleWords{rest: string(r)}
	p := ParsedQoSFilterRule{Meter: w.choice("meter", "tag")}
	w.match(&p.FilterMatch)
	for w.next() {
		if !w.option(&p.Options) && !w.qosOption(&p) {
			w.fail("want an option: DSCP, metering, or one of an IPFilterRule")
		}
	}
	w.frag(&p.FilterMatch)
	switch {
	case w.err != nil:
	case p.Meter && !p.Metering.IsSet():
		w.err = fmt.Errorf("meter without the option metering")
	case !p.Meter && p.DSCP == "":
		w.err = fmt.Errorf("tag without the option DSCP")
	}
	if w.err != nil {
		return ParsedQoSFilterRule{}, fmt.Errorf("QoSFilterRule %.200q: %w", string(r), w.err)
	}
	return p, nil
}

// qosOption reads an option of a QoSFilterRule, if the current word is one.
func (w *ruleWords) qosOption(p *ParsedQoSFilterRule) bool {
	switch w.word {
	case "dscp":
		w.once(p.DSCP == "")
		w.next()
		p.DSCP = w.color()
	case "metering":
		w.once(!p.Metering.IsSet())
		p.Metering.Set(w.metering())
	default:
		return false
	}
	return true
}

// metering reads "64000 AF11 drop".
func (w *ruleWords) metering() FilterMetering {
	m := FilterMetering{Over: FilterDrop}
	w.next()
	var err error
	if m.Rate, err = strconv.ParseUint(w.word, 10, 64); err != nil {
		w.fail("want a rate in bits per second")
	}
	w.next()
	m.Under = w.color()
	if w.nextUnless(string(FilterDrop)) {
		m.Over = w.color()
	} else if !w.next() {
		w.fail("want drop or a code point")
	}
	return m
}

// color takes the current word as the name or number of a code point. Names
// are in upper case.
func (w *ruleWords) color() FilterColor {
	c := strings.ToUpper(w.raw)
	n, err := strconv.ParseUint(c, 10, 8)
	switch {
	case err == nil && n < 64:
		return FilterColor(strconv.Itoa(int(n)))
	case c == "EF" || c == "BE" || c == "DF":
	case len(c) == 3 && c[:2] == "CS" && c[2] >= '0' && c[2] <= '7':
	case len(c) == 4 && c[:2] == "AF" && c[2] >= '1' && c[2] <= '4' && c[3] >= '1' && c[3] <= '3':
	default:
		w.fail("want a code point: AF11 to AF43, EF, CS0 to CS7, BE, DF, or 0 to 63")
	}
	return FilterColor(c)
}
