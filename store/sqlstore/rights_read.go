package sqlstore

import (
	"context"
	"encoding/json"
	"io/fs"
	"time"

	"cham/capability/rights"
	"cham/store/internal/sqldb"
)

// ReadRequests counts the open requests of every business that has some, by its name, in a
// database that a program may have open.
func ReadRequests(ctx context.Context, url string, now time.Time) (map[string]rights.Standing, error) {
	db, dialect, err := openToRead(url)
	if err != nil {
		return nil, failed("rights.every", err)
	}
	defer db.Close()
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return nil, err
	}
	texts, err := sqldb.Texts(folder, dialect)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, texts["rights.every"], rights.DaysOffDocument)
	if err != nil {
		return nil, failed("rights.every", err)
	}
	defer rows.Close()
	found := map[string]rights.Standing{}
	for rows.Next() {
		name, one, err := scanStanding(rows, now)
		if err != nil {
			return nil, failed("rights.every", err)
		}
		s := found[name]
		found[name] = rights.Standing{Open: s.Open + one.Open, Late: s.Late + one.Late, Soon: s.Soon + one.Soon}
	}
	return found, failed("rights.every", rows.Err())
}

func scanStanding(r scanner, now time.Time) (name string, s rights.Standing, err error) {
	var zone string
	var days, body []byte
	if err = r.Scan(&name, &zone, &days, &body); err != nil {
		return name, s, err
	}
	own, err := rights.ReadDaysOff(days)
	if err != nil {
		return name, s, err
	}
	at, err := time.LoadLocation(zone)
	if err != nil {
		return name, s, err
	}
	var q rights.Request
	if err = json.Unmarshal(body, &q); err != nil {
		return name, s, err
	}
	return name, rights.StandingOf([]rights.Request{q}, rights.NewCalendar(at, own), now), nil
}
