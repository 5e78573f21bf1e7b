package app

import (
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outgoing"
	"cham/channel/hook"
	"cham/feed"
)

// outgoingReader is the name of the reader that queues touches to be sent on.
const outgoingReader = "outgoing"

// sendOn joins what sends touches on to its store, its channel and the feed.
func (a *App) sendOn() {
	if a.Poster == nil {
		a.Poster = hook.New(a.FetchFrom, nil, a.Now)
	}
	a.Outgoing = outgoing.New(outgoing.Config{Store: a.Store.Outgoing(), Poster: a.Poster, Keys: a.keysOf, NewID: a.NewID,
		Seal: a.Secrets, Random: rand.Reader, Jitter: mathrand.Float64, Now: a.Now, Log: a.Log, Limits: outgoing.DefaultLimits()})
	a.Readers = append([]Reader{{Name: outgoingReader, From: feed.Now(),
		Handle: func(ctx context.Context, b feed.Batch) (func(context.Context, Tx) error, error) {
			queued, err := a.Outgoing.Queue(ctx, b.Workspace, b.Records)
			if err != nil || len(queued) == 0 {
				return nil, err
			}
			return func(ctx context.Context, tx Tx) error { return a.Store.Outgoing().EnqueueIn(ctx, tx, queued) }, nil
		}}}, a.Readers...)
}

// sealSecrets seals secrets of before there were seals, and tells of those that
// another key sealed.
func (a *App) sealSecrets(ctx context.Context) {
	if err := a.Outgoing.SealSecrets(ctx); err != nil {
		a.Log.Error("secrets that sign what is sent on cannot be read: make new ones, or bring secrets.key of the folder they come from",
			"error", err)
	}
	if err := a.Webhooks.SealSecrets(ctx); err != nil {
		a.Log.Error("secrets of calls from other systems cannot be read: enter them again, or bring secrets.key of the folder they come from",
			"error", err)
	}
}

// keysOf are what KeyIDs stand for.
func (a *App) keysOf(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) (map[cham.KeyID]cham.Key, error) {
	nodes, err := a.Store.Graph().NodesByID(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	keys := map[cham.KeyID]cham.Key{}
	for _, n := range nodes {
		keys[n.ID] = n.Key
	}
	return keys, nil
}

// queues are the deliveries that wait to be sent on.
type queues struct{ app *App }

var _ erasure.Place = queues{}

// Erase implements erasure.Place. What history had of the person when it was
// rewritten is queued first, so that it is found.
func (q queues) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	end, err := q.app.newestRecord(ctx, ws)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for q.app.readUpTo(ws) < end {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return q.app.Store.Outgoing().Erase(ctx, ws, m)
}

// readUpTo is the Seq of the last touch that was looked at to be sent on.
func (a *App) readUpTo(ws cham.WorkspaceID) int64 {
	for _, s := range a.Feed.Stats() {
		if s.Workspace == ws && s.Reader == outgoingReader {
			return s.Seq
		}
	}
	return 0
}
