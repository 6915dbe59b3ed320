package nac_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/qod"
)

// network is a network with one session, which it makes available at once and
// forgets when it is deleted.
func network() *httptest.Server {
	const one = `{"sessionId":"7698d710-98b7-4695-a958-7b228f08128c","qosProfile":"QOS_L","qosStatus":"AVAILABLE","duration":86400,` +
		`"device":{"networkAccessIdentifier":"device@testcsp.net"},"startedAt":"2026-11-22T08:00:00Z","expiresAt":"2026-11-23T08:00:00Z"}`
	mux := http.NewServeMux()
	there := false
	mux.HandleFunc("POST /qod/v0/sessions", func(w http.ResponseWriter, _ *http.Request) {
		there = true
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, one)
	})
	mux.HandleFunc("POST /qod/v0/retrieve-sessions", func(w http.ResponseWriter, _ *http.Request) {
		if !there {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"detail":"QoS subscription not found"}`)
			return
		}
		fmt.Fprintf(w, "[%s]", one)
	})
	mux.HandleFunc("GET /qod/v0/sessions/{id}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, one) })
	mux.HandleFunc("POST /qod/v0/sessions/{id}/extend", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"sessionId":"7698d710-98b7-4695-a958-7b228f08128c","qosStatus":"AVAILABLE","duration":90000,"expiresAt":"2026-11-23T09:00:00Z"}`)
	})
	mux.HandleFunc("DELETE /qod/v0/sessions/{id}", func(w http.ResponseWriter, _ *http.Request) {
		there = false
		w.WriteHeader(http.StatusNoContent)
	})
	return httptest.NewServer(mux)
}

// What Nokia's tutorial does in Python, line by line.
func Example() {
	server := network() // in place of Nokia's gateway
	defer server.Close()
	ctx := context.Background()

	// client = NetworkAsCodeClient(token="<your-application-key-here>")
	client, err := nac.NewClient(nac.Config{Key: "<your-application-key-here>", URL: server.URL})
	if err != nil {
		panic(err)
	}

	// my_device = client.devices.get("device@testcsp.net", ipv4_address=DeviceIpv4Addr(...), ipv6_address=..., phone_number=...)
	device, err := client.Device(nac.DeviceID{
		NetworkAccessIdentifier: "device@testcsp.net",
		IPv4:                    nac.IPv4{Public: "233.252.0.2", Private: "192.0.2.25", Port: 80},
		IPv6:                    "2001:db8:1234:5678:9abc:def0:fedc:ba98",
		PhoneNumber:             "36721601234567",
	})
	if err != nil {
		panic(err)
	}

	// my_session = my_device.create_qod_session(service_ipv4=..., service_ipv6=..., profile="QOS_L",
	//     notification_url="https://notify.me/here", notification_auth_token="replace-with-your-auth-token")
	session, err := device.CreateQoDSession(ctx, nac.SessionRequest{
		ServiceIPv4:           "233.252.0.2",
		ServiceIPv6:           "2001:db8:1234:5678:9abc:def0:fedc:ba98",
		Profile:               "QOS_L",
		NotificationURL:       "https://notify.me/here",
		NotificationAuthToken: "replace-with-your-auth-token",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(session.ID, session.Profile, session.Duration)

	// No counterpart in Python: wait until the session is there.
	fmt.Println("available:", session.WaitAvailable(ctx))

	// all_sessions = my_device.sessions()
	sessions, err := device.Sessions(ctx)
	fmt.Println(len(sessions), err)

	// session = client.sessions.get(my_session.id)
	same, err := client.Session(ctx, session.ID)
	fmt.Println(same.Status, same.ExpiresAt, err)

	// session.extend(3600)
	err = session.Extend(ctx, time.Hour)
	fmt.Println(session.Duration, session.ExpiresAt, err)

	// session.delete()
	fmt.Println("deleted:", session.Delete(ctx))

	// my_device.clear_sessions()
	fmt.Println("cleared:", device.ClearSessions(ctx))

	// Output:
	// 7698d710-98b7-4695-a958-7b228f08128c QOS_L 24h0m0s
	// available: <nil>
	// 1 <nil>
	// AVAILABLE 2026-11-23 08:00:00 +0000 UTC <nil>
	// 25h0m0s 2026-11-23 09:00:00 +0000 UTC <nil>
	// deleted: <nil>
	// cleared: <nil>
}

// The receiver of Nokia's tutorial.
func ExampleClient_Take() {
	client, err := nac.NewClient(nac.Config{Key: "<your-application-key-here>"})
	if err != nil {
		panic(err)
	}
	http.Handle("POST /here", qod.NewReceiver(func(_ context.Context, e *qod.Event) error {
		client.Take(e) // lets Session.WaitAvailable return at once
		if e.Status == qod.StatusUnavailable {
			fmt.Println("session", e.SessionID, "has ended:", e.StatusInfo)
		}
		return nil
	}, qod.ReceiverConfig{Tokens: []string{"replace-with-your-auth-token"}}))
}
