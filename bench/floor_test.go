package bench

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"unsafe"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/runtime/diameter"
)

// This file is the floor: an encoder and a decoder written by hand for the one
// message, with everything in line and no idea of any other. It does the same
// work on the same struct: one copy, strings that share it, checked lengths.

func word(b []byte, code uint32, flags byte, n int) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(code)<<32|uint64(flags)<<24|uint64(n))
}

func text(b []byte, code uint32, s string) []byte {
	b = append(word(b, code, 0x40, 8+len(s)), s...)
	return append(b, "\x00\x00\x00"[:-len(s)&3]...)
}

func number(b []byte, code, v uint32) []byte {
	return binary.BigEndian.AppendUint32(word(b, code, 0x40, 12), v)
}

// tgpp begins an AVP of vendor 10415 with n bytes of data.
func tgpp(b []byte, code uint32, flags byte, n int) []byte {
	return binary.BigEndian.AppendUint32(word(b, code, flags, 12+n), 10415)
}

func tgppNumber(b []byte, code uint32, flags byte, v uint32) []byte {
	return binary.BigEndian.AppendUint32(tgpp(b, code, flags, 4), v)
}

func tgppText(b []byte, code uint32, s string) []byte {
	b = append(tgpp(b, code, 0xc0, len(s)), s...)
	return append(b, "\x00\x00\x00"[:-len(s)&3]...)
}

func length(b []byte, start int) {
	n := len(b) - start
	b[start+5], b[start+6], b[start+7] = byte(n>>16), byte(n>>8), byte(n)
}

func floorEncode(b []byte, m *s6a.UpdateLocationRequest) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(b, 1<<24)
	b = binary.BigEndian.AppendUint32(b, uint32(m.Header.Flags)<<24|316)
	b = binary.BigEndian.AppendUint32(b, 16777251)
	b = binary.BigEndian.AppendUint32(b, m.Header.HopByHop)
	b = binary.BigEndian.AppendUint32(b, m.Header.EndToEnd)
	b = text(b, 263, m.SessionID)
	if g := m.VendorSpecificApplicationID; g != nil {
		at := len(b)
		b = number(word(b, 260, 0x40, 0), 266, g.VendorID)
		if v, ok := g.AuthApplicationID.Get(); ok {
			b = number(b, 258, v)
		}
		if v, ok := g.AcctApplicationID.Get(); ok {
			b = number(b, 259, v)
		}
		length(b, at)
	}
	b = number(b, 277, uint32(m.AuthSessionState))
	b = text(b, 264, string(m.OriginHost))
	b = text(b, 296, string(m.OriginRealm))
	if v, ok := m.DestinationHost.Get(); ok {
		b = text(b, 293, string(v))
	}
	b = text(b, 283, string(m.DestinationRealm))
	b = text(b, 1, m.UserName)
	for i := range m.SupportedFeatures {
		g := &m.SupportedFeatures[i]
		at := len(b)
		b = number(tgpp(b, 628, 0x80, 0), 266, g.VendorID)
		b = tgppNumber(b, 629, 0x80, g.FeatureListID)
		b = tgppNumber(b, 630, 0x80, g.FeatureList)
		length(b, at)
	}
	if g := m.TerminalInformation; g != nil {
		at := len(b)
		b = tgpp(b, 1401, 0xc0, 0)
		if v, ok := g.IMEI.Get(); ok {
			b = tgppText(b, 1402, v)
		}
		if v, ok := g.SoftwareVersion.Get(); ok {
			b = tgppText(b, 1403, v)
		}
		length(b, at)
	}
	b = tgppNumber(b, 1032, 0x80, uint32(m.RATType))
	b = tgppNumber(b, 1405, 0xc0, m.ULRFlags)
	if v, ok := m.UESRVCCCapability.Get(); ok {
		b = tgppNumber(b, 1615, 0x80, uint32(v))
	}
	b = append(tgpp(b, 1407, 0xc0, len(m.VisitedPLMNID)), m.VisitedPLMNID...)
	b = append(b, "\x00\x00\x00"[:-len(m.VisitedPLMNID)&3]...)
	if v, ok := m.HomogeneousSupportOfIMSVoiceOverPSSessions.Get(); ok {
		b = tgppNumber(b, 1493, 0x80, uint32(v))
	}
	if v, ok := m.GMLCAddress.Get(); ok {
		if ip, ok := v.IP(); ok && ip.Is4() {
			a := ip.As4()
			b = append(tgpp(b, 2405, 0xc0, 6), 0, 1)
			b = append(append(b, a[:]...), 0, 0)
		}
	}
	n := len(b) - start
	b[start+1], b[start+2], b[start+3] = byte(n>>16), byte(n>>8), byte(n)
	return b
}

var errFloor = errors.New("bad message")

// next splits the first AVP off b.
func next(b []byte) (key uint64, data, rest []byte, ok bool) {
	if len(b) < 8 {
		return 0, nil, nil, false
	}
	w := binary.BigEndian.Uint64(b)
	n, head := int(w&0xffffff), 8
	key = w >> 32
	if w>>24&0x80 != 0 {
		if len(b) < 12 {
			return 0, nil, nil, false
		}
		head = 12
		key |= uint64(binary.BigEndian.Uint32(b[8:])) << 32
	}
	if n < head || n > len(b) {
		return 0, nil, nil, false
	}
	return key, b[head:n:n], b[min((n+3)&^3, len(b)):], true
}

func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

const tgppKey = 10415 << 32

func floorDecode(in []byte, m *s6a.UpdateLocationRequest) error {
	if len(in) < 20 || in[0] != 1 || int(in[1])<<16|int(in[2])<<8|int(in[3]) != len(in) {
		return errFloor
	}
	*m = s6a.UpdateLocationRequest{Header: diameter.Header{
		Flags: diameter.HeaderFlags(in[4]), CommandCode: binary.BigEndian.Uint32(in[4:]) & 0xffffff, ApplicationID: binary.BigEndian.Uint32(in[8:]),
		HopByHop: binary.BigEndian.Uint32(in[12:]), EndToEnd: binary.BigEndian.Uint32(in[16:]),
	}}
	b := append([]byte(nil), in[20:]...)
	for len(b) > 0 {
		key, data, rest, ok := next(b)
		if !ok {
			return errFloor
		}
		b = rest
		switch key {
		case 263:
			m.SessionID = str(data)
		case 260:
			g := new(base.VendorSpecificApplicationID)
			m.VendorSpecificApplicationID = g
			for len(data) > 0 {
				key, inner, rest, ok := next(data)
				if !ok || len(inner) != 4 {
					return errFloor
				}
				data = rest
				v := binary.BigEndian.Uint32(inner)
				switch key {
				case 266:
					g.VendorID = v
				case 258:
					g.AuthApplicationID.Set(v)
				case 259:
					g.AcctApplicationID.Set(v)
				}
			}
		case 277:
			if len(data) != 4 {
				return errFloor
			}
			m.AuthSessionState = base.AuthSessionState(binary.BigEndian.Uint32(data))
		case 264:
			m.OriginHost = diameter.Identity(str(data))
		case 296:
			m.OriginRealm = diameter.Identity(str(data))
		case 293:
			m.DestinationHost.Set(diameter.Identity(str(data)))
		case 283:
			m.DestinationRealm = diameter.Identity(str(data))
		case 1:
			m.UserName = str(data)
		case tgppKey | 628:
			var g s6a.SupportedFeatures
			for len(data) > 0 {
				key, inner, rest, ok := next(data)
				if !ok || len(inner) != 4 {
					return errFloor
				}
				data = rest
				v := binary.BigEndian.Uint32(inner)
				switch key {
				case 266:
					g.VendorID = v
				case tgppKey | 629:
					g.FeatureListID = v
				case tgppKey | 630:
					g.FeatureList = v
				}
			}
			m.SupportedFeatures = append(m.SupportedFeatures, g)
		case tgppKey | 1401:
			g := new(s6a.TerminalInformation)
			m.TerminalInformation = g
			for len(data) > 0 {
				key, inner, rest, ok := next(data)
				if !ok {
					return errFloor
				}
				data = rest
				switch key {
				case tgppKey | 1402:
					g.IMEI.Set(str(inner))
				case tgppKey | 1403:
					g.SoftwareVersion.Set(str(inner))
				}
			}
		case tgppKey | 1032:
			if len(data) != 4 {
				return errFloor
			}
			m.RATType = s6a.RATType(binary.BigEndian.Uint32(data))
		case tgppKey | 1405:
			if len(data) != 4 {
				return errFloor
			}
			m.ULRFlags = binary.BigEndian.Uint32(data)
		case tgppKey | 1615:
			if len(data) != 4 {
				return errFloor
			}
			m.UESRVCCCapability.Set(s6a.UESRVCCCapability(binary.BigEndian.Uint32(data)))
		case tgppKey | 1407:
			m.VisitedPLMNID = data
		case tgppKey | 1493:
			if len(data) != 4 {
				return errFloor
			}
			m.HomogeneousSupportOfIMSVoiceOverPSSessions.Set(s6a.HomogeneousSupportOfIMSVoiceOverPSSessions(binary.BigEndian.Uint32(data)))
		case tgppKey | 2405:
			if len(data) != 6 || data[0] != 0 || data[1] != 1 {
				return errFloor
			}
			m.GMLCAddress.Set(diameter.AddressFrom(netip.AddrFrom4([4]byte(data[2:]))))
		default:
			m.Extra = append(m.Extra, diameter.AVP{Key: diameter.Key(key), Data: data})
		}
	}
	return nil
}
