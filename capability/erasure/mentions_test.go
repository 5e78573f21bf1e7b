package erasure_test

import (
	"testing"

	"cham"
	"cham/capability/erasure"
)

func TestMentions(t *testing.T) {
	m := erasure.NewMentions(&erasure.Person{Names: []string{"Trịnh Thị Quỳnh Như", "Lan"},
		Keys: []erasure.Key{{ID: 1, Key: cham.Key{Kind: cham.KeyPhone, Value: "+84987654321"}},
			{ID: 2, Key: cham.Key{Kind: cham.KeyEmail, Value: "lan@gmail.com"}}, {ID: 3, Key: cham.Key{Kind: cham.KeyUser, Value: "KH1"}}}})
	for s, want := range map[string]bool{
		"0987654321": true, "+84 987 654 321": true, "0987.654.321": true, "(84) 987-654-321": true, "x=%2B84987654321&": true,
		`"phone":84987654321}`: true, "order-0987654321": true, "sdt0987654321.": true,
		"10987654321": false, "09876543210": false, "0987654322": false,
		"lan@gmail.com": true, "LAN@GMAIL.COM": true, "<lan%40gmail.com>": true, `\u006can\u0040gmail.com`: true, "mailto%3Alan@gmail.com": true,
		"tran.lan@gmail.com": false, "klan@gmail.com": false, "lan@gmail.community": false,
		"KH1": false, "Lan": false,
	} {
		if m.ByID(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
	for s, want := range map[string]bool{
		"chị TRỊNH THỊ QUỲNH NHƯ ơi": true, "trinh-thi-quynh-nhu": true, "Trinh+Thi+Qu%E1%BB%B3nh+Nh%C6%B0": true,
		"Trịnh Thị Quỳnh Như":                     true, // decomposed
		`Tr\u1ecbnh Th\u1ecb Qu\u1ef3nh Nh\u01b0`: true, "Trịnh Thị Quỳnh": false, "Trinh Thi Quynh Nhung": false,
	} {
		if m.ByName(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
	if !m.In("Trịnh Thị Quỳnh Như, hỏi giá") || m.In("Trịnh Thị Quỳnh Như, 0911222333") {
		t.Error("a name beside another's phone is another's")
	}
	if got := m.Cut(`{"q":"0987654321 0987654321","w":"lan@gmail.com"}`); got != `{"q":"… …","w":"…"}` {
		t.Error(got)
	}
}
