package cx

import (
	"encoding/hex"
	"strings"

	"github.com/telgen/telgen/runtime/diameter"
	"go.yaml.in/yaml/v4"
)

// Read reads a file of subscribers, called name in messages:
//
//	subscribers:
//	  - private: alice@example.org
//	    public: [sip:alice@example.org]
//	    password: secret
//
// DefaultYAML shows every key but two: barred (true or false), and servers in
// capabilities. The error is a *source.List of all problems.
func Read(name string, src []byte) ([]*Subscriber, error) {
	r := &reader{file: name}
	var all []*Subscriber
	if doc := r.parse(src); doc != nil {
		all = r.whole(doc)
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

// whole reads the outermost mapping.
func (r *reader) whole(doc *yaml.Node) (all []*Subscriber) {
	users := map[string]bool{}
	r.object(doc, "the file", map[string]func(*yaml.Node){
		"subscribers": func(n *yaml.Node) {
			r.list(n, "subscribers", func(n *yaml.Node) { all = append(all, r.subscriber(n, users)) })
		},
	}, "subscribers")
	return all
}

// subscriber reads one element of the list. users has the identities that
// stood before.
func (r *reader) subscriber(n *yaml.Node, users map[string]bool) *Subscriber {
	s := new(Subscriber)
	r.object(n, "a subscriber", map[string]func(*yaml.Node){
		"private":      func(n *yaml.Node) { s.Private = r.identity(n, "private", users) },
		"public":       func(n *yaml.Node) { s.Public = r.publicIdentities(n, users) },
		"barred":       func(n *yaml.Node) { s.Barred = r.boolean(n, "barred") },
		"visited":      func(n *yaml.Node) { s.Visited = r.texts(n, "visited") },
		"password":     func(n *yaml.Node) { s.Password = r.text(n, "password") },
		"aka":          func(n *yaml.Node) { s.AKA = r.aka(n) },
		"capabilities": func(n *yaml.Node) { s.Capabilities = r.capabilities(n) },
		"services": func(n *yaml.Node) {
			r.list(n, "services", func(n *yaml.Node) { s.Services = append(s.Services, r.service(n)) })
		},
		"charging": func(n *yaml.Node) { s.Charging = r.charging(n) },
	}, "private", "public")
	return s
}

func (r *reader) identity(n *yaml.Node, what string, users map[string]bool) string {
	v := r.text(n, what)
	if users[v] && v != "" {
		r.errorf(n, "identity %q stands twice in the file", v)
	}
	users[v] = true
	return v
}

func (r *reader) publicIdentities(n *yaml.Node, users map[string]bool) (all []string) {
	r.list(n, "public", func(n *yaml.Node) {
		v := r.identity(n, "a public identity", users)
		if v != "" && !isSIP(v) && !strings.HasPrefix(v, "tel:") {
			r.errorf(n, "public identity %q must begin with sip:, sips: or tel:", v)
		}
		all = append(all, v)
	})
	return all
}

func isSIP(uri string) bool {
	return strings.HasPrefix(uri, "sip:") || strings.HasPrefix(uri, "sips:")
}

func (r *reader) aka(n *yaml.Node) *AKA {
	a := &AKA{AMF: [2]byte{0x80, 0}}
	var op [16]byte
	var sqn [6]byte
	seen := r.object(n, "aka", map[string]func(*yaml.Node){
		"k":   func(n *yaml.Node) { r.hex(n, "k", a.K[:]) },
		"opc": func(n *yaml.Node) { r.hex(n, "opc", a.OPc[:]) },
		"op":  func(n *yaml.Node) { r.hex(n, "op", op[:]) },
		"amf": func(n *yaml.Node) { r.hex(n, "amf", a.AMF[:]) },
		"sqn": func(n *yaml.Node) { r.hex(n, "sqn", sqn[:]) },
	}, "k")
	switch {
	case seen == nil:
	case seen["op"] == seen["opc"]:
		r.errorf(n, "aka must have either opc or op")
	case seen["op"]:
		a.OPc = deriveOPc(a.K, op)
	}
	for _, b := range sqn {
		a.SQN = a.SQN<<8 | uint64(b)
	}
	return a
}

// hex reads hexadecimal digits that fill dst.
func (r *reader) hex(n *yaml.Node, what string, dst []byte) {
	v, err := hex.DecodeString(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || len(v) != len(dst) {
		r.errorf(n, "%s must be %d hexadecimal digits", what, 2*len(dst))
		return
	}
	copy(dst, v)
}

func (r *reader) capabilities(n *yaml.Node) (c Capabilities) {
	numbers := func(what string, dst *[]uint32) func(*yaml.Node) {
		return func(n *yaml.Node) {
			r.list(n, what, func(n *yaml.Node) { *dst = append(*dst, r.number(n, what)) })
		}
	}
	r.object(n, "capabilities", map[string]func(*yaml.Node){
		"mandatory": numbers("mandatory", &c.Mandatory),
		"optional":  numbers("optional", &c.Optional),
		"servers": func(n *yaml.Node) {
			r.list(n, "servers", func(n *yaml.Node) { c.Servers = append(c.Servers, r.sipURI(n, "a server")) })
		},
	})
	return c
}

func (r *reader) service(n *yaml.Node) (v Service) {
	r.object(n, "a service", map[string]func(*yaml.Node){
		"server": func(n *yaml.Node) { v.Server = r.sipURI(n, "server") },
		"method": func(n *yaml.Node) { v.Method = r.text(n, "method") },
		"when": func(n *yaml.Node) {
			v.When = r.text(n, "when")
			if v.When != "registered" && v.When != "unregistered" && v.When != "" {
				r.errorf(n, `when is %q, but must be "registered" or "unregistered"`, v.When)
			}
		},
	}, "server")
	return v
}

func (r *reader) sipURI(n *yaml.Node, what string) string {
	v := r.text(n, what)
	if v != "" && !isSIP(v) {
		r.errorf(n, "%s is %q, but must be a SIP URI", what, v)
	}
	return v
}

func (r *reader) charging(n *yaml.Node) (c Charging) {
	r.object(n, "charging", map[string]func(*yaml.Node){
		"ecf":  func(n *yaml.Node) { c.ECF = r.diameterURI(n, "ecf") },
		"ecf2": func(n *yaml.Node) { c.ECF2 = r.diameterURI(n, "ecf2") },
		"ccf":  func(n *yaml.Node) { c.CCF = r.diameterURI(n, "ccf") },
		"ccf2": func(n *yaml.Node) { c.CCF2 = r.diameterURI(n, "ccf2") },
	})
	return c
}

func (r *reader) diameterURI(n *yaml.Node, what string) diameter.URI {
	v := diameter.URI(r.text(n, what))
	if v == "" {
		return v
	}
	if _, err := v.Parse(); err != nil {
		r.errorf(n, "%s: %v", what, err)
	}
	return v
}
