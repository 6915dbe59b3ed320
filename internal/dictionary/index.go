package dictionary

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// This file lists what was read by name and identity.

// borrow makes the AVPs of the base package look like those of a dictionary.
func (r *run) borrow(p *ir.Package) {
	if p == nil || p.Application == nil {
		return
	}
	r.base = &application{word: word{p.Application.Name, p.Application.Pos}, names: []string{p.Application.Name}}
	for _, def := range p.Application.AVPs {
		a := &avp{
			word: word{def.Name, def.Pos}, key: key{def.Vendor, def.Code}, must: def.Must, protect: def.Protect, data: def.Data, app: r.base, borrowed: true, def: def,
		}
		if ref, ok := def.Type.(ir.Ref); ok {
			a.borrowItems(ref.Decl)
		}
		if own, ok := def.Type.(ir.Extern); ok && def.Custom {
			a.codec = own.Path + "." + own.Name
		}
		for _, codec := range codecs {
			if codecData(codec) == def.Data && codecType(codec) == def.Type {
				a.codec = codec
			}
		}
		r.base.avps = append(r.base.avps, a)
	}
}

func (a *avp) borrowItems(d ir.Decl) {
	e, ok := d.(*ir.Enum)
	if !ok {
		return
	}
	for _, v := range e.Values {
		i := &item{word: word{v.Name, v.Pos}, number: v.Number}
		if e.Bits {
			a.bits = append(a.bits, i)
		} else {
			a.items = append(a.items, i)
		}
	}
}

// index lists all AVPs by name and by key. Of two with the same name and vendor
// in an application the first counts: check reports the other.
func (r *run) index() {
	for i := range r.byName {
		r.byName[i] = map[string][]*avp{}
	}
	for _, app := range r.apps {
		app.index()
		all := r.byName[app.tier]
		for _, a := range app.avps {
			if slices.Contains(app.byName[a.text], a) {
				all[a.text] = append(all[a.text], a)
			}
			r.names = append(r.names, a.text)
		}
		if app.foreign {
			app.renamed(all)
		}
	}
	if r.base != nil {
		r.base.index()
		for _, a := range r.base.avps {
			r.names = append(r.names, a.text)
		}
	}
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
}

// renamed lets names mean AVPs that Wireshark had to rename, because another
// vendor has an AVP with that name: SIP-Auth-Data-Item is also the one called
// 3GPP-SIP-Auth-Data-Item.
func (a *application) renamed(all map[string][]*avp) {
	for _, v := range a.avps {
		name, ok := strings.CutPrefix(v.text, "3GPP-")
		if list := a.byName[name]; ok && len(list) > 0 && list[0].key.vendor != v.key.vendor {
			a.byName[name] = append(list, v)
			all[name] = append(all[name], v)
		}
	}
}

func (a *application) index() {
	a.byName, a.byKey = map[string][]*avp{}, map[key]*avp{}
	for _, v := range a.avps {
		if a.byKey[v.key] == nil {
			a.byKey[v.key] = v
		}
		same := func(o *avp) bool { return o.key.vendor == v.key.vendor }
		if !slices.ContainsFunc(a.byName[v.text], same) {
			a.byName[v.text] = append(a.byName[v.text], v)
		}
	}
}
