package sqlstore

import (
	"context"
	"time"

	"cham/capability/outbox"
)

// KeepShorts implements outbox.Shorts.
func (s Outbox) KeepShorts(ctx context.Context, all []outbox.Short) error {
	type row struct {
		Code      string `json:"code"`
		Workspace string `json:"workspace"`
		Mailing   string `json:"mailing"`
		Item      string `json:"item"`
		Owner     string `json:"owner"`
		Leads     string `json:"leads"`
		Personal  int    `json:"personal"`
		Counted   int    `json:"counted"`
		Until     int64  `json:"until"`
	}
	rows := make([]row, len(all))
	for i, l := range all {
		rows[i] = row{l.Code, string(l.Workspace), l.Mailing, l.Item, l.Owner, text(l.What), bit(l.Personal), bit(l.Counted), millis(l.Until)}
	}
	_, err := s.db.exec(ctx, "shorts.keep", list(rows))
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Short implements outbox.Shorts.
func (s Outbox) Short(ctx context.Context, code string, now time.Time) (outbox.Short, error) {
	return one(ctx, s.db, "shorts.get", func(r scanner) (l outbox.Short, err error) {
		return l, r.Scan(&l.Code, &l.Workspace, &l.Mailing, &l.Item, &l.Owner, &l.What, &l.Personal, &l.Counted, instant{&l.Until})
	}, code, now)
}

// DropShorts implements outbox.Shorts.
func (s Outbox) DropShorts(ctx context.Context, before time.Time) error {
	_, err := s.db.exec(ctx, "shorts.drop", before)
	return err
}
