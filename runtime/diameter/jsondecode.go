package diameter

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// DecodeJSON reads what EncodeJSON returns, and what people write by hand: of
// the command and of every AVP either the name or the code is enough, names
// being those of the application and its dictionary. What is left out follows
// from the dictionary: the application id, the flags, the value of an item.
// Identifiers that are left out are 0, 64-bit integers may be numbers, the
// value of an OctetString may be text. A name that the dictionary knows must
// not contradict the code beside it, nor an item the value; unknown members of
// an object are errors.
//
// The message is of the type that a.Parse would give it. Errors say where:
// "avps[3].value[0]: ...". If the bytes cannot be decoded, the error is the
// *AVPError of Unmarshal, and comes with the message. a may be nil.
func DecodeJSON(b []byte, a *Application) (Message, error) {
	if a == nil {
		a = new(Application)
	}
	var in jsonMessage[json.RawMessage]
	if err := unmarshalStrict(b, &in); err != nil {
		return nil, err
	}
	h, err := jsonHeader(&in, a)
	if err != nil {
		return nil, err
	}
	r := jsonReader{dict: a.Dictionary, byName: map[string][]Key{}}
	r.index(a.Dictionary)
	avps, err := r.members(in.AVPs, 0)
	if err != nil {
		return nil, at("avps", err)
	}
	if len(avps) > MaxMessageLen-headerLen {
		return nil, fmt.Errorf("message of %d bytes, at most %d can be sent", len(avps)+headerLen, MaxMessageLen)
	}
	m := a.newMessage(h)
	if err := decode(h, avps, m); err != nil {
		return m, err
	}
	return m, nil
}

// unmarshalStrict is json.Unmarshal that takes no unknown members.
func unmarshalStrict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return jsonProblem(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more after the end of the JSON value")
	}
	return nil
}

// jsonProblem says in words for people what encoding/json found.
func jsonProblem(err error) error {
	if member, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("unknown member %s", member)
	}
	switch e := err.(type) {
	case *json.UnmarshalTypeError:
		return fmt.Errorf("%s: %s, want %s", cmp.Or(e.Field, "value"), e.Value, jsonKind(e.Type))
	case *json.SyntaxError:
		return fmt.Errorf("no JSON at byte %d: %s", e.Offset, e)
	}
	switch err {
	case io.EOF:
		return fmt.Errorf("no JSON: nothing is there")
	case io.ErrUnexpectedEOF:
		return fmt.Errorf("no JSON: it ends too early")
	}
	return err
}

// jsonKind says what JSON a Go type of jsonMessage is.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Uint32:
		return "a whole number from 0 to 4294967295"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list of AVPs"
	}
	return "an object"
}

// jsonHeader completes the header of in from the command that in names.
func jsonHeader(in *jsonMessage[json.RawMessage], a *Application) (Header, error) {
	h := Header{ApplicationID: a.ID, HopByHop: in.HopByHop, EndToEnd: in.EndToEnd}
	c, request := a.named(in.Command)
	switch {
	case in.Code != nil && *in.Code > 0xffffff:
		return h, fmt.Errorf("code %d, a command code has 24 bits", *in.Code)
	case c != nil && in.Code != nil && *in.Code != c.Code:
		return h, fmt.Errorf("command %q has code %d, not %d", in.Command, c.Code, *in.Code)
	case in.Code != nil:
		h.CommandCode = *in.Code
	case c != nil:
		h.CommandCode = c.Code
	default:
		return h, fmt.Errorf("command %q is not one of application %q, give its code", in.Command, a.Name)
	}
	if in.Application != nil {
		h.ApplicationID = *in.Application
	}
	var err error
	h.Flags, err = jsonFlags(in, c, request)
	return h, err
}

// jsonFlags returns the command flags of in; c and request are what its name
// says, if it is known.
func jsonFlags(in *jsonMessage[json.RawMessage], c *Command, request bool) (HeaderFlags, error) {
	switch {
	case in.Flags == nil && c == nil:
		return 0, fmt.Errorf("no flags, and command %q is not known: give flags", in.Command)
	case in.Flags == nil:
		var flags HeaderFlags
		if request {
			flags |= FlagRequest
		}
		if c.Proxiable {
			flags |= FlagProxiable
		}
		return flags, nil
	}
	flags, err := parseFlags(*in.Flags, "RPET")
	if err == nil && c != nil && request != (HeaderFlags(flags)&FlagRequest != 0) {
		err = fmt.Errorf("command %q with flags %q: they disagree about R", in.Command, *in.Flags)
	}
	return HeaderFlags(flags), err
}

// named returns the command of the message with the given name, or nil.
func (a *Application) named(message string) (c *Command, request bool) {
	for i := range a.Commands {
		switch c := &a.Commands[i]; message {
		case c.MessageName(true):
			return c, true
		case c.MessageName(false):
			return c, false
		}
	}
	return nil, false
}
