package generate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	emitdiameter "github.com/telgen/telgen/internal/emit/diameter"
	"github.com/telgen/telgen/internal/output"
)

// TypeCheck checks that set compiles below root, before it is written. Where
// that cannot be found out, because the module does not have the runtime yet,
// it says so to warn and goes on: the files are valid Go as far as they go.
//
// It does not go on with Go types that a manifest or a dictionary names: a
// dictionary from elsewhere must not bring a package into a module that does
// not have it.
func TypeCheck(ctx context.Context, set *output.Set, root string, warn io.Writer) error {
	err := set.TypeCheck(ctx, root)
	var unchecked *output.NotCheckedError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &unchecked) && hasCodecs(set):
		text := strings.TrimPrefix(err.Error(), "internal error: the generated code does not compile\n")
		return fmt.Errorf("the generated code does not compile with the Go types that codecs name:\n%s", text)
	case errors.As(err, &unchecked) && !hasCodecs(set):
		fmt.Fprintf(warn, "warning: %v\n", unchecked)
		return nil
	}
	return err
}

// hasCodecs reports whether a package of set has Go types of the user's own.
func hasCodecs(set *output.Set) bool {
	return slices.ContainsFunc(set.Files(), func(f output.File) bool {
		return path.Base(f.Path) == emitdiameter.CodecsFile
	})
}
