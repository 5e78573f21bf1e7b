package capture

import (
	"strings"

	"cham"
)

// bots are parts of user agents, in lower case, that only programs show which
// read pages on their own: search engines, previews, monitors, scrapers.
var bots = []string{
	"bot", "crawl", "spider", "slurp", "headless", "phantomjs", "puppeteer", "playwright", "selenium",
	"lighthouse", "pagespeed", "pingdom", "uptime", "gtmetrix", "statuscake", "site24x7", "datadog", "newrelic",
	"facebookexternalhit", "meta-externalagent", "facebookcatalog", "whatsapp/", "telegrambot", "skypeuripreview",
	"zalo-crawler", "zalocrawler", "coccocbot", "embedly", "quora link preview", "vkshare", "google-inspectiontool",
	"googleother", "google-read-aloud", "mediapartners-google", "feedfetcher", "apis-google", "chatgpt-user", "claude-user",
	"perplexity", "ahrefs", "semrush", "screaming frog", "wget/", "curl/", "python-requests", "python-urllib", "aiohttp",
	"go-http-client", "java/", "okhttp/", "axios/", "node-fetch", "libwww-perl", "scrapy", "httpclient", "postmanruntime",
}

// notBots are devices whose names hold one of the words above.
var notBots = []string{"cubot"}

// botStarts is bots by first letter, for isBot's one pass over the text.
var botStarts = func() (out [128][]string) {
	for _, b := range bots {
		out[b[0]] = append(out[b[0]], b)
	}
	return out
}()

func isBot(userAgent string) bool {
	ua := strings.ToLower(cut(userAgent, 512))
	for _, name := range notBots {
		ua = strings.ReplaceAll(ua, name, "")
	}
	for i := 0; i < len(ua); i++ {
		if ua[i] >= 128 {
			continue
		}
		for _, b := range botStarts[ua[i]] {
			if strings.HasPrefix(ua[i:], b) {
				return true
			}
		}
	}
	return false
}

// bot refuses the calls of robots. A server's own user agent says nothing about
// the customer, so the request's counts only when a browser made it.
func bot(in *incoming, _ *cham.Touch) Reason {
	ua := in.userAgent()
	if ua != "" && isBot(ua) {
		return in.refuse(ReasonBot, cut(ua, 120))
	}
	return ""
}

func (in *incoming) userAgent() string {
	if in.facts.userAgent != "" || !in.clientSide() {
		return in.facts.userAgent
	}
	return in.meta.UserAgent
}

// clientSide reports whether the request came from the customer's own device,
// so that its address and user agent are the customer's.
func (in *incoming) clientSide() bool {
	f := &in.facts
	return f.direct || libraries[f.library] == "website" || in.call.Channel == "browser" || f.channels[0] == "browser"
}
