package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"cham/measure"
	"cham/measure/stat"
)

// print prints the object as JSON, or the table.
func (f askFlags) print(w io.Writer, object any, table func(*tabwriter.Writer)) error {
	if f.JSON {
		return json.NewEncoder(w).Encode(object)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	table(t)
	return t.Flush()
}

// printSheets prints what an answer says beside its main list, and that.
func printSheets(t *tabwriter.Writer, a *measure.Answer) {
	head := a.Summary()
	for i, name := range head.Columns {
		fmt.Fprintf(t, "%s\t%s\n", name, readable(name, head.Rows[0][i]))
	}
	fmt.Fprintln(t)
	list := a.Sheet(false)
	fmt.Fprintln(t, strings.ToUpper(strings.Join(list.Columns, "\t")))
	for _, r := range list.Rows {
		for i, v := range r {
			fmt.Fprintf(t, "%s\t", readable(list.Columns[i], v))
		}
		fmt.Fprintln(t)
	}
}

// readable words a value for people; seconds are told by their column's name.
func readable(column string, v any) string {
	switch v := v.(type) {
	case float64:
		if column == "s" || strings.HasSuffix(column, "S") {
			return seconds(v)
		}
		return fmt.Sprintf("%.4g", v)
	case stat.Rate:
		if v.N == 0 {
			return "–"
		}
		return fmt.Sprintf("%.1f %% (%.1f–%.1f) %d of %d", 100*v.Value, 100*v.Low, 100*v.High, v.K, v.N)
	case stat.Spread:
		if v.N == 0 {
			return "–"
		}
		return fmt.Sprintf("%s, p90 %s", seconds(v.Median), seconds(v.P90))
	case time.Time:
		if v.IsZero() {
			return "–"
		}
		return v.Format(time.DateTime)
	}
	return fmt.Sprint(v)
}

// seconds is a duration as people say it, with days.
func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second)).Round(time.Millisecond)
	switch {
	case d < time.Minute:
		return d.String()
	case d < 48*time.Hour:
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.1fd", d.Hours()/24)
}
