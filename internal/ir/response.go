package ir

import "strconv"

// IsSuccess reports whether r is a success: 2xx, or the range 2XX.
func (r *Response) IsSuccess() bool { return r.Status/100 == 2 || r.Status == 2 }

// IsRange reports whether r is for a range of statuses.
func (r *Response) IsRange() bool { return r.Status >= 1 && r.Status <= 5 }

// StatusText is the key of r in its document: "404", "4XX" or "default".
func (r *Response) StatusText() string {
	switch {
	case r.Status == 0:
		return "default"
	case r.IsRange():
		return strconv.Itoa(r.Status) + "XX"
	}
	return strconv.Itoa(r.Status)
}
