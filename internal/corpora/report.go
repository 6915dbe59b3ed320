package corpora

import (
	"fmt"
	"io"
	"strings"
)

// maxListed is how many problems of a folder the report lists.
const maxListed = 20

// Report writes results as a page of Markdown.
func Report(w io.Writer, results []*Result) error {
	var b strings.Builder
	b.WriteString(`# Corpora

Written by ` + "`make corpora`" + `: whole corpora of published documents, generated as they are, compiled, vetted, and
tried out with samples. The documents are not part of this repository; ` + "`TELGEN_CORPORA`" + ` says where they are.

| folder | documents | operations | schemas | packages | generated | compiled | vetted | examples | gaps | warnings | lines | seconds | peak memory | build |
|---|--:|--:|--:|--:|--:|---|---|---|--:|--:|--:|--:|--:|--:|
`)
	for _, r := range results {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %s | %s | %s | %d | %d | %d | %.1f | %d MB | %.1f s |\n",
			r.Folder.Name, r.Folder.Documents(), r.Operations, r.Schemas, r.Packages, r.Generated,
			yes(r.Compiled), yes(r.Vetted), yes(r.Examples), len(r.Gaps), r.Repairs, r.Lines, r.Seconds, r.Memory>>20, r.Build)
	}
	b.WriteString(`
- operations: with callbacks. Schemas: declared types, with those that are written in place and got a name.
- examples: the generated test of the document's own examples passes.
- warnings: mistakes in the documents that were tolerated, and examples that break their own schema.
- seconds and peak memory: of ` + "`gen openapi`" + `, all documents of the folder. Build: ` + "`go build`" + ` of the generated packages with
  an empty cache for them; the standard library and the runtime were compiled before.

## Samples

A sample is made from each declared type: with all members, with those that are required, with one that the schema does not
describe, and with each subtype in place of its base. Lossless: what was read and written again is the same JSON; a member
that was not described has to be kept unless the document forbids such members. Valid: the strict decoder and ` + "`Validate`" + ` accept
the sample too. Samples are made by a simple program, so that one that is not valid is as often its fault.

| folder | kind | samples | lossless | valid |
|---|---|--:|--:|--:|
`)
	for _, r := range results {
		for _, kind := range Kinds {
			if t := r.Samples[kind]; t != nil {
				fmt.Fprintf(&b, "| %s | %s | %d | %d | %d |\n", r.Folder.Name, kind, t.All, t.Lossless, t.Valid)
			}
		}
	}
	for _, r := range results {
		listed(&b, "Gaps", r.Folder.Name, r.Gaps)
		listed(&b, "Losses", r.Folder.Name, r.Losses)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func yes(ok bool) string {
	if ok {
		return "yes"
	}
	return "no"
}

func listed(b *strings.Builder, what, folder string, problems []string) {
	if len(problems) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s: %s\n\n```\n", what, folder)
	for i, problem := range problems {
		if i == maxListed {
			fmt.Fprintf(b, "and %d more\n", len(problems)-maxListed)
			break
		}
		fmt.Fprintln(b, strings.ReplaceAll(problem, "```", "'''"))
	}
	b.WriteString("```\n")
}

// Failed reports whether anything in results is not as it must be.
func Failed(results []*Result) bool {
	for _, r := range results {
		if len(r.Gaps) > 0 || len(r.Losses) > 0 || r.Generated != r.Folder.Documents() {
			return true
		}
	}
	return false
}
