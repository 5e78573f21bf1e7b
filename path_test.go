package cham_test

import (
	"strings"
	"testing"

	"cham"
)

func TestPagePath(t *testing.T) {
	for path, want := range map[string]string{
		"": "", "/": "/", "//": "/", "/gia/": "/gia", "/gia?q=1#bang": "/gia", "/gia#": "/gia", "/#/": "/",
		"/#/gio-hang": "/#/gio-hang", "/?a=1#!/gio-hang/?b=2": "/#/gio-hang", "/app/#/gio-hang": "/app/#/gio-hang",
		"/app#/gio-hang": "/app/#/gio-hang", "/#gio-hang": "/", "/#/a#b": "/#/a#b",
	} {
		if got := cham.PagePath(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// TestIDsByForm: what only a machine writes is an id; what people named stays a page.
func TestIDsByForm(t *testing.T) {
	for _, id := range []string{
		"8123", "7", "8123.html", "DH12345678", "DH1234", "SP001", "HD-2026-0012", "kem-duong-da-12345", "0901-234-567", "2026-11-29",
		"123e4567-e89b-12d3-a456-426614174000", "5f2a9c1b7d3e4f6a8b9c0d1e", "V1StGXR8_Z5jdHi6B-myT", "dQw4w9WgXcQ",
		"an@gmail.com", strings.Repeat("k", 30),
	} {
		if got := cham.TemplatePath("/don-hang/" + id + "/xem"); got != "/don-hang/:id/xem" {
			t.Errorf("%s stays: %s", id, got)
		}
	}
	for _, page := range []string{
		"cam-on-ban-da-dat-hang", "chinh-sach-bao-mat-thong-tin-ca-nhan-cua-khach-hang", "hướng-dẫn-mua-hàng-online-tại-cửa-hàng",
		"top-10", "iphone-15-pro-max-256gb", "tet-2026", "TET-2026", "TET2026", "SALE-11-11", "11-11", "nam-hoc-2025-2026", "2025-2026",
		"covid-19", "html5", "mp3", "facade", "index.html", "giuong-1m6x2m", "a1b2", ":id",
	} {
		if got := cham.TemplatePath("/tin/" + page); got != "/tin/"+page {
			t.Errorf("%s became %s", page, got)
		}
	}
	if got := cham.TemplatePath("/#/don-hang/8123"); got != "/#/don-hang/:id" {
		t.Error(got)
	}
}
