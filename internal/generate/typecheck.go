package generate

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/telgen/telgen/internal/output"
)

// TypeCheck checks that set compiles below root, before it is written. Where
// that cannot be found out, because the module does not have the runtime yet,
// it says so to warn and goes on: the files are valid Go as far as they go.
func TypeCheck(ctx context.Context, set *output.Set, root string, warn io.Writer) error {
	err := set.TypeCheck(ctx, root)
	var unchecked *output.NotCheckedError
	if errors.As(err, &unchecked) {
		fmt.Fprintf(warn, "warning: %v\n", unchecked)
		return nil
	}
	return err
}
