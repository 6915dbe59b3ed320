package profiles_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/telgen/telgen/generated/qod/profiles/v1"
	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// operator is a small network operator with one profile.
type operator struct {
	profiles.UnimplementedServer
	profile profiles.QosProfile
}

func (o *operator) RetrieveQoSProfiles(_ context.Context, req *profiles.QosProfileDeviceRequest) ([]profiles.QosProfile, error) {
	if name, ok := req.Name.Get(); ok && name != o.profile.Name {
		return nil, nil
	}
	return []profiles.QosProfile{o.profile}, nil
}

func (o *operator) GetQosProfile(_ context.Context, name string) (*profiles.QosProfile, error) {
	if name != o.profile.Name {
		return nil, rest.NewProblem(http.StatusNotFound, "there is no such profile")
	}
	return &o.profile, nil
}

// TestProfiles finds a profile, reads it, and fails to find another.
func TestProfiles(t *testing.T) {
	o := &operator{profile: profiles.QosProfile{Name: "QOS_L", Status: profiles.QosProfileStatusEnumActive, Priority: opt.Some[int32](10)}}
	c, err := profiles.NewClient(qodtest.Serve(t, profiles.NewServerHandler(o, rest.VerifyBearer(qodtest.Access))), qodtest.Tokens())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"QOS_L": 1, "QOS_X": 0} {
		list, err := c.RetrieveQoSProfiles(t.Context(), &profiles.QosProfileDeviceRequest{Name: opt.Some(name)})
		if err != nil || len(list) != want {
			t.Errorf("%s: found %+v, %v", name, list, err)
		}
	}
	if p, err := c.GetQosProfile(t.Context(), "QOS_L"); err != nil || p.Priority != opt.Some[int32](10) {
		t.Errorf("read %+v, %v", p, err)
	}
	var info *profiles.ErrorInfo
	if _, err := c.GetQosProfile(t.Context(), "QOS_X"); !errors.As(err, &info) || info.Code != "NOT_FOUND" {
		t.Errorf("no such profile: %v", err)
	}
}
