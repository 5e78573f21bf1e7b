package access

import (
	"strings"
	"testing"

	"cham"
)

func TestWeakPasswords(t *testing.T) {
	about := []string{"Nguyễn Thị Hà", "ha.nguyen@mocan.vn", "Mộc An Spa"}
	for password, why := range map[string]string{
		"password123":        "error.passwordCommon",
		"matkhau123":         "error.passwordCommon",
		"Mật Khẩu 123":       "error.passwordCommon",
		"M@tkh4u123":         "error.passwordCommon",
		"anhyeuem123":        "error.passwordCommon",
		"anhyeuem1990":       "error.passwordCommon",
		"emyeuanhnhieu":      "error.passwordCommon",
		"ANH YÊU EM":         "error.passwordCommon",
		"khongcomatkhau":     "error.passwordCommon",
		"iloveyou123":        "error.passwordCommon",
		"ｍａｔｋｈａｕ１２３":         "error.passwordCommon", // wide forms
		"nguyenthiha":        "error.passwordAbout",
		"Nguyễn Thị Hà":      "error.passwordAbout",
		"ha.nguyen@mocan.vn": "error.passwordAbout",
		"mocanspa2024":       "error.passwordAbout",
		"mocanspa123":        "error.passwordAbout",
		"qwertyuiop":         "error.passwordCommon",
		"asdfghjkl;'":        "error.passwordPattern",
		"1234567890":         "error.passwordCommon",
		"aaaaaaaaaaaa":       "error.passwordPattern",
		"abcdefghijkl":       "error.passwordPattern",
		"0123456789012":      "error.passwordPattern",
		"19/08/1990":         "error.passwordPattern",
		"chamchamcham":       "error.passwordPattern",
		"ngắn":               "error.password",
	} {
		err, _ := checkPassword("password", password, about...).(*cham.Error)
		if err == nil {
			t.Errorf("%q was taken", password)
		} else if err.Key != why || err.Field != "password" {
			t.Errorf("%q: %s, want %s", password, err.Key, why)
		}
	}
	for _, password := range []string{"mật khẩu tốt 123", "con mèo trèo cây cau", "correct horse battery", "kX9#vLq2!mZr",
		"một câu khác hẳn nhé",
		"moc-an-demo ở đây", strings.Repeat("dài thật dài ", 40)} {
		if err := checkPassword("password", password, about...); err != nil {
			t.Errorf("%q was refused: %v", password, err.(*cham.Error).Key)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	for _, s := range []string{"matkhau123", "ｍ\x00\xff", strings.Repeat("a1!", 400), "đĐ\u0302 \U0001f600"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, password, name string) {
		err := checkPassword("password", password, name)
		if err == nil && len(password) > maxPassword {
			t.Errorf("%d bytes were taken", len(password))
		}
	})
}
