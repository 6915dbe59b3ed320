// Push sends a notification through Huawei Push Kit to the tokens that are its
// arguments, and prints what became of each. Try it without an account, with
// the server of the sandbox:
//
//	gen sandbox hcm
//	go run ./examples/push first-token illegal-token
//
// With an account give its ids and -server https://push-api.cloud.huawei.com
// -oauth https://oauth-login.cloud.huawei.com/oauth2/v3/token, and the secret in
// the environment variable PUSH_SECRET.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/pushkit"
	"github.com/telgen/telgen/runtime/rest"
)

func main() {
	server := flag.String("server", "http://127.0.0.1:8480", "address of Push Kit")
	oauth := flag.String("oauth", "", "address of the token endpoint (default: that of the sandbox)")
	id := flag.String("id", "10086", "id of the app")
	title := flag.String("title", "Hello", "title of the notification")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	app, err := pushkit.NewApp(pushkit.Config{
		ID: *id, Secret: cmp.Or(os.Getenv("PUSH_SECRET"), "sandbox"),
		PushURL: *server, TokenURL: cmp.Or(*oauth, *server+"/oauth2/v3/token"),
	})
	if err == nil {
		err = push(ctx, os.Stdout, app, *title, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "push:", err)
		os.Exit(1)
	}
}

// push sends one notification to all tokens.
func push(ctx context.Context, out io.Writer, app *pushkit.App, title string, tokens []string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	message := &hcm.Message{
		Notification: &hcm.Notification{Title: opt.Some(title), Body: opt.Some("Sent by telgen.")},
		Android: &hcm.AndroidConfig{Notification: &hcm.AndroidNotification{
			ClickAction: hcm.ClickAction{Type: hcm.ClickActionTypeStartApp},
		}},
	}
	report, err := app.SendAll(ctx, message, slices.Values(tokens), rest.FanOutOptions{Rate: 6000})
	if err != nil {
		return err
	}
	for i, token := range tokens {
		outcome, why := report.Of(i)
		fmt.Fprintf(out, "%s: %s", token, outcome)
		if why != nil {
			fmt.Fprintf(out, " (%v)", why)
		}
		fmt.Fprintln(out)
	}
	if report.FailedItems() > 0 {
		return report.Err()
	}
	return nil
}
