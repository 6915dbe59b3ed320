package rest

import "errors"

// settle returns what is sent for a result. Where there is none, that is a
// success without a body: the one that the method chose, or else the only one
// of the document.
func (e *Endpoint) settle(resp *Response, out any, err error) (any, error) {
	switch {
	case err != nil || out == nil || !isNil(out):
		return out, err
	case resp.Status != 0:
	case e.NoBody != 0:
		resp.Status = e.NoBody
	default:
		return nil, errors.New("the handler returned neither a result nor an error")
	}
	return nil, nil
}
