package diameter

// An Application is what a generated package knows of its application.
type Application struct {
	Name     string
	ID       uint32
	VendorID uint32 // 0 for an IETF application
	Auth     bool   // advertised as Auth-Application-Id
	Acct     bool   // advertised as Acct-Application-Id
	// Dictionary names the AVPs.
	Dictionary *Dictionary
	Commands   []Command
}

// Command returns the command with the given code, or nil.
func (a *Application) Command(code uint32) *Command {
	for i := range a.Commands {
		if a.Commands[i].Code == code {
			return &a.Commands[i]
		}
	}
	return nil
}

// Parse reads the message b, which it copies. The result is of the generated
// type of the command, by the R bit, if the message is of this application;
// otherwise, or if the command is not defined, it is a *Generic. An answer
// with the E bit follows a grammar of its own (RFC 6733 section 7.2): it comes
// as an *Answer, together with an *AnswerError. Other errors are those of
// Unmarshal; the message then holds what could be read.
func (a *Application) Parse(b []byte) (Message, error) {
	h, err := parseExact(b)
	if err != nil {
		return nil, err
	}
	m := a.newMessage(h)
	if err := decode(h, append([]byte(nil), b[headerLen:]...), m); err != nil {
		return m, err
	}
	if answer, ok := m.(*Answer); ok {
		return m, answer.failure()
	}
	return m, nil
}

func (a *Application) newMessage(h Header) Message {
	c := a.Command(h.CommandCode)
	switch {
	case h.Flags&FlagError != 0 && !h.IsRequest():
		return &Answer{command: c}
	case c == nil || h.ApplicationID != a.ID:
		return new(Generic)
	case h.IsRequest():
		return c.NewRequest()
	}
	return c.NewAnswer()
}
