package hcm_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	v3 "github.com/telgen/telgen/generated/hcm/v3"
	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
	"golang.org/x/oauth2"
)

const vectors = "../../../shared/vectors/hcm"

const logo = "https://res.vmallres.com/pimages//common/config/logo/SXppnESYv4K11DBxDFc2.png"

// android, apns and webPush are the platform blocks of three vectors, written
// in Go with everything set.
func android() *hcm.AndroidConfig {
	return &hcm.AndroidConfig{
		CollapseKey:   opt.Some[int32](-1),
		Urgency:       opt.Some(hcm.AndroidConfigUrgencyHigh),
		TTL:           opt.Some("1448s"),
		BiTag:         opt.Some("Trump"),
		FastAppTarget: opt.Some(hcm.AndroidConfigFastAppTargetDevelopment),
		Notification: &hcm.AndroidNotification{
			Title: opt.Some("Noti in Noti title"), Body: opt.Some("Noti in Noti body"), Icon: opt.Some(logo), Color: opt.Some("#AACCDD"),
			DefaultSound: opt.Some(true), Tag: opt.Some("tagBoom"), Importance: opt.Some(hcm.AndroidNotificationImportanceHigh),
			ClickAction: hcm.ClickAction{Type: hcm.ClickActionTypeOpenURL, URL: opt.Some("https://www.huawei.com")},
			BodyLocKey:  opt.Some("M.String.body"), BodyLocArgs: []string{"Boy", "Dog"},
			TitleLocKey: opt.Some("M.String.title"), TitleLocArgs: []string{"Girl", "Cat"},
			ChannelID: opt.Some("RingRing"), NotifySummary: opt.Some("Some Summary"),
			Style: opt.Some(hcm.AndroidNotificationStyleBigText), BigTitle: opt.Some("Big Boom Title"), BigBody: opt.Some("Big Boom Body"),
			NotifyID: opt.Some[int32](486), Group: opt.Some("Espace"),
			Badge:  &hcm.BadgeNotification{AddNum: opt.Some[int32](99), SetNum: opt.Some[int32](99), Class: "Classic"},
			Ticker: opt.Some("i am a ticker"), AutoCancel: opt.Some(false),
			When:              opt.Some(time.Date(2014, 10, 2, 15, 1, 23, 45123456, time.UTC)),
			UseDefaultVibrate: opt.Some(true), UseDefaultLight: opt.Some(false),
			Visibility: opt.Some(hcm.AndroidNotificationVisibilityPublic), VibrateConfig: []string{"1.5", "2", "3"},
			LightSettings: &hcm.LightSettings{
				Color:           hcm.Color{Alpha: opt.Some(0.0), Red: opt.Some(0.0), Green: opt.Some(1.0), Blue: opt.Some(1.0)},
				LightOnDuration: "3.5", LightOffDuration: "5S",
			},
			ForegroundShow: opt.Some(true),
		},
	}
}

func apns() *hcm.APNsConfig {
	return &hcm.APNsConfig{
		Headers: &hcm.APNsHeaders{
			Authorization: opt.Some("bearer x.y.z"), APNsID: opt.Some("6532dc0e-f581-7bfb-e1ab-60ec3cecea73"),
			APNsExpiration: opt.Some("1700000000"), APNsPriority: opt.Some(hcm.APNsHeadersAPNsPriorityImmediate),
			APNsTopic: opt.Some("com.example.app"), APNsCollapseID: opt.Some("c1"),
		},
		Payload: hcm.APNsPayload{Aps: hcm.APNsAps{
			Alert: hcm.APNsApsAlertString("hi"), Badge: opt.Some[int64](0), Sound: opt.Some("default"),
			ContentAvailable: opt.Some[hcm.APNsApsContentAvailable](1), MutableContent: opt.Some[hcm.APNsApsMutableContent](1),
		}},
		HMSOptions: hcm.APNsHMSOptions{TargetUserType: hcm.APNsHMSOptionsTargetUserTypeFormalUser},
	}
}

func webPush() *hcm.WebPushConfig {
	return &hcm.WebPushConfig{
		Headers: &hcm.WebPushHeaders{TTL: opt.Some("990"), Urgency: opt.Some(hcm.WebPushHeadersUrgencyVeryLow), Topic: opt.Some("12313ceshi")},
		Notification: &hcm.WebPushNotification{
			Title: opt.Some("notication string"), Body: opt.Some("web push body"),
			Actions: []hcm.WebPushNotificationAction{{Action: "", Icon: opt.Some(logo), Title: opt.Some("string")}},
			Badge:   opt.Some("string"), Dir: opt.Some(hcm.WebPushNotificationDirAuto), Icon: opt.Some(logo), Image: opt.Some("string"),
			Lang: opt.Some("string"), Renotify: opt.Some(true), RequireInteraction: opt.Some(true), Silent: opt.Some(true),
			Tag: opt.Some("string"), Timestamp: opt.Some[int64](1545201266), Vibrate: []int64{1, 2, 3},
		},
		HMSOptions: &hcm.WebPushHMSOptions{Link: opt.Some("https://www.huawei.com/")},
	}
}

// pushServer is a push server on the generated server interface.
type pushServer struct {
	hcm.UnimplementedServer
	clientID string
	got      *hcm.SendRequest
}

func (s *pushServer) SendMessage(_ context.Context, clientID string, req *hcm.SendRequest) (*hcm.SendResponse, error) {
	s.clientID, s.got = clientID, req
	return &hcm.SendResponse{Code: hcm.ResultCodeSuccess, Msg: "Success", RequestID: opt.Some("157466304904000004000701")}, nil
}

func (s *pushServer) GetAccessToken(_ context.Context, req *hcm.TokenRequest) (*hcm.TokenResponse, error) {
	if req.ClientSecret != "se+cr/et&x" || req.ClientID != "10086" {
		return nil, rest.BadRequest(errors.New("wrong secret"))
	}
	return &hcm.TokenResponse{AccessToken: "AT+/=x", ExpiresIn: 3600, TokenType: opt.Some("Bearer")}, nil
}

// TestSendEverything sends one message with Android, APNs and web push all
// set, and compares what arrives with the vectors.
func TestSendEverything(t *testing.T) {
	s := new(pushServer)
	var sent map[string]any // the body as it was on the wire
	handler := hcm.NewServerHandler(s, rest.VerifyBearer("access"))
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/10086/messages:send" {
			t.Errorf("path %s", r.URL.EscapedPath())
		}
		var body strings.Builder
		r.Body = tee(r.Body, &body)
		handler.ServeHTTP(w, r)
		if err := json.Unmarshal([]byte(body.String()), &sent); err != nil {
			t.Errorf("body %s: %v", body.String(), err)
		}
	}))
	defer api.Close()
	c, err := hcm.NewClient(api.URL, rest.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "access"})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req := &hcm.SendRequest{
		ValidateOnly: opt.Some(false),
		Message:      hcm.Message{Android: android(), APNs: apns(), WebPush: webPush(), Token: []string{"t"}},
	}
	resp, err := c.SendMessage(ctx, "10086", req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Code != hcm.ResultCodeSuccess || s.clientID != "10086" {
		t.Errorf("answer %+v to client %q", resp, s.clientID)
	}
	if !reflect.DeepEqual(s.got, req) {
		t.Errorf("the server got %+v, want %+v", s.got, req)
	}
	t.Run("vectors", func(t *testing.T) {
		needVectors(t)
		message := sent["message"].(map[string]any)
		for member, file := range map[string]string{"android": "android_full_docstring", "apns": "apns_all_headers", "webpush": "webpush_full"} {
			want := readVector(t, file)["body"].(map[string]any)["message"].(map[string]any)[member]
			if got := message[member]; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: sent\n%v\nwant\n%v", member, got, want)
			}
		}
	})
}

// TestToken checks that the secret is escaped on its way.
func TestToken(t *testing.T) {
	api := httptest.NewServer(hcm.NewServerHandler(new(pushServer)))
	defer api.Close()
	c, err := hcm.NewClient(api.URL, rest.WithServer("https://oauth-login.cloud.huawei.com", api.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req := &hcm.TokenRequest{GrantType: hcm.TokenRequestGrantTypeClientCredentials, ClientID: "10086", ClientSecret: "se+cr/et&x"}
	token, err := c.GetAccessToken(ctx, req)
	if err != nil || token.AccessToken != "AT+/=x" || token.ExpiresIn != 3600 {
		t.Errorf("token %+v, %v", token, err)
	}
	req.ClientSecret = "wrong"
	var failed *rest.StatusError
	if _, err := c.GetAccessToken(ctx, req); !errors.As(err, &failed) || failed.Status != http.StatusBadRequest {
		t.Errorf("wrong secret: %v", err)
	}
}

// TestVectors decodes every message of the vectors, finds it valid and encodes
// it to the same JSON.
func TestVectors(t *testing.T) {
	needVectors(t)
	files, err := filepath.Glob(vectors + "/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	sends := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if name == "negative" {
			continue
		}
		v := readVector(t, name)
		body, ok := v["body"].(map[string]any)
		if !ok || body["message"] == nil {
			continue
		}
		sends++
		t.Run(name, func(t *testing.T) {
			if name == "go_webpush" {
				// The SDK that it was taken from sends the topic as "topics", which
				// the server does not know.
				headers := body["message"].(map[string]any)["webpush"].(map[string]any)["headers"].(map[string]any)
				headers["topic"] = headers["topics"]
				delete(headers, "topics")
			}
			roundTrip(t, body, new(hcm.SendRequest))
		})
	}
	if sends < 18 {
		t.Errorf("only %d messages among the vectors", sends)
	}
	roundTrip(t, readVector(t, "revoke")["body"], new(hcm.RevokeRequest))
	roundTrip(t, readVector(t, "py_topic_subscribe")["body"], new(hcm.TopicTokensRequest))
	roundTrip(t, readVector(t, "py_topic_subscribe")["response"], new(hcm.TopicSubscribeResponse))
	roundTrip(t, readVector(t, "py_topic_list")["body"], new(hcm.TopicListRequest))
	roundTrip(t, readVector(t, "py_topic_list")["response"], new(hcm.TopicQueryResponse))
	roundTrip(t, readVector(t, "resp_partial")["body"], new(hcm.SendResponse))
	roundTrip(t, readVector(t, "resp_partial")["parsed"], new(hcm.PartialFailure))
	roundTrip(t, readVector(t, "oauth_error")["body"], new(hcm.OAuthError))
	roundTrip(t, readVector(t, "py_topic_unsubscribe")["body"], new(hcm.TopicTokensRequest))
	roundTrip(t, readVector(t, "py_topic_unsubscribe")["response"], new(hcm.TopicSubscribeResponse))
	roundTrip(t, readVector(t, "revoke")["response"], new(hcm.SendResponse))
	roundTrip(t, readVector(t, "resp_partial_v3")["body"], new(v3.SendResponse))
}

// TestOutcomeVectors has a server answer as the vectors do, with each of the
// statuses that they name, and checks what the client makes of it.
func TestOutcomeVectors(t *testing.T) {
	needVectors(t)
	for name, c := range map[string]struct {
		code    hcm.ResultCode
		illegal []string
		calls   int // with a source that brings another token
	}{
		"resp_partial":       {"", []string{"xxx"}, 1},
		"resp_all_invalid":   {hcm.ResultCodeAllTokensInvalid, nil, 1},
		"resp_token_expired": {hcm.ResultCodeOAuthTokenExpired, nil, 2},
	} {
		v := readVector(t, name)
		body, err := json.Marshal(v["body"])
		if err != nil {
			t.Fatal(err)
		}
		statuses, several := v["http"].([]any)
		if !several {
			statuses = []any{v["http"]}
		}
		for _, status := range statuses {
			calls := 0
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls++
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(int(status.(float64)))
				w.Write(body)
			}))
			fetched := 0
			source := rest.NewRefreshingSource(func(context.Context) (*oauth2.Token, error) {
				fetched++
				return &oauth2.Token{AccessToken: strconv.Itoa(fetched)}, nil
			}, 0)
			client, err := hcm.NewClient(api.URL, rest.WithTokenSource(source))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.SendMessage(t.Context(), "10086", &hcm.SendRequest{Message: hcm.Message{Data: opt.Some("x"), Token: []string{"xxx"}}})
			api.Close()
			if calls != c.calls {
				t.Errorf("%s: %d calls, want %d", name, calls, c.calls)
			}
			if c.code == "" {
				partial, failed := answer.PartialFailure()
				if err != nil || failed != nil || !reflect.DeepEqual(partial.IllegalTokens, c.illegal) {
					t.Errorf("%s: %+v, %v, %v", name, partial, failed, err)
				}
				continue
			}
			var refused *hcm.BaseResponse
			var failed *rest.StatusError
			if !errors.As(err, &refused) || refused.Code != c.code || refused.RequestID.Or("") != "r1" || !errors.As(err, &failed) || failed.Status != int(status.(float64)) {
				t.Errorf("%s with status %v: %v", name, status, err)
			}
		}
	}
}

// TestPartialV3 reads the refused tokens of version 3.
func TestPartialV3(t *testing.T) {
	needVectors(t)
	b, err := json.Marshal(readVector(t, "resp_partial_v3")["body"])
	if err != nil {
		t.Fatal(err)
	}
	var answer v3.SendResponse
	if err := answer.UnmarshalJSON(b); err != nil {
		t.Fatal(err)
	}
	partial, err := answer.PartialFailure()
	if err != nil || !reflect.DeepEqual(partial.IllegalTokens, map[string][]string{"noPushTypeRight": {"xxx"}}) {
		t.Errorf("%+v, %v", partial, err)
	}
}

// value is what every generated struct can do.
type value interface {
	jsonwire.Value
	Validate() error
}

func roundTrip(t *testing.T, want any, v value) {
	t.Helper()
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := jsonwire.UnmarshalStrict(b, v); err != nil {
		t.Errorf("%s: %v", b, err)
		return
	}
	if err := v.Validate(); err != nil {
		t.Errorf("%s: %v", b, err)
	}
	var got any
	if err := json.Unmarshal(v.AppendJSON(nil), &got); err != nil {
		t.Errorf("%s: %v", v.AppendJSON(nil), err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%T: got\n%v\nwant\n%v", v, got, want)
	}
}

// refusedAt is where the problem of each negative vector is, and what is named
// there.
var refusedAt = map[string]string{
	"two targets": "message: exactly 1 of token, topic, condition", "no target": "message: exactly 1 of token, topic, condition",
	"1001 tokens": "message.token:", "urgency": "message.android.urgency:", "ttl": "message.android.ttl:",
	"ttl too long": "message.android.ttl:", "collapse_key": "message.android.collapse_key:", "color": "message.android.notification.color:",
	"style1 without big_body": "message.android.notification.big_body:", "style 2": "message.android.notification.style:",
	"click type1 w/o intent/action": "message.android.notification.click_action: at least 1 of intent, action",
	"click type2 http":              "message.android.notification.click_action.url:", "click type 5": "message.android.notification.click_action.type:",
	"missing click_action": `message.android.notification: required member "click_action"`,
	"light missing color":  `message.android.notification.light_settings: required member "color"`,
	"light bad duration":   "message.android.notification.light_settings.light_on_duration:", "vibrate 11": "message.android.notification.vibrate_config:",
	"vibrate 61": "message.android.notification.vibrate_config[0]:", "badge add_num 0": "message.android.notification.badge.add_num:",
	"badge set_num 100": "message.android.notification.badge.set_num:", "badge no class": `message.android.notification.badge: required member "class"`,
	"visibility": "message.android.notification.visibility:", "webpush dir": "message.webpush.notification.dir:",
	"webpush action empty":      `message.webpush.notification.actions[0]: required member "action"`,
	"apns target_user_type 4":   "message.apns.hms_options.target_user_type:",
	"apns loc-args w/o loc-key": "message.apns.payload.aps.alert.loc-key:", "topic name >900": "message.topic:",
}

// TestNegativeVectors checks that what the server refuses is refused before it
// is sent, and where.
func TestNegativeVectors(t *testing.T) {
	needVectors(t)
	b, err := os.ReadFile(vectors + "/negative.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name  string
		Fails string
		Body  map[string]any
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, c := range cases {
		if n, ok := c.Body["_repeat_tokens"].(float64); ok {
			tokens := make([]any, int(n))
			for i := range tokens {
				tokens[i] = "t"
			}
			c.Body["message"].(map[string]any)["token"] = tokens
			delete(c.Body, "_repeat_tokens")
		}
		if c.Name == "topic name >900" { // the file has a placeholder
			c.Body["message"].(map[string]any)["topic"] = strings.Repeat("x", 901)
		}
		b, err := json.Marshal(c.Body)
		if err != nil {
			t.Fatal(err)
		}
		var req hcm.SendRequest
		err = jsonwire.UnmarshalStrict(b, &req)
		if err == nil {
			err = req.Validate()
		}
		t.Logf("%s: %v", c.Name, err)
		var built hcm.SendRequest                      // as a program does that fills in the fields
		mayBeEmpty := c.Name == "webpush action empty" // webpush_full has it so
		if jsonwire.Unmarshal(b, &built) == nil && (built.Validate() == nil) != (err == nil || mayBeEmpty) {
			t.Errorf("%s: %v, but %v when it is not read strictly", c.Name, err, built.Validate())
		}
		switch {
		case c.Name == "data missing and no platform":
			if err != nil {
				t.Errorf("%s: %v; the server accepts it", c.Name, err)
			}
		case refusedAt[c.Name] == "" || err == nil || !strings.HasPrefix(err.Error(), refusedAt[c.Name]):
			t.Errorf("%s (%s): %v, want it at %s", c.Name, c.Fails, err, refusedAt[c.Name])
		default:
			refused++
		}
	}
	if refused != len(refusedAt) {
		t.Errorf("%d cases refused, want %d", refused, len(refusedAt))
	}
}

// TestEmptyValues checks that an empty value is not taken for one that a rule
// asks for.
func TestEmptyValues(t *testing.T) {
	for want, change := range map[string]func(*hcm.AndroidNotification){
		"big_title:": func(n *hcm.AndroidNotification) {
			n.Style, n.BigTitle, n.BigBody = opt.Some(hcm.AndroidNotificationStyleBigText), opt.Some(""), opt.Some("x")
		},
		"big_body:": func(n *hcm.AndroidNotification) {
			n.Style, n.BigTitle, n.BigBody = opt.Some(hcm.AndroidNotificationStyleBigText), opt.Some("x"), opt.Some("")
		},
		"inbox_content:": func(n *hcm.AndroidNotification) {
			n.Style, n.InboxContent = opt.Some(hcm.AndroidNotificationStyleInbox), []string{}
		},
		"sound:":         func(n *hcm.AndroidNotification) { n.DefaultSound, n.Sound = opt.Some(false), opt.Some("") },
		"body_loc_key:":  func(n *hcm.AndroidNotification) { n.BodyLocArgs, n.BodyLocKey = []string{"x"}, opt.Some("") },
		"title_loc_key:": func(n *hcm.AndroidNotification) { n.TitleLocArgs, n.TitleLocKey = []string{"x"}, opt.Some("") },
		"click_action.intent:": func(n *hcm.AndroidNotification) {
			n.ClickAction = hcm.ClickAction{Type: hcm.ClickActionTypeOpenPage, Intent: opt.Some("")}
		},
		"click_action.url:": func(n *hcm.AndroidNotification) {
			n.ClickAction = hcm.ClickAction{Type: hcm.ClickActionTypeOpenURL, URL: opt.Some("")}
		},
		"light_settings.color: at": func(n *hcm.AndroidNotification) {
			n.LightSettings = &hcm.LightSettings{LightOnDuration: "1", LightOffDuration: "1"}
		},
	} {
		n := &hcm.AndroidNotification{ClickAction: hcm.ClickAction{Type: hcm.ClickActionTypeStartApp}}
		change(n)
		req := hcm.SendRequest{Message: hcm.Message{Token: []string{"t"}, Android: &hcm.AndroidConfig{Notification: n}}}
		if err := req.Validate(); err == nil || !strings.HasPrefix(err.Error(), "message.android.notification."+want) {
			t.Errorf("%v, want it at %s", err, want)
		}
	}
	alert := hcm.APNsAlert{LocArgs: []string{"x"}, LocKey: opt.Some("")}
	if err := alert.Validate(); err == nil || !strings.HasPrefix(err.Error(), "loc-key:") {
		t.Error(err)
	}
}

// TestNilInUnion has a nil pointer where a union is an interface.
func TestNilInUnion(t *testing.T) {
	var alert *hcm.APNsAlert
	var other *hcm.OtherAPNsApsAlert
	for _, v := range []hcm.APNsApsAlert{alert, other} {
		aps := hcm.APNsAps{Alert: v}
		if b := string(aps.AppendJSON(nil)); b != `{"alert":null}` {
			t.Error(b)
		}
		if err := aps.Validate(); err == nil || !strings.HasPrefix(err.Error(), "alert: is ") {
			t.Error(err)
		}
	}
}

func needVectors(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(vectors); err != nil {
		t.Skipf("NOT RUN: the vectors are not beside the repository: %v", err)
	}
}

func readVector(t *testing.T, name string) map[string]any {
	t.Helper()
	var v map[string]any
	b, err := os.ReadFile(filepath.Join(vectors, name+".json"))
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// tee returns body, whose bytes are also written to w as they are read.
func tee(body io.ReadCloser, w io.Writer) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{io.TeeReader(body, w), body}
}
