package pushkit

import (
	"context"
	"errors"
	"fmt"
	"iter"

	v3 "github.com/telgen/telgen/generated/hcm/v3"
	"github.com/telgen/telgen/runtime/rest"
)

// errNoAccount is that of messages to HarmonyOS from an app that has a secret.
var errNoAccount = errors.New("push kit: messages to HarmonyOS need a service account and its project")

// SendHarmony sends a message of a kind to devices with HarmonyOS 5 and later.
// Errors and partial success are as with [App.Send].
func (a *App) SendHarmony(ctx context.Context, kind v3.PushType, m *v3.SendRequest) (*v3.SendResponse, error) {
	if a.harmony == nil || a.project == "" {
		return nil, errNoAccount
	}
	return a.harmony.SendMessage(ctx, a.project, kind, m)
}

// SendHarmonyAll sends a message to any number of tokens, which take the place
// of those in m: see [App.SendAll].
func (a *App) SendHarmonyAll(ctx context.Context, kind v3.PushType, m *v3.SendRequest, tokens iter.Seq[string], o rest.FanOutOptions) (*rest.FanOutReport[string], error) {
	if a.harmony == nil || a.project == "" {
		return nil, errNoAccount
	}
	if m == nil {
		return nil, errors.New("push kit: the message is nil")
	}
	probe := *m
	probe.Target.Token = []string{"token"}
	if err := probe.Validate(); err != nil {
		return nil, fmt.Errorf("push kit: %w", err)
	}
	return a.harmony.SendAll(ctx, a.project, kind, m, tokens, o), nil
}
