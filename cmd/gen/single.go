package main

import (
	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/generate"
	"github.com/telgen/telgen/internal/output"
)

// single is a command that generates one package without a manifest.
func (g *gen) single(kind generate.Kind, use, short string) (*cobra.Command, *generate.Single) {
	s := &generate.Single{Kind: kind}
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, specs []string) error {
			s.Specs = specs
			run, err := s.Run()
			if err != nil {
				return fail(err)
			}
			return fail(write(cmd.Context(), run, s.Dir, cmd.ErrOrStderr()))
		},
	}
	cmd.Flags().StringVarP(&s.Dir, "output", "o", "", "folder of the package (required)")
	cmd.Flags().StringVar(&s.GoName, "package", "", "name of the package (default: from its folder)")
	if err := cmd.MarkFlagRequired("output"); err != nil {
		panic("unreachable: the flag was just defined")
	}
	return cmd, s
}

func (g *gen) diameterCommand() *cobra.Command {
	cmd, s := g.single(generate.Diameter, "diameter -o DIR [flags] DICTIONARY...", "Write one package from Diameter dictionaries")
	cmd.Flags().StringVar(&s.Application, "application", "", "name or id of the application, if the dictionaries define several")
	cmd.Flags().Var(releaseFlag{&s.Release}, "release", "3GPP release to generate for (default: the newest)")
	cmd.Flags().BoolVar(&s.Lenient, "lenient", false, "warn of what is wrong in a dictionary but clear, instead of stopping")
	s.Warn = warnings(cmd)
	return cmd
}

func (g *gen) openapiCommand() *cobra.Command {
	cmd, s := g.single(generate.OpenAPI, "openapi -o DIR [flags] DOCUMENT...", "Write packages from OpenAPI 3.0 or 3.1 documents")
	cmd.Long = "Writes one package from a document that stands alone. With several documents, or one that refers to other files,\n" +
		"DIR holds one package with all their types, each emitted once, and one small package per document with its\n" +
		"client, server and receivers. DIR/" + output.LockFile + " keeps the names of types the same in later runs."
	s.Warn = warnings(cmd)
	return cmd
}

func (g *gen) schemaCommand() *cobra.Command {
	cmd, s := g.single(generate.Schema, "schema -o DIR [flags] DOCUMENT", "Write one package from a JSON Schema document")
	s.Warn = warnings(cmd)
	return cmd
}
