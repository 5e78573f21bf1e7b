package app

import (
	"context"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/form"
	"cham/capability/pages"
	"cham/capability/qr"
)

// What is asked of a workspace's history by who has only its id: pages, mostly.

// Timeline is duckdb.History.Timeline of a workspace.
func (w *Workspaces) Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel,
	before time.Time, beforeSeq int64, limit int) ([]cham.Record, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.Timeline(ctx, keys, channel, before, beforeSeq, limit)
}

// NewestTouch is the highest Record.Seq of a workspace's history.
func (w *Workspaces) NewestTouch(ctx context.Context, ws cham.WorkspaceID) (int64, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return 0, err
	}
	_, record, err := h.Cursor(ctx)
	return record, err
}

// TouchesBetween returns the records of a stretch of history; see duckdb.History.Between.
func (w *Workspaces) TouchesBetween(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]cham.Record, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.Between(ctx, after, upTo)
}

// Latest is duckdb.History.Latest of a workspace.
func (w *Workspaces) Latest(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]cham.Record, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.Latest(ctx, source, limit)
}

// PagePaths is duckdb.History.PagePaths of a workspace.
func (w *Workspaces) PagePaths(ctx context.Context, ws cham.WorkspaceID, recent time.Time, limit int) ([]pages.Seen, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.PagePaths(ctx, recent, limit)
}

// MoneyFields is duckdb.History.MoneyFields of a workspace.
func (w *Workspaces) MoneyFields(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]capture.MoneyFields, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.MoneyFields(ctx, since)
}

// Website is duckdb.History.Website of a workspace.
func (w *Workspaces) Website(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time,
	limit int) (capture.Website, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return capture.Website{}, err
	}
	return h.Website(ctx, source, since, limit)
}

// Currencies is duckdb.History.Currencies of a workspace.
func (w *Workspaces) Currencies(ctx context.Context, ws cham.WorkspaceID) ([]cham.MoneySeen, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.Currencies(ctx)
}

// SourceVolumes is duckdb.History.SourceVolumes of a workspace.
func (w *Workspaces) SourceVolumes(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]capture.SourceVolume, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.SourceVolumes(ctx, since)
}

// FormCounts is duckdb.History.FormCounts of a workspace.
func (w *Workspaces) FormCounts(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]form.Count, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.FormCounts(ctx, since)
}

// CodeCounts is duckdb.History.CodeCounts of a workspace.
func (w *Workspaces) CodeCounts(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]qr.Count, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.CodeCounts(ctx, since)
}
