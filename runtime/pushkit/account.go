package pushkit

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/telgen/telgen/runtime/rest"
)

// A ServiceAccount is what signs tokens for a project, in place of an app's
// secret: AppGallery Connect hands it out as a JSON file.
type ServiceAccount struct {
	ProjectID  string `json:"project_id"`
	KeyID      string `json:"key_id"`
	PrivateKey string `json:"private_key"` // PEM
	SubAccount string `json:"sub_account"`
	TokenURI   string `json:"token_uri"` // the audience of tokens; empty for DefaultTokenURL
	// Algorithm is "PS256", which empty stands for, or "RS256".
	Algorithm string `json:"-"`
}

// ParseServiceAccount reads the file of a service account. Errors do not show
// the key.
func ParseServiceAccount(file []byte) (*ServiceAccount, error) {
	a := new(ServiceAccount)
	if err := json.Unmarshal(file, a); err != nil {
		return nil, fmt.Errorf("service account: %w", err)
	}
	if a.KeyID == "" || a.PrivateKey == "" || a.SubAccount == "" {
		return nil, errors.New("service account: key_id, private_key and sub_account must be there")
	}
	if _, err := rest.ParseRSAKey([]byte(a.PrivateKey)); err != nil {
		return nil, fmt.Errorf("service account: private_key: %w", err)
	}
	return a, nil
}

// source returns tokens that are signed by the account.
func (a *ServiceAccount) source() (*rest.RefreshingSource, error) {
	key, err := rest.ParseRSAKey([]byte(a.PrivateKey))
	if err != nil {
		return nil, fmt.Errorf("service account: private_key: %w", err)
	}
	jwt := rest.JWT{Key: key, KeyID: a.KeyID, Issuer: a.SubAccount, Audience: cmp.Or(a.TokenURI, DefaultTokenURL), Algorithm: a.Algorithm}
	return jwt.Source()
}
