// Package nac is Quality on Demand of Nokia's Network as Code, for those who
// know its Python client: an application key, a device, sessions of the device.
// It holds what is particular to that gateway, on top of the generated clients
// of generated/qod/v0_10 and generated/qod/v1_0: the header fields, the call
// for the sessions of a device, 404 as an empty list, the forms of errors. What
// all operators have in common (notifications, waiting, lost answers) is in
// package qod. It has none of the gateway's other APIs.
//
//	client, err := nac.NewClient(nac.Config{Key: key})
//	device, err := client.Device(nac.DeviceID{
//		NetworkAccessIdentifier: "device@testcsp.net",
//		PhoneNumber:             "36721601234567",
//		IPv4:                    nac.IPv4{Public: "233.252.0.2", Private: "192.0.2.25", Port: 80},
//		IPv6:                    "2001:db8:1234:5678:9abc:def0:fedc:ba98",
//	})
//	session, err := device.CreateQoDSession(ctx, nac.SessionRequest{
//		Profile:               "QOS_L",
//		ServiceIPv4:           "233.252.0.2",
//		ServiceIPv6:           "2001:db8:1234:5678:9abc:def0:fedc:ba98",
//		Duration:              time.Hour,
//		NotificationURL:       "https://notify.me/here",
//		NotificationAuthToken: token,
//	})
//	err = session.WaitAvailable(ctx)
//
// and the receiver of its notifications:
//
//	http.Handle("/here", qod.NewReceiver(func(_ context.Context, e *qod.Event) error {
//		client.Take(e)
//		log.Println(e.SessionID, e.Status, e.StatusInfo)
//		return nil
//	}, qod.ReceiverConfig{Tokens: []string{token}}))
//
// # Errors
//
// An answer that is no success is a [*qod.Error], in whatever form the gateway
// or the network has put it. It has status, code and message; errors.Is tells
// codes apart, and unwraps to the [*rest.StatusError] with header and body:
//
//	errors.Is(err, qod.CodeNotFound)
//
// What went wrong on this side, such as a request that the API does not allow,
// is a [*rest.CallError]. Calls that read or delete are repeated when the
// connection fails or the gateway is busy, as it says in Retry-After; see
// [Config].Options.
//
// # The Python client
//
// What network_as_code calls its things, and where they are here. Members of
// classes have the same names in Go's spelling.
//
//	network_as_code                         Go
//	NetworkAsCodeClient(token)              NewClient(Config{Key: token})
//	  dev_mode, base URLs                   Config.URL, Config.Host
//	client.devices.get(id, ...)             Client.Device(DeviceID{NetworkAccessIdentifier: id, ...})
//	  network_access_identifier             DeviceID.NetworkAccessIdentifier
//	  ipv4_address, DeviceIpv4Addr          DeviceID.IPv4, IPv4
//	    public_address                      IPv4.Public
//	    private_address                     IPv4.Private
//	    public_port                         IPv4.Port
//	  ipv6_address                          DeviceID.IPv6
//	  phone_number                          DeviceID.PhoneNumber
//	  imsi                                  none: the API does not have it
//	device.create_qod_session(...)          Device.CreateQoDSession(ctx, SessionRequest{...})
//	  profile                               SessionRequest.Profile
//	  service_ipv4, service_ipv6            SessionRequest.ServiceIPv4, ServiceIPv6; absent is absent, not null
//	  device_ports, service_ports           SessionRequest.DevicePorts, ServicePorts
//	    PortsSpec(ports, ranges)            Ports{Ports, Ranges}
//	    PortRange(start, end)               PortRange{From, To}
//	  duration                              SessionRequest.Duration; may be left out
//	  notification_url                      SessionRequest.NotificationURL
//	  notification_auth_token               SessionRequest.NotificationAuthToken; an error without URL
//	device.sessions()                       Device.Sessions(ctx)
//	device.clear_sessions()                 Device.ClearSessions(ctx); goes on after a failure
//	client.sessions.get(id)                 Client.Session(ctx, id)
//	session.id                              Session.ID
//	session.profile, session.status         Session.Profile, Session.Status
//	session.started_at, expires_at          Session.StartedAt, ExpiresAt; zero if absent
//	session.duration                        Session.Duration; zero if absent
//	session.service_ipv4, service_ipv6      Session.Server
//	session.device_ports, service_ports     Session.DevicePorts, ServerPorts
//	session.delete()                        Session.Delete(ctx)
//	session.extend(seconds)                 Session.Extend(ctx, duration); ExpiresAt moves, too
//	                                        Session.Refresh(ctx), Session.WaitAvailable(ctx), Device.Reconcile(ctx, ...)
//	NotFound                                errors.Is(err, qod.CodeNotFound), or qod.Error.Status 404
//	AuthenticationException                 qod.Error.Status 401, 403
//	APIError                                qod.Error.Status 400 to 499
//	ServiceError                            qod.Error.Status 500 to 599
//	GatewayConnectionError                  *rest.CallError; rest.Temporary(err)
//	APIConnectionError                      the same
//	Notification (of the tutorial)          qod.Event; statusInfo may be absent
package nac
