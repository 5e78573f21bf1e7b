package storetest

import (
	"testing"

	"cham"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
)

func testCampaigns(t *testing.T, db Stores) {
	s := db.Campaigns
	with(t, db.Access)
	one := campaign.Campaign{ID: "c1", CreatedAt: day(1), CreatedBy: "an", Draft: campaign.Draft{Name: "Tháng 12", Class: reach.Marketing,
		Segment: "s", Lang: "vi", StartAt: day(3),
		Letter: letter.Letter{Subject: "Chào {{ name }}", Blocks: []letter.Block{{Kind: letter.Divider}}}}}
	two := campaign.Campaign{ID: "c2", CreatedAt: day(2), Draft: campaign.Draft{Name: "Khác", Lang: "en"}}
	ok(t, s.CreateCampaign(ctx, "a", one))
	ok(t, s.CreateCampaign(ctx, "a", two))
	one.Revision, two.Revision = 1, 1
	code(t, s.CreateCampaign(ctx, "a", two), cham.CodeConflict)
	all, err := s.Campaigns(ctx, "a")
	same(t, all, err, []campaign.Campaign{two, one})
	all, err = s.Campaigns(ctx, "b")
	same(t, all, err, nil)
	_, err = s.Campaign(ctx, "b", "c1")
	code(t, err, cham.CodeNotFound)
	code(t, s.UpdateCampaign(ctx, "b", one), cham.CodeNotFound)
	one.Name = "Tháng 11"
	ok(t, s.UpdateCampaign(ctx, "a", one))
	code(t, s.UpdateCampaign(ctx, "a", one), cham.CodeNotFound) // it is the next one by now
	m := outbox.Mailing{Workspace: "a", ID: "c1", State: outbox.Filling, Content: []byte("{}")}
	started, err := s.StartCampaign(ctx, one, m)
	same(t, started, err, false)
	one.Revision = 2
	got, err := s.Campaign(ctx, "a", "c1")
	same(t, got, err, one)

	// What was started is neither changed nor removed.
	started, err = s.StartCampaign(ctx, one, m)
	same(t, started, err, true)
	one.Revision = 3
	_, err = s.StartCampaign(ctx, one, m)
	code(t, err, cham.CodeConflict)
	code(t, s.UpdateCampaign(ctx, "a", one), cham.CodeNotFound)
	code(t, s.DeleteCampaign(ctx, "a", "c1"), cham.CodeNotFound)
	ok(t, s.DeleteCampaign(ctx, "a", "c2"))
	code(t, s.DeleteCampaign(ctx, "a", "c2"), cham.CodeNotFound)
}
