// Package interop holds tests that talk with Diameter nodes that share nothing
// with this module: freeDiameter and Erlang's diameter, with Wireshark's
// dissector reading along. It has no code for programs.
//
// The tests start other programs and take a minute or two, so they run when
// TELGEN_INTEROP is 1, which "make interop" sets; otherwise each says NOT RUN.
package interop
