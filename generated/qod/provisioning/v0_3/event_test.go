package provisioning_test

import (
	"context"
	"testing"

	"github.com/telgen/telgen/generated/qod/provisioning/v0_3"
	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// receiver collects events.
type receiver chan provisioning.CloudEvent

func (r receiver) PostQosAssignmentNotification(_ context.Context, event provisioning.CloudEvent) error {
	r <- event
	return nil
}

// TestEvent receives the event of the published example.
func TestEvent(t *testing.T) {
	events := make(receiver, 1)
	h := provisioning.NewQosAssignmentNotificationHandler(events, rest.VerifyBearer("my-token"))
	qodtest.Receive(t, h, "qod_provisioning_v03")
	e, ok := (<-events).(*provisioning.EventStatusChanged)
	if !ok || e.Data.Status != provisioning.StatusChangedUnavailable || e.Data.StatusInfo != opt.Some(provisioning.StatusInfoNetworkTerminated) {
		t.Errorf("event %+v", e)
	}
	if err := e.Validate(); err != nil {
		t.Errorf("the published example: %v", err)
	}
}
