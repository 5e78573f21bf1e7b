package capture

import (
	"strings"

	"cham"
	"cham/table"
)

// channelWords are names of channels as people write them, folded. The first
// that stands in what was said decides: "sàn Shopee" is Shopee, "sàn" a partner.
var channelWords = []struct {
	channel cham.Channel
	words   string
}{
	{"shopee", "shopee"}, {"lazada", "lazada"}, {"tiktokshop", "tiktok shop, tiktokshop"}, {"zalo", "zalo, zns"},
	{"messenger", "messenger, inbox"}, {"facebook", "facebook, fb, fanpage"}, {"instagram", "instagram, ig"}, {"tiktok", "tiktok, tik tok"},
	{"google", "google"}, {"email", "email, e mail, mail, gmail, thu dien tu"}, {"sms", "sms, tin nhan"},
	{"call", "dien thoai, goi dien, cuoc goi, hotline, tong dai, phone, call, goi"},
	{"website", "website, web, trang web, landing page, online, truc tuyen"}, {"app", "app, ung dung, mobile app"},
	{"store", `cua hang, tai quay, quay, tai cho, showroom, chi nhanh, offline, truc tiep, store, pos,
		tai shop, shop, phong kham, co so,
		tai nha hang, tai spa, ban le`},
	{"chat", "chat, live chat, tro chuyen"}, {"event", "su kien, hoi cho, hoi thao, event"},
	{"print", "to roi, bang ron, bien quang cao, bao giay"},
	{"partner", `dai ly, doi tac, cong tac vien, ctv, gioi thieu, ban buon, ban si, san, san tmdt, san thuong mai dien tu, sendo,
		tiki, partner, grabfood, grab, shopeefood, affiliate`},
}

// channelOf finds a channel in what was said of it, "" when there is none.
func channelOf(said string) cham.Channel {
	folded := " " + table.Fold(truncate(said, maxText)) + " "
	for _, c := range channelWords {
		for word := range strings.SplitSeq(c.words, ",") {
			if strings.Contains(folded, " "+strings.Join(strings.Fields(word), " ")+" ") {
				return c.channel
			}
		}
	}
	return ""
}
