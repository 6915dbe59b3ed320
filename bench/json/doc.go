// Package json compares the JSON of generated code with what is in use: the
// same messages, the same bytes, one run. It is only tests; "make bench-json"
// runs them.
//
// ogenqod, ogenhcm, oapiqod and oapihcm were written by other generators, the
// first two and the last from the trimmed documents in testdata, which say what
// was taken out and why, oapiqod from telgen's own description of QoD 1.1.0:
//
//	ogen --config testdata/ogen.yaml --clean --target ogenqod --package ogenqod testdata/qod.yaml
//	oapi-codegen -generate types,skip-prune -package oapiqod -o oapiqod/types_gen.go ../../specs/qod/quality-on-demand-1.1.0.yaml
package json
