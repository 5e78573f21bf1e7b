package capture

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cham"
)

// Mapping says what the columns of a CSV file mean.
type Mapping struct {
	// Columns maps a field to the name of its column. Fields are userId,
	// anonymousId, phone, email, zalo, facebook, shopee, lazada, tiktokshop,
	// member, event, time, channel, branch, value (money, given on as revenue),
	// currency, duration (seconds), messageId, traits.NAME and properties.NAME.
	Columns map[string]string `json:"columns"`
	// Event and Channel hold for rows whose own cell is empty. Rows without any
	// event only tell who somebody is.
	Event   string       `json:"event,omitempty"`
	Channel cham.Channel `json:"channel,omitempty"`
	// TimeZone is the IANA zone of times that state none; "" is Vietnam's.
	TimeZone string `json:"timeZone,omitempty"`
	// Layout is the order of dates like 03/04/2026: "dmy" (also "") or "mdy".
	Layout string `json:"layout,omitempty"`
}

func (m *Mapping) hasEvent() bool { return m.Event != "" || m.Columns["event"] != "" }

// plainFields are the fields with a meaning of their own.
var plainFields = []string{"userId", "anonymousId", "event", "time", "channel", "branch", "value", "currency", "duration", "messageId"}

// idColumns are fields that hold identifiers, with the trait they become.
var idColumns = map[string]string{"phone": "phone", "email": "email", "zalo": "zaloId", "facebook": "facebookId",
	"shopee": "shopeeId", "lazada": "lazadaId", "tiktokshop": "tiktokshopId", "member": "memberId"}

// bind checks the mapping against the columns of a file.
func (c *csvReader) bind(m *Mapping, columns []string) error {
	zone, err := time.LoadLocation(m.TimeZone)
	if m.TimeZone == "" {
		zone, err = time.LoadLocation(cham.DefaultTimeZone)
	}
	if err != nil || m.TimeZone == "Local" {
		return fileError("timeZone", "%q is no time zone", m.TimeZone)
	}
	c.zone = zone
	if m.Layout != "" && m.Layout != "dmy" && m.Layout != "mdy" {
		return fileError("layout", `%q is neither "dmy" nor "mdy"`, m.Layout)
	}
	if m.Channel != "" && !m.Channel.Valid() {
		return fileError("channel", "%q is no channel", m.Channel)
	}
	for field, column := range m.Columns {
		i := slices.Index(columns, column)
		switch {
		case i < 0:
			return fileError("columns."+field, "the file has no column %q", column)
		case !knownField(field):
			return fileError("columns."+field, "%q is no field", field)
		}
		c.fields = append(c.fields, boundField{field, i})
	}
	slices.SortFunc(c.fields, func(a, b boundField) int {
		return cmp.Or(a.column-b.column, strings.Compare(a.field, b.field))
	})
	if m.hasEvent() && m.Columns["time"] == "" {
		return fileError("columns.time",
			"no column says when it happened; without one, rows can only describe customers, so leave the event out too")
	}
	return c.hasOwner()
}

// hasOwner wants a column that says whose the rows are.
func (c *csvReader) hasOwner() error {
	for _, f := range c.fields {
		if f.field == "userId" || f.field == "anonymousId" || idColumns[f.field] != "" {
			return nil
		}
	}
	return fileError("columns", "no column says whose the rows are: choose one for userId, phone, email or another id")
}

func knownField(f string) bool {
	for _, prefix := range []string{"traits.", "properties."} {
		if name, ok := strings.CutPrefix(f, prefix); ok {
			return name != "" && len(name) <= maxName
		}
	}
	return slices.Contains(plainFields, f) || idColumns[f] != ""
}

// columnNames are what people call the fields, without diacritics, in lower
// case, words joined by single spaces; the most telling names first.
var columnNames = []struct {
	field string
	names []string
}{
	{"messageId", []string{"messageid", "message id", "event id"}},
	{"userId", []string{"userid", "user id", "customer id", "customerid", "ma khach hang", "ma kh", "makh", "id khach hang", "ma khach",
		"customer code"}},
	{"anonymousId", []string{"anonymousid", "anonymous id", "client id", "device id", "visitor id"}},
	{"phone", []string{"phone", "so dien thoai", "dien thoai", "sdt", "so dt", "dt", "phone number", "mobile", "tel", "telephone", "di dong",
		"sdt khach hang", "dien thoai khach hang"}},
	{"email", []string{"email", "e mail", "mail", "email address", "thu dien tu", "dia chi email"}},
	{"zalo", []string{"zalo id", "zaloid", "zalo user id", "zalo"}},
	{"facebook", []string{"facebook id", "psid", "facebook"}},
	{"shopee", []string{"shopee id", "shopee", "tai khoan shopee", "nguoi mua shopee"}},
	{"lazada", []string{"lazada id", "lazada", "tai khoan lazada"}},
	{"tiktokshop", []string{"tiktok id", "tiktokshop", "tiktok shop", "tai khoan tiktok"}},
	{"member", []string{"member id", "ma the", "the thanh vien", "ma thanh vien", "so the", "member code", "loyalty id"}},
	{"time", []string{"timestamp", "time", "thoi gian", "thoi diem", "ngay gio", "date time", "datetime", "event time", "created at",
		"ngay tao", "ngay mua", "ngay dat", "ngay dat hang", "order date", "ngay ban", "ngay hoa don", "ngay giao dich", "ngay hen", "date",
		"ngay"}},
	{"event", []string{"event", "event name", "su kien", "ten su kien", "hanh dong", "action", "activity", "hoat dong"}},
	{"channel", []string{"channel", "kenh", "kenh ban", "kenh ban hang", "sales channel"}},
	{"branch", []string{"branch", "chi nhanh", "cua hang", "co so", "store", "shop"}},
	{"value", []string{"revenue", "doanh thu", "thanh tien", "tong tien", "tong cong", "tong thanh toan", "tong tien hang", "khach can tra",
		"gia tri", "so tien", "amount", "total", "value"}},
	{"currency", []string{"currency", "tien te", "loai tien", "don vi tien"}},
	{"duration", []string{"duration", "thoi luong", "thoi luong giay", "duration s"}},
	{"traits.name", []string{"name", "full name", "ho ten", "ho va ten", "ten khach hang", "khach hang", "ten khach", "customer name",
		"customer", "ten"}},
	{"traits.gender", []string{"gender", "gioi tinh", "sex"}},
	{"traits.birthday", []string{"birthday", "ngay sinh", "sinh nhat", "date of birth", "dob"}},
	{"traits.address", []string{"address", "dia chi"}},
	{"traits.city", []string{"city", "thanh pho", "tinh thanh", "tinh thanh pho", "tinh"}},
}

// GuessMapping reads the fields off the column names, Vietnamese or English.
// Columns that mean nothing to it become properties under their own name, or
// traits when the rows carry no time and so can only describe people.
func GuessMapping(columns []string) Mapping {
	m := Mapping{Columns: map[string]string{}}
	folded := make([]string, len(columns))
	for i, c := range columns {
		folded[i] = foldName(c)
	}
	taken := make([]bool, len(columns))
	for _, f := range columnNames {
		for _, name := range f.names {
			if i := slices.Index(folded, name); i >= 0 && !taken[i] {
				m.Columns[f.field], taken[i] = columns[i], true
				break
			}
		}
	}
	rest := "properties."
	if m.Columns["time"] == "" {
		rest = "traits."
		if c := m.Columns["event"]; c != "" {
			m.Columns["traits."+c] = c
			delete(m.Columns, "event")
		}
	} else if m.Columns["event"] == "" {
		m.Event = "Imported"
		if m.Columns["value"] != "" {
			m.Event = "Order Completed"
		}
	}
	for i, c := range columns {
		if !taken[i] {
			m.Columns[rest+c] = c
		}
	}
	return m
}

// foldName brings a column name to the form of columnNames.
func foldName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return ' '
	}, norm.NFD.String(strings.ToLower(s)))
	return strings.Join(strings.Fields(s), " ")
}
