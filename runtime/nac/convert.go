package nac

import (
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// text is s, or nothing if it is empty.
func text(s string) opt.Value[string] {
	if s == "" {
		return opt.None[string]()
	}
	return opt.Some(s)
}

// number is n, or nothing if it is 0.
func number(n int32) opt.Value[int32] {
	if n == 0 {
		return opt.None[int32]()
	}
	return opt.Some(n)
}

// normal returns a generated session as one of any version, nil for nil, and
// explains err.
func normal[S any, P qod.Body[S]](s P, err error) (*qod.Session, error) {
	if s == nil || err != nil {
		return nil, explain(err)
	}
	return qod.SessionOf(s), nil
}

func normalList[S any, P qod.Body[S]](list []S, err error) ([]*qod.Session, error) {
	if err != nil {
		return nil, err
	}
	sessions := make([]*qod.Session, len(list))
	for i := range list {
		sessions[i] = qod.SessionOf(P(&list[i]))
	}
	return sessions, nil
}

// explain makes a [*qod.Error] of an answer that is no success.
func explain(err error) error {
	if answer, ok := err.(*rest.StatusError); ok {
		return qod.ErrorOf(answer)
	}
	return err
}
