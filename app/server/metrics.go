package server

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"cham/app"
	"cham/capability/access"
)

// metrics reads the parts' own counters when it is asked; nothing is counted
// twice. Since the program started,
//
//	accepted + queued at start = stored + duplicates + aside + queued
//
// and in = accepted + refused + busy.
type metrics struct {
	app    *app.App
	access *access.Service

	in, busy, refused, stored, duplicates, quarantined, queued, queuedStart, journalBytes, indexBytes, failing,
	outWaiting, outFailing, outDropped, requests,
	feedLag, feedFailing, signIns, backupGood, backupFailed, diskFree, diskFloor, indexCeiling *prometheus.Desc
}

func newMetrics(a *app.App, service *access.Service) *prometheus.Registry {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("cham_"+name, help, labels, nil)
	}
	m := &metrics{
		app:          a,
		access:       service,
		in:           desc("touches_accepted_total", "Touches that were made durable."),
		busy:         desc("touches_busy_total", "Touches turned away with 503, to be sent again."),
		refused:      desc("calls_refused_total", "Calls refused, by reason.", "reason"),
		stored:       desc("touches_stored_total", "Touches in history and visible.", "workspace"),
		duplicates:   desc("touches_duplicate_total", "Touches that history had already.", "workspace"),
		quarantined:  desc("touches_aside_total", "Touches put aside because they could not be read.", "workspace"),
		queued:       desc("touches_queued", "Touches in the journal, not visible yet."),
		queuedStart:  desc("touches_queued_at_start", "Touches that were in the journal when the program started."),
		journalBytes: desc("journal_bytes", "Size of what waits in the journal, compressed."),
		indexBytes:   desc("index_bytes", "Memory of the journey index."),
		signIns:      desc("sign_ins_total", "Attempts to sign in: ok, failed, or challenged to prove work first.", "outcome"),
		failing:      desc("lane_failing", "1 while the workspace's loop retries a failure.", "workspace"),
		feedLag:      desc("feed_lag", "Touches in history that a reader of the feed has not had yet.", "workspace", "reader"),
		outWaiting:   desc("outgoing_waiting", "Touches that wait to be sent on.", "workspace", "destination"),
		outFailing:   desc("outgoing_failing", "1 while a destination takes nothing, or was stopped for that.", "workspace", "destination"),
		outDropped:   desc("outgoing_dropped_total", "Touches never sent on: no room, too old, given up.", "workspace", "destination"),
		requests:     desc("data_requests", "Open requests of customers: overdue, due soon (within two days), later.", "workspace", "due"),
		backupGood:   desc("backup_last_good_timestamp_seconds", "When the last backup that went well was begun; 0 for never."),
		backupFailed: desc("backup_last_failed", "1 when the last backup failed."),
		diskFree:     desc("disk_free_bytes", "What may still be written where the data folder is."),
		diskFloor:    desc("disk_floor_bytes", "Below so many free bytes nothing new is taken in."),
		indexCeiling: desc("index_ceiling_bytes", "How much memory the journey index may use."),
		feedFailing:  desc("feed_failing", "1 while a reader of the feed retries a failure.", "workspace", "reader"),
	}
	r := prometheus.NewRegistry()
	r.MustRegister(m, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(c chan<- *prometheus.Desc) { prometheus.DescribeByCollect(m, c) }

// Collect implements prometheus.Collector.
func (m *metrics) Collect(c chan<- prometheus.Metric) {
	total := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counts := m.app.Accepter.Counts()
	total(m.in, float64(counts.Accepted))
	total(m.busy, float64(counts.Busy))
	for reason, n := range counts.Refused {
		total(m.refused, float64(n), string(reason))
	}
	in := m.access.SignIns()
	for outcome, n := range map[string]int64{"ok": in.OK, "failed": in.Failed, "challenged": in.Challenged} {
		total(m.signIns, float64(n), outcome)
	}
	queued := int64(0)
	for _, s := range m.app.Flow.Stats() {
		ws := string(s.Workspace)
		total(m.stored, float64(s.Stored), ws)
		total(m.duplicates, float64(s.Duplicates), ws)
		total(m.quarantined, float64(s.Quarantined), ws)
		if n, err := m.app.Flow.Lag(context.Background(), s.Workspace); err == nil {
			queued += n
		}
		gauge(m.failing, oneIf(s.LastError != ""), ws)
	}
	for _, s := range m.app.Feed.Stats() {
		gauge(m.feedLag, float64(s.Lag), string(s.Workspace), s.Reader)
		gauge(m.feedFailing, oneIf(s.LastError != ""), string(s.Workspace), s.Reader)
	}
	if all, err := m.app.Store.Outgoing().Destinations(context.Background(), ""); err == nil {
		for _, d := range all {
			gauge(m.outWaiting, float64(d.Waiting), string(d.Workspace), d.ID)
			gauge(m.outFailing, oneIf(d.Troubled()), string(d.Workspace), d.ID)
			total(m.outDropped, float64(d.Dropped+d.GaveUp), string(d.Workspace), d.ID)
		}
	}
	if all, err := m.app.Requests.Standings(context.Background()); err == nil {
		for ws, s := range all {
			gauge(m.requests, float64(s.Late), string(ws), "overdue")
			gauge(m.requests, float64(s.Soon), string(ws), "soon")
			gauge(m.requests, float64(s.Open-s.Late-s.Soon), string(ws), "later")
		}
	}
	if free, err := m.app.Free(); err == nil {
		gauge(m.diskFree, float64(free))
	}
	backups, good := m.app.Backups.Status(), 0.0
	if backups.LastGood != nil {
		good = float64(backups.LastGood.At.Unix())
	}
	gauge(m.backupGood, good)
	gauge(m.backupFailed, oneIf(backups.Last != nil && backups.Last.Error != ""))
	gauge(m.diskFloor, float64(m.app.MinFree))
	gauge(m.indexCeiling, float64(m.app.IndexBytes))
	gauge(m.queued, float64(queued))
	gauge(m.queuedStart, float64(m.app.QueuedAtStart))
	gauge(m.journalBytes, float64(m.app.Journal.Stats().Bytes))
	gauge(m.indexBytes, float64(m.app.Index.Bytes()))
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
