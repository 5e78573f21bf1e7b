package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"time"

	"cham"
)

// Bits of work: a million hashes take a browser about a second.
const (
	leastWork = 18
	mostWork  = 21
)

// challengeLife is how long a challenge may take to be solved.
const challengeLife = 5 * time.Minute

// Challenge asks for work: a Nonce such that the SHA-256 of
// Text + ":" + Nonce begins with so many zero bits. It is for one try.
type Challenge struct {
	Text string
	Bits int
}

// Proof is a solved challenge.
type Proof struct{ Text, Nonce string }

// ChallengeError refuses a try until it brings a proof; the cham.Error it
// wraps has CodeTooMany.
type ChallengeError struct {
	Challenge
	err *cham.Error
}

func (e *ChallengeError) Error() string { return e.err.Error() }

// Unwrap returns the cham.Error.
func (e *ChallengeError) Unwrap() error { return e.err }

// prover makes challenges and checks proofs. A challenge carries its own terms
// under a seal, so that only solved ones take memory, until they are over.
type prover struct {
	now  func() time.Time
	seal []byte
	mu   sync.Mutex
	used map[string]time.Time // sealed text → when it is over
}

func newProver(now func() time.Time, seal []byte) *prover {
	return &prover{now: now, seal: seal, used: map[string]time.Time{}}
}

// challenge asks for work of a try; what it is for is part of the seal.
func (p *prover) challenge(id string, bits int, subject string) *ChallengeError {
	over := p.now().Add(challengeLife).Unix()
	terms := fmt.Sprintf("%d.%d.%s", bits, over, id)
	return &ChallengeError{Challenge: Challenge{Text: terms + "." + mac(p.seal, terms, subject), Bits: bits},
		err: &cham.Error{Code: cham.CodeTooMany, Op: "access.SignIn", Key: "error.signInWork",
			Hint: "find a nonce such that SHA-256(challenge.text + \":\" + nonce) begins with challenge.bits zero bits, and send both as proof"}}
}

// accepts reports whether a proof solves a challenge of ours for the subject
// that is neither over nor used.
func (p *prover) accepts(proof Proof, subject string) bool {
	terms, sealed, ok := cutLast(proof.Text, ".")
	if !ok || len(proof.Nonce) > 64 || !hmac.Equal([]byte(sealed), []byte(mac(p.seal, terms, subject))) {
		return false
	}
	var need int
	var over int64
	if _, err := fmt.Sscanf(terms, "%d.%d.", &need, &over); err != nil {
		return false
	}
	now := p.now()
	if now.Unix() >= over || zeros(sha256.Sum256([]byte(proof.Text+":"+proof.Nonce))) < need {
		return false
	}
	return p.markUsed(proof.Text, now, time.Unix(over, 0))
}

// markUsed notes a challenge as used; false when it was.
func (p *prover) markUsed(text string, now, over time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, used := p.used[text]; used {
		return false
	}
	if len(p.used) >= 10_000 {
		for t, end := range p.used {
			if !now.Before(end) {
				delete(p.used, t)
			}
		}
	}
	p.used[text] = over
	return true
}

// zeros counts the zero bits a hash begins with, 64 at most.
func zeros(sum [sha256.Size]byte) int { return bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) }

// mac seals texts under a secret; the length of each is part of it.
func mac(secret []byte, texts ...string) string {
	h := hmac.New(sha256.New, secret)
	for _, t := range texts {
		h.Write([]byte(strconv.Itoa(len(t)) + ":" + t))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
