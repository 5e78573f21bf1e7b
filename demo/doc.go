// Package demo simulates Mộc An, a cosmetics shop and spa with three branches
// in Hà Nội, so that somebody who has no data yet sees a living map. It makes
// the calls the business's website, shop, chats and couriers would have sent;
// the server feeds them through the same capture path as real ones.
//
// Everything follows from a seed and an end time: the same two give the same
// calls, byte for byte. Where to read on:
//
//	persona.go   who the customers are, as numbers
//	journey.go   what they do until they buy, as a state machine
//	aftercare.go what they do from then on
//	calendar.go  Tết, weekends, hours, campaigns
//	faults.go    the five things that go wrong, to be found
//	call.go      how a touch is written as a call
//	map.go       the map the business drew
package demo
