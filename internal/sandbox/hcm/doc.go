// Package hcm is a server of Huawei Push Kit to try things out with: it issues
// access tokens, takes messages, keeps topics in memory and sends receipts. It
// shows nothing on any device.
//
// It checks what the real server is known to check and answers with the same
// result codes. What it cannot know depends on names: tokens that begin with
// "illegal-" are refused, messages to tokens that begin with "gone-" are
// reported as not delivered. Any numeric app id with any secret that is not
// empty is an app. Tokens that are JSON Web Tokens are read, but their
// signatures are not verified, because there is no account to take a key from.
package hcm
