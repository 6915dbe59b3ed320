package cx

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
)

// A Console takes commands of a person, one a line.
type Console struct {
	HSS *HSS
	// Load reads the subscribers again; nil if they are not from a file.
	Load func() ([]*Subscriber, error)
	Out  io.Writer
}

const help = `push USER         send the profile of a user to its S-CSCF (PPR)
deregister USER   end the registration of a user (RTR)
list              show the users and which S-CSCF serves them
reload            read the file of subscribers again and push what changed
help              show this
`

// Run reads commands from in until it ends or ctx does.
func (c *Console) Run(ctx context.Context, in io.Reader) {
	lines := bufio.NewScanner(in)
	for ctx.Err() == nil && lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if err := c.do(ctx, words[0], words[1:]); err != nil {
			fmt.Fprintln(c.Out, err)
		}
	}
}

// do carries out one command.
func (c *Console) do(ctx context.Context, command string, args []string) error {
	switch {
	case command == "push" && len(args) == 1:
		return c.HSS.Push(ctx, args[0])
	case command == "deregister" && len(args) == 1:
		return c.HSS.Deregister(ctx, args[0])
	case command == "list" && len(args) == 0:
		return c.HSS.List(c.Out)
	case command == "reload" && len(args) == 0:
		return c.reload(ctx)
	}
	_, err := io.WriteString(c.Out, help)
	return err
}

// reload reads the subscribers again. When the file has problems nothing
// changes.
func (c *Console) reload(ctx context.Context) error {
	if c.Load == nil {
		return fmt.Errorf("nothing to read again: the subscribers are the built-in ones")
	}
	subscribers, err := c.Load()
	if err != nil {
		return err
	}
	changed := c.HSS.Replace(subscribers)
	fmt.Fprintf(c.Out, "%d subscribers, %d profiles to push\n", len(subscribers), len(changed))
	for _, private := range changed {
		if err := c.HSS.Push(ctx, private); err != nil {
			fmt.Fprintln(c.Out, err)
		}
	}
	return nil
}

// List writes a line for each user: the private identity, the state and the
// S-CSCF.
func (h *HSS) List(w io.Writer) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var b strings.Builder
	for _, u := range h.users.all {
		fmt.Fprintf(&b, "%s: %s", u.Private, u.state)
		if u.server != "" {
			fmt.Fprintf(&b, " at %s", u.server)
		}
		if u.pending {
			b.WriteString(", authentication pending")
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
