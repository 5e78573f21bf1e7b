package access_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
)

// solve does the work of a challenge.
func solve(t *testing.T, err error) access.Proof {
	t.Helper()
	c, ok := errors.AsType[*access.ChallengeError](err)
	if !ok {
		t.Fatalf("want a challenge, got %v", err)
	}
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(c.Text + ":" + strconv.Itoa(n)))
		if v := uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3]); bits.LeadingZeros32(v) >= c.Bits {
			return access.Proof{Text: c.Text, Nonce: strconv.Itoa(n)}
		}
	}
}

func (d *kit) try(email, password, address string) error {
	_, err := d.SignIn(d.t.Context(), access.Try{Email: email, Password: password, Address: address})
	return err
}

// attack guesses an account's password from many addresses.
func (d *kit) attack(email string, times int) {
	for i := range times {
		_ = d.try(email, "guess guess guess", fmt.Sprintf("198.51.100.%d", i%250))
	}
}

func TestWrongPasswordsFromElsewhereKeepNobodyOut(t *testing.T) {
	d := newKit(t)
	d.setUp()
	ctx := t.Context()
	in, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	d.attack("chu@example.vn", 300)
	if _, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1", Device: in.Device}); err != nil {
		t.Errorf("a known device is kept out: %v", err)
	}
	d.attack("chu@example.vn", 300)
	right := access.Try{Email: "chu@example.vn", Password: password, Address: "203.0.113.5"}
	_, err = d.SignIn(ctx, right)
	d.wants(cham.CodeTooMany, err)
	right.Proof = solve(t, err)
	if _, err := d.SignIn(ctx, right); err != nil {
		t.Errorf("the right password with the work done is kept out: %v", err)
	}
}

func TestAProofIsForOneTryOfOneAccountAtOneAddress(t *testing.T) {
	d := newKit(t)
	d.setUp()
	d.attack("chu@example.vn", 6)
	d.attack("ai@example.vn", 6)
	ctx := t.Context()
	wrong := access.Try{Email: "chu@example.vn", Password: "guess guess guess", Address: "203.0.113.5"}
	_, err := d.SignIn(ctx, wrong)
	wrong.Proof = solve(t, err)
	for name, other := range map[string]access.Try{
		"another account": {Email: "ai@example.vn", Password: "x", Address: "203.0.113.5", Proof: wrong.Proof},
		"another address": {Email: "chu@example.vn", Password: "x", Address: "203.0.113.6", Proof: wrong.Proof},
		"another nonce": {Email: "chu@example.vn", Password: "x", Address: "203.0.113.5",
			Proof: access.Proof{Text: wrong.Proof.Text, Nonce: "?"}},
		"less work": {Email: "chu@example.vn", Password: "x", Address: "203.0.113.5",
			Proof: access.Proof{Text: "0" + strings.TrimLeft(wrong.Proof.Text, "0123456789"), Nonce: "0"}},
	} {
		if _, err := d.SignIn(ctx, other); cham.ErrorCode(err) != cham.CodeTooMany {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = d.SignIn(ctx, wrong)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.SignIn(ctx, wrong)
	d.wants(cham.CodeTooMany, err) // used
	late := access.Try{Email: "chu@example.vn", Password: "x", Address: "203.0.113.5", Proof: solve(t, err)}
	d.clock = d.clock.Add(6 * time.Minute)
	_, err = d.SignIn(ctx, late)
	d.wants(cham.CodeTooMany, err)
}

func TestGuessingCostsMoreWorkAndAPauseResetsIt(t *testing.T) {
	d := newKit(t)
	d.setUp()
	need := func(err error) int {
		c, ok := errors.AsType[*access.ChallengeError](err)
		if !ok {
			t.Fatalf("want a challenge, got %v", err)
		}
		return c.Bits
	}
	d.attack("chu@example.vn", 5)
	first := need(d.try("chu@example.vn", password, "203.0.113.5"))
	d.attack("chu@example.vn", 100)
	later := need(d.try("chu@example.vn", password, "203.0.113.5"))
	d.attack("chu@example.vn", 5000)
	most := need(d.try("chu@example.vn", password, "203.0.113.5"))
	if later <= first || most < later || most > 21 {
		t.Errorf("bits of work: %d, %d, %d", first, later, most)
	}
	d.clock = d.clock.Add(time.Hour + time.Second)
	if err := d.try("chu@example.vn", password, "203.0.113.5"); err != nil {
		t.Errorf("after a pause: %v", err)
	}
	for range 4 { // a success forgets the failures
		d.wants(cham.CodeUnauthorized, d.try("chu@example.vn", "guess guess guess", "203.0.113.5"))
	}
}

func TestLimitPerAddress(t *testing.T) {
	d := newKit(t)
	d.setUp()
	try := func(i int, ip string) error {
		return d.try(string(rune('a'+i%26))+strings.Repeat("x", i/26)+"@spray.vn", "one password", ip)
	}
	limited := 0
	for i := range 40 {
		if cham.ErrorCode(try(i, "2001:db8:1:2::"+string(rune('a'+i%6)))) == cham.CodeTooMany {
			limited++
		}
	}
	if limited < 15 {
		t.Errorf("spraying from one IPv6 /64 was limited %d times of 40", limited)
	}
	d.wants(cham.CodeUnauthorized, try(99, "2001:db8:9:9::1"))
	if n := d.SignIns(); n.Challenged != int64(limited) || n.Failed != int64(41-limited) || n.OK != 0 {
		t.Errorf("counted %+v", n)
	}
}

func TestDeviceIsOfOneUserAndOnePassword(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	in, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	open := func(device string) error {
		_, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1", Device: device})
		return err
	}
	d.attack("chu@example.vn", 20)
	for _, forged := range []string{"", "x", string(c.User.ID) + ".1.x", strings.Replace(in.Device, ".", "1.", 1)} {
		d.wants(cham.CodeTooMany, open(forged))
	}
	// A stolen device gets no more free guesses than anybody.
	for range 10 {
		_, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: "guess guess", Address: "192.0.2.1", Device: in.Device})
		d.wants(cham.CodeUnauthorized, err)
	}
	d.wants(cham.CodeTooMany, open(in.Device))
	d.clock = d.clock.Add(2 * time.Hour)
	if err := open(in.Device); err != nil {
		t.Error(err)
	}
	old, next := password, "một câu khác hẳn nhé"
	if _, err := d.ChangeMe(ctx, c, access.MeChange{OldPassword: &old, NewPassword: &next}); err != nil {
		t.Fatal(err)
	}
	d.attack("chu@example.vn", 20)
	d.wants(cham.CodeTooMany, open(in.Device))
}

// A stolen session must neither guess the password nor keep its owner from
// changing it.
func TestGuessingTheOldPassword(t *testing.T) {
	d := newKit(t)
	thief, _ := d.setUp()
	owner := d.inside(d.enter("chu@example.vn"))
	ctx := t.Context()
	bad, old, next := "không phải đâu", password, "một câu khác hẳn nhé"
	for range 10 {
		_, err := d.ChangeMe(ctx, thief, access.MeChange{OldPassword: &bad, NewPassword: &next})
		d.wants(cham.CodeInvalid, err)
	}
	_, err := d.ChangeMe(ctx, thief, access.MeChange{OldPassword: &old, NewPassword: &next})
	d.wants(cham.CodeTooMany, err)
	d.attack("chu@example.vn", 50)
	if _, err := d.ChangeMe(ctx, owner, access.MeChange{OldPassword: &old, NewPassword: &next}); err != nil {
		t.Errorf("the owner: %v", err)
	}
}

// Who stole a session changes nothing of how its owner signs in, and is out as
// soon as the owner ends it.
func TestStolenSession(t *testing.T) {
	d := newKit(t)
	c, token := d.setUp()
	thief := d.inside(token)
	secret, _ := d.enrol(c)
	ctx, guess, next := t.Context(), "không phải đâu", "một câu khác hẳn nhé"
	_, err := d.ChangeMe(ctx, thief, access.MeChange{NewPassword: &next})
	d.wants(cham.CodeInvalid, err)
	_, err = d.BeginTOTP(ctx, thief, guess)
	d.wants(cham.CodeInvalid, err)
	d.wants(cham.CodeInvalid, d.EndTOTP(ctx, thief, guess, d.code(secret)))
	d.later()
	in, err := d.SignIn(ctx, access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1", Code: d.code(secret)})
	owner := d.must(in, err)
	if err := d.EndOtherSessions(ctx, owner); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(ctx, token)
	d.wants(cham.CodeUnauthorized, err)
}
