package cham

import "bytes"

// bots are parts of user agents, in lower case, that only programs show which
// read pages on their own: search engines, previews, monitors, scrapers.
var bots = []string{
	"bot", "crawl", "spider", "slurp", "headless", "phantomjs", "puppeteer", "playwright", "selenium",
	"lighthouse", "pagespeed", "pingdom", "uptime", "gtmetrix", "statuscake", "site24x7", "datadog", "newrelic",
	"facebookexternalhit", "meta-externalagent", "facebookcatalog", "whatsapp/", "telegrambot", "skypeuripreview",
	"zalo-crawler", "zalocrawler", "coccocbot", "embedly", "quora link preview", "vkshare", "google-inspectiontool",
	"googleother", "google-read-aloud", "mediapartners-google", "feedfetcher", "apis-google", "chatgpt-user", "claude-user",
	"perplexity", "ahrefs", "semrush", "screaming frog", "wget/", "curl/", "python-requests", "python-urllib", "aiohttp",
	"bingpreview", "google web preview", "link preview", "linkpreview", "url preview", "preview service", "meta-externalfetcher",
	"fetcher", "prerender", "rendertron", "browserless", "ptst/", "jsdom", "happydom", "htmlunit", "slimerjs", "casperjs", "cypress/",
	"testcafe", "webdriver", "sitespeed", "catchpoint", "gomezagent", "barracuda", "proofpoint", "mimecast", "fortiguard",
	"paloaltonetworks", "censysinspect", "netcraft", "urlscan", "virustotal", "zgrab", "masscan", "nikto", "sqlmap", "nuclei",
	"heritrix", "ia_archiver", "archive.org", "nutch", "mechanize", "validator", "feedburner", "flipboardproxy", "iframely", "opengraph",
	"cloudflare-", "guzzlehttp", "rest-client/", "faraday", "libcurl", "apachebench", "siege/", "jmeter", "gatling", "insomnia/",
	"go-http-client", "java/", "okhttp/", "axios/", "node-fetch", "libwww-perl", "scrapy", "httpclient", "postmanruntime",
}

// notBots are devices whose names hold one of the words above.
var notBots = []string{"cubot"}

// botStarts is bots by their first two letters, for one pass over the text.
var botStarts = func() (out [26 * 26][]string) {
	for _, b := range bots {
		i := letters(b[0], b[1])
		out[i] = append(out[i], b)
	}
	return out
}()

// letters numbers pairs of letters, in lower case; −1 for other pairs.
func letters(a, b byte) int {
	if a, b = a-'a', b-'a'; a < 26 && b < 26 {
		return int(a)*26 + int(b)
	}
	return -1
}

// IsRobot reports whether a user agent is of a program that reads pages on its own.
func IsRobot(userAgent string) bool {
	var buffer [512]byte
	ua := buffer[:copy(buffer[:], userAgent)]
	for i, c := range ua {
		if c >= 'A' && c <= 'Z' {
			ua[i] = c | 0x20
		}
	}
	if !hasBot(ua) {
		return false
	}
	for _, name := range notBots {
		ua = bytes.ReplaceAll(ua, []byte(name), nil)
	}
	return hasBot(ua)
}

func hasBot(ua []byte) bool {
	for i := 0; i+1 < len(ua); i++ {
		n := letters(ua[i], ua[i+1])
		if n < 0 {
			continue
		}
		for _, b := range botStarts[n] {
			if len(ua)-i >= len(b) && string(ua[i:i+len(b)]) == b {
				return true
			}
		}
	}
	return false
}
