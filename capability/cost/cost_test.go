package cost_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"cham"
	"cham/capability/cost"
)

var saigon = time.FixedZone("", 7*3600)

func TestReadCosts(t *testing.T) {
	for name, file := range map[string]string{
		"commas": "day,channel,source,medium,campaign,amount\n2026-03-01,facebook,fb,cpc,\"Tết, 2026\",1250000.5\n" +
			"32/03/2026,zalo,,,,5\n2026-03-02,,,,,7\n" +
			"2026-03-01,facebook,fb,cpc,\"Tết, 2026\",10\n2026-03-02,zalo,,,,-1\n2026-03-02,zalo\n2026-03-02,zalo,,,,NaN\n",
		"semicolons": "\ufeffAmount;Day;Campaign;Source;Medium;Channel\r\n1250000.5;2026-03-01;Tết, 2026;fb;cpc;facebook\r\n" +
			"5;32/03/2026;;;;zalo\r\n7;2026-03-02;;;;\r\n" +
			"10;2026-03-01;Tết, 2026;fb;cpc;facebook\r\n-1;2026-03-02;;;;zalo\r\n3\r\nNaN;2026-03-02;;;;zalo\r\n",
	} {
		costs, rejects, err := cost.Read(strings.NewReader(file), "", saigon, cham.MoneyRules{Own: "VND"})
		if err != nil {
			t.Fatal(name, err)
		}
		want := []cham.Cost{
			{Day: time.Date(2026, 2, 28, 17, 0, 0, 0, time.UTC), Channel: "facebook", Source: "fb", Medium: "cpc", Campaign: "Tết, 2026",
				Amount: 1250010.5},
			{Day: time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC), Amount: 7}}
		if !reflect.DeepEqual(costs, want) {
			t.Errorf("%s: %+v", name, costs)
		}
		var places []string
		for _, r := range rejects {
			places = append(places, string(rune('0'+r.Line))+" "+r.Reason)
		}
		if got := strings.Join(places, ", "); got != "3 day, 6 amount, 7 columns, 8 amount" {
			t.Errorf("%s: %s", name, got)
		}
		rows := cost.Rows(costs, saigon)
		again, none := cost.FromRows(rows, saigon)
		if !reflect.DeepEqual(again, costs) || none != nil {
			t.Errorf("%s: rows %+v come back as %+v", name, rows, again)
		}
	}
	for _, file := range []string{"", "channel,amount\nzalo,5\n", "2026-03-01,zalo,5\n"} {
		if _, _, err := cost.Read(strings.NewReader(file), "", saigon, cham.MoneyRules{Own: "VND"}); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%q: %v", file, err)
		}
	}
}

// A file of costs is read as a file of touches is: days and amounts as people
// write them, whatever it was saved as, and a stray quote costs its own line.
func TestReadCostsAsWritten(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(
		"Day\tAmount\tCampaign\n01/03/2026\t450.000 ₫\tx\n2026-03-02 00:00:00\t1.234.567\t\n" +
			"3/3/2026\t\"1,250,000.5\"\t\n4/3/2026\t1\t\"oops\n5/3/2026\t0.125\t\n")
	if err != nil {
		t.Fatal(err)
	}
	costs, rejects, err := cost.Read(strings.NewReader(utf16), "", saigon, cham.MoneyRules{})
	if err != nil {
		t.Fatal(err)
	}
	want := []cost.CostRow{{Day: "2026-03-01", Campaign: "x", Amount: 450_000}, {Day: "2026-03-02", Amount: 1_234_567},
		{Day: "2026-03-03", Amount: 1_250_000.5}, {Day: "2026-03-05", Amount: 0.125}}
	if got := cost.Rows(costs, saigon); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if want := []cost.CostReject{{Line: 5, Reason: "columns"}}; !reflect.DeepEqual(rejects, want) {
		t.Errorf("%+v", rejects)
	}
}

// Reports of ad systems are read as they are downloaded, with their title,
// totals and own headings; amounts of another currency are refused.
func TestReadReports(t *testing.T) {
	for name, c := range map[string]struct{ file, currency, want string }{
		"Google": {"Campaign performance report\nDecember 31, 2025 - December 31, 2025\nDay\tCampaign\tCurrency code\tCost\n" +
			"2025-12-31\ttet\tVND\t450000.00\n2025-12-31\tnew\tUSD\t45.00\nTotal: Campaigns\t --\tVND\t450000.00\n", "VND",
			"2025-12-31 google/cpc tet 450000; 5 currency; 6 total"},
		"Meta": {"\"Tên chiến dịch\",\"Ngày\",\"Số tiền đã chi tiêu (VND)\"\n" +
			"\"tet\",\"2026-01-01\",\"450000\"\n", "VND", "2026-01-01 facebook/cpc tet 450000"},
		"TikTok": {"Campaign name,By Day,Cost,Impressions\n" +
			"tet,2026-01-01,12.50,9\nnew,2026-01-01,\"1,250.00\",9\nTotal of 2 results,-,1262.50,18\n",
			"USD", "2026-01-01 tiktok/cpc tet 12.5; 2026-01-01 tiktok/cpc new 1250; 4 total"},
		"own words": {"Reporting starts,Amount spent,utm_source,utm_medium\n2026-01-01,450000,ig,paid\n2026-01-02,1,,\n", "VND",
			"2026-01-01 ig/paid  450000; 2026-01-02 facebook/cpc  1"},
		"doubt":        {"day,amount\n2026-01-01,1.250\n2026-01-02,7\n", "USD", "2026-01-02 /  7; 2 amount"},
		"another kind": {"Day,Amount spent (USD)\n2026-01-01,450\n", "VND", "error"},
	} {
		costs, rejects, err := cost.Read(strings.NewReader(c.file), "", saigon, cham.MoneyRules{Own: c.currency})
		var got []string
		for _, r := range cost.Rows(costs, saigon) {
			got = append(got, fmt.Sprint(r.Day, " ", r.Source, "/", r.Medium, " ", r.Campaign, " ", r.Amount))
		}
		for _, r := range rejects {
			got = append(got, fmt.Sprint(r.Line, " ", r.Reason))
		}
		if err != nil {
			got = []string{"error"}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
}

// Currencies are never added: an amount in another is converted, or refused.
func TestReadConverts(t *testing.T) {
	money := cham.MoneyRules{Own: "VND", Rates: map[string]float64{"USD": 25_000}}
	for file, want := range map[string]string{
		"Day,Amount spent (USD)\n2026-01-01,45.50\n":                                         "[1.1375e+06] []",
		"day,amount,currency\n2026-01-01,450000,VND\n2026-01-02,10,usd\n2026-01-03,10,EUR\n": "[450000 250000] [{4 currency EUR}]",
	} {
		costs, rejects, err := cost.Read(strings.NewReader(file), "", saigon, money)
		var amounts []float64
		for _, c := range costs {
			amounts = append(amounts, c.Amount)
		}
		if got := fmt.Sprint(amounts, " ", rejects); err != nil || got != want {
			t.Errorf("%q: %s %v, want %s", file, got, err, want)
		}
	}
}

func FuzzReadCosts(f *testing.F) {
	f.Add([]byte("day,channel,source,medium,campaign,amount\n2026-03-01,facebook,fb,cpc,Tết,5\n"))
	f.Add([]byte("amount;day\n1e3;2026-03-01\n\"x;y\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		costs, _, err := cost.Read(bytes.NewReader(in), "", saigon, cham.MoneyRules{})
		if err != nil && costs != nil {
			t.Fatal(costs, err)
		}
		for _, c := range costs {
			if !(c.Amount >= 0) || math.IsInf(c.Amount, 0) || c.Day.IsZero() || c.Day.Location() != time.UTC || len(c.Campaign) > 200 {
				t.Fatalf("%+v", c)
			}
		}
	})
}

// Costs stand on the instant at which questions let their day begin: in São
// Paulo, 4 November 2018 had no midnight.
func TestCostOfDayWithoutMidnight(t *testing.T) {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	costs, rejects, err := cost.Read(strings.NewReader("day,amount\n2018-11-04,5\n04/11/2018,7\n"), "", zone, cham.MoneyRules{Own: "BRL"})
	want := []cham.Cost{{Day: time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC), Amount: 12}}
	if err != nil || rejects != nil || !reflect.DeepEqual(costs, want) {
		t.Errorf("%v %v %v", costs, rejects, err)
	}
	if rows := cost.Rows(costs, zone); rows[0].Day != "2018-11-04" {
		t.Error(rows)
	}
}
