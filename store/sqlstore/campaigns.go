package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/campaign"
)

var _ campaign.Store = Campaigns{}

// Campaigns keeps campaigns.
type Campaigns struct{ db *DB }

// Campaigns is the database's store of campaigns.
func (db *DB) Campaigns() Campaigns { return Campaigns{db} }

func scanCampaign(r scanner) (c campaign.Campaign, err error) {
	var body []byte
	if err = r.Scan(&body); err == nil {
		err = json.Unmarshal(body, &c)
	}
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

// UpdateCampaign implements campaign.Store; CodeNotFound also when it was started.
func (s Campaigns) UpdateCampaign(ctx context.Context, ws cham.WorkspaceID, c campaign.Campaign) error {
	body, err := json.Marshal(c)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.UpdateCampaign", err)
	}
	return s.db.execOne(ctx, "campaigns.update", ws, c.ID, string(body))
}

// DeleteCampaign implements campaign.Store; CodeNotFound also when it was started.
func (s Campaigns) DeleteCampaign(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "campaigns.delete", ws, id)
}
