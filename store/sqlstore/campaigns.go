package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/campaign"
	"cham/capability/outbox"
)

var _ campaign.Store = Campaigns{}

// Campaigns keeps campaigns.
type Campaigns struct{ db *DB }

// Campaigns is the database's store of campaigns.
func (db *DB) Campaigns() Campaigns { return Campaigns{db} }

func scanCampaign(r scanner) (c campaign.Campaign, err error) {
	var body []byte
	var revision int64
	if err = r.Scan(&body, &revision); err == nil {
		err = json.Unmarshal(body, &c)
	}
	c.Revision = revision
	return c, err
}

// Campaigns implements campaign.Store.
func (s Campaigns) Campaigns(ctx context.Context, ws cham.WorkspaceID) ([]campaign.Campaign, error) {
	return all(ctx, s.db, "campaigns.list", scanCampaign, ws)
}

// Campaign implements campaign.Store.
func (s Campaigns) Campaign(ctx context.Context, ws cham.WorkspaceID, id string) (campaign.Campaign, error) {
	return one(ctx, s.db, "campaigns.get", scanCampaign, ws, id)
}

// CreateCampaign implements campaign.Store.
func (s Campaigns) CreateCampaign(ctx context.Context, ws cham.WorkspaceID, c campaign.Campaign) error {
	body, err := json.Marshal(c)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.CreateCampaign", err)
	}
	_, err = s.db.exec(ctx, "campaigns.insert", ws, c.ID, string(body), c.CreatedAt)
	return err
}

// UpdateCampaign implements campaign.Store; CodeNotFound also when it was started or changed.
func (s Campaigns) UpdateCampaign(ctx context.Context, ws cham.WorkspaceID, c campaign.Campaign) error {
	body, err := json.Marshal(c)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.UpdateCampaign", err)
	}
	return s.db.execOne(ctx, "campaigns.update", ws, c.ID, string(body), c.Revision)
}

// StartCampaign implements campaign.Store.
func (s Campaigns) StartCampaign(ctx context.Context, c campaign.Campaign, m outbox.Mailing) (started bool, err error) {
	args, err := mailingArgs(&m)
	if err != nil {
		return false, err
	}
	err = s.db.transact(ctx, "sqlstore.StartCampaign", func(t *txn) {
		if started = t.exec("campaigns.begin", m.Workspace, c.ID, c.Revision) > 0; started {
			t.exec("outbox.create_mailing", args...)
		}
	})
	return started && err == nil, err
}

// DeleteCampaign implements campaign.Store; CodeNotFound also when it was started.
func (s Campaigns) DeleteCampaign(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "campaigns.delete", ws, id)
}
