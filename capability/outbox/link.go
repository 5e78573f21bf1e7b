package outbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"cham"
	"cham/capability/reach"
)

// Where links and pictures lie, under the address by which customers reach us.
const (
	LinkPath    = "/l/"
	PicturePath = "/o/"
)

// Link is an address of ours in a message: it leads on to What, or is a picture
// when What is empty. Item is empty when its receiver is not followed.
type Link struct {
	Workspace     cham.WorkspaceID
	Mailing, Item string
	What          string
	// Personal says that its address was written with what is known of the receiver: only the site of it is counted.
	Personal bool
}

// Counted is what of its address is counted: no query, which may name who follows it.
func (l Link) Counted() string {
	if u, err := url.Parse(l.What); l.Personal && err == nil {
		return u.Scheme + "://" + u.Host
	}
	return pageOf(l.What)
}

// linkMac is how much of a signature is kept, in bytes: letters hold many links.
const linkMac = 16

// Sign makes the part of an address that says which message it stands in; nobody
// else can make one, nor change where it leads.
func (l Link) Sign(secret []byte) string {
	said := l.said()
	return base64.RawURLEncoding.EncodeToString([]byte(said)) + "." + base64.RawURLEncoding.EncodeToString(l.mac(secret, said))
}

// said is which message it stands in.
func (l Link) said() string {
	return strings.Join([]string{string(l.Workspace), l.Mailing, l.Item, map[bool]string{true: "p"}[l.Personal]}, "~")
}

func (l Link) mac(secret []byte, said string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("link\x00" + said + "\x00" + l.What))
	return m.Sum(nil)[:linkMac]
}

// OpenLink reads a signed link that leads to what. CodeNotFound: it is none of
// ours, changed, or of before the secret was changed.
func OpenLink(token, what string, secret func(cham.WorkspaceID) ([]byte, error)) (Link, error) {
	none := cham.Errorf(cham.CodeNotFound, "outbox.OpenLink", "the link is not valid")
	first, _, _ := strings.Cut(token, ".")
	said, err := base64.RawURLEncoding.DecodeString(first)
	parts := strings.Split(string(said), "~")
	if err != nil || len(parts) != 4 || len(token) > 400 {
		return Link{}, none
	}
	l := Link{Workspace: cham.WorkspaceID(parts[0]), Mailing: parts[1], Item: parts[2], Personal: parts[3] != "", What: what}
	s, err := secret(l.Workspace)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return Link{}, err
	}
	// Whole, as it was written: a decoder reads several texts as one, also with line ends between.
	if len(s) == 0 || !hmac.Equal([]byte(token), []byte(l.Sign(s))) {
		return Link{}, none
	}
	return l, nil
}

// ReturnPath is where providers tell of messages, under the address by which they reach us:
// the way, then its token.
const ReturnPath = "/r/"

// ReturnToken is what an account's address for providers ends in: whoever holds it may tell of its messages.
func ReturnToken(secret []byte, ws cham.WorkspaceID, way reach.Way) string {
	return returns(ws, way).Sign(secret)
}

func returns(ws cham.WorkspaceID, way reach.Way) Link {
	return Link{Workspace: ws, What: "returns by " + string(way)}
}

// OpenReturn reads such a token, as OpenLink does.
func OpenReturn(token string, way reach.Way, secret func(cham.WorkspaceID) ([]byte, error)) (cham.WorkspaceID, error) {
	l, err := OpenLink(token, returns("", way).What, secret)
	return l.Workspace, err
}
