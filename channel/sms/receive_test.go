package sms

import (
	"net/url"
	"reflect"
	"testing"

	"cham"
	"cham/capability/outbox"
	"cham/chamtest/smsserver"
	"cham/channel/provider"
)

func TestReceive(t *testing.T) {
	esms := func(query string) outbox.Delivery {
		values, _ := url.ParseQuery(query)
		return outbox.Delivery{Query: values}
	}
	post := func(body string) outbox.Delivery { return outbox.Delivery{Body: []byte(body)} }
	for _, c := range []struct {
		provider Provider
		delivery outbox.Delivery
		want     *outbox.Return // nil is nothing yet
		invalid  bool
	}{
		{ESMS, esms("SMSID=s1&RequestId=msg_1&SendStatus=5&SendSuccess=1&SendFailed=0&TypeId=2"),
			&outbox.Return{Kind: outbox.Delivered, Message: "msg_1", Ref: "s1"}, false},
		{ESMS, esms("SMSID=s1&RequestId=&SendStatus=5&SendSuccess=0&SendFailed=1"),
			&outbox.Return{Kind: outbox.Bounced, Ref: "s1", Problem: provider.NotTaken}, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=4"), &outbox.Return{Kind: outbox.Bounced, Message: "msg_1", Problem: provider.NotTaken}, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=1"), nil, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=2"), nil, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=7&SendSuccess=0&SendFailed=0"), nil, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=5&SendSuccess=0&SendFailed=0"), nil, false},
		{ESMS, esms("RequestId=msg_1&SendStatus=5&SendSuccess=&SendFailed=x"), nil, false},
		{ESMS, esms("SendStatus=5&SendSuccess=1"), nil, true},
		{ESMS, esms("SMSID=s1&SendStatus=sent"), nil, true},
		{ESMS, esms("SMSID=s1"), nil, true},
		{ESMS, post(`{"SMSID":"s1","SendStatus":"5"}`), nil, true},
		{SpeedSMS, post(`{"type":"report","tranId":9007199254740993,"phone":"84912345678","status":0}`),
			&outbox.Return{Kind: outbox.Delivered, Ref: "9007199254740993"}, false},
		{SpeedSMS, post(`{"type":"report","tranId":"12","status":"0"}`), &outbox.Return{Kind: outbox.Delivered, Ref: "12"}, false},
		{SpeedSMS, post(`{"type":"report","tranId":12,"status":63}`),
			&outbox.Return{Kind: outbox.Delaying, Ref: "12", Problem: provider.Busy}, false},
		{SpeedSMS, post(`{"type":"report","tranId":12,"status":64}`),
			&outbox.Return{Kind: outbox.Bounced, Ref: "12", Problem: provider.NotTaken}, false},
		{SpeedSMS, post(`{"type":"sms","phone":"84912345678","content":"TC"}`), nil, false},
		{SpeedSMS, post(`{"type":"report","status":0}`), nil, true},
		{SpeedSMS, post(`{"type":"report","tranId":12}`), nil, true},
		{SpeedSMS, post(`{"type":"report","tranId":12,"status":-1}`), nil, true},
		{SpeedSMS, post(`{"tranId":12,"status":0}`), nil, true},
		{SpeedSMS, post(`{`), nil, true},
		{Stringee, post(`{"type":"report","tranId":12,"status":0}`), nil, true},
		{"vnpt", post(`{}`), nil, true},
	} {
		came, err := client(t, "").Receive(made(c.provider), c.delivery)
		if invalid := cham.ErrorCode(err) == cham.CodeInvalid; invalid != c.invalid || !invalid && err != nil {
			t.Errorf("%s %+v: %v", c.provider, c.delivery, err)
		}
		if c.want == nil && len(came.Returns) == 0 {
			continue
		}
		if c.want == nil || len(came.Returns) != 1 {
			t.Errorf("%s %+v: %+v", c.provider, c.delivery, came)
			continue
		}
		c.want.At, c.want.Words = at, came.Returns[0].Words
		if !reflect.DeepEqual(came.Returns[0], *c.want) || c.want.Words == "" {
			t.Errorf("%s %+v:\n%+v, want\n%+v", c.provider, c.delivery, came.Returns[0], *c.want)
		}
	}
}

// What the services report of what they were sent, late and twice, says the same of the same message.
func TestReceiveReports(t *testing.T) {
	for p := range services {
		for digits, want := range map[string]outbox.ReturnKind{"678": outbox.Delivered, smsserver.Lost: outbox.Bounced} {
			server := smsserver.New(t, clock)
			c, sent := client(t, server.URL), parcel
			sent.To = to(digits)
			answer, err := send(t, c, made(p), sent)
			if err != nil {
				t.Fatal(err)
			}
			ends := 0
			for _, d := range server.Reports(server.Messages()[0].Ref) {
				came, err := c.Receive(made(p), d)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range came.Returns {
					if r.Ref != answer.Ref || r.Message != "" && r.Message != sent.ID {
						t.Errorf("%s: %+v is not of %q", p, r, answer.Ref)
					}
					if r.Kind == want {
						ends++
					} else if r.Kind != outbox.Delaying {
						t.Errorf("%s: %s, want %s", p, r.Kind, want)
					}
				}
			}
			if wanted := 2; p != Stringee && ends != wanted {
				t.Errorf("%s: %d reports of %s, want %d", p, ends, want, wanted)
			}
		}
	}
}

func FuzzReceive(f *testing.F) {
	f.Add("esms", "SMSID=s1&RequestId=msg_1&SendStatus=5&SendSuccess=1&SendFailed=0", []byte{})
	f.Add("esms", "SMSID=s1&SendStatus=5&SendFailed=18446744073709551616", []byte{})
	f.Add("speedsms", "", []byte(`{"type":"report","tranId":12,"status":64}`))
	f.Add("stringee", "", []byte(`{}`))
	c := &Client{now: clock}
	f.Fuzz(func(t *testing.T, name, query string, body []byte) {
		values, _ := url.ParseQuery(query)
		came, err := c.Receive(made(Provider(name)), outbox.Delivery{Query: values, Body: body})
		if err != nil && (cham.ErrorCode(err) != cham.CodeInvalid || len(came.Returns) > 0) {
			t.Errorf("%v, %+v", err, came)
		}
		for _, r := range came.Returns {
			known := r.Kind == outbox.Delivered || r.Kind == outbox.Bounced || r.Kind == outbox.Delaying
			if !known || r.Message == "" && r.Ref == "" || r.At != at || (r.Kind == outbox.Delivered) != (r.Problem == "") {
				t.Errorf("%+v", r)
			}
		}
	})
}
