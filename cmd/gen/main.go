// Gen writes Go packages from Diameter dictionaries, OpenAPI documents and
// JSON Schemas. See the README for how to use it.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/source"
)

// Exit codes.
const (
	exitDone     = 0
	exitProblems = 1 // problems in the input, or a difference found
	exitUsage    = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is gen as a function: arguments in, exit code out.
func run(args []string, stdout, stderr io.Writer) int {
	g := &gen{out: stdout}
	root := g.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	var failed *failure
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &failed):
		g.report(stderr, failed.err)
		return exitProblems
	}
	fmt.Fprintf(stderr, "gen: %v\nRun \"gen --help\" for usage.\n", err)
	return exitUsage
}

// gen holds what all commands share.
type gen struct {
	out  io.Writer
	json bool
}

func (g *gen) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "gen",
		Short: "Generate Go packages from telecom specifications",
		Long: "Gen reads Diameter dictionaries (XML), OpenAPI documents and JSON Schemas and writes\n" +
			"Go packages: typed messages, codecs without reflection, clients, servers and receivers.\n" +
			"Without a command it does what \"gen generate\" does.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().BoolVar(&g.json, "json", false, "report problems as JSON")
	generate := g.generateCommand()
	root.RunE = generate.RunE
	root.Flags().AddFlagSet(generate.Flags())
	root.AddCommand(generate, g.checkCommand(), g.diameterCommand(), g.openapiCommand(), g.schemaCommand(),
		g.listCommand(), g.irCommand(), g.sandboxCommand(), g.versionCommand())
	return root
}

// A failure is a problem in the input or a difference found, not a wrong use
// of the command. Its err may be nil when everything has been said.
type failure struct{ err error }

func (f *failure) Error() string { return fmt.Sprint(f.err) }

func fail(err error) error {
	if err == nil {
		return nil
	}
	return &failure{err}
}

// problem is one problem in the JSON report.
type problem struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	Message string `json:"message"`
}

// report prints the problems in err, one a line or as a JSON array.
func (g *gen) report(w io.Writer, err error) {
	if err == nil {
		return
	}
	if !g.json {
		fmt.Fprintln(w, err)
		return
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(problems(err)); err != nil {
		fmt.Fprintln(w, err)
	}
}

func problems(err error) []problem {
	var all source.Errors
	all.AddErr(source.Pos{}, err)
	var list *source.List
	if !errors.As(all.Err(), &list) {
		return nil
	}
	found := make([]problem, len(list.Errors))
	for i, e := range list.Errors {
		found[i] = problem{File: e.Pos.File, Line: e.Pos.Line, Col: e.Pos.Col, Message: e.Msg}
	}
	return found
}
