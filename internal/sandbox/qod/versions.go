package qod

import (
	"context"
	"net/http"

	profiles11 "github.com/telgen/telgen/generated/qod/profiles/v1"
	profiles12 "github.com/telgen/telgen/generated/qod/profiles/v1_2"
	qod010 "github.com/telgen/telgen/generated/qod/v0_10"
	qod011 "github.com/telgen/telgen/generated/qod/v0_11"
	qod08 "github.com/telgen/telgen/generated/qod/v0_8"
	qod09 "github.com/telgen/telgen/generated/qod/v0_9"
	qod11 "github.com/telgen/telgen/generated/qod/v1"
	qod10 "github.com/telgen/telgen/generated/qod/v1_0"
	qod12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/jsonwire"
)

// routes puts all versions, the profiles and the page on one address.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for i, v := range Versions() {
		for _, path := range v.Paths {
			a := api{version: version(i), path: path, network: s.network}
			mux.Handle(path+"/", s.trouble.around(nokia(a, withCredentials(a))))
		}
	}
	for path, h := range s.profileHandlers() {
		mux.Handle(path+"/", s.trouble.around(h))
	}
	s.page(mux)
	return mux
}

// handler returns the generated server of a version.
func (a api) handler() http.Handler {
	switch a.version {
	case v0_8:
		return qod08.NewServerHandler(api08{api: a}, a.options()...)
	case v0_9:
		return qod09.NewServerHandler(api09{sessionsAPI[*qod09.CreateSession, jsonwire.Appender, jsonwire.Appender, qod09.SessionInfo, *qod09.SessionInfo]{a}}, a.options()...)
	case v0_10:
		return withExtras(a, qod010.NewServerHandler(api010{sessionsAPI[*qod010.CreateSession, *qod010.ExtendSessionDuration, jsonwire.Appender, qod010.SessionInfo, *qod010.SessionInfo]{a}}, a.options()...))
	case v0_11:
		return qod011.NewServerHandler(sessionsAPI[*qod011.CreateSession, *qod011.ExtendSessionDuration, *qod011.RetrieveSessionsInput, qod011.SessionInfo, *qod011.SessionInfo]{a}, a.options()...)
	case v1_0:
		return qod10.NewServerHandler(sessionsAPI[*qod10.CreateSession, *qod10.ExtendSessionDuration, *qod10.RetrieveSessionsInput, qod10.SessionInfo, *qod10.SessionInfo]{a}, a.options()...)
	case v1_1:
		return qod11.NewServerHandler(sessionsAPI[*qod11.CreateSession, *qod11.ExtendSessionDuration, *qod11.RetrieveSessionsInput, qod11.SessionInfo, *qod11.SessionInfo]{a}, a.options()...)
	}
	return qod12.NewServerHandler(sessionsAPI[*qod12.CreateSession, *qod12.ExtendSessionDuration, *qod12.RetrieveSessionsInput, qod12.SessionInfo, *qod12.SessionInfo]{a}, a.options()...)
}

// profileHandlers returns the APIs of profiles by path. That of 0.11 has the
// members of 1.1 that it knows.
func (s *Server) profileHandlers() map[string]http.Handler {
	handlers := map[string]http.Handler{}
	for path, v := range map[string]version{"/qos-profiles/v0.11": v0_11, "/qos-profiles/v1.0": v1_0, "/qos-profiles/v1": v1_1} {
		a := api{version: v, path: path, network: s.network}
		handlers[path] = profiles11.NewServerHandler(profilesAPI[*profiles11.QosProfileDeviceRequest, profiles11.QosProfile, *profiles11.QosProfile]{a}, a.options()...)
	}
	a := api{version: v1_2, path: "/qos-profiles/v1rc3", network: s.network}
	handlers[a.path] = profiles12.NewServerHandler(profilesAPI[*profiles12.QosProfileDeviceRequest, profiles12.QosProfile, *profiles12.QosProfile]{a}, a.options()...)
	return handlers
}

// An api09 is the server of 0.9, which has profiles in the same document.
type api09 struct {
	sessionsAPI[*qod09.CreateSession, jsonwire.Appender, jsonwire.Appender, qod09.SessionInfo, *qod09.SessionInfo]
}

// GetQosProfiles lists profiles.
func (a api09) GetQosProfiles(_ context.Context, params *qod09.GetQosProfilesParams) ([]qod09.QosProfile, error) {
	return listProfiles[qod09.QosProfile](params.Name.Or(""), string(params.Status.Or("")))
}

// GetQosProfile reads a profile.
func (a api09) GetQosProfile(_ context.Context, name string) (*qod09.QosProfile, error) {
	return oneProfile[qod09.QosProfile](a.api, name)
}

// An api010 is the server of 0.10.
type api010 struct {
	sessionsAPI[*qod010.CreateSession, *qod010.ExtendSessionDuration, jsonwire.Appender, qod010.SessionInfo, *qod010.SessionInfo]
}

// GetQosProfiles lists profiles.
func (a api010) GetQosProfiles(_ context.Context, params *qod010.GetQosProfilesParams) ([]qod010.QosProfile, error) {
	return listProfiles[qod010.QosProfile](params.Name.Or(""), string(params.Status.Or("")))
}

// GetQosProfile reads a profile.
func (a api010) GetQosProfile(_ context.Context, name string) (*qod010.QosProfile, error) {
	return oneProfile[qod010.QosProfile](a.api, name)
}
