package peer

import (
	"encoding/binary"

	"github.com/telgen/telgen/runtime/diameter"
)

// resultOf returns the Result-Code of the answer in frame, or its
// Experimental-Result-Code, or 0.
func resultOf(frame []byte) diameter.ResultCode {
	for rest := frame[headerLen:]; len(rest) > 0; {
		a, next, err := nextAVP(rest)
		switch {
		case err != nil:
			return 0
		case a.key == keyResultCode && len(a.data) == 4:
			return diameter.ResultCode(binary.BigEndian.Uint32(a.data))
		case a.key == keyExperimentalResult:
			return experimentalOf(a.data)
		}
		rest = next
	}
	return 0
}

// experimentalOf returns the Experimental-Result-Code in an
// Experimental-Result, or 0.
func experimentalOf(group []byte) diameter.ResultCode {
	for len(group) > 0 {
		a, next, err := nextAVP(group)
		switch {
		case err != nil:
			return 0
		case a.key == keyExperimentalResultCode && len(a.data) == 4:
			return diameter.ResultCode(binary.BigEndian.Uint32(a.data))
		}
		group = next
	}
	return 0
}
