package email

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
)

// macBytes are enough that nobody finds a signature by trying, and few enough for an address.
const macBytes = 10

var macText = base32.StdEncoding.WithPadding(base32.NoPadding)

// mac signs the id of a message. It is written in one case, for some servers change that of addresses.
func mac(key, id string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(id))
	return strings.ToLower(macText.EncodeToString(h.Sum(nil)[:macBytes]))
}

// named is a message's id, signed: <id>.<mac>. Without a key it is the id alone.
func named(key, id string) string {
	if key == "" {
		return id
	}
	return id + "." + mac(key, id)
}

// returnPath is what stands before the @ of the address that a message comes back to. Mail servers deliver b+anything
// to b, so that one mailbox takes them all.
func returnPath(key, id string) string {
	if key == "" {
		return id
	}
	return "b+" + named(key, id)
}

// signedID is an id with its signature in an address or a Message-ID; relays that write our address into one of their
// own put = for the @.
var signedID = regexp.MustCompile(`([A-Za-z0-9_-]{1,45})\.([A-Za-z2-7]{16})[@=]`)

// believed is the first id in a text that is signed by a key, "" when there is none: whoever has it got the message.
func believed(key, text string) string {
	for _, m := range signedID.FindAllStringSubmatch(text, -1) {
		for _, id := range []string{m[1], strings.ToUpper(m[1])} { // ids are in capitals, unless a server changed that
			if hmac.Equal([]byte(mac(key, id)), []byte(strings.ToLower(m[2]))) {
				return id
			}
		}
	}
	return ""
}

// idOf is the id in a Message-ID that a service tells, signed or not; "" when it is not one of ours.
func idOf(messageID string) string {
	name, _, _ := strings.Cut(strings.Trim(messageID, " <>"), "@")
	id, _, _ := strings.Cut(name, ".")
	if !ids.MatchString(id) {
		return ""
	}
	return id
}
