package pushkit

import (
	"cmp"
	"encoding/json"
	"log/slog"
)

// The types of this file hold secrets: whatever prints, logs or encodes them
// shows what String returns.

// String names the app, without its secrets.
func (c Config) String() string {
	return "app " + c.pushID() + " at " + cmp.Or(c.PushURL, DefaultPushURL)
}

// GoString is String.
func (c Config) GoString() string { return c.String() }

// LogValue is String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is String.
func (c Config) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// String names the account, without its key.
func (a ServiceAccount) String() string {
	return "service account " + a.SubAccount + " with key " + a.KeyID
}

// GoString is String.
func (a ServiceAccount) GoString() string { return a.String() }

// LogValue is String.
func (a ServiceAccount) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON is String. The file of an account is kept as it came.
func (a ServiceAccount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }
