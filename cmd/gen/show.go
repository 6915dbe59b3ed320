package main

import (
	"fmt"
	"runtime/debug"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/generate"
	"github.com/telgen/telgen/internal/ir"
)

func (g *gen) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the specifications inside the binary",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			list, err := generate.Builtins()
			if err != nil {
				return fail(err)
			}
			w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
			for _, b := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\n", b.Name, b.Kind, b.File)
			}
			return fail(w.Flush())
		},
	}
}

func (g *gen) irCommand() *cobra.Command {
	var s generate.Single
	cmd := &cobra.Command{
		Use:   "ir [flags] SPEC...",
		Short: "Show what the generator understood of a specification",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, specs []string) error {
			s.Specs = specs
			list, err := s.IR()
			if err != nil {
				return fail(err)
			}
			for _, p := range list {
				if err := ir.Dump(g.out, p); err != nil {
					return fail(err)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&s.Application, "application", "", "name or id of the application, if the dictionaries define several")
	cmd.Flags().Var(releaseFlag{&s.Release}, "release", "3GPP release (default: the newest)")
	return cmd
}

func (g *gen) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, goVersion := "(devel)", "unknown Go"
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
				if info.Main.Version != "" {
					version = info.Main.Version
				}
			}
			_, err := fmt.Fprintf(g.out, "gen %s %s\n", version, goVersion)
			return fail(err)
		},
	}
}
