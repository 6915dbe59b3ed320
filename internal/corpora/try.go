package corpora

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
)

// try sends all samples through the generated code, in one program.
func (r *Run) try(ctx context.Context) error {
	r.say("trying %d samples", len(r.samples))
	if err := r.write(r.later); err != nil {
		return err
	}
	if err := r.write(map[string][]byte{"run/main.go": runner, "run/values.go": r.table()}); err != nil {
		return err
	}
	program := filepath.Join(r.Work, "run")
	if out, err := r.goCommand(ctx, r.mod(), "build", "-o", program, "./run"); err != nil {
		return fmt.Errorf("the program that tries samples: %w\n%s", err, firstLines(out))
	}
	var in, out, problems bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, s := range r.samples {
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &problems
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the program that tries samples: %w\n%s", err, firstLines(problems.Bytes()))
	}
	return r.tally(json.NewDecoder(&out))
}

// table is the source of the table of packages.
func (r *Run) table() []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\t\"github.com/telgen/telgen/runtime/jsonwire/jsontest\"\n")
	for i, p := range r.index {
		fmt.Fprintf(&b, "\tp%d %q\n", i, p)
	}
	b.WriteString(")\n\nvar values = map[string]map[string]func() jsontest.Value{\n")
	for i, p := range r.index {
		fmt.Fprintf(&b, "\t%q: p%d.CorpusValues(),\n", p, i)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

// tally counts the results, which are in the order of the samples.
func (r *Run) tally(results *json.Decoder) error {
	for _, s := range r.samples {
		var got struct{ Loss, Refused string }
		if err := results.Decode(&got); err != nil {
			return fmt.Errorf("the result of %s %s: %w", s.Package, s.Type, err)
		}
		t := s.result.Samples[s.Kind]
		if t == nil {
			t = new(Tally)
			s.result.Samples[s.Kind] = t
		}
		t.All++
		if got.Loss == "" {
			t.Lossless++
		} else {
			s.result.Losses = append(s.result.Losses, fmt.Sprintf("%s (%s): %s\n\t%s", s.Type, s.Kind, got.Loss, shorten(s.JSON)))
		}
		if got.Refused == "" {
			t.Valid++
		} else {
			s.result.Refusals = append(s.result.Refusals, fmt.Sprintf("%s (%s): %s\n\t%s", s.Type, s.Kind, got.Refused, shorten(s.JSON)))
		}
	}
	return nil
}

func shorten(s string) string {
	const most = 600
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}
