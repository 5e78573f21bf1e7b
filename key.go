package cham

// KeyID numbers a key within a workspace, from 1, never reused.
type KeyID int64

// CustomerID is the lowest KeyID of the keys that are one customer now. Any
// other key of the customer leads to it, so old links keep working after a
// merge.
type CustomerID int64

// KeyKind says what sort of identifier a key is.
type KeyKind string

// The kinds of keys, strongest first.
const (
	KeyUser      KeyKind = "user"     // the business's own id for a known person
	KeyPhone     KeyKind = "phone"    // E.164
	KeyEmail     KeyKind = "email"    // lower case
	KeyZalo      KeyKind = "zalo"     // Zalo user id, scoped to the OA
	KeyFacebook  KeyKind = "facebook" // PSID
	KeyShopee    KeyKind = "shopee"   // buyer ids of marketplaces
	KeyLazada    KeyKind = "lazada"
	KeyTikTok    KeyKind = "tiktokshop"
	KeyMember    KeyKind = "member"    // loyalty card
	KeyAnonymous KeyKind = "anonymous" // a browser or device
)

// KeyKinds lists the kinds, strongest first.
var KeyKinds = [...]KeyKind{KeyUser, KeyPhone, KeyEmail, KeyZalo, KeyFacebook,
	KeyShopee, KeyLazada, KeyTikTok, KeyMember, KeyAnonymous}

// Personal reports whether a key of this kind names a person rather than a
// device. Two customers who hold different personal keys of the same kind are
// two known people and never merge by themselves.
func (k KeyKind) Personal() bool { return k != KeyAnonymous }

// Key is one identifier of a customer, normalised.
type Key struct {
	Kind  KeyKind
	Value string
}
