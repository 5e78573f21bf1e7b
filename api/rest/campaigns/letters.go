package campaigns

import (
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

// LetterAsked is a letter to be looked at.
type LetterAsked struct {
	Letter   letter.Letter   `json:"letter"`
	Class    reach.Class     `json:"class" enum:"transaction,care,survey,marketing"`
	Lang     string          `json:"lang" enum:"vi,en"`
	Customer cham.CustomerID `json:"customer,omitempty" doc:"who gets it; somebody made up when empty"`
}

// LetterShown is a letter as a customer gets it.
type LetterShown struct {
	Subject string `json:"subject"`
	HTML    string `json:"html" mask:"no" doc:"to be shown where it can do nothing"`
	Text    string `json:"text"`
	Missing string `json:"missing,omitempty" doc:"what of the customer is not known and the letter needs"`
}

func (s *server) preview(ctx context.Context, in *route.In[LetterAsked]) (LetterShown, error) {
	c := campaign.Campaign{Draft: campaign.Draft{Class: in.Body.Class, Lang: in.Body.Lang, Letter: begun(in.Body.Letter)}}
	w, missing, err := s.write(ctx, &c, in.Body.Customer, "https://example.vn/p/x")
	return LetterShown{Subject: w.Subject, HTML: w.HTML, Text: w.Text, Missing: missing}, err
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

// write writes a campaign's letter to a customer, or to somebody made up; who sees
// customers masked sees no letter to one.
func (s *server) write(ctx context.Context, c *campaign.Campaign, id cham.CustomerID, unsubscribe string) (w letter.Written, missing string,
	err error) {
	compiled, err := letter.Compile(c.Letter)
	if err != nil {
		var e *cham.Error
		if errors.As(err, &e) {
			e.Field = "letter." + e.Field
		}
		return w, "", err
	}
	content := campaign.Content{Campaign: *c}
	if content.Business, content.Contact, err = s.Service.From(ctx, route.Workspace(ctx)); err != nil {
		return w, "", err
	}
	fields := example(c.Lang)
	if id != 0 && !route.Masks(ctx) {
		known, err := s.Service.Fields(ctx, route.Workspace(ctx), []cham.CustomerID{id}, c.Lang)
		if err != nil {
			return w, "", err
		}
		fields = known[0]
	}
	return content.Write(compiled, fields, campaign.Links{Unsubscribe: unsubscribe})
}

// example is a customer who is made up.
func example(lang string) letter.Fields {
	name := locale.Text(lang, "sending.example.name", nil)
	return letter.FieldsOf(name, map[string]json.RawMessage{"gender": json.RawMessage(`"female"`), "city": json.RawMessage(`"Hà Nội"`)}, lang)
}

// TestAsked is where a test goes.
type TestAsked struct {
	To       string          `json:"to" format:"email" maxLength:"254"`
	Customer cham.CustomerID `json:"customer,omitempty" doc:"whose letter it is; somebody made up when empty"`
}

// TestAnswer is what the mail server said.
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
	w, missing, err := s.write(ctx, &c, in.Body.Customer, "")
	if err == nil && missing != "" {
		err = &cham.Error{Code: cham.CodeConflict, Op: "campaigns.test", Key: "error.campaign.missing", Args: map[string]any{"field": missing}}
	}
	if err != nil {
		return out, err
	}
	answer, err := s.Outbox.Test(ctx, route.Workspace(ctx), reach.Email, outbox.Parcel{ID: "test-" + s.NewID(), To: in.Body.To,
		Subject: w.Subject, HTML: w.HTML, Text: w.Text, Lang: c.Lang})
	return TestAnswer{answer.Words}, err
}
