// Package qod is a network operator with the CAMARA API Quality on Demand, to
// try things out with: it keeps sessions in memory, takes them through their
// life and posts events to their sinks. It is no network: nothing happens to
// any traffic.
//
// All seven versions of the API are served at once, each at its own path, on
// the server interfaces that telgen generates; [Versions] lists them. They
// share one network: a session of one version is in the way of a session of
// another on the same device and flow, but is read and changed in its own
// version only.
//
// # What is chosen by names
//
// What a real operator decides by itself depends on names here, so that a test
// can choose it. Access tokens: every bearer token, or X-RapidAPI-Key, is
// valid, except those that begin with
//
//	expired-, invalid-   401
//	noscope-             403: the token lacks the scope
//	other-               a token of another client, which sees no sessions but its own
//	device-+34600000000  a three-legged token of the device with this number
//
// Telephone numbers that begin with +999, which is no country, and end in
//
//	404       belong to nobody
//	422       belong to a device without the service
//	429       are answered with 429 TOO_MANY_REQUESTS
//	430       are answered with 429 QUOTA_EXCEEDED
//	500, 503  are answered with these statuses
//	600       get no session: the network refuses it
//	601       get a session that the network ends halfway
//
// A telephone number together with an IPv4 address of 192.0.2.0/24 names two
// devices. [Profiles] lists the profiles; some of their names do what the
// numbers do.
package qod
