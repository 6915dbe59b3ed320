package hcm

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// tokens are the access tokens that were issued, with their ends.
type tokens struct {
	mu   sync.Mutex
	ends map[string]time.Time
}

func (t *tokens) add(token string, now, end time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ends == nil {
		t.ends = map[string]time.Time{}
	}
	// Tokens that ended long ago would not be told from unknown ones: fine.
	if len(t.ends) >= maxTokens {
		for old, end := range t.ends {
			if end.Before(now) {
				delete(t.ends, old)
			}
		}
	}
	if len(t.ends) < maxTokens {
		t.ends[token] = end
	}
}

// maxTokens limits how many access tokens are kept.
const maxTokens = 100000

// expire ends all tokens.
func (t *tokens) expire(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token := range t.ends {
		t.ends[token] = now
	}
}

// check returns the result code of a token: success, unknown or expired.
func (t *tokens) check(token string, now time.Time) hcm.ResultCode {
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ok := t.ends[token]
	switch {
	case !ok:
		return hcm.ResultCodeOAuthFailed
	case !now.Before(end):
		return hcm.ResultCodeOAuthTokenExpired
	}
	return hcm.ResultCodeSuccess
}

// GetAccessToken issues an access token to any app.
func (p *pushAPI) GetAccessToken(_ context.Context, req *hcm.TokenRequest) (*hcm.TokenResponse, error) {
	switch {
	case req.GrantType != hcm.TokenRequestGrantTypeClientCredentials:
		return nil, oauthError(1101, 20001, "unsupported grant type")
	case req.ClientSecret == "":
		return nil, oauthError(1101, 20085, "client_secret is empty")
	case req.Validate() != nil:
		return nil, oauthError(1101, 20002, "client_id must be 1 to 64 digits")
	}
	now := time.Now()
	token := p.newToken()
	p.tokens.add(token, now, now.Add(p.cfg.TokenLife))
	p.count(func(s *Stats) { s.Tokens++ })
	return &hcm.TokenResponse{AccessToken: token, ExpiresIn: int64(p.cfg.TokenLife / time.Second), TokenType: opt.Some("Bearer")}, nil
}

// newToken returns a token with the characters that real ones have, "+" and
// "/" among them.
func (s *Server) newToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := make([]byte, 0, 48)
	for range 6 {
		n := s.random.Uint64()
		for shift := 0; shift < 64; shift += 8 {
			b = append(b, byte(n>>shift))
		}
	}
	return "sandbox+/" + base64.StdEncoding.EncodeToString(b)
}

func oauthError(code, sub int64, text string) error {
	return &rest.StatusError{Operation: "getAccessToken", Status: http.StatusBadRequest, Err: &hcm.OAuthError{
		ErrorValue: opt.Some(code), SubError: opt.Some(sub), ErrorDescription: opt.Some(text),
	}}
}

// authenticate checks the Authorization field.
func (s *Server) authenticate(r *http.Request) error {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	code := hcm.ResultCodeOAuthFailed
	if strings.EqualFold(scheme, "Bearer") {
		if code = s.tokens.check(token, time.Now()); code == hcm.ResultCodeOAuthFailed && strings.Count(token, ".") == 2 {
			code = checkJWT(token, time.Now())
		}
	}
	if code == hcm.ResultCodeSuccess {
		return nil
	}
	s.count(func(s *Stats) { s.Refused++ })
	return &rest.Problem{Status: http.StatusUnauthorized, Code: string(code), Message: "the access token is not accepted"}
}

// checkJWT returns the result code of a service account's token. Its signature
// is not verified.
func checkJWT(token string, now time.Time) hcm.ResultCode {
	parts := strings.Split(token, ".")
	var header struct{ Alg, Typ, Kid string }
	var claims struct {
		Aud, Iss string
		Iat, Exp int64
	}
	if readPart(parts[0], &header) != nil || readPart(parts[1], &claims) != nil {
		return hcm.ResultCodeOAuthFailed
	}
	switch {
	case header.Alg != "PS256" || claims.Iss == "" || !strings.HasPrefix(claims.Aud, "https://"), claims.Iat > now.Unix()+300:
		return hcm.ResultCodeOAuthFailed
	case claims.Exp-claims.Iat > 24*60*60:
		return hcm.ResultCodeJWTValidityTooLong
	case claims.Exp <= now.Unix():
		return hcm.ResultCodeJWTExpired
	}
	return hcm.ResultCodeSuccess
}

func readPart(part string, v any) error {
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return errors.New("is not base64url")
	}
	return json.Unmarshal(b, v)
}
