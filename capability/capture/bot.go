package capture

import "cham"

// bot refuses the calls of robots. A server's own user agent says nothing about
// the customer, so the request's counts only when a browser made it.
func bot(in *incoming, _ *cham.Touch) Reason {
	ua := in.userAgent()
	if ua != "" && cham.IsRobot(ua) {
		return in.refuse(ReasonBot, truncate(ua, 120))
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
