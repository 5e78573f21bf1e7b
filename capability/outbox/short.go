package outbox

import (
	"context"
	"math/big"
	"time"

	"cham"
)

// ShortPath is where short links lie, under the address by which customers reach us.
const ShortPath = "/s/"

const (
	// ShortFor is how long a short link leads on.
	ShortFor = 180 * 24 * time.Hour
	// shortMac is how much of a signature a code holds, in bytes: nobody guesses one of them.
	shortMac = 8
	// ShortCode is how many characters a code has at most.
	ShortCode = 11
)

// Short is a link that is kept, because it is written where every character counts.
type Short struct {
	Code string
	Link
	// Owner is the message in which alone it stands; empty when everybody's has it.
	Owner string
	// Counted says that following it is counted: that of a customer's own page is not.
	Counted bool
	Until   time.Time
}

// Shorts keeps short links.
type Shorts interface {
	// KeepShorts keeps links that are not there yet, and of those with an owner only what is still somebody's.
	KeepShorts(ctx context.Context, all []Short) error
	// Short finds what a code stands for at an instant; CodeNotFound.
	Short(ctx context.Context, code string, now time.Time) (Short, error)
	// DropShorts removes those that lead on until before an instant.
	DropShorts(ctx context.Context, before time.Time) error
}

// Shorten makes a link short. Its code follows from what it says and whose it is, so a message that is written again has the
// same, and no two share one that goes when either is erased.
func (l Link) Shorten(secret []byte, owner string, counted bool, now time.Time) Short {
	sum := l.mac(secret, "short\x00"+owner+"\x00"+l.said())
	return Short{Code: new(big.Int).SetBytes(sum[:shortMac]).Text(62), Link: l, Owner: owner, Counted: counted, Until: now.Add(ShortFor)}
}

// Leads finds where a short link leads.
func (s *Service) Leads(ctx context.Context, code string) (Short, error) {
	if len(code) > ShortCode {
		return Short{}, cham.Errorf(cham.CodeNotFound, "outbox.Leads", "the link is not valid")
	}
	return s.Store.Short(ctx, code, s.Now())
}
