package qod

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// sinkCode returns the code of a problem with the sink that the generated
// server has found, if the version has one of its own for it. Values of a wrong
// type and members that are absent are INVALID_ARGUMENT, unless the credential
// is of a kind that is refused.
func (a api) sinkCode(p *rest.Problem) (string, bool) {
	e, ok := errors.AsType[*jsonwire.Error](p.Cause)
	switch {
	case !ok || a.version < v0_11:
		return "", false
	case a.refusedKind && strings.HasPrefix(e.Path, "sinkCredential"):
		return a.version.answer(invalidCredential).code, true
	case e.Offset >= 0: // it could not be read
		return "", false
	case e.Path == "sink":
		return a.version.answer(invalidSink).code, true
	case e.Path == "sinkCredential.accessTokenType":
		return "INVALID_TOKEN", true
	}
	return "", false
}

// withCredentials serves an API. The generated server looks for the members
// that a credential of some kind must have before anybody can say that this
// kind is refused: requests with one go to a server that says so.
func withCredentials(a api) http.Handler {
	usual := a.handler()
	if a.version < v0_11 {
		return usual
	}
	a.refusedKind = true
	refusing := a.handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && a.version.refusesKind(bodyOf(w, r)) {
			refusing.ServeHTTP(w, r)
			return
		}
		usual.ServeHTTP(w, r)
	})
}

// refusesKind reports whether a request has a credential of a kind that is
// refused. One that names no kind is not meant.
func (v version) refusesKind(body []byte) bool {
	var request struct {
		Credential struct {
			Kind *string `json:"credentialType"`
		} `json:"sinkCredential"`
	}
	if json.Unmarshal(body, &request) != nil || request.Credential.Kind == nil {
		return false
	}
	kind := *request.Credential.Kind
	return kind != "ACCESSTOKEN" && (v < v1_2 || kind != "PRIVATE_KEY_JWT")
}
