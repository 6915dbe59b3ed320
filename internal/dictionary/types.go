package dictionary

import (
	"math"

	"github.com/telgen/telgen/internal/ir"
)

// runtimePath is the package that generated code builds on.
const runtimePath = "github.com/telgen/telgen/runtime/diameter"

// dataTypes are the data formats of RFC 6733 sections 4.2 and 4.3, that of RFC
// 4005 (QoSFilterRule), and go-diameter's IPv4 and IPv6.
var dataTypes = []string{
	"OctetString", "Integer32", "Integer64", "Unsigned32", "Unsigned64", "Float32", "Float64", "Grouped",
	"Address", "IPv4", "IPv6", "Time", "UTF8String", "DiameterIdentity", "DiameterURI", "Enumerated",
	"IPFilterRule", "QoSFilterRule",
}

// codecs are the types of the runtime that may be asked for, by a dictionary
// with codec= or by the manifest, instead of the plain type of a data type.
// codec.go says what else may be.
var codecs = []string{"ResultCode", "ExperimentalResultCode", "IPv4", "IPv6Prefix", "PLMN", "TBCD"}

// codecData is the data type that a codec stands for.
func codecData(codec string) string {
	switch codec {
	case "ResultCode", "ExperimentalResultCode":
		return "Unsigned32"
	}
	return "OctetString"
}

// codecType is the Go type of a codec, be it of the runtime or of the user.
func codecType(codec string) ir.Type {
	switch codec {
	case "IPv4":
		return ir.Extern{Path: "net/netip", Name: "Addr"}
	case "IPv6Prefix":
		return ir.Extern{Path: "net/netip", Name: "Prefix"}
	}
	if isGoType(codec) {
		return goType(codec)
	}
	return ir.Extern{Path: runtimePath, Name: codec}
}

// itemRange is the range of item codes of a data type.
func itemRange(data string) (low, high int64) {
	switch data {
	case "Enumerated":
		return math.MinInt32, math.MaxInt32
	case "Unsigned32":
		return 0, math.MaxUint32
	}
	return math.MinInt64, math.MaxInt64
}

// plainType is the Go type of a data type that needs no declaration.
func plainType(data string) ir.Type {
	switch data {
	case "OctetString":
		return ir.Bytes
	case "Integer32":
		return ir.Int32
	case "Integer64":
		return ir.Int64
	case "Unsigned32":
		return ir.Uint32
	case "Unsigned64":
		return ir.Uint64
	case "Float32":
		return ir.Float32
	case "Float64":
		return ir.Float64
	case "UTF8String":
		return ir.String
	case "Time":
		return ir.Extern{Path: "time", Name: "Time"}
	case "IPv4", "IPv6":
		return ir.Extern{Path: "net/netip", Name: "Addr"}
	case "DiameterIdentity":
		return ir.Extern{Path: runtimePath, Name: "Identity"}
	case "DiameterURI":
		return ir.Extern{Path: runtimePath, Name: "URI"}
	case "Address", "IPFilterRule", "QoSFilterRule":
		return ir.Extern{Path: runtimePath, Name: data}
	}
	panic("unreachable: data type " + data)
}

// enumBase is the Go type under a named number: an Enumerated, or an unsigned
// type with items or bits.
func enumBase(data string) ir.Basic {
	switch data {
	case "Unsigned32":
		return ir.Uint32
	case "Unsigned64":
		return ir.Uint64
	}
	return ir.Int32
}
