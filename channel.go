package cham

import "slices"

// Channel is where a touch happens.
type Channel string

// Channels lists every channel, in the order pickers show them.
var Channels = []Channel{"website", "app", "email", "sms", "zalo", "messenger", "facebook",
	"instagram", "tiktok", "google", "shopee", "lazada", "tiktokshop", "call", "store",
	"event", "chat", "print", "partner", "other"}

// ChannelOther is the channel of touches that say none we know.
const ChannelOther Channel = "other"

// Valid reports whether c is one of Channels.
func (c Channel) Valid() bool { return slices.Contains(Channels, c) }
