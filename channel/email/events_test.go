package email

import "strings"

// Events of each service (@… stand for what they have in common), and what they say: "kind problem", with ! when
// nobody is at the address and * when it was a machine, then words or address; "" is nothing.
var events = []struct {
	service Service
	body    string
	want    string
}{
	{SES, `{"eventType":"Delivery",@mail,"delivery":{"timestamp":@at,"smtpResponse":"250 ok"}}`,
		"delivered  250 ok"},
	{SES, `{"notificationType":"Bounce","mail":{"headers":[{"name":"message-id","value":"MID"}]},"bounce":{"bounceType":"Permanent",` +
		`"bounceSubType":"General","timestamp":@at,"bouncedRecipients":[{"emailAddress":"a@b.vn","action":"failed","status":"5.1.1",` +
		`"diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}`,
		"bounced address! 550 5.1.1 user unknown"},
	{SES, `{"eventType":"Bounce","mail":{"commonHeaders":{"messageId":"MID"}},"bounce":{"bounceType":"Permanent",` +
		`"bounceSubType":"NoEmail","timestamp":@at}}`,
		"bounced address! "},
	{SES, `{"eventType":"Bounce",@mail,"bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","timestamp":@at,` +
		`"bouncedRecipients":[{"status":"4.2.2"}]}}`,
		"delaying busy 4.2.2"},
	{SES, `{"eventType":"DeliveryDelay",@mail,"deliveryDelay":{"timestamp":@at,"delayedRecipients":[{"status":"4.4.1",` +
		`"diagnosticCode":"smtp; 421 later"}]}}`,
		"delaying busy 421 later"},
	{SES, `{"eventType":"Reject",@mail,"reject":{"reason":"Bad content"}}`, "bounced words Bad content"},
	{SES, `{"eventType":"Complaint",@mail,"complaint":{"complaintFeedbackType":"abuse","timestamp":@at}}`, "complained  abuse"},
	{SES, `{"eventType":"Complaint",@mail,"complaint":{"complaintFeedbackType":"not-spam"}}`, ""},
	{SES, `{"eventType":"Open",@mail,"open":{"timestamp":@at,"userAgent":"Mozilla/5.0"}}`, "opened * "},
	{SES, `{"eventType":"Click",@mail,"click":{"timestamp":@at,"userAgent":"UA","link":"https://hoamai.vn/a"}}`,
		"clicked  https://hoamai.vn/a"},
	{SES, `{"eventType":"Send",@mail}`, ""},
	{SES, `{"eventType":"Delivery","mail":{"tags":{"other":["x"]}}}`, ""},
	{SES, `Successfully validated SNS topic for Amazon SES event publishing.`, ""},

	{SendGrid, `[{"event":"delivered","cham":"ID","smtp-id":"<other@x>","timestamp":1796001000,"response":"250 OK"}]`,
		"delivered  250 OK"},
	{SendGrid, `[{"event":"deferred",@grid,"response":"421 later","attempt":"5"}]`, "delaying busy 421 later"},
	{SendGrid, `[{"event":"bounce","type":"bounce",@grid,"status":"5.1.1","reason":"550 5.1.1 nobody"}]`,
		"bounced address! 550 5.1.1 nobody"},
	{SendGrid, `[{"event":"bounce","type":"blocked",@grid,"status":"5.2.1","reason":"550 5.2.1 slow down"}]`,
		"bounced refused 550 5.2.1 slow down"},
	{SendGrid, `[{"event":"dropped",@grid,"reason":"Unsubscribed Address"}]`, "bounced refused Unsubscribed Address"},
	{SendGrid, `[{"event":"open",@grid,"useragent":"UA","sg_machine_open":true}]`, "opened * "},
	{SendGrid, `[{"event":"open",@grid,"useragent":"UA"}]`, "opened  "},
	{SendGrid, `[{"event":"click",@grid,"useragent":"Go-http-client/1.1","url":"https://a.vn"}]`,
		"clicked * https://a.vn"},
	{SendGrid, `[{"event":"spamreport",@grid}]`, "complained  "},
	{SendGrid, `[{"event":"group_unsubscribe",@grid}]`, "unsubscribed  "},
	{SendGrid, `[{"event":"group_resubscribe","smtp-id":"MID"},{"event":5},{"event":"processed","smtp-id":"MID"},{"event":"open"}]`, ""},
	{SendGrid, `[{"event":{}},7,{"event":"spamreport",@grid}]`, "complained  "},

	{Mailgun, `{"event":"delivered","timestamp":1796001000.5,"message":{"headers":{"message-id":"MID"}},` +
		`"delivery-status":{"code":250,"message":"OK"}}`,
		"delivered  OK"},
	{Mailgun, `{"event":"failed","severity":"permanent",@gun,"delivery-status":{"code":550,"enhanced-code":"5.1.1",` +
		`"message":"no such user"}}`,
		"bounced address! 550 no such user"},
	{Mailgun, `{"event":"failed","severity":"temporary",@gun,"delivery-status":{"code":452,"message":"mailbox full"}}`,
		"delaying busy mailbox full"},
	{Mailgun, `{"event":"failed","severity":"permanent",@gun,"reason":"suppress-bounce","delivery-status":{"code":605}}`,
		"bounced refused 605 suppress-bounce"},
	{Mailgun, `{"event":"opened",@gun,"client-info":{"user-agent":"UA"}}`, "opened  "},
	{Mailgun, `{"event":"opened",@gun,"client-info":{"user-agent":"UA","bot":"apple"}}`,
		"opened * "},
	{Mailgun, `{"event":"clicked",@gun,"url":"https://a.vn","client-info":{"user-agent":"HeadlessChrome"}}`, "clicked * https://a.vn"},
	{Mailgun, `{"event":"complained",@gun}`, "complained  "},
	{Mailgun, `{"event":"unsubscribed",@gun}`, "unsubscribed  "},
	{Mailgun, `{"event":"accepted","message":{"headers":{"message-id":"MID"}}}`, ""},

	{Postmark, `{"RecordType":"Delivery","DeliveredAt":@at,"Details":"250 ok",@mark}`, "delivered  250 ok"},
	{Postmark, `{"RecordType":"Bounce","Type":"HardBounce","BouncedAt":@at,"Details":"smtp;550 5.1.1 nobody here",@mark}`,
		"bounced address! 550 5.1.1 nobody here"},
	{Postmark, `{"RecordType":"Bounce","Type":"BadEmailAddress","BouncedAt":@at,"Description":"bad",@mark}`, "bounced address! bad"},
	{Postmark, `{"RecordType":"Bounce","Type":"SoftBounce","BouncedAt":@at,"Details":"full",@mark}`,
		"delaying busy full"},
	{Postmark, `{"RecordType":"Bounce","Type":"AutoResponder","BouncedAt":@at,@mark}`, ""},
	{Postmark, `{"RecordType":"SpamComplaint","Type":"SpamComplaint","BouncedAt":@at,@mark}`, "complained  "},
	{Postmark, `{"RecordType":"Open","ReceivedAt":@at,"UserAgent":"UA (via ggpht.com GoogleImageProxy)",@mark}`, "opened * "},
	{Postmark, `{"RecordType":"Click","ReceivedAt":@at,"UserAgent":"UA","OriginalLink":"https://a.vn",@mark}`, "clicked  https://a.vn"},
	{Postmark, `{"RecordType":"SubscriptionChange","ChangedAt":@at,"SuppressSending":true,"Origin":"Recipient",` +
		`"SuppressionReason":"ManualSuppression",@mark}`,
		"unsubscribed  "},
	{Postmark, `{"RecordType":"SubscriptionChange","SuppressSending":false,@mark}`, ""},
	{Postmark, `{"RecordType":"Open","UserAgent":"UA","Metadata":{"order":"1"}}`, ""},
}

// filled puts in what an event is about.
func filled(body string) string {
	body = strings.NewReplacer("@mail", `"mail":{"tags":{"cham":["ID"]}}`, "@grid", `"smtp-id":"MID","timestamp":1796001000`,
		"@gun", `"timestamp":1796001000,"message":{"headers":{"message-id":"MID"}}`, "@mark", `"Metadata":{"cham":"ID"}`,
		"@at", `"2026-11-30T01:10:00Z"`).Replace(body)
	return strings.NewReplacer("MID", provided, "ID", testID, "UA", outlook).Replace(body)
}
