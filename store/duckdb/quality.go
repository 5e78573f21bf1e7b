package duckdb

import (
	"context"
	"database/sql"
	_ "embed"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/dataquality"
)

var (
	//go:embed query/quality_keys.sql
	qualityKeysSQL string
	//go:embed query/quality_campaigns.sql
	qualityCampaignsSQL string
	//go:embed query/quality_paths.sql
	qualityPathsSQL string
	//go:embed query/quality_clocks.sql
	qualityClocksSQL string
	//go:embed query/quality_events.sql
	qualityEventsSQL string
	//go:embed query/quality_properties.sql
	qualityPropertiesSQL string
)

// Quality gathers what checks of data look at. Cost: some scans of the columns of
// the days it is asked about, and the properties of live events.
func (h *History) Quality(ctx context.Context, w dataquality.Window) (f dataquality.Facts, err error) {
	err = h.use("duckdb.Quality", true, func(db *sql.DB) error {
		f = dataquality.Facts{}
		for _, read := range []func(context.Context, *sql.DB, dataquality.Window, *dataquality.Facts) error{
			qualityKeys, qualityCampaigns, qualityPaths, qualityClocks, qualityEvents, qualityProperties} {
			if err := read(ctx, db, w, &f); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

// A key each is too many to keep: they are added up as they are read.
func qualityKeys(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	sums := map[dataquality.KeyKind]*dataquality.KeyFact{}
	err := each(ctx, db, func(scan func(...any) error) error {
		var (
			kind       dataquality.KeyKind
			key        cham.KeyID
			n          int
			first, seq int64
		)
		err := scan(&kind.Source, &kind.Event, &key, &kind.Money, &n, &first, &seq)
		if err == nil {
			kind.Known, kind.Reached, err = w.Who(key)
		}
		if sums[kind] == nil {
			sums[kind] = &dataquality.KeyFact{KeyKind: kind}
		}
		sums[kind].Add(n, time.UnixMilli(first).UTC(), seq)
		return err
	}, qualityKeysSQL, w.Since.UnixMilli(), strings.Join(w.Personal, "\x1f"))
	for _, k := range sums {
		f.Keys = append(f.Keys, *k)
	}
	return err
}

func qualityCampaigns(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	return each(ctx, db, func(scan func(...any) error) error {
		var c dataquality.CampaignFact
		var first int64
		var seqs string
		err := scan(&c.From, &c.Source, &c.Medium, &c.Campaign, &c.N, &first, &seqs)
		c.First, c.Seqs = time.UnixMilli(first).UTC(), numbers(seqs)
		f.Campaigns = append(f.Campaigns, c)
		return err
	}, qualityCampaignsSQL, w.Since.UnixMilli())
}

func qualityPaths(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	return each(ctx, db, func(scan func(...any) error) error {
		var p dataquality.Share
		var first int64
		var seqs string
		err := scan(&p.Source, &p.N, &p.Of, &first, &seqs)
		p.First, p.Seqs = time.UnixMilli(first).UTC(), numbers(seqs)
		f.Paths = append(f.Paths, p)
		return err
	}, qualityPathsSQL, w.Since.UnixMilli())
}

func qualityClocks(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	return each(ctx, db, func(scan func(...any) error) error {
		var c dataquality.ClockFact
		var first int64
		var seqs string
		err := scan(&c.Source, &c.Class, &c.N, &first, &seqs)
		c.First, c.Seqs = time.UnixMilli(first).UTC(), numbers(seqs)
		f.Clocks = append(f.Clocks, c)
		return err
	}, qualityClocksSQL, w.Lately.UnixMilli(), w.Zone.Milliseconds())
}

func qualityEvents(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	return each(ctx, db, func(scan func(...any) error) error {
		var e dataquality.EventFact
		var hour int64
		err := scan(&e.Source, &e.Event, &hour, &e.N, &e.Seq)
		e.Hour = time.UnixMilli(hour * 3600_000).UTC()
		f.Events = append(f.Events, e)
		return err
	}, qualityEventsSQL, w.Paces.UnixMilli())
}

func qualityProperties(ctx context.Context, db *sql.DB, w dataquality.Window, f *dataquality.Facts) error {
	return each(ctx, db, func(scan func(...any) error) error {
		var p dataquality.PropertyFact
		var last int64
		var seqs string
		err := scan(&p.Source, &p.Event, &p.Recent, &p.Property, &p.Type, &p.N, &last, &seqs)
		p.Last, p.Seqs = time.UnixMilli(last).UTC(), numbers(seqs)
		f.Properties = append(f.Properties, p)
		return err
	}, qualityPropertiesSQL, w.Since.UnixMilli(), w.Lately.UnixMilli())
}

// numbers reads a list written with commas.
func numbers(s string) (all []int64) {
	for _, part := range strings.Split(s, ",") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}
