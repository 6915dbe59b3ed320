package rest

import (
	"encoding/json"
	"log/slog"
	"strconv"
)

// The types of this file hold secrets: whatever prints, logs or encodes them
// shows what String returns.

// String names the client, without its secret.
func (c ClientCredentials) String() string { return "client " + c.ID + " of " + c.TokenURL }

// GoString is String.
func (c ClientCredentials) GoString() string { return c.String() }

// LogValue is String.
func (c ClientCredentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is String.
func (c ClientCredentials) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// String names issuer and key, without the key.
func (j JWT) String() string { return "JWT of " + j.Issuer + " with key " + strconv.Quote(j.KeyID) }

// GoString is String.
func (j JWT) GoString() string { return j.String() }

// LogValue is String.
func (j JWT) LogValue() slog.Value { return slog.StringValue(j.String()) }

// MarshalJSON is String.
func (j JWT) MarshalJSON() ([]byte, error) { return json.Marshal(j.String()) }

// String says what kind of key k is.
func (k HMACKey) String() string {
	if k.Base64 {
		return "HMAC key in base64"
	}
	return "HMAC key"
}

// GoString is String.
func (k HMACKey) GoString() string { return k.String() }

// LogValue is String.
func (k HMACKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON is String.
func (k HMACKey) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }

// String names the field and the number of keys.
func (h HMAC) String() string {
	return "HMAC in " + h.Header + " with " + strconv.Itoa(len(h.Keys)) + " keys"
}

// GoString is String.
func (h HMAC) GoString() string { return h.String() }

// LogValue is String.
func (h HMAC) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalJSON is String.
func (h HMAC) MarshalJSON() ([]byte, error) { return json.Marshal(h.String()) }
