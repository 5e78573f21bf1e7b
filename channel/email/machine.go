package email

import (
	"strings"

	"cham"
)

// machines are parts of user agents, in lower case, of programs that fetch pictures or follow links on their own: the
// mail services' own fetchers, scanners, and what Office asks before a person sees anything.
var machines = []string{"googleimageproxy", "yahoomailproxy", "safelinks", "existence discovery", "protocol discovery",
	"(compatible; ms-office; msoffice", "symantec", "messagelabs", "trendmicro", "trend micro", "sophos", "fireeye", "zscaler",
	"bitdefender", "kaspersky", "forcepoint", "ironport", "mailguard", "cloudmark", "python/", "python-", "urlscanner"}

// IsMachine reports whether a user agent is of a program that opens or clicks by itself, so that nobody may have read.
// Apple's Mail Privacy Protection calls itself exactly Mozilla/5.0. An empty one says nothing.
func IsMachine(userAgent string) bool {
	if userAgent == "Mozilla/5.0" || cham.IsRobot(userAgent) {
		return true
	}
	ua := strings.ToLower(userAgent)
	for _, m := range machines {
		if strings.Contains(ua, m) {
			return true
		}
	}
	return false
}
