package jsonwire_test

// What generated code looks like, by hand and in small, for the tests.

import (
	"math"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

type createSession struct {
	Device         *device
	Server         appServer
	Ports          *ports
	QosProfile     string
	Sink           opt.Value[string]
	SinkCredential credential
	Duration       int32
}

func (v *createSession) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendOptObject(b, `"device":`, v.Device)
	b = jsonwire.AppendValue(b, `"applicationServer":`, &v.Server)
	b = jsonwire.AppendOptObject(b, `"devicePorts":`, v.Ports)
	b = jsonwire.AppendString(b, `"qosProfile":`, v.QosProfile)
	b = jsonwire.AppendOptString(b, `"sink":`, &v.Sink)
	if v.SinkCredential != nil {
		b = jsonwire.AppendValue(b, `"sinkCredential":`, v.SinkCredential)
	}
	b = jsonwire.AppendInt(b, `"duration":`, int64(v.Duration))
	return jsonwire.EndObject(b)
}

var keysCreateSession = []string{`"device":`, `"applicationServer":`, `"devicePorts":`, `"qosProfile":`, `"sink":`, `"sinkCredential":`, `"duration":`}

func (v *createSession) DecodeJSON(d *jsonwire.Decoder) {
	*v = createSession{}
	o := d.Object(keysCreateSession)
	for o.Next() {
		switch o.Index {
		case 0:
			if !d.Absent() {
				v.Device = new(device)
				v.Device.DecodeJSON(d)
			}
		case 1:
			v.Server.DecodeJSON(d)
		case 2:
			if !d.Absent() {
				v.Ports = new(ports)
				v.Ports.DecodeJSON(d)
			}
		case 3:
			jsonwire.ReadString(d, &v.QosProfile)
		case 4:
			jsonwire.ReadOptString(d, &v.Sink)
		case 5:
			if !d.Absent() {
				v.SinkCredential = decodeCredential(d)
			}
		case 6:
			v.Duration = d.Int32()
		default:
			d.Skip()
		}
	}
	o.Require(1<<1 | 1<<3 | 1<<6)
}

var (
	textProfile = jsonwire.Text{MinLength: 3, MaxLength: 256, Pattern: `^[a-zA-Z0-9_.-]+$`}
	textURI     = jsonwire.Text{Format: jsonwire.FormatURI}
	textMax5    = jsonwire.Text{MaxLength: 5}
)

func (v *createSession) Validate() error {
	var c jsonwire.Checker
	c.Object("device", v.Device)
	c.Object("devicePorts", v.Ports)
	c.Text("qosProfile", v.QosProfile, &textProfile)
	c.OptText("sink", &v.Sink, &textURI)
	if v.SinkCredential != nil {
		c.Nested("sinkCredential", v.SinkCredential.Validate())
	}
	c.Int32("duration", v.Duration, 1, math.MaxInt32)
	return c.Err()
}

type device struct {
	PhoneNumber opt.Value[string]
	NAI         opt.Value[string]
	IPv4        *deviceIPv4
	IPv6        opt.Value[string]
}

func (v *device) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendOptString(b, `"phoneNumber":`, &v.PhoneNumber)
	b = jsonwire.AppendOptString(b, `"networkAccessIdentifier":`, &v.NAI)
	b = jsonwire.AppendOptObject(b, `"ipv4Address":`, v.IPv4)
	b = jsonwire.AppendOptString(b, `"ipv6Address":`, &v.IPv6)
	return jsonwire.EndObject(b)
}

var keysDevice = []string{`"phoneNumber":`, `"networkAccessIdentifier":`, `"ipv4Address":`, `"ipv6Address":`}

func (v *device) DecodeJSON(d *jsonwire.Decoder) {
	*v = device{}
	o := d.Object(keysDevice)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadOptString(d, &v.PhoneNumber)
		case 1:
			jsonwire.ReadOptString(d, &v.NAI)
		case 2:
			if !d.Absent() {
				v.IPv4 = new(deviceIPv4)
				v.IPv4.DecodeJSON(d)
			}
		case 3:
			jsonwire.ReadOptString(d, &v.IPv6)
		default:
			d.Skip()
		}
	}
}

func (v *device) Validate() error {
	var c jsonwire.Checker
	c.Group("phoneNumber, networkAccessIdentifier, ipv4Address, ipv6Address", 1, 4,
		v.PhoneNumber.IsSet(), v.NAI.IsSet(), v.IPv4 != nil, v.IPv6.IsSet())
	return c.Err()
}

type deviceIPv4 struct {
	Public, Private opt.Value[string]
	Port            opt.Value[int32]
}

func (v *deviceIPv4) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendOptString(b, `"publicAddress":`, &v.Public)
	b = jsonwire.AppendOptString(b, `"privateAddress":`, &v.Private)
	b = jsonwire.AppendOptInt(b, `"publicPort":`, &v.Port)
	return jsonwire.EndObject(b)
}

var keysDeviceIPv4 = []string{`"publicAddress":`, `"privateAddress":`, `"publicPort":`}

func (v *deviceIPv4) DecodeJSON(d *jsonwire.Decoder) {
	*v = deviceIPv4{}
	o := d.Object(keysDeviceIPv4)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadOptString(d, &v.Public)
		case 1:
			jsonwire.ReadOptString(d, &v.Private)
		case 2:
			jsonwire.ReadOptInt32(d, &v.Port)
		default:
			d.Skip()
		}
	}
}

// appServer allows no other members.
type appServer struct{ IPv4, IPv6 opt.Value[string] }

func (v *appServer) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendOptString(b, `"ipv4Address":`, &v.IPv4)
	b = jsonwire.AppendOptString(b, `"ipv6Address":`, &v.IPv6)
	return jsonwire.EndObject(b)
}

var keysAppServer = []string{`"ipv4Address":`, `"ipv6Address":`}

func (v *appServer) DecodeJSON(d *jsonwire.Decoder) {
	*v = appServer{}
	o := d.Object(keysAppServer)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadOptString(d, &v.IPv4)
		case 1:
			jsonwire.ReadOptString(d, &v.IPv6)
		default:
			d.Unknown()
		}
	}
}

type ports struct {
	Ranges []portRange
	Ports  []int32
}

func (v *ports) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendOptObjects(b, `"ranges":`, v.Ranges)
	b = jsonwire.AppendOptInts(b, `"ports":`, v.Ports)
	return jsonwire.EndObject(b)
}

var keysPorts = []string{`"ranges":`, `"ports":`}

func (v *ports) DecodeJSON(d *jsonwire.Decoder) {
	*v = ports{}
	o := d.Object(keysPorts)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadSmallObjects(d, &v.Ranges)
		case 1:
			jsonwire.ReadInt32s(d, &v.Ports)
		default:
			d.Skip()
		}
	}
}

func (v *ports) Validate() error {
	var c jsonwire.Checker
	jsonwire.CheckObjects(&c, "ranges", v.Ranges, 0, 0)
	c.Int32s("ports", &v.Ports, math.MinInt32, 65535)
	jsonwire.Unique(&c, "ports", v.Ports)
	return c.Err()
}

type portRange struct{ From, To int32 }

func (v *portRange) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendInt(b, `"from":`, int64(v.From))
	b = jsonwire.AppendInt(b, `"to":`, int64(v.To))
	return jsonwire.EndObject(b)
}

var keysPortRange = []string{`"from":`, `"to":`}

func (v *portRange) DecodeJSON(d *jsonwire.Decoder) {
	*v = portRange{}
	o := d.Object(keysPortRange)
	for o.Next() {
		switch o.Index {
		case 0:
			v.From = d.Int32()
		case 1:
			v.To = d.Int32()
		default:
			d.Skip()
		}
	}
	o.Require(1<<0 | 1<<1)
}

func (v *portRange) Validate() error {
	var c jsonwire.Checker
	c.Int32("from", v.From, 1, 65535)
	return c.Err()
}

// credential is a union with a tag.
type credential interface {
	AppendJSON(b []byte) []byte
	Validate() error
	isCredential()
}

func decodeCredential(d *jsonwire.Decoder) credential {
	switch d.Tag("credentialType") {
	case "ACCESSTOKEN":
		v := new(accessToken)
		v.DecodeJSON(d)
		return v
	}
	v := new(otherCredential)
	v.DecodeJSON(d)
	return v
}

type accessToken struct {
	Token   string
	Expires time.Time
}

func (*accessToken) isCredential() {}

func (v *accessToken) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = append(b, `"credentialType":"ACCESSTOKEN",`...)
	b = jsonwire.AppendString(b, `"accessToken":`, v.Token)
	b = jsonwire.AppendTime(b, `"accessTokenExpiresUtc":`, v.Expires)
	return jsonwire.EndObject(b)
}

var keysAccessToken = []string{`"accessToken":`, `"accessTokenExpiresUtc":`}

func (v *accessToken) DecodeJSON(d *jsonwire.Decoder) {
	*v = accessToken{}
	o := d.Object(keysAccessToken)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadString(d, &v.Token)
		case 1:
			jsonwire.ReadTime(d, &v.Expires)
		default:
			d.Skip()
		}
	}
	o.Require(1<<0 | 1<<1)
}

func (v *accessToken) Validate() error {
	var c jsonwire.Checker
	c.Time("accessTokenExpiresUtc", v.Expires)
	return c.Err()
}

// otherCredential keeps what the document does not know.
type otherCredential struct {
	Type string
	Raw  jsonwire.Raw
}

func (*otherCredential) isCredential()                {}
func (v *otherCredential) Validate() error            { return nil }
func (v *otherCredential) AppendJSON(b []byte) []byte { return v.Raw.AppendJSON(b) }
func (v *otherCredential) DecodeJSON(d *jsonwire.Decoder) {
	v.Type = d.Tag("credentialType")
	v.Raw = d.Raw()
}

// alert is a union without a tag: a string or an object.
type alert interface {
	AppendJSON(b []byte) []byte
	isAlert()
}

type alertText string

func (alertText) isAlert() {}
func (v alertText) AppendJSON(b []byte) []byte {
	return jsonwire.Trim(jsonwire.AppendString(b, "", string(v)))
}

type alertRange portRange

func (*alertRange) isAlert()                         {}
func (v *alertRange) AppendJSON(b []byte) []byte     { return (*portRange)(v).AppendJSON(b) }
func (v *alertRange) DecodeJSON(d *jsonwire.Decoder) { (*portRange)(v).DecodeJSON(d) }

type alertToken accessToken

func (*alertToken) isAlert()                         {}
func (v *alertToken) AppendJSON(b []byte) []byte     { return (*accessToken)(v).AppendJSON(b) }
func (v *alertToken) DecodeJSON(d *jsonwire.Decoder) { (*accessToken)(v).DecodeJSON(d) }

func decodeAlert(d *jsonwire.Decoder) alert {
	if d.Kind() == jsonwire.KindString {
		return alertText(d.String())
	}
	if v := new(alertRange); d.Try(v) {
		return v
	}
	if v := new(alertToken); d.Try(v) {
		return v
	}
	d.Fail("fits none of its types")
	return nil
}

// everything has one member of each kind that the types above have not. Extra
// keeps all others; note may be null.
type everything struct {
	Note   opt.Value[string]
	Null   bool // note was null
	Flag   opt.Value[bool]
	Small  float32
	Big    float64
	I64    int64
	U32    uint32
	U64    uint64
	Blob   []byte
	When   opt.Value[time.Time]
	Labels map[string]string
	Names  []string
	Credit []accessToken
	Alert  alert
	Any    jsonwire.Raw
	Extra  jsonwire.Members
}

func (v *everything) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	if s, ok := v.Note.Get(); ok {
		b = jsonwire.AppendString(b, `"note":`, s)
	} else if v.Null {
		b = jsonwire.AppendNull(b, `"note":`)
	}
	b = jsonwire.AppendOptBool(b, `"flag":`, &v.Flag)
	b = jsonwire.AppendFloat32(b, `"small":`, v.Small)
	b = jsonwire.AppendFloat64(b, `"big":`, v.Big)
	b = jsonwire.AppendInt(b, `"i64":`, v.I64)
	b = jsonwire.AppendUint(b, `"u32":`, uint64(v.U32))
	b = jsonwire.AppendUint(b, `"u64":`, v.U64)
	if v.Blob != nil {
		b = jsonwire.AppendBytes(b, `"blob":`, v.Blob)
	}
	b = jsonwire.AppendOptTime(b, `"when":`, &v.When)
	if v.Labels != nil {
		b = jsonwire.BeginMap(b, `"labels":`)
		for _, k := range jsonwire.SortedKeys(v.Labels) {
			b = jsonwire.AppendKey(b, k)
			b = jsonwire.AppendString(b, "", v.Labels[k])
		}
		b = jsonwire.EndMap(b)
	}
	b = jsonwire.AppendOptStrings(b, `"names":`, v.Names)
	b = jsonwire.AppendOptObjects(b, `"credit":`, v.Credit)
	if v.Alert != nil {
		b = jsonwire.AppendValue(b, `"alert":`, v.Alert)
	}
	if v.Any != nil {
		b = jsonwire.AppendRaw(b, `"any":`, v.Any)
	}
	return jsonwire.EndMembers(b, v.Extra)
}

var keysEverything = []string{`"note":`, `"flag":`, `"small":`, `"big":`, `"i64":`, `"u32":`, `"u64":`, `"blob":`, `"when":`, `"labels":`, `"names":`, `"credit":`, `"alert":`, `"any":`}

func (v *everything) DecodeJSON(d *jsonwire.Decoder) {
	*v = everything{}
	o := d.Object(keysEverything)
	for o.Next() {
		switch o.Index {
		case 0:
			if v.Null = d.Null(); v.Null {
				break
			}
			jsonwire.ReadOptString(d, &v.Note)
		case 1:
			jsonwire.ReadOptBool(d, &v.Flag)
		case 2:
			v.Small = d.Float32()
		case 3:
			v.Big = d.Float64()
		case 4:
			v.I64 = d.Int64()
		case 5:
			v.U32 = d.Uint32()
		case 6:
			v.U64 = d.Uint64()
		case 7:
			v.Blob = d.Bytes()
		case 8:
			jsonwire.ReadOptTime(d, &v.When)
		case 9:
			if d.Absent() {
				break
			}
			v.Labels = map[string]string{}
			d.BeginObject()
			for d.NextMember() {
				v.Labels[d.Key()] = d.String()
			}
		case 10:
			jsonwire.ReadStrings(d, &v.Names)
		case 11:
			jsonwire.ReadObjects(d, &v.Credit)
		case 12:
			if d.Absent() {
				break
			}
			v.Alert = decodeAlert(d)
		case 13:
			v.Any = d.Raw()
		default:
			d.KeepMember(&v.Extra)
		}
	}
}

func (v *everything) Validate() error {
	var c jsonwire.Checker
	c.Finite("big", v.Big)
	for _, k := range jsonwire.SortedKeys(v.Labels) {
		c.MapKey("labels", k)
		c.Text("", v.Labels[k], &textMax5)
	}
	c.Raw("any", v.Any)
	c.Members(v.Extra, "note", "flag", "small", "big")
	return c.Err()
}
