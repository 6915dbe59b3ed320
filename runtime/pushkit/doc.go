// Package pushkit sends messages with Huawei Push Kit: an [App] holds the ids
// and credentials of one app, keeps an access token, and calls the generated
// client of generated/hcm. It holds what must know that client; fan-out,
// retries, tokens and signatures are general and in runtime/rest. It is no
// part of what the generator writes: whoever generates a client of their own
// has all of its operations and SendAll without this package.
//
//	app, err := pushkit.NewApp(pushkit.Config{ID: "10086", Secret: secret})
//	answer, err := app.Send(ctx, &hcm.Message{
//		Notification: &hcm.Notification{Title: opt.Some("Hello"), Body: opt.Some("A message")},
//		Android:      &hcm.AndroidConfig{Notification: &hcm.AndroidNotification{ClickAction: hcm.ClickAction{Type: hcm.ClickActionTypeStartApp}}},
//		Token:        []string{token},
//	})
//
// # Outcome
//
// The result code in the answer decides, together with the HTTP status. A call
// that was carried out, if only for some tokens (80100000), has no error; the
// method PartialFailure of its answer lists the tokens that were refused. Any
// other is an error:
//
//	var refused *hcm.BaseResponse // Code, Msg, RequestID
//	var status *rest.StatusError  // Status, Header, Body
//	errors.As(err, &refused) && refused.Code == hcm.ResultCodeMessageTooLarge
//	errors.As(err, &status) && status.Status == http.StatusServiceUnavailable
//	rest.Temporary(err) // whether trying again may help; codes have Retryable
//
// An access token that Huawei refuses (80200001, 80200003, 80200005, or status
// 401) is replaced once, and the call made again.
//
// # The Python SDK
//
// What Huawei's push_admin calls its things, and where they are here. Members
// of classes have the names of their JSON members in Go's spelling: notify_id
// is NotifyID. Every optional scalar is an opt.Value, so that false and 0 can
// be sent, and nothing is sent that was not set.
//
//	push_admin                     Go
//	initialize_app                 Apps.Initialize, or NewApp without a name
//	get_app                        Apps.Get
//	App                            App, made from a Config
//	  appid_at, app_secret_at      Config.ID, Config.Secret
//	  appid_push                   Config.PushID
//	  token_server                 Config.TokenURL
//	  push_open_url                Config.PushURL
//	messaging.send_message         App.Send
//	  validate_only                App.Check
//	  verify_peer                  always; Config.HTTPClient for authorities of your own
//	messaging.subscribe_topic      App.Subscribe
//	messaging.unsubscribe_topic    App.Unsubscribe
//	messaging.list_topics          App.Topics
//	messaging.ApiCallError         *rest.StatusError with *hcm.BaseResponse, *rest.CallError
//	  message, detail              Msg of BaseResponse; Status, Header and Body of StatusError
//	SendResponse                   hcm.SendResponse
//	  code, reason, requestId      Code, Msg, RequestID
//	BaseTopicResponse              hcm.BaseResponse
//	TopicSubscribeResponse         hcm.TopicSubscribeResponse
//	  successCount, failureCount   SuccessCount, FailureCount
//	  errors                       Errors, of hcm.TopicError
//	TopicQueryResponse             hcm.TopicQueryResponse
//	  topics                       Topics, of hcm.TopicEntry
//	Message                        hcm.Message
//	  data, notification, android  Data, Notification, Android
//	  apns, web_push               APNs, WebPush
//	  token, topic, condition      Token, Topic, Condition: exactly one
//	Notification                   hcm.Notification
//	  title, body, image           Title, Body, Image
//	AndroidConfig                  hcm.AndroidConfig
//	  collapse_key, urgency, ttl   CollapseKey, Urgency, TTL
//	  bi_tag, fast_app_target      BiTag, FastAppTarget
//	  notification, data           Notification, Data
//	  category                     Category; the SDK drops it
//	AndroidNotification            hcm.AndroidNotification
//	  title, body, icon, color     Title, Body, Icon, Color
//	  sound, default_sound, tag    Sound, DefaultSound, Tag
//	  click_action                 ClickAction
//	  body_loc_key, body_loc_args  BodyLocKey, BodyLocArgs
//	  title_loc_key                TitleLocKey
//	  title_loc_args               TitleLocArgs
//	  multi_lang_key, channel_id   MultiLangKey, ChannelID
//	  notify_summary, image        NotifySummary, Image
//	  style, big_title, big_body   Style, BigTitle, BigBody
//	  auto_clear                   AutoClear; the SDK drops it
//	  notify_id, group, badge      NotifyID, Group, Badge
//	  ticker, auto_cancel, when    Ticker, AutoCancel, When (a time.Time)
//	  importance                   Importance
//	  use_default_vibrate          UseDefaultVibrate; the SDK always sends it
//	  use_default_light            UseDefaultLight; the SDK always sends it
//	  vibrate_config, visibility   VibrateConfig, Visibility
//	  light_settings               LightSettings
//	  foreground_show              ForegroundShow; the SDK always sends it, as false
//	AndroidClickAction             hcm.ClickAction
//	  action_type, intent          Type, Intent
//	  action, url, rich_resource   Action, URL, RichResource
//	AndroidBadgeNotification       hcm.BadgeNotification
//	  add_num, set_num, clazz      AddNum, SetNum, Class
//	AndroidLightSettings           hcm.LightSettings
//	  color                        Color
//	  light_on_duration            LightOnDuration
//	  light_off_duration           LightOffDuration
//	AndroidLightSettingsColor      hcm.Color
//	  alpha, red, green, blue      Alpha, Red, Green, Blue
//	APNsConfig                     hcm.APNsConfig
//	  headers, payload             Headers, Payload
//	  apns_hms_options             HMSOptions
//	APNsHeader                     hcm.APNsHeaders
//	  HEAD_AUTHORIZATION           Authorization
//	  HEAD_APNs_ID                 APNsID
//	  HEAD_APNs_EXPIRATION         APNsExpiration
//	  HEAD_APNs_PRIORITY           APNsPriority
//	  HEAD_APNs_TOPIC              APNsTopic; the SDK misspells the header
//	  HEAD_APNs_COLLAPSE_ID        APNsCollapseID
//	APNsPayload                    hcm.APNsPayload
//	  aps, **kwargs                Aps, Extra
//	APNsAps                        hcm.APNsAps
//	  alert                        Alert: hcm.APNsApsAlertString or *hcm.APNsAlert
//	  badge, sound, category       Badge, Sound, Category
//	  content_available            ContentAvailable
//	  mutable_content, thread_id   MutableContent, ThreadID
//	  custom_data                  Extra
//	APNsAlert                      hcm.APNsAlert
//	  title, body, launch_image    Title, Body, LaunchImage
//	  title_loc_key                TitleLocKey
//	  title_loc_args               TitleLocArgs
//	  loc_key, loc_args            LocKey, LocArgs
//	  action_loc_key               ActionLocKey
//	  custom_data                  Extra
//	APNsHMSOptions                 hcm.APNsHMSOptions
//	  target_user_type             TargetUserType
//	WebPushConfig                  hcm.WebPushConfig
//	  headers, notification        Headers, Notification
//	  hms_options                  HMSOptions
//	  data                         Data; the SDK drops it
//	WebPushHeader                  hcm.WebPushHeaders
//	  ttl, urgency, topic          TTL, Urgency, Topic
//	WebPushNotification            hcm.WebPushNotification
//	  title, body, icon, image     Title, Body, Icon, Image
//	  badge, lang, tag, dir        Badge, Lang, Tag, Dir
//	  renotify, silent             Renotify, Silent
//	  require_interaction          RequireInteraction
//	  timestamp, vibrate, actions  Timestamp, Vibrate, Actions
//	  data                         Data; the SDK drops it
//	WebPushNotificationAction      hcm.WebPushNotificationAction
//	  action, icon, title          Action, Icon, Title
//	WebPushHMSOptions              hcm.WebPushHMSOptions
//	  link                         Link
//
// What push_admin does not have: App.SendAll, App.Revoke, App.RevokeKind, messages by project,
// service accounts, App.SendHarmony, ReceiptHandler.
package pushkit
