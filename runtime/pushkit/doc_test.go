package pushkit_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/generated/hcm"
)

// documented are the types of the table in the documentation of the package.
var documented = map[string]any{
	"Message": hcm.Message{}, "Notification": hcm.Notification{}, "AndroidConfig": hcm.AndroidConfig{},
	"AndroidNotification": hcm.AndroidNotification{}, "ClickAction": hcm.ClickAction{}, "BadgeNotification": hcm.BadgeNotification{},
	"LightSettings": hcm.LightSettings{}, "Color": hcm.Color{}, "APNsConfig": hcm.APNsConfig{}, "APNsHeaders": hcm.APNsHeaders{},
	"APNsPayload": hcm.APNsPayload{}, "APNsAps": hcm.APNsAps{}, "APNsAlert": hcm.APNsAlert{}, "APNsHMSOptions": hcm.APNsHMSOptions{},
	"WebPushConfig": hcm.WebPushConfig{}, "WebPushHeaders": hcm.WebPushHeaders{}, "WebPushNotification": hcm.WebPushNotification{},
	"WebPushNotificationAction": hcm.WebPushNotificationAction{}, "WebPushHMSOptions": hcm.WebPushHMSOptions{},
	"SendResponse": hcm.SendResponse{}, "BaseResponse": hcm.BaseResponse{}, "TopicSubscribeResponse": hcm.TopicSubscribeResponse{},
	"TopicQueryResponse": hcm.TopicQueryResponse{},
}

// TestDocumentation checks the table: every Go name is a field of the type
// above it, and has as many names of the SDK beside it.
func TestDocumentation(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`^//\t(  )?(\S.*?)\s{2,}(\S.*)$`)
	remark := regexp.MustCompile(`[;:(,] ?(the SDK|hcm\.|exactly|a time|of hcm).*$`)
	var typ reflect.Type
	seen, members := map[string]bool{}, 0
	for line := range strings.Lines(string(src)) {
		m := row.FindStringSubmatch(strings.TrimRight(line, "\n"))
		switch {
		case m == nil:
		case m[1] == "":
			typ = nil
			name, ok := strings.CutPrefix(m[3], "hcm.")
			if ok && documented[name] == nil {
				t.Errorf("%s is not known", m[3])
			} else if ok {
				typ, seen[name] = reflect.TypeOf(documented[name]), true
			}
		case typ != nil:
			names := strings.Split(strings.TrimSpace(remark.ReplaceAllString(m[3], "")), ", ")
			if len(names) != strings.Count(m[2], ",")+1 {
				t.Errorf("%s: %q and %q", typ, m[2], names)
			}
			for _, name := range names {
				members++
				if _, ok := typ.FieldByName(name); !ok {
					t.Errorf("%s has no field %q", typ, name)
				}
			}
		}
	}
	if len(seen) != len(documented) || members < 110 {
		t.Errorf("%d types and %d members in the table", len(seen), members)
	}
}
