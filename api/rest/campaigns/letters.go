package campaigns

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"cham"
	"cham/api/rest/route"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/locale"
)

// CampaignStart is a letter to begin with.
type CampaignStart struct {
	Key    string        `json:"key"`
	Name   string        `json:"name"`
	Class  reach.Class   `json:"class" enum:"transaction,care,survey,marketing"`
	Letter letter.Letter `json:"letter"`
}

// ReadyLetters are letters to begin with.
type ReadyLetters struct {
	Letters []CampaignStart `json:"letters"`
}

func (s *server) ready(_ context.Context, in *struct {
	Lang string `query:"lang" enum:"vi,en" default:"vi"`
}) (out ReadyLetters, _ error) {
	for _, l := range letter.Ready(in.Lang) {
		class := reach.Care
		if l.Advert {
			class = reach.Marketing
		}
		out.Letters = append(out.Letters, CampaignStart{l.Key, l.Name, class, l.Letter})
	}
	return out, nil
}

// LetterAsked is a message to be looked at.
type LetterAsked struct {
	Way      reach.Way       `json:"way,omitempty" enum:"zns,zalo,messenger,sms,own,email,web,call" doc:"email when empty"`
	Letter   letter.Letter   `json:"letter,omitzero" doc:"of e-mail"`
	Text     letter.Note     `json:"text,omitzero" doc:"of other ways"`
	Class    reach.Class     `json:"class" enum:"transaction,care,survey,marketing"`
	Lang     string          `json:"lang" enum:"vi,en"`
	Customer cham.CustomerID `json:"customer,omitempty" doc:"who gets it; somebody made up when empty"`
	Voucher  string          `json:"voucher,omitempty" maxLength:"100" doc:"the pool of codes it is from; the code is a sample"`
}

// LetterShown is a message as a customer gets it.
type LetterShown struct {
	Subject string            `json:"subject"`
	HTML    string            `json:"html" mask:"no" doc:"to be shown where it can do nothing"`
	Text    string            `json:"text"`
	Params  map[string]string `json:"params,omitempty" doc:"what stands in a template's fields"`
	Missing string            `json:"missing,omitempty" doc:"what of the customer is not known and the message needs"`
	SMS     *SMSCount         `json:"sms,omitempty" doc:"what it counts as"`
	Panel   *outbox.WebPanel  `json:"panel,omitempty" doc:"of the website"`
}

// SMSCount is what a text counts as, and costs.
type SMSCount struct {
	Text       string `json:"text" doc:"as it is sent"`
	Characters int    `json:"characters"`
	Parts      int    `json:"parts"`
	Unicode    bool   `json:"unicode"`
	Price      int64  `json:"price,omitempty" doc:"of one message, in đồng"`
}

type previewIn struct {
	route.RequestInfo
	Body LetterAsked
}

func (s *server) preview(ctx context.Context, in *previewIn) (out LetterShown, err error) {
	b := in.Body
	way := cmp.Or(b.Way, reach.Email)
	d := campaign.Draft{Class: b.Class, Lang: b.Lang, Ways: []reach.Way{way}, Letter: begun(b.Letter),
		Texts: map[reach.Way]letter.Note{way: b.Text}, Voucher: b.Voucher}
	links := campaign.Links{Unsubscribe: "https://example.vn/p/x"}
	if way == reach.SMS { // they count: as long as they will be
		short := s.base(in.RequestInfo) + outbox.ShortPath + strings.Repeat("x", outbox.ShortCode)
		links = campaign.Links{Unsubscribe: short, Counted: func(string) string { return short }}
	}
	w, missing, err := s.write(ctx, &campaign.Campaign{Draft: d}, way, b.Customer, links)
	if err != nil {
		return out, err
	}
	out = LetterShown{Subject: w.Subject, HTML: w.HTML, Text: w.Text, Params: w.Params, Missing: missing, Panel: w.Panel}
	if way == reach.SMS {
		out.SMS, err = s.CountSMS(ctx, route.Workspace(ctx), w.Text)
	}
	return out, err
}

// begun is what there is already of a letter that is being written.
func begun(l letter.Letter) letter.Letter {
	l.Blocks = slices.DeleteFunc(slices.Clone(l.Blocks), func(b letter.Block) bool {
		image := b.Kind == letter.Image
		return b.Kind != letter.Divider && (!image && strings.TrimSpace(b.Text) == "" || (image || b.Kind == letter.Button) && b.URL == "")
	})
	if len(l.Blocks) == 0 {
		l.Blocks = []letter.Block{{Kind: letter.Divider}}
	}
	if strings.TrimSpace(l.Subject) == "" {
		l.Subject = "…"
	}
	return l
}

// write writes a campaign's message to a customer, or to somebody made up; who sees
// customers masked sees no message to one.
func (s *server) write(ctx context.Context, c *campaign.Campaign, way reach.Way, id cham.CustomerID, links campaign.Links) (p outbox.Parcel,
	missing string, err error) {
	compiled, err := c.Compile()
	if err != nil {
		if e, ok := errors.AsType[*cham.Error](err); ok && !strings.HasPrefix(e.Field, "texts.") {
			e.Field = "letter." + e.Field
		}
		return p, "", err
	}
	content := campaign.Content{Campaign: *c}
	if content.Business, content.Contact, err = s.Service.From(ctx, route.Workspace(ctx)); err != nil {
		return p, "", err
	}
	fields := example(c.Lang)
	if id != 0 && !route.Masks(ctx) {
		known, err := s.Service.Fields(ctx, route.Workspace(ctx), []cham.CustomerID{id}, c.Lang)
		if err != nil {
			return p, "", err
		}
		fields = known[0]
	}
	ends, err := s.Service.Vouchers.End(ctx, route.Workspace(ctx), c.Voucher)
	if err != nil {
		return p, "", err
	}
	fields = fields.WithVoucher(letter.SampleCode, ends)
	return content.Write(compiled, id, way, fields, links)
}

// example is a customer who is made up.
func example(lang string) letter.Fields {
	name := locale.Text(lang, "sending.example.name", nil)
	return letter.FieldsOf(name, map[string]json.RawMessage{"gender": json.RawMessage(`"female"`), "city": json.RawMessage(`"Hà Nội"`)}, lang)
}

// TestAsked is where a test goes.
type TestAsked struct {
	Way      reach.Way       `json:"way,omitempty" enum:"zns,zalo,messenger,sms,own,email" doc:"email when empty"`
	To       string          `json:"to" maxLength:"254" doc:"an address of that way: e-mail, telephone number, id on Zalo or Messenger"`
	Version  string          `json:"version,omitempty" enum:"a,b" doc:"a when empty"`
	Customer cham.CustomerID `json:"customer,omitempty" doc:"whose message it is; somebody made up when empty"`
}

// TestAnswer is what the provider said.
type TestAnswer struct {
	Answer string `json:"answer"`
}

func (s *server) test(ctx context.Context, in *struct {
	CampaignPath
	Body TestAsked
}) (out TestAnswer, err error) {
	c, err := s.Service.Store.Campaign(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return out, err
	}
	if in.Body.Version == campaign.GroupB && c.B != nil {
		c.Letter, c.Texts = c.B.Letter, c.B.Texts
	}
	c.B = nil // of the other nothing is sent
	way := cmp.Or(in.Body.Way, reach.Email)
	to, err := s.address(ctx, way, in.Body.To)
	if err != nil {
		return out, err
	}
	p, missing, err := s.write(ctx, &c, way, in.Body.Customer, campaign.Links{})
	if err == nil && missing != "" {
		err = &cham.Error{Code: cham.CodeConflict, Op: "campaigns.test", Key: "error.campaign.missing", Args: map[string]any{"field": missing}}
	}
	if err != nil {
		return out, err
	}
	p.ID, p.To, p.Unsubscribe = "test-"+s.NewID(), to, ""
	answer, err := s.Outbox.Test(ctx, route.Workspace(ctx), way, p)
	return TestAnswer{answer.Words}, err
}
