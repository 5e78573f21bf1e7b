package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// device a customer uses: their telephone or their computer.
type device uint8

const (
	noDevice device = iota
	mobile
	desktop
)

// person is a simulated customer: who they are, the identifiers they have,
// and which of those the business has learnt so far.
type person struct {
	i       int
	persona *persona
	name    string
	phone   string
	email   string // "" when they gave none
	born    [2]int // month, day
	home    branchID
	usual   device
	agents  [3]string // user agent by device
	anon    [3]string // browser id by device

	zalo, psid, shopee, userID, member string

	// What the business knows by now.
	known      bool    // has a customer number
	signedIn   [3]bool // by device
	zaloLinked bool
	card       bool
	orders     int
}

// What staff type when the customer gives nothing, and the one number a
// family of four shares.
const (
	noPhone     = "0000000000"
	noEmail     = "test@test.com"
	familyPhone = "0912886688"
	familyFrom  = 200
	familyTo    = 203
	// one customer in placeholderEvery gives no real phone
	placeholderEvery = 400
)

func newPerson(seed uint64, i int) *person {
	rng := rand.New(rand.NewPCG(seed, uint64(i)*2+1))
	pers := &personas[pick(rng, personaShares)]
	p := &person{i: i, persona: pers}
	var ascii string
	p.name, ascii = newName(rng, rng.Float64() < pers.women)
	p.phone = newPhone(rng)
	if rng.Float64() < .62 {
		p.email = fmt.Sprintf("%s%d@%s", ascii, i, mailHosts[rng.IntN(len(mailHosts))])
	}
	p.born = [2]int{1 + rng.IntN(12), 1 + rng.IntN(28)}
	p.home = branchID(1 + pick(rng, []float64{.40, .33, .27}))
	p.usual = desktop
	if rng.Float64() < pers.mobile {
		p.usual = mobile
	}
	for _, d := range []device{mobile, desktop} {
		p.agents[d] = userAgents[d][rng.IntN(len(userAgents[d]))]
		p.anon[d] = fmt.Sprintf("%016x-%d", rng.Uint64(), d)
	}
	p.zalo = strconv.FormatUint(3_000_000_000_000_000_000+rng.Uint64N(6e18), 10)
	p.psid = strconv.FormatUint(2e15+rng.Uint64N(7e15), 10)
	p.shopee = strconv.FormatUint(1e8+rng.Uint64N(8e8), 10)
	p.userID = fmt.Sprintf("KH%06d", i+1)
	p.member = fmt.Sprintf("MOC%06d", i+1)
	p.plantBadKeys()
	return p
}

// plantBadKeys plants the identifiers that real data is full of: placeholders,
// and a number shared by a family.
func (p *person) plantBadKeys() {
	switch {
	case p.i >= familyFrom && p.i <= familyTo:
		p.phone = familyPhone
	case p.i%placeholderEvery == 7:
		p.phone = noPhone
	case p.i%placeholderEvery == 8:
		p.email = noEmail
	}
}

// phoneAs is the number as somebody typed it on occasion n: plain, with
// spaces, international, or, by those who never changed their address book,
// in the 11-digit form of before 2018.
func (p *person) phoneAs(n int) string {
	if p.phone == noPhone {
		return p.phone
	}
	switch (p.i + n) % 10 {
	case 0:
		return "+84" + p.phone[1:]
	case 1:
		return p.phone[:4] + " " + p.phone[4:7] + " " + p.phone[7:]
	case 2:
		if old, ok := oldPrefix[p.phone[:3]]; ok {
			return old + p.phone[3:]
		}
	}
	return p.phone
}

// oldPrefix: prefixes of today and the 11-digit ones they replaced in 2018.
var oldPrefix = map[string]string{
	"032": "0162", "033": "0163", "034": "0164", "035": "0165", "036": "0166", "037": "0167",
	"038": "0168", "039": "0169", "070": "0120", "079": "0121", "077": "0122", "076": "0126",
	"078": "0128", "083": "0123", "084": "0124", "085": "0125", "081": "0127", "082": "0129",
	"056": "0186", "058": "0188", "059": "0199",
}

var phonePrefixes = []string{"090", "091", "093", "094", "096", "097", "098", "086", "088", "089",
	"032", "033", "034", "035", "036", "037", "038", "039", "070", "077", "079", "081", "082", "083", "085", "056"}

func newPhone(rng *rand.Rand) string {
	return phonePrefixes[rng.IntN(len(phonePrefixes))] + fmt.Sprintf("%07d", 1_000_000+rng.IntN(8_999_999))
}

var personaShares = func() (w []float64) {
	for _, p := range personas {
		w = append(w, p.share)
	}
	return w
}()

var (
	families      = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Đinh", "Lương"}
	familyWeights = []float64{38, 11, 9.5, 7, 5, 4.5, 4, 2.5, 2.2, 2, 1.4, 1.3, 1, .9, .8}

	middles = map[bool][]string{
		true:  {"Thị", "Thu", "Ngọc", "Minh", "Thanh", "Phương", "Khánh", "Bảo", "Hồng", "Thùy", "Diệu", "Quỳnh"},
		false: {"Văn", "Đức", "Minh", "Quang", "Anh", "Hữu", "Tuấn", "Gia", "Xuân", "Thành"},
	}
	// givens with the spelling people use in e-mail addresses.
	givens = map[bool][][2]string{
		true: {{"Lan", "lan"}, {"Hương", "huong"}, {"Hạnh", "hanh"}, {"Trang", "trang"}, {"Linh", "linh"}, {"Thảo", "thao"},
			{"Ngân", "ngan"}, {"Hà", "ha"}, {"Vy", "vy"}, {"Nhung", "nhung"}, {"Yến", "yen"}, {"Mai", "mai"}, {"Chi", "chi"},
			{"Oanh", "oanh"}, {"Phượng", "phuong"}, {"Giang", "giang"}, {"Quyên", "quyen"}, {"Tuyết", "tuyet"}, {"Ánh", "anh"},
			{"Hoa", "hoa"}, {"Nga", "nga"}, {"Thủy", "thuy"}, {"Dung", "dung"}, {"Hiền", "hien"}, {"Loan", "loan"}, {"Châu", "chau"}},
		false: {{"Tuấn", "tuan"}, {"Hùng", "hung"}, {"Dũng", "dung"}, {"Nam", "nam"}, {"Long", "long"}, {"Sơn", "son"}, {"Khoa", "khoa"},
			{"Huy", "huy"}, {"Thắng", "thang"}, {"Đạt", "dat"}, {"Phúc", "phuc"}, {"Bình", "binh"}, {"Kiên", "kien"}, {"Trung", "trung"}},
	}
	mailHosts = []string{"gmail.com", "gmail.com", "gmail.com", "yahoo.com.vn", "outlook.com"}
)

func newName(rng *rand.Rand, woman bool) (name, ascii string) {
	given := givens[woman][rng.IntN(len(givens[woman]))]
	middle := middles[woman][rng.IntN(len(middles[woman]))]
	return families[pick(rng, familyWeights)] + " " + middle + " " + given[0], given[1]
}

var userAgents = [3][]string{
	mobile: {
		"Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
		"Mozilla/5.0 (Linux; Android 12; CPH2375) AppleWebKit/537.36 (KHTML, like Gecko) " +
			"Version/4.0 Chrome/128.0.0.0 Mobile Safari/537.36 Zalo android/24.10",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/486.0]",
	},
	desktop: {
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
	},
}
