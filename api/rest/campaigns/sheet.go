package campaigns

import (
	"context"

	"cham/api/rest/route"
	"cham/capability/outbox"
	"cham/locale"
)

type recipientFileIn struct {
	CampaignPath
	State    outbox.State `query:"state" enum:"waiting,ready,sending,sent,failed,unknown,held,stopped"`
	Rule     string       `query:"rule" maxLength:"100" doc:"or problem"`
	Language string       `header:"Accept-Language"`
	route.Separator
}

// recipientStep is how many recipients are read at once.
const recipientStep = 1000

// recipientColumns are the words of the columns, in the order they are written.
var recipientColumns = []string{"campaign.sheet.name", "campaign.sheet.state", "campaign.sheet.way", "campaign.sheet.why",
	"campaign.sheet.words", "campaign.sheet.at", "campaign.sheet.customer"}

func (s *server) recipientsCSV(ctx context.Context, in *recipientFileIn) (route.File, error) {
	t, err := s.recipientTable(ctx, in)
	return t.CSVBy(in.Separator), err
}

func (s *server) recipientsWorkbook(ctx context.Context, in *recipientFileIn) (route.File, error) {
	t, err := s.recipientTable(ctx, in)
	return t.Workbook(), err
}

func (s *server) recipientsParquet(ctx context.Context, in *recipientFileIn) (route.File, error) {
	t, err := s.recipientTable(ctx, in)
	return t.Parquet(), err
}

// recipientTable is recipients page by page, as the caller may see them.
func (s *server) recipientTable(ctx context.Context, in *recipientFileIn) (t route.Table, err error) {
	zone, err := s.Zone(ctx)
	if err != nil {
		return t, err
	}
	asked := &recipientsIn{CampaignPath: in.CampaignPath, State: in.State, Rule: in.Rule, Limit: recipientStep}
	page, err := s.recipients(ctx, asked)
	if err != nil {
		return t, err
	}
	lang := locale.Match(in.Language)
	t.Name = "cham-recipients"
	for _, c := range recipientColumns {
		t.Columns = append(t.Columns, locale.Text(lang, c, nil))
	}
	t.Rows = func(write func(...any) error) error {
		for {
			for _, r := range route.Masked(ctx, page.Recipients) {
				cells := []any{r.Name, locale.Text(lang, "campaign.item."+string(r.State), nil), wayName(lang, &r), r.reason(lang), r.Words, r.At,
					int64(r.Customer)}
				if err := write(route.InZone(zone, cells)...); err != nil {
					return err
				}
			}
			if asked.After = page.Next; asked.After == "" {
				return nil
			}
			if page, err = s.recipients(ctx, asked); err != nil {
				return err
			}
		}
	}
	return t, nil
}

func wayName(lang string, r *Recipient) string {
	if r.Way == "" {
		return ""
	}
	return locale.Text(lang, "reach.way."+string(r.Way), nil)
}

// reason is why somebody has not got it, in words: ours, or the name of what has none.
func (r *Recipient) reason(lang string) string {
	for _, of := range [][2]string{{"campaign.rule.", r.Rule}, {"reach.rule.", r.Rule}, {"error.sending.", r.Problem}} {
		if text := locale.Text(lang, of[0]+of[1], nil); of[1] != "" && text != "" {
			return text
		}
	}
	return r.Rule + r.Problem
}
