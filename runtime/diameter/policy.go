package diameter

// A Verdict is what a Policy does about a message that breaks a rule.
type Verdict uint8

// Verdicts. The zero one is that of DefaultPolicy.
const (
	ByDefault Verdict = iota
	Reject
	Accept
)

// A Policy says how strictly received messages are checked. Peers exist that
// break each of these rules; a setting of its own for each lets a node live
// with one habit of a peer and check everything else. The zero Policy is
// DefaultPolicy:
//
//	p := diameter.Policy{UnknownMandatory: diameter.Accept}
//
// What cannot be read at all (RFC 6733: 5014, 5004) is no matter of policy:
// Unmarshal refuses it.
type Policy struct {
	// UnknownMandatory is about AVPs with the M bit that the dictionary does
	// not have, at top level and inside groups that it has: 5001. Default:
	// Reject. Relays and redirect agents must accept them.
	UnknownMandatory Verdict
	// Arity is about the grammar: 5005 for AVPs that are missing, 5009 for
	// those that occur too often, 5008 for those that must not be there, and
	// in Vendor-Specific-Application-Id anything but one of the two
	// application ids (RFC 6733 section 6.11). Default: Reject.
	Arity Verdict
	// Flags is about AVPs whose M bit is clear though it must be set, or set
	// though it must be clear, about those with the V bit but no vendor, and
	// about reserved bits: 3009. What must be is what the command or group says
	// that the AVP is in, or else the definition of the AVP; many AVPs leave the
	// M bit free. Default: Accept, as peers are known that set it on everything.
	Flags Verdict
	// EnumValues is about values of Enumerated AVPs with the M bit that the
	// dictionary does not name: 5004. Default: Accept.
	EnumValues Verdict
	// Padding is about groups that end with their last AVP instead of its
	// padding, 5014, and about padding that is not zero, 5004. Default: Accept.
	Padding Verdict
	// ProtectedBit is about the P bit of AVPs, which senders clear since there
	// is no end-to-end security, and set only if the dictionary says that it
	// must be: 3009. Default: Accept, as receivers ignore it.
	ProtectedBit Verdict
	// HeaderBits is about the flags of the header: in a request the P bit, which
	// the dictionary says whether a command has (an answer copies that of its
	// request); in an answer the E bit, which it must have if its Result-Code is
	// 3xxx and must not have with 1xxx, 2xxx and 4xxx (RFC 6733 section 7.1):
	// 3008; and reserved bits: 5013. Default: Accept, as nodes are known that
	// report protocol errors without the E bit, which CheckAnswer finds as well,
	// and that leave out the P bit.
	HeaderBits Verdict
}

// DefaultPolicy rejects what RFC 6733 says must be rejected, and accepts what
// receivers may ignore and peers are known to send.
func DefaultPolicy() Policy {
	return Policy{Reject, Reject, Accept, Accept, Accept, Accept, Accept}
}

// StrictPolicy rejects by every setting. No rule is broken by, and no setting is
// about: AVPs in another order than that of the grammar, an M bit that the
// dictionary leaves free, and AVPs without the M bit that the grammar does not
// list.
func StrictPolicy() Policy {
	return Policy{Reject, Reject, Reject, Reject, Reject, Reject, Reject}
}

// LenientPolicy accepts everything that can be read.
func LenientPolicy() Policy {
	return Policy{Accept, Accept, Accept, Accept, Accept, Accept, Accept}
}

// withDefaults returns p with the verdicts of DefaultPolicy where it has none.
func (p Policy) withDefaults() Policy {
	def := DefaultPolicy()
	fill := func(v *Verdict, by Verdict) {
		if *v == ByDefault {
			*v = by
		}
	}
	fill(&p.UnknownMandatory, def.UnknownMandatory)
	fill(&p.Arity, def.Arity)
	fill(&p.Flags, def.Flags)
	fill(&p.EnumValues, def.EnumValues)
	fill(&p.Padding, def.Padding)
	fill(&p.ProtectedBit, def.ProtectedBit)
	fill(&p.HeaderBits, def.HeaderBits)
	return p
}

// Check checks the received message m, which was decoded from raw, a whole
// message. It returns the first violation that p rejects, as an *AVPError with
// the Result-Code and the Failed-AVP of RFC 6733 section 7, or nil: first those
// of the header, which have no Failed-AVP, then those of single AVPs in wire
// order, then those of the grammar, which m.Validate finds. Names, formats and
// flags are those of the dictionary of m.Command; in a message without one, such
// as a *Generic, only what needs none is checked: E and reserved bits, P bits of
// AVPs, padding. What is inside Failed-AVP is not checked: it is there to be wrong.
// Groups that the dictionary has but m has no field for are read here for the
// first time, and may have the errors of Unmarshal.
func (p Policy) Check(m Message, raw []byte) error {
	h, err := parseExact(raw)
	if err != nil {
		return err
	}
	if p == LenientPolicy() {
		return nil
	}
	c, request := m.Command()
	w := policyWalk{Policy: p.withDefaults(), dict: c.Dictionary}
	own := c.AnswerMBits
	if request {
		own = c.RequestMBits
	}
	bad := w.header(h, c, raw[headerLen:])
	if bad == nil {
		bad = w.members(raw[headerLen:], own, 0)
	}
	if bad != nil {
		bad.locate(c.MessageName(request), c.Dictionary)
		return bad
	}
	if w.Arity == Accept {
		return nil
	}
	return w.validate(m, raw)
}

// validate checks the grammar of m. That some AVP is not known is for the walk
// to judge, by the dictionary of the whole application, and it has let pass
// what is there. So if this is what m.Validate finds, it is asked again about
// the message without the M bits of such AVPs, for what else it would have found.
func (w *policyWalk) validate(m Message, raw []byte) error {
	err := m.Validate()
	e, ok := err.(*AVPError)
	if !ok || e.ResultCode != ResultAVPUnsupported {
		return err
	}
	c, request := m.Command()
	again := c.NewAnswer
	if request {
		again = c.NewRequest
	}
	if again == nil {
		return nil
	}
	m = again()
	raw = append([]byte(nil), raw...)
	w.clearM(raw[headerLen:], 0)
	if err := UnmarshalShared(raw, m); err != nil {
		return err
	}
	return m.Validate()
}

// clearM clears the M bits of the AVPs in b that are in no dictionary.
func (w *policyWalk) clearM(b []byte, depth int) {
	for len(b) > 0 {
		a, rest, err := cutAVP(b)
		if err != nil {
			return
		}
		switch info := w.dict.Lookup(a.Key); {
		case info == nil:
			b[4] &^= byte(FlagM)
		case info.Type == TypeGrouped && depth < MaxDepth:
			w.clearM(a.Data, depth+1)
		}
		b = rest
	}
}
