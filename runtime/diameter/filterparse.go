package diameter

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/telgen/telgen/runtime/opt"
)

// Parse returns the parts of r, which reads
//
//	permit out 6 from 192.0.2.0/24 80,443 to assigned 1024-65535 established
//
// Words may be in any case. Protocols may have the names tcp, udp, sctp, icmp
// and ipv6-icmp, which the grammar does not know but peers send. Errors name
// the word at fault.
func (r IPFilterRule) Parse() (ParsedIPFilterRule, error) {
	w := ruleWords{rest: string(r)}
	p := ParsedIPFilterRule{Permit: w.choice("permit", "deny")}
	w.match(&p.FilterMatch)
	for w.next() {
		if !w.option(&p.Options) {
			w.fail("want an option: frag, ipoptions, tcpoptions, established, setup, tcpflags or icmptypes")
		}
	}
	w.frag(&p.FilterMatch)
	if w.err != nil {
		return ParsedIPFilterRule{}, fmt.Errorf("IPFilterRule %.200q: %w", string(r), w.err)
	}
	return p, nil
}

// ruleWords reads a rule word by word. After the first error there are none.
type ruleWords struct {
	rest string
	word string // the current one, in lower case
	raw  string // as it stands in the rule
	n    int    // its place, from 1
	err  error
}

// next moves to the next word.
func (w *ruleWords) next() bool {
	w.rest = strings.TrimLeft(w.rest, " \t")
	if w.rest == "" || w.err != nil {
		w.word, w.raw = "", ""
		return false
	}
	end := strings.IndexAny(w.rest, " \t")
	if end < 0 {
		end = len(w.rest)
	}
	w.raw, w.rest = w.rest[:end], w.rest[end:]
	w.word = strings.ToLower(w.raw)
	w.n++
	return true
}

// startsWith reports whether the next word begins with one of the given bytes.
func (w *ruleWords) startsWith(bytes string) bool {
	rest := strings.TrimLeft(w.rest, " \t")
	return rest != "" && strings.IndexByte(bytes, rest[0]) >= 0
}

// fail records what was wanted in place of the current word.
func (w *ruleWords) fail(format string, args ...any) {
	want := fmt.Sprintf(format, args...)
	switch {
	case w.err != nil:
	case w.raw == "":
		w.err = fmt.Errorf("ends after %d words, %s", w.n, want)
	default:
		w.err = fmt.Errorf("word %d, %.60q: %s", w.n, w.raw, want)
	}
}

// choice reads one of two words and reports whether it is the first.
func (w *ruleWords) choice(yes, no string) bool {
	w.next()
	if w.word != yes && w.word != no {
		w.fail("want %s or %s", yes, no)
	}
	return w.word == yes
}

// match reads "out ip from any to any", up to the options.
func (w *ruleWords) match(m *FilterMatch) {
	m.Out = w.choice("out", "in")
	m.Protocol = w.protocol()
	w.keyword("from")
	m.From = w.address()
	w.keyword("to")
	m.To = w.address()
}

func (w *ruleWords) keyword(want string) {
	if w.next(); w.word != want {
		w.fail("want %s", want)
	}
}

func (w *ruleWords) protocol() opt.Value[uint8] {
	w.next()
	switch w.word {
	case "ip":
		return opt.None[uint8]()
	case "icmp":
		return opt.Some[uint8](1)
	case "tcp":
		return opt.Some[uint8](6)
	case "udp":
		return opt.Some[uint8](17)
	case "ipv6-icmp":
		return opt.Some[uint8](58)
	case "sctp":
		return opt.Some[uint8](132)
	}
	n, err := strconv.ParseUint(w.word, 10, 8)
	if err != nil {
		w.fail("want ip or the number of a protocol, 0 to 255")
	}
	return opt.Some(uint8(n))
}

// address reads "any", "!assigned" or "192.0.2.0/24", and ports if there are.
func (w *ruleWords) address() FilterAddress {
	var a FilterAddress
	w.next()
	text, not := strings.CutPrefix(w.word, "!")
	if a.Not = not; not && text == "" {
		w.next()
		text = w.word
	}
	switch text {
	case "any":
	case "assigned":
		a.Assigned = true
	default:
		a.Prefix = w.prefix(text)
	}
	if w.startsWith("0123456789") && w.next() {
		a.Ports = w.ranges(w.word, 65535, "ports", nil)
	}
	return a
}

func (w *ruleWords) prefix(text string) netip.Prefix {
	if !strings.Contains(text, "/") {
		ip, err := netip.ParseAddr(text)
		if err != nil || ip.Zone() != "" {
			w.fail("want any, assigned or an IP address")
		}
		return netip.PrefixFrom(ip, ip.BitLen())
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		w.fail("want an IP address and the number of its bits that count, like 192.0.2.0/24")
	}
	return p
}

// ranges reads "80,1024-65535". Names stand for single numbers.
func (w *ruleWords) ranges(list string, limit uint64, what string, names map[string]uint16) []FilterRange {
	var ranges []FilterRange
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if n, ok := names[item]; ok {
			ranges = append(ranges, FilterRange{n, n})
			continue
		}
		low, high, isRange := strings.Cut(item, "-")
		if !isRange {
			high = low
		}
		from, err := strconv.ParseUint(low, 10, 16)
		to, toErr := strconv.ParseUint(high, 10, 16)
		if err != nil || toErr != nil || from > to || to > limit {
			w.fail("%s %.60q, want numbers and ranges from 0 to %d, separated by commas", what, item, limit)
			return nil
		}
		ranges = append(ranges, FilterRange{uint16(from), uint16(to)})
	}
	return ranges
}

// frag checks what may not be together with frag.
func (w *ruleWords) frag(m *FilterMatch) {
	switch {
	case !m.Options.Frag || w.err != nil:
	case len(m.From.Ports) > 0 || len(m.To.Ports) > 0:
		w.err = fmt.Errorf("frag together with ports: later fragments have none")
	case len(m.Options.TCPFlags) > 0:
		w.err = fmt.Errorf("frag together with tcpflags: later fragments have none")
	}
}

// option reads an option of an IPFilterRule, if the current word is one.
func (w *ruleWords) option(o *FilterOptions) bool {
	switch w.word {
	case "frag":
		w.flag(&o.Frag)
	case "established":
		w.flag(&o.Established)
	case "setup":
		w.flag(&o.Setup)
	case "ipoptions":
		w.terms(&o.IPOptions, "ssrr", "lsrr", "rr", "ts")
	case "tcpoptions":
		w.terms(&o.TCPOptions, "mss", "window", "sack", "ts", "cc")
	case "tcpflags":
		w.terms(&o.TCPFlags, "fin", "syn", "rst", "psh", "ack", "urg")
	case "icmptypes":
		w.icmpTypes(&o.ICMPTypes)
	default:
		return false
	}
	return true
}

func (w *ruleWords) flag(there *bool) {
	w.once(!*there)
	*there = true
}

// once checks that an option is there for the first time.
func (w *ruleWords) once(first bool) {
	if !first {
		w.fail("there is one already")
	}
}

// terms reads "syn,!ack".
func (w *ruleWords) terms(terms *[]FilterTerm, names ...string) {
	w.once(*terms == nil)
	w.next()
	for item := range strings.SplitSeq(w.word, ",") {
		name, not := strings.CutPrefix(item, "!")
		i := slices.Index(names, name)
		if i < 0 || slices.ContainsFunc(*terms, func(t FilterTerm) bool { return t.Name == name }) {
			w.fail("want each of %s once at most, with or without !, separated by commas", strings.Join(names, ", "))
			return
		}
		*terms = append(*terms, FilterTerm{Not: not, Name: names[i]})
	}
}

// icmpTypes reads numbers, ranges and names. Names have blanks inside, so the
// list goes on up to the next option.
func (w *ruleWords) icmpTypes(types *[]FilterRange) {
	w.once(*types == nil)
	var list strings.Builder
	for w.nextUnless("frag", "ipoptions", "tcpoptions", "established", "setup", "tcpflags", "icmptypes", "dscp", "metering") {
		list.WriteString(w.word + " ")
	}
	*types = w.ranges(list.String(), 255, "ICMP types", map[string]uint16{
		"echo reply": 0, "destination unreachable": 3, "source quench": 4, "redirect": 5, "echo request": 8,
		"router advertisement": 9, "router solicitation": 10, "time-to-live exceeded": 11, "ip header bad": 12,
		"timestamp request": 13, "timestamp reply": 14, "information request": 15, "information reply": 16,
		"address mask request": 17, "address mask reply": 18,
	})
}

// nextUnless moves to the next word unless it is one of stops.
func (w *ruleWords) nextUnless(stops ...string) bool {
	ahead := *w
	if !ahead.next() || slices.Contains(stops, ahead.word) {
		return false
	}
	*w = ahead
	return true
}
