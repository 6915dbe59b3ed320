// Package rest is the HTTP of generated code: one call of an operation with
// its retries and errors, and the handlers for servers and for receivers of
// notifications. What names a type or a member is generated; what does not is
// here. It is neither a router nor a web framework: handlers are plain
// [net/http.Handler]s, to be mounted in any.
//
// A generated client fills a [Call] and runs it:
//
//	out := new(SessionInfo)
//	err := c.rest.Do(ctx, &rest.Call{Operation: &createSession, Body: body}, out)
//
// An answer that is no success is a [*StatusError], which unwraps to the error
// type of the document; whatever goes wrong on this side is a [*CallError].
//
// A generated server registers its operations with a [Server], a generated
// receiver is a [NewReceiver]. Both read parameters and body from a [Request],
// and answer problems with a [Problem] in the form of the document.
package rest
