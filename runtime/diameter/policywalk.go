package diameter

import "fmt"

const (
	keyAuthApplicationID           Key = 258
	keyAcctApplicationID           Key = 259
	keyVendorSpecificApplicationID Key = 260
)

// policyWalk checks the AVPs of a message one by one.
type policyWalk struct {
	Policy // without ByDefault
	dict   *Dictionary
}

// knownFlags are the flags of an AVP header that are not reserved.
const knownFlags = FlagV | FlagM | FlagP

// header checks the flags of h, the header of a message of c with the given
// AVPs.
func (w *policyWalk) header(h Header, c *Command, avps []byte) *AVPError {
	if w.HeaderBits != Reject {
		return nil
	}
	invalid := func(rc ResultCode, format string, args ...any) *AVPError {
		return &AVPError{ResultCode: rc, Detail: fmt.Sprintf(format, args...)}
	}
	reserved := h.Flags &^ (FlagRequest | FlagProxiable | FlagError | FlagRetransmitted)
	proxiable, failed := h.Flags&FlagProxiable != 0, h.Flags&FlagError != 0
	switch rc := resultOf(avps); {
	case reserved != 0:
		return invalid(ResultInvalidBitInHeader, "reserved bits 0x%02x in the header", uint8(reserved))
	case !h.IsRequest() && !failed && rc.IsProtocolError():
		return invalid(ResultInvalidHeaderBits, "%s without the E bit", rc.describe())
	case failed && (rc/1000 == 1 || rc/1000 == 2 || rc/1000 == 4):
		return invalid(ResultInvalidHeaderBits, "%s with the E bit", rc.describe())
	case !h.IsRequest() || c.Dictionary == nil || proxiable == c.Proxiable:
		return nil
	case proxiable:
		return invalid(ResultInvalidHeaderBits, "P bit, but the command is not proxiable")
	}
	return invalid(ResultInvalidHeaderBits, "no P bit, but the command is proxiable")
}

// resultOf returns the first Result-Code among the AVPs in b; 0 if there is
// none that can be read.
func resultOf(b []byte) ResultCode {
	for len(b) > 0 {
		a, rest, err := cutAVP(b)
		if err != nil {
			break
		}
		if a.Key == keyResultCode {
			rc, _ := a.Unsigned32()
			return ResultCode(rc)
		}
		b = rest
	}
	return 0
}

// members checks the AVPs in b, the content of a message or of a group. own are
// the rules of that message or group about M bits.
func (w *policyWalk) members(b []byte, own []Key, depth int) *AVPError {
	for len(b) > 0 {
		a, rest, err := cutAVP(b)
		if err != nil {
			return err.(*AVPError)
		}
		if w.Padding == Reject {
			if err := checkPadding(a, b); err != nil {
				return err
			}
		}
		if err := w.avp(a, own, depth); err != nil {
			return err
		}
		b = rest
	}
	return nil
}

// checkPadding checks what comes after a, which b begins with.
func checkPadding(a AVP, b []byte) *AVPError {
	n := a.len()
	if (n+3)&^3 > len(b) {
		return violation(ResultInvalidAVPLength, a, "no padding after %d bytes", n)
	}
	for _, c := range b[n : (n+3)&^3] {
		if c != 0 {
			return violation(ResultInvalidAVPValue, a, "padding that is not zero after %d bytes", n)
		}
	}
	return nil
}

// violation is an error about a.
func violation(rc ResultCode, a AVP, format string, args ...any) *AVPError {
	return &AVPError{ResultCode: rc, Failed: a, Path: []Key{a.Key}, Detail: fmt.Sprintf(format, args...)}
}

func (w *policyWalk) avp(a AVP, own []Key, depth int) *AVPError {
	info := w.dict.Lookup(a.Key)
	if err := w.flags(a, info, own); err != nil {
		return err
	}
	switch {
	case info == nil && w.dict != nil && w.UnknownMandatory == Reject && a.Flags&FlagM != 0:
		return violation(ResultAVPUnsupported, a, "not known, and it has the M bit")
	case info == nil:
		return nil
	case info.Type == TypeEnumerated && w.EnumValues == Reject && a.Flags&FlagM != 0:
		return checkEnum(info, a)
	case info.Type == TypeGrouped && a.Key != keyFailedAVP:
		return w.group(a, info.MemberMBits, depth)
	}
	return nil
}

// flags checks the flags of a. Of an AVP that is in no dictionary, info is nil,
// and only the P bit and reserved bits are known to be wrong.
func (w *policyWalk) flags(a AVP, info *AVPInfo, own []Key) *AVPError {
	if w.ProtectedBit == Reject {
		must := info != nil && info.Must&FlagP != 0
		switch set := a.Flags&FlagP != 0; {
		case set && !must:
			return violation(ResultInvalidAVPBits, a, "P bit")
		case must && !set:
			return violation(ResultInvalidAVPBits, a, "no P bit")
		}
	}
	switch reserved := a.Flags &^ knownFlags; {
	case w.Flags != Reject:
		return nil
	case reserved != 0:
		return violation(ResultInvalidAVPBits, a, "reserved bits 0x%02x", uint8(reserved))
	case info == nil:
		return nil
	}
	must, mustNot := info.mBit(own)
	switch set := a.Flags&FlagM != 0; {
	case must && !set:
		return violation(ResultInvalidAVPBits, a, "no M bit")
	case mustNot && set:
		return violation(ResultInvalidAVPBits, a, "M bit, which must be clear")
	case a.Key.Vendor() == 0 && a.Flags&FlagV != 0:
		return violation(ResultInvalidAVPBits, a, "V bit without a vendor")
	}
	return nil
}

// checkEnum checks that the dictionary names the value of a, if it names any.
func checkEnum(info *AVPInfo, a AVP) *AVPError {
	v, err := a.Integer32()
	switch {
	case err != nil:
		return err.(*AVPError)
	case len(info.Items) > 0 && info.item(v) == "":
		return violation(ResultInvalidAVPValue, a, "value %d is not defined", v)
	}
	return nil
}

func (w *policyWalk) group(a AVP, own []Key, depth int) *AVPError {
	if depth >= MaxDepth {
		return violation(ResultInvalidAVPValue, a, "more than %d groups inside each other", MaxDepth)
	}
	if err := w.members(a.Data, own, depth+1); err != nil {
		err.enter(a.Key, a.Flags)
		return err
	}
	if a.Key == keyVendorSpecificApplicationID && w.Arity == Reject {
		return checkApplicationIDs(a)
	}
	return nil
}

// checkApplicationIDs checks that a Vendor-Specific-Application-Id has exactly
// one application id. The Failed-AVP has examples of both, or what is there.
func checkApplicationIDs(a AVP) *AVPError {
	var room [2]AVP
	ids := room[:0]
	for rest := a.Data; len(rest) > 0; {
		member, next, err := cutAVP(rest)
		if err != nil {
			break
		}
		if member.Key == keyAuthApplicationID || member.Key == keyAcctApplicationID {
			ids = append(ids, member)
		}
		rest = next
	}
	rc, detail := ResultAVPOccursTooManyTimes, "more than one of Auth-Application-Id and Acct-Application-Id"
	switch len(ids) {
	case 1:
		return nil
	case 0:
		rc, detail = ResultMissingAVP, "neither Auth-Application-Id nor Acct-Application-Id"
		ids = []AVP{NewUnsigned32(keyAuthApplicationID|M, 0), NewUnsigned32(keyAcctApplicationID|M, 0)}
	}
	a.Data = AppendExtra(nil, ids)
	return violation(rc, a, "%s", detail)
}
