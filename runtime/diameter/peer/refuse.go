package peer

import (
	"errors"

	"github.com/telgen/telgen/runtime/diameter"
)

// refusal returns the error of a request that is answered with rc and nothing
// more.
func refusal(rc diameter.ResultCode) error { return &diameter.AnswerError{ResultCode: rc} }

// refuse returns the encoded answer to req that reports err. The command is
// nil if it is not known.
//
// Protocol errors follow the grammar of RFC 6733 section 7.2 and have the E
// bit. All others should be answers of their command without that bit; if
// such an answer cannot be made, a permanent failure takes the other grammar
// and the E bit (section 7.1.5).
func (n *Node) refuse(command *diameter.Command, req *diameter.Generic, err error) []byte {
	answer := n.failure(req, err)
	rc := answer.ResultCode
	if rc.IsProtocolError() {
		return diameter.Append(nil, answer)
	}
	if command != nil {
		if typed := compose(command, req, *answer); typed != nil {
			return diameter.Append(nil, typed)
		}
	}
	if rc/1000 == 5 {
		answer.Header.Flags |= diameter.FlagError
	}
	return diameter.Append(nil, answer)
}

// failure returns the answer-message that reports err. The text of an error
// that was not made for the peer stays here.
func (n *Node) failure(req *diameter.Generic, err error) *diameter.Answer {
	var invalid *diameter.AVPError
	var reported *diameter.AnswerError
	var answer *diameter.Answer
	switch {
	case !answerable(err):
		answer = diameter.NewAnswer(req, diameter.ResultUnableToComply)
	case errors.As(err, &reported):
		answer = diameter.NewAnswer(req, reported.ResultCode)
		answer.VendorID, answer.Experimental = reported.VendorID, reported.Experimental
		answer.ErrorMessage = reported.Text
		answer.FailedAVP = failedAVP(reported.FailedAVP)
	case errors.As(err, &invalid):
		answer = diameter.NewAnswer(req, invalid.ResultCode)
		answer.ErrorMessage = invalid.Error()
		answer.FailedAVP = failedAVP(invalid.FailedAVPs())
	}
	answer.SetOrigin(n.Origin())
	answer.OriginStateID = n.cfg.OriginStateID
	return answer
}

// answerable reports whether an error says how a request is to be answered. An
// *diameter.AVPError that comes from a call says what is wrong there.
func answerable(err error) bool {
	var called *callError
	var invalid *diameter.AVPError
	var reported *diameter.AnswerError
	switch {
	case errors.As(err, &reported):
		return reported.ResultCode != 0 || reported.VendorID != 0
	case errors.As(err, &called):
		return false
	}
	return errors.As(err, &invalid) && invalid.ResultCode != 0
}

// failedAVP returns a Failed-AVP with the given members, or nothing.
func failedAVP(members []diameter.AVP) []diameter.AVP {
	if len(members) == 0 {
		return nil
	}
	return []diameter.AVP{diameter.NewGrouped(keyFailedAVP|diameter.M, members...)}
}

// maxEchoed is how many AVPs compose takes from a request.
const maxEchoed = 8

// compose returns answer as the answer of its command, or nil if the grammar
// does not allow that. What the grammar asks for beyond an answer-message is
// taken from the request: applications have AVPs that an answer repeats, such
// as Auth-Session-State, Vendor-Specific-Application-Id or CC-Request-Number.
func compose(command *diameter.Command, req *diameter.Generic, answer diameter.Answer) diameter.Message {
	for range maxEchoed {
		typed := command.NewAnswer()
		if err := diameter.UnmarshalShared(diameter.Append(nil, &answer), typed); err != nil {
			return nil
		}
		err := typed.Validate()
		if err == nil {
			return typed
		}
		var invalid *diameter.AVPError
		if !errors.As(err, &invalid) || invalid.ResultCode != diameter.ResultMissingAVP || len(invalid.Path) != 1 {
			return nil
		}
		echo := diameter.Find(req, invalid.Path[0])
		if len(echo) == 0 {
			return nil
		}
		answer.Extra = append(answer.Extra, echo[0])
	}
	return nil
}
