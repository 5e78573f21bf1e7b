package capture

import (
	"testing"

	"cham"
)

// TestRobots: programs that say what they are are refused; in-app browsers and
// phones whose names sound like robots are people.
func TestRobots(t *testing.T) {
	const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
	const android = "Mozilla/5.0 (Linux; Android 13; SM-A536E; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36"
	for ua, robot := range map[string]bool{
		"Mozilla/5.0 AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b": true,
		chrome + " Prerender (+https://github.com/prerender/prerender)":     true,
		chrome + " PTST/240201.211011":                                      true,
		chrome + " Chrome-Lighthouse":                                       true,
		"Mozilla/5.0 (linux) AppleWebKit/537.36 jsdom/22.1.0":               true,
		"Barracuda Sentinel (EE)":                                           true,
		"meta-externalfetcher/1.1":                                          true,
		"Slack-ImgProxy (+https://api.slack.com/robots)":                    true,
		"Snap URL Preview Service; bot; snapchat":                           true,
		"Mozilla/5.0 (compatible; ProofPoint URL Defense)":                  true,
		chrome:  false,
		android: false,
		android + " Zalo android/12100742 ZaloTheme/light ZaloLanguage/vn":                 false,
		android + " Instagram 330.0.0.40.92 Android":                                       false,
		android + " musical_ly_2023 BytedanceWebview/d8a21c6":                              false,
		android + " MicroMessenger/8.0.47 WeChat/arm64":                                    false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]":   false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile/15E148 Safari Line/14.9.0":        false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) GSA/320.0 Mobile/15E148 Safari/604.1":    false,
		"Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/118.0.154 Chrome/112.0 Safari/537":  false,
		"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) Chrome/120.0 Mobile Safari/537.36": false,
	} {
		if cham.IsRobot(ua) != robot {
			t.Errorf("robot is %v of %s", !robot, ua)
		}
	}
}
