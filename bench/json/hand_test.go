package json

import (
	"errors"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/opt"
)

// What somebody writes by hand who wants speed and knows the messages: values
// instead of pointers, one copy of the input for all strings, required members
// checked, no other validation, no duplicate names found, no position in errors.

type handAddress struct {
	Public, Private opt.Value[string]
	Port            opt.Value[int32]
}

type handDevice struct {
	PhoneNumber, NAI opt.Value[string]
	IPv4             opt.Value[handAddress]
	IPv6             opt.Value[string]
}

type handServer struct{ IPv4, IPv6 opt.Value[string] }

type handRange struct{ From, To int32 }

type handPorts struct {
	Ranges []handRange
	Ports  []int32
}

type handCreateSession struct {
	Device                 opt.Value[handDevice]
	Server                 handServer
	DevicePorts, AppsPorts opt.Value[handPorts]
	QosProfile             string
	Sink                   opt.Value[string]
	Duration               int32
}

type handSessionInfo struct {
	handCreateSession
	SessionID, QosStatus string
	StartedAt, ExpiresAt opt.Value[time.Time]
	StatusInfo           opt.Value[string]
}

type handEvent struct {
	ID, Source, Type, Specversion string
	Datacontenttype               opt.Value[string]
	SessionID, QosStatus          string
	StatusInfo                    opt.Value[string]
	Time                          time.Time
}

type handValue interface {
	read(*scanner)
	write([]byte) []byte
}

func byHand[T any, P interface {
	*T
	handValue
}]() []contender {
	var buf []byte
	v := P(new(T))
	return []contender{{
		"by-hand",
		func(b []byte) error {
			v = new(T)
			s := scanner{text: string(b)}
			v.read(&s)
			if s.space(); s.bad || s.pos != len(s.text) {
				return errors.New("not the JSON that is wanted")
			}
			return nil
		},
		func() ([]byte, error) { buf = v.write(buf[:0]); return buf, nil },
	}}
}

// A scanner reads tokens. After an error it is at the end.
type scanner struct {
	text string
	pos  int
	bad  bool
}

func (s *scanner) fail() { s.bad, s.pos = true, len(s.text) }

func (s *scanner) space() byte {
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if c > ' ' {
			return c
		}
		s.pos++
	}
	return 0
}

// open reads a bracket.
func (s *scanner) open(c byte) {
	if s.space() != c {
		s.fail()
		return
	}
	s.pos++
}

// more moves to the next element, before the closing bracket given.
func (s *scanner) more(end byte) bool {
	switch c := s.space(); c {
	case ',':
		s.pos++
		return true
	case end:
		s.pos++
		return false
	case 0:
		s.fail()
		return false
	}
	return true
}

func (s *scanner) key() string {
	k := s.str()
	if s.space() != ':' {
		s.fail()
		return ""
	}
	s.pos++
	return k
}

func (s *scanner) str() string {
	if s.space() != '"' {
		s.fail()
		return ""
	}
	start := s.pos + 1
	for i := start; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			return s.text[start:i]
		case c == '\\':
			return s.escaped(start, i)
		case c < ' ':
			s.fail()
			return ""
		}
	}
	s.fail()
	return ""
}

// escaped reads a string with a backslash at i.
func (s *scanner) escaped(start, i int) string {
	for ; i < len(s.text) && s.text[i] != '"'; i++ {
		if s.text[i] == '\\' {
			i++
		}
	}
	if i >= len(s.text) {
		s.fail()
		return ""
	}
	s.pos = i + 1
	v, err := strconv.Unquote(s.text[start-1 : s.pos])
	if err != nil {
		s.fail()
	}
	return v
}

func (s *scanner) integer() int32 {
	negative := s.space() == '-'
	if negative {
		s.pos++
	}
	n, start := 0, s.pos
	for s.pos < len(s.text) && s.text[s.pos]-'0' <= 9 && s.pos-start < 10 {
		n = n*10 + int(s.text[s.pos]-'0')
		s.pos++
	}
	if s.pos == start || n > 1<<31-1 {
		s.fail()
		return 0
	}
	if negative {
		return int32(-n)
	}
	return int32(n)
}

func (s *scanner) time() time.Time {
	t, err := time.Parse(time.RFC3339, s.str())
	if err != nil {
		s.fail()
	}
	return t
}

// skip passes over a value that has no field.
func (s *scanner) skip() {
	switch s.space() {
	case '"':
		s.str()
	case '{':
		for s.open('{'); s.more('}'); {
			s.key()
			s.skip()
		}
	case '[':
		for s.open('['); s.more(']'); {
			s.skip()
		}
	default:
		for s.pos < len(s.text) && s.text[s.pos] != ',' && s.text[s.pos] != '}' && s.text[s.pos] != ']' {
			s.pos++
		}
	}
}

func (s *scanner) require(ok bool) {
	if !ok {
		s.fail()
	}
}

func (v *handAddress) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "publicAddress":
			v.Public.Set(s.str())
		case "privateAddress":
			v.Private.Set(s.str())
		case "publicPort":
			v.Port.Set(s.integer())
		default:
			s.skip()
		}
	}
}

func (v *handDevice) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "phoneNumber":
			v.PhoneNumber.Set(s.str())
		case "networkAccessIdentifier":
			v.NAI.Set(s.str())
		case "ipv4Address":
			var a handAddress
			a.read(s)
			v.IPv4.Set(a)
		case "ipv6Address":
			v.IPv6.Set(s.str())
		default:
			s.skip()
		}
	}
}

func (v *handServer) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "ipv4Address":
			v.IPv4.Set(s.str())
		case "ipv6Address":
			v.IPv6.Set(s.str())
		default:
			s.skip()
		}
	}
}

func (v *handRange) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "from":
			v.From = s.integer()
		case "to":
			v.To = s.integer()
		default:
			s.skip()
		}
	}
}

func (v *handPorts) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "ranges":
			for s.open('['); s.more(']'); {
				var r handRange
				r.read(s)
				v.Ranges = append(v.Ranges, r)
			}
		case "ports":
			for s.open('['); s.more(']'); {
				v.Ports = append(v.Ports, s.integer())
			}
		default:
			s.skip()
		}
	}
}

const (
	hasServer = 1 << iota
	hasProfile
	hasDuration
	hasSession
	hasStatus
)

func (v *handCreateSession) read(s *scanner) {
	seen := 0
	for s.open('{'); s.more('}'); {
		if key := s.key(); !v.member(s, key, &seen) {
			s.skip()
		}
	}
	s.require(seen == hasServer|hasProfile|hasDuration)
}

// member reads the member with this name and reports whether there is one.
func (v *handCreateSession) member(s *scanner, key string, seen *int) bool {
	switch key {
	case "device":
		var d handDevice
		d.read(s)
		v.Device.Set(d)
	case "applicationServer":
		*seen |= hasServer
		v.Server.read(s)
	case "devicePorts":
		var p handPorts
		p.read(s)
		v.DevicePorts.Set(p)
	case "applicationServerPorts":
		var p handPorts
		p.read(s)
		v.AppsPorts.Set(p)
	case "qosProfile":
		*seen |= hasProfile
		v.QosProfile = s.str()
	case "sink":
		v.Sink.Set(s.str())
	case "duration":
		*seen |= hasDuration
		v.Duration = s.integer()
	default:
		return false
	}
	return true
}

func (v *handSessionInfo) read(s *scanner) {
	seen := 0
	for s.open('{'); s.more('}'); {
		switch key := s.key(); key {
		case "sessionId":
			seen |= hasSession
			v.SessionID = s.str()
		case "startedAt":
			v.StartedAt.Set(s.time())
		case "expiresAt":
			v.ExpiresAt.Set(s.time())
		case "qosStatus":
			seen |= hasStatus
			v.QosStatus = s.str()
		case "statusInfo":
			v.StatusInfo.Set(s.str())
		default:
			if !v.member(s, key, &seen) {
				s.skip()
			}
		}
	}
	s.require(seen == hasServer|hasProfile|hasDuration|hasSession|hasStatus)
}

func (v *handEvent) read(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "id":
			v.ID = s.str()
		case "source":
			v.Source = s.str()
		case "type":
			v.Type = s.str()
		case "specversion":
			v.Specversion = s.str()
		case "datacontenttype":
			v.Datacontenttype.Set(s.str())
		case "data":
			v.data(s)
		case "time":
			v.Time = s.time()
		default:
			s.skip()
		}
	}
	s.require(v.ID != "" && v.Source != "" && v.Type != "" && v.Specversion != "" && v.SessionID != "" && v.QosStatus != "")
}

func (v *handEvent) data(s *scanner) {
	for s.open('{'); s.more('}'); {
		switch s.key() {
		case "sessionId":
			v.SessionID = s.str()
		case "qosStatus":
			v.QosStatus = s.str()
		case "statusInfo":
			v.StatusInfo.Set(s.str())
		default:
			s.skip()
		}
	}
}

// writeString appends what needs no escape as it is.
func writeString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return append(strconv.AppendQuote(b[:len(b)-1], s), ',')
		}
	}
	b = append(b, s...)
	return append(b, '"', ',')
}

func writeOptional(b []byte, key string, v opt.Value[string]) []byte {
	if s, ok := v.Get(); ok {
		b = append(b, key...)
		b = writeString(b, s)
	}
	return b
}

// closed replaces the last comma.
func closed(b []byte, bracket byte) []byte {
	b[len(b)-1] = bracket
	return append(b, ',')
}

func (v *handDevice) write(b []byte) []byte {
	b = append(b, `"device":{`...)
	b = writeOptional(b, `"phoneNumber":`, v.PhoneNumber)
	b = writeOptional(b, `"networkAccessIdentifier":`, v.NAI)
	if a, ok := v.IPv4.Get(); ok {
		b = append(b, `"ipv4Address":{`...)
		b = writeOptional(b, `"publicAddress":`, a.Public)
		b = writeOptional(b, `"privateAddress":`, a.Private)
		if n, ok := a.Port.Get(); ok {
			b = append(b, `"publicPort":`...)
			b = append(strconv.AppendInt(b, int64(n), 10), ',')
		}
		b = closed(b, '}')
	}
	b = writeOptional(b, `"ipv6Address":`, v.IPv6)
	return closed(b, '}')
}

func (v *handPorts) write(b []byte) []byte {
	if v.Ranges != nil {
		b = append(b, `"ranges":[`...)
		for _, r := range v.Ranges {
			b = append(b, `{"from":`...)
			b = strconv.AppendInt(b, int64(r.From), 10)
			b = append(b, `,"to":`...)
			b = append(strconv.AppendInt(b, int64(r.To), 10), '}', ',')
		}
		b = closed(b, ']')
	}
	if v.Ports != nil {
		b = append(b, `"ports":[`...)
		for _, n := range v.Ports {
			b = append(strconv.AppendInt(b, int64(n), 10), ',')
		}
		b = closed(b, ']')
	}
	return closed(b, '}')
}

// members appends the members with commas.
func (v *handCreateSession) members(b []byte) []byte {
	if d, ok := v.Device.Get(); ok {
		b = d.write(b)
	}
	b = append(b, `"applicationServer":{`...)
	b = writeOptional(b, `"ipv4Address":`, v.Server.IPv4)
	b = writeOptional(b, `"ipv6Address":`, v.Server.IPv6)
	b = closed(b, '}')
	if p, ok := v.DevicePorts.Get(); ok {
		b = append(b, `"devicePorts":{`...)
		b = p.write(b)
	}
	if p, ok := v.AppsPorts.Get(); ok {
		b = append(b, `"applicationServerPorts":{`...)
		b = p.write(b)
	}
	b = append(b, `"qosProfile":`...)
	b = writeString(b, v.QosProfile)
	b = writeOptional(b, `"sink":`, v.Sink)
	b = append(b, `"duration":`...)
	b = strconv.AppendInt(b, int64(v.Duration), 10)
	return append(b, ',')
}

func (v *handCreateSession) write(b []byte) []byte {
	b = v.members(append(b, '{'))
	b[len(b)-1] = '}'
	return b
}

func writeTime(b []byte, key string, v opt.Value[time.Time]) []byte {
	if t, ok := v.Get(); ok {
		b = append(b, key...)
		b = t.AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"', ',')
	}
	return b
}

func (v *handSessionInfo) write(b []byte) []byte {
	b = v.members(append(b, '{'))
	b = append(b, `"sessionId":`...)
	b = writeString(b, v.SessionID)
	b = writeTime(b, `"startedAt":"`, v.StartedAt)
	b = writeTime(b, `"expiresAt":"`, v.ExpiresAt)
	b = append(b, `"qosStatus":`...)
	b = writeString(b, v.QosStatus)
	b = writeOptional(b, `"statusInfo":`, v.StatusInfo)
	b[len(b)-1] = '}'
	return b
}

func (v *handEvent) write(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = writeString(b, v.ID)
	b = append(b, `"source":`...)
	b = writeString(b, v.Source)
	b = append(b, `"type":`...)
	b = writeString(b, v.Type)
	b = append(b, `"specversion":`...)
	b = writeString(b, v.Specversion)
	b = writeOptional(b, `"datacontenttype":`, v.Datacontenttype)
	b = append(b, `"data":{"sessionId":`...)
	b = writeString(b, v.SessionID)
	b = append(b, `"qosStatus":`...)
	b = writeString(b, v.QosStatus)
	b = writeOptional(b, `"statusInfo":`, v.StatusInfo)
	b = closed(b, '}')
	b = append(b, `"time":"`...)
	b = v.Time.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"', '}')
}
