// Package corpora generates code for whole corpora of published API documents,
// compiles it and runs samples of every schema through it: reading and writing
// a sample must not lose anything. It is a test of the generator that is too
// long for every day; its command writes docs/corpora.md. It is not part of
// what generates code, and the documents are not part of the repository.
package corpora
