package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/generate"
	"github.com/telgen/telgen/internal/manifest"
	"github.com/telgen/telgen/internal/source"
)

func (g *gen) generateCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "generate [-f gen.yaml] [PATH...]",
		Short: "Write the packages that the manifest lists (all, or those in the given folders)",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			run, root, err := fromManifest(file, paths, warnings(cmd))
			if err != nil {
				return fail(err)
			}
			return fail(write(cmd.Context(), run, root, cmd.ErrOrStderr()))
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "gen.yaml", "manifest")
	return cmd
}

func (g *gen) checkCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "check [-f gen.yaml]",
		Short: "Compare what the manifest lists with what is on disk; print a diff and exit 1 if it differs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			run, root, err := fromManifest(file, nil, warnings(cmd))
			if err != nil {
				return fail(err)
			}
			diff, err := difference(run, root)
			if err != nil || diff == "" {
				return fail(err)
			}
			fmt.Fprint(g.out, diff)
			return &failure{fmt.Errorf("generated files are out of date: run \"gen generate -f %s\"", file)}
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "gen.yaml", "manifest")
	return cmd
}

// fromManifest returns the run that the manifest asks for and the folder that
// its packages belong in.
func fromManifest(file string, paths []string, warn func(*source.Error)) (*generate.Run, string, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, "", fmt.Errorf("%w: name a manifest with -f, or generate one package with \"gen diameter\" or \"gen openapi\"", err)
	}
	m, err := manifest.Read(filepath.ToSlash(file), src)
	if err != nil {
		return nil, "", err
	}
	root := filepath.Dir(file)
	run := generate.FromManifest(m, root)
	run.Warn = warn
	return run, root, run.Select(root, paths)
}

// warnings returns what prints a problem that was tolerated.
func warnings(cmd *cobra.Command) func(*source.Error) {
	return func(e *source.Error) { fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", e) }
}

// write generates the packages of run below root, unless they are there
// already.
func write(ctx context.Context, run *generate.Run, root string, warn io.Writer) error {
	stamp := generate.NewStamp(run, root)
	if stamp.Holds() {
		return nil
	}
	set, err := run.Files()
	if err != nil {
		return err
	}
	same, err := set.Same(root)
	if err != nil {
		return err
	}
	if !same {
		if err := generate.TypeCheck(ctx, set, root, warn); err != nil {
			return err
		}
		if _, err := set.Write(root); err != nil {
			return err
		}
	}
	stamp.Save(set)
	return nil
}

// difference returns what write would change, as a diff.
func difference(run *generate.Run, root string) (string, error) {
	stamp := generate.NewStamp(run, root)
	if stamp.Holds() {
		return "", nil
	}
	set, err := run.Files()
	if err != nil {
		return "", err
	}
	diff, err := set.Diff(root)
	if err == nil && diff == "" {
		stamp.Save(set)
	}
	return diff, err
}
