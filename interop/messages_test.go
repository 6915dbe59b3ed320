//go:build linux

package interop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/diametertest"
)

// fixed are AVPs that have one value in a message, whatever the others hold;
// one without a value is left out.
type fixed map[diameter.Key]*diameter.AVP

func (f fixed) set(a diameter.AVP) { f[a.Key] = &a }
func (f fixed) drop(k ...diameter.Key) {
	for _, k := range k {
		f[k] = nil
	}
}

// addressed returns what a request from one node to another has.
func addressed(from, to, realm diameter.Identity) fixed {
	f := fixed{}
	f.set(diameter.NewIdentity(base.AVPOriginHost|diameter.M, from))
	f.set(diameter.NewIdentity(base.AVPDestinationHost|diameter.M, to))
	f.set(diameter.NewIdentity(base.AVPDestinationRealm|diameter.M, realm))
	f.drop(base.AVPSessionID, base.AVPOriginRealm)
	return f
}

// fill sets every AVP of m, to every depth, to values that differ and that the
// dictionary allows.
func fill(m diameter.Message, f fixed) error {
	diametertest.Fill(m)
	e := editor{fixed: f}
	return replace(m, e.edit(avps(m)))
}

// fillAnswer sets every AVP of an answer to req.
func fillAnswer(m, req diameter.Message, origin diameter.Origin) error {
	f := fixed{}
	f.set(diameter.NewUnsigned32(base.AVPResultCode|diameter.M, uint32(diameter.ResultSuccess)))
	f.set(diameter.NewIdentity(base.AVPOriginHost|diameter.M, origin.Host))
	f.set(diameter.NewIdentity(base.AVPOriginRealm|diameter.M, origin.Realm))
	f.set(diameter.Find(req, base.AVPSessionID)[0])
	f.drop(base.AVPExperimentalResult, base.AVPFailedAVP, base.AVPProxyInfo, base.AVPRouteRecord)
	if err := fill(m, f); err != nil {
		return err
	}
	return replace(m, append(avps(m), diameter.Find(req, base.AVPProxyInfo)...))
}

// replace makes m the message of its type with these AVPs.
func replace(m diameter.Message, list []diameter.AVP) error {
	return diameter.Unmarshal(diameter.Append(nil, &diameter.Generic{Header: *m.Head(), AVPs: list}), m)
}

// newRequest returns a request with everything set.
func newRequest(t *testing.T, command *diameter.Command, f fixed) diameter.Message {
	t.Helper()
	req := command.NewRequest()
	if err := fill(req, f); err != nil {
		t.Fatal(err)
	}
	return req
}

// avps returns what m is encoded to.
func avps(m diameter.Message) []diameter.AVP {
	generic := new(diameter.Generic)
	if err := diameter.Unmarshal(diameter.Append(nil, m), generic); err != nil {
		panic(fmt.Sprintf("unreachable: %v is not read again: %v", m, err))
	}
	return generic.AVPs
}

// An editor makes of values that only have the right length values that mean
// something.
type editor struct {
	fixed fixed
	n     int
}

func (e *editor) edit(list []diameter.AVP) []diameter.AVP {
	edited := make([]diameter.AVP, 0, len(list))
	for _, a := range list {
		if value, ok := e.fixed[a.Key]; ok {
			if value != nil {
				edited = append(edited, *value)
			}
			continue
		}
		a.Data = e.data(a)
		edited = append(edited, a)
	}
	return edited
}

func (e *editor) data(a diameter.AVP) []byte {
	e.n++
	info := cx.Dictionary.Lookup(a.Key)
	switch {
	case a.Key == base.AVPVendorSpecificApplicationID:
		return diameter.AppendExtra(nil, []diameter.AVP{
			diameter.NewUnsigned32(base.AVPVendorID|diameter.M, cx.Application.VendorID),
			diameter.NewUnsigned32(base.AVPAuthApplicationID|diameter.M, cx.Application.ID),
		})
	case a.Key == base.AVPAuthSessionState:
		return diameter.NewInteger32(a.Key, int32(base.AuthSessionStateNoStateMaintained)).Data
	case info.Type == diameter.TypeGrouped:
		inner := editor{n: e.n}
		members, _ := a.Grouped() // it was encoded here
		return diameter.AppendExtra(nil, inner.edit(members))
	case info.Type == diameter.TypeEnumerated:
		return diameter.NewInteger32(a.Key, info.Items[e.n%len(info.Items)].Value).Data
	case info.Type == diameter.TypeIdentity:
		return append(slices.Clone(a.Data), ".example.org"...)
	case info.Type == diameter.TypeURI:
		return fmt.Appendf(nil, "aaa://%s.example.org:%d;transport=tcp", a.Data, 1024+e.n)
	}
	return a.Data
}

// lines returns what is in list, an AVP a line: depth, name, flags and value.
//
//	0 Supported-Features VM
//	1 Vendor-Id M 10415
func lines(list []diameter.AVP) []string { return appendLines(nil, list, 0) }

func appendLines(to []string, list []diameter.AVP, depth int) []string {
	for _, a := range list {
		info := cx.Dictionary.Lookup(a.Key)
		if info == nil {
			info = &diameter.AVPInfo{Name: a.Key.String()}
		}
		line := fmt.Sprintf("%d %s %s", depth, info.Name, flags(a))
		if info.Type == diameter.TypeGrouped {
			members, err := a.Grouped()
			if err != nil {
				line += " " + err.Error()
			}
			to = appendLines(append(to, line), members, depth+1)
			continue
		}
		to = append(to, line+" "+text(a, info.Type))
	}
	return to
}

// sorted returns lines with the AVPs of a message, or of a group, in the order
// of their names. Those of the same name stay as they are: only their order
// means something.
func sorted(lines []string) []string {
	var blocks [][]string
	for i := 0; i < len(lines); {
		end := i + 1
		for end < len(lines) && depthOf(lines[end]) > depthOf(lines[i]) {
			end++
		}
		blocks = append(blocks, append([]string{lines[i]}, sorted(lines[i+1:end])...))
		i = end
	}
	slices.SortStableFunc(blocks, func(a, b []string) int {
		return strings.Compare(strings.Fields(a[0])[1], strings.Fields(b[0])[1])
	})
	return slices.Concat(blocks...)
}

func depthOf(line string) string { return line[:strings.IndexByte(line, ' ')] }

func flags(a diameter.AVP) string {
	s := ""
	if a.Flags&diameter.FlagV != 0 {
		s = "V"
	}
	if a.Flags&diameter.FlagM != 0 {
		s += "M"
	}
	if s == "" {
		return "-"
	}
	return s
}

// text returns a value as the other programs show it.
func text(a diameter.AVP, format diameter.Type) string {
	var v any
	var err error
	switch format {
	case diameter.TypeUnsigned32, diameter.TypeResultCode:
		v, err = a.Unsigned32()
	case diameter.TypeEnumerated:
		v, err = a.Integer32()
	case diameter.TypeUnsigned64:
		v, err = a.Unsigned64()
	case diameter.TypeUTF8String, diameter.TypeIdentity:
		v, err = a.UTF8String()
	case diameter.TypeAddress:
		v, err = a.Address()
	case diameter.TypeTime:
		when, timeErr := a.Time()
		v, err = when.UTC().Format("2006-01-02T15:04:05Z"), timeErr
	case diameter.TypeURI:
		return uriText(diameter.URI(a.Data))
	default:
		return fmt.Sprintf("%x", a.Data)
	}
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(v)
}

func uriText(uri diameter.URI) string {
	u, err := uri.Parse()
	if err != nil {
		return err.Error()
	}
	scheme := "aaa"
	if u.Secure {
		scheme = "aaas"
	}
	return fmt.Sprintf("%s %s %d %s %s", scheme, u.Host, u.Port, u.Transport, u.Protocol)
}

// same reports where two lists of lines differ.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(want) < 5 {
		t.Errorf("%s: only %d AVPs to compare", what, len(want))
	}
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("%s: lacks %s", what, want[i])
		case i >= len(want):
			t.Errorf("%s: has also %s", what, got[i])
		case got[i] != want[i]:
			t.Errorf("%s: got  %s\nwant %s", what, got[i], want[i])
			return
		}
	}
}

// short returns the name that specifications give a message, such as PPR.
func short(m diameter.Message) string {
	c, request := m.Command()
	if request {
		return c.Short + "R"
	}
	return c.Short + "A"
}

// send sends a request with the client method for it.
func send(ctx context.Context, client *cx.Client, req diameter.Message) (diameter.Message, error) {
	switch req := req.(type) {
	case *cx.UserAuthorizationRequest:
		return client.UserAuthorization(ctx, req)
	case *cx.ServerAssignmentRequest:
		return client.ServerAssignment(ctx, req)
	case *cx.LocationInfoRequest:
		return client.LocationInfo(ctx, req)
	case *cx.MultimediaAuthRequest:
		return client.MultimediaAuth(ctx, req)
	case *cx.RegistrationTerminationRequest:
		return client.RegistrationTermination(ctx, req)
	case *cx.PushProfileRequest:
		return client.PushProfile(ctx, req)
	}
	return nil, fmt.Errorf("%T is no request of Cx", req)
}

// requests are the six commands of Cx, those of the HSS last.
func requests() []*diameter.Command {
	var list []*diameter.Command
	for i := range cx.Application.Commands {
		list = append(list, &cx.Application.Commands[i])
	}
	slices.SortFunc(list, func(a, b *diameter.Command) int { return int(a.Code) - int(b.Code) })
	return list
}

// ofHSS reports whether the HSS sends the request and an S-CSCF answers.
func ofHSS(c *diameter.Command) bool { return strings.Contains("RT PP", c.Short) }
