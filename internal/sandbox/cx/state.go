package cx

import (
	"fmt"
	"slices"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
)

// A state is the registration state of a user (TS 29.228 clause 8.1).
type state string

const (
	notRegistered state = "not registered"
	registered    state = "registered"
	unregistered  state = "unregistered" // an S-CSCF is assigned for services all the same
)

// A user is a subscriber and what happened to it.
type user struct {
	*Subscriber
	aka *AKA // the one of the subscriber, whose SQN grows; nil if there is none
	registration
}

// A registration says which S-CSCF serves a user.
type registration struct {
	state       state
	server      string // SIP URI of the S-CSCF; "" for none
	host, realm diameter.Identity
	pending     bool // the S-CSCF is authenticating the user
}

func (u *user) clear() { u.registration = registration{state: notRegistered} }

// assign notes the S-CSCF that sent a request.
func (u *user) assign(server string, host, realm diameter.Identity) {
	u.server, u.host, u.realm = server, host, realm
}

// servedByOther reports whether an S-CSCF other than server is assigned.
func (u *user) servedByOther(server string) bool { return u.server != "" && u.server != server }

// A directory finds users by their identities.
type directory struct {
	all             []*user
	private, public map[string]*user
}

func newDirectory(subscribers []*Subscriber) *directory {
	d := &directory{private: map[string]*user{}, public: map[string]*user{}}
	for _, s := range subscribers {
		u := &user{Subscriber: s}
		if s.AKA != nil {
			aka := *s.AKA
			u.aka = &aka
		}
		u.clear()
		d.all = append(d.all, u)
		d.private[s.Private] = u
		for _, identity := range s.Public {
			d.public[identity] = u
		}
	}
	return d
}

// find returns the user with both identities, or the Experimental-Result that
// there is none.
func (d *directory) find(private, public string) (*user, error) {
	p, err := d.findPublic(public)
	if err != nil {
		return nil, err
	}
	switch d.private[private] {
	case p:
		return p, nil
	case nil:
		return nil, failure(cx.ExperimentalResultErrorUserUnknown, "no subscriber has the private identity %q", private)
	}
	return nil, failure(cx.ExperimentalResultErrorIdentitiesDontMatch, "%q is not of %q", public, private)
}

func (d *directory) findPublic(public string) (*user, error) {
	if u := d.public[public]; u != nil {
		return u, nil
	}
	return nil, failure(cx.ExperimentalResultErrorUserUnknown, "no subscriber has the public identity %q", public)
}

// named returns the user that a person means by one of its identities, with or
// without "sip:".
func (d *directory) named(name string) (*user, error) {
	for _, u := range []*user{d.private[name], d.public[name], d.public["sip:"+name]} {
		if u != nil {
			return u, nil
		}
	}
	return nil, fmt.Errorf("no subscriber is called %q", name)
}

// inherit takes over the registrations of the users that were there before,
// and returns the private identities of those that are registered and whose
// subscription has changed.
func (d *directory) inherit(before *directory) (changed []string) {
	for _, u := range d.all {
		old := before.private[u.Private]
		if old == nil {
			continue
		}
		u.registration = old.registration
		if u.aka != nil && old.aka != nil && u.aka.K == old.aka.K {
			u.aka.SQN = max(u.aka.SQN, old.aka.SQN)
		}
		if u.state != notRegistered && !u.same(old) {
			changed = append(changed, u.Private)
		}
	}
	return changed
}

// same reports whether an S-CSCF would be told the same of both.
func (u *user) same(old *user) bool {
	return u.Barred == old.Barred && u.Charging == old.Charging &&
		slices.Equal(u.Public, old.Public) && slices.Equal(u.Services, old.Services)
}

// failure is an Experimental-Result of 3GPP with a text for Error-Message.
func failure(code diameter.ExperimentalResultCode, format string, args ...any) error {
	return &diameter.AnswerError{VendorID: cx.Application.VendorID, Experimental: code, Text: fmt.Sprintf(format, args...)}
}

// refusal is a Result-Code with a text for Error-Message.
func refusal(code diameter.ResultCode, format string, args ...any) error {
	return &diameter.AnswerError{ResultCode: code, Text: fmt.Sprintf(format, args...)}
}

// result returns the Experimental-Result of an answer.
func result(code diameter.ExperimentalResultCode) *cx.ExperimentalResult {
	return &cx.ExperimentalResult{VendorID: cx.Application.VendorID, ExperimentalResultCode: code}
}
