// Package interop holds tests that talk with Diameter nodes that share nothing
// with this module: freeDiameter and Erlang's diameter, with Wireshark's
// dissector reading along. Chromium looks at the page of the sandbox of Quality
// on Demand. The package has no code for programs.
//
// The tests start other programs and take a minute or two, so they run when
// TELGEN_INTEROP is 1, which "make interop" sets; otherwise each says NOT RUN.
package interop
