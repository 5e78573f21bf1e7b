package sms

import (
	"encoding/json"

	"cham"
	"cham/capability/outbox"
)

// Receive implements outbox.Receiver. Nobody signs what they report: whoever lets
// deliveries in must know by the address that it is the provider.
func (c *Client) Receive(a outbox.Account, d outbox.Delivery) (outbox.Came, error) {
	var s Settings
	if json.Unmarshal(a.Settings, &s) != nil || services[s.Provider] == nil || services[s.Provider].reports == nil {
		return outbox.Came{}, cham.Errorf(cham.CodeInvalid, "sms.Receive", "nothing is known of reports by %q", s.Provider)
	}
	returns, err := services[s.Provider].reports(d)
	for i := range returns {
		returns[i].At = c.now() // they do not say when
	}
	return outbox.Came{Returns: returns}, err
}
