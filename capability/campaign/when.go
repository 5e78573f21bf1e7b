package campaign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"cham"
)

// dueTimes are when each customer's message goes, at the earliest: from start on, in portions of an
// hour, at the hour of the day at which they are mostly there. Asked again it says the same.
func (s *Service) dueTimes(ctx context.Context, ws cham.WorkspaceID, c *Content, ids []cham.CustomerID,
	start time.Time) ([]time.Time, error) {
	due := make([]time.Time, len(ids))
	for i := range due {
		due[i] = start
	}
	if c.PerHour > 0 {
		for n, i := range c.shuffled(ids) {
			due[i] = start.Add(time.Duration(n/c.PerHour) * time.Hour)
		}
	}
	if !c.BestHour {
		return due, nil
	}
	hours, zone, err := s.BestHours(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	for i := range due {
		due[i] = nextAt(due[i], hours[i], zone)
	}
	return due, nil
}

// shuffled are the places of customers in an order that has nothing to do with who they are: the
// first portion is like the last.
func (c *Campaign) shuffled(ids []cham.CustomerID) []int {
	type lot struct {
		sum   [sha256.Size]byte
		place int
	}
	lots := make([]lot, len(ids))
	for i, id := range ids {
		lots[i] = lot{sha256.Sum256(binary.BigEndian.AppendUint64([]byte(c.ID+"/when/"), uint64(id))), i}
	}
	slices.SortFunc(lots, func(a, b lot) int { return bytes.Compare(a.sum[:], b.sum[:]) })
	places := make([]int, len(ids))
	for i, l := range lots {
		places[i] = l.place
	}
	return places
}

// nextAt is the first instant from t on that lies within an hour of the day.
func nextAt(t time.Time, hour int, zone *time.Location) time.Time {
	local := t.In(zone)
	if local.Hour() == hour {
		return t
	}
	day := local.Day()
	if local.Hour() > hour {
		day++
	}
	return time.Date(local.Year(), local.Month(), day, hour, 0, 0, 0, zone).UTC()
}
