package app_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/voucher"
	"cham/chamtest/kit"
)

var someCode = regexp.MustCompile(`MUA\d+`)

// codes are those that came, by who got them; each goes to one alone.
func (m mailing) codes() map[string]string {
	m.t.Helper()
	of := map[string]string{}
	for _, got := range m.server.Messages() {
		code := someCode.FindString(got.Body)
		if of[code] != "" || code == "" {
			m.t.Errorf("%q went to %s and %s", code, of[code], got.To)
		}
		of[code] = got.To
	}
	return of
}

func (m mailing) pool(texts ...string) string {
	m.t.Helper()
	p, err := m.Vouchers.Create(m.t.Context(), kit.Workspace, voucher.PoolDraft{Name: "Tháng 12", Ends: "2099-12-31"})
	if err != nil {
		m.t.Fatal(err)
	}
	m.fillPool(p.ID, texts...)
	return p.ID
}

func (m mailing) fillPool(id string, texts ...string) {
	m.t.Helper()
	var lines []voucher.Line
	for i, s := range texts {
		lines = append(lines, voucher.Line{Number: i + 1, Text: s})
	}
	if _, err := m.Vouchers.Add(m.t.Context(), kit.Workspace, id, lines); err != nil {
		m.t.Fatal(err)
	}
}

func withCode(segment, pool string) campaign.Draft {
	d := draft(segment)
	d.Voucher = pool
	d.Letter.Blocks = []letter.Block{{Kind: letter.Text, Text: "{{ voucher.code }} đến {{ voucher.ends }}"}}
	return d
}

// Each gets a code of their own; whom the pool had none left for gets theirs once there are more; who cannot be
// written to takes none away; and what an order names is known as used.
func TestVouchers(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) { mailingOf(t, options...).vouchers() })
	}
}

func (m mailing) vouchers() {
	m.many(5, "u")
	m.customer("nameless", kit.Trait("shop", "yes"), kit.Trait("email", "nameless@mocan.vn"))
	pool := m.pool("MUA1", "mua1", "MUA2", "MUA3")
	d := withCode(m.everybody(), pool)
	check, err := m.Campaigns.Check(m.t.Context(), kit.Workspace, d)
	if err != nil || check.Codes == nil || check.Codes.Left != 3 || check.Now != 6 {
		m.t.Errorf("%+v %+v: %v", check, check.Codes, err)
	}
	c := m.start(d)
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if len(c.Failed) != 1 || c.Failed[0] != (campaign.ProblemCount{Problem: "noCode", Count: 2}) || c.Counts[outbox.Sent] != 3 {
		m.t.Fatalf("%+v %+v", c.Counts, c.Failed)
	}
	m.fillPool(pool, "MUA4", "MUA5", "MUA6")
	if _, err := m.Campaigns.Again(m.t.Context(), kit.Workspace, c.ID, outbox.Failures{}); err != nil {
		m.t.Fatal(err)
	}
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done && c.Counts[outbox.Sent] == 5 })
	codes := m.codes()
	if c.Codes == nil || *c.Codes != (voucher.Uses{Given: 5}) || len(codes) != 5 {
		m.t.Fatalf("%+v %v", c.Codes, codes)
	}
	m.Touch("u1", "Order Completed", m.Now().Add(time.Minute), kit.Prop("coupon", "mua2, FREESHIP"), kit.Prop("order_id", "D1"))
	m.Jump(time.Hour)
	until(m.t, "the code is known as used", func() (voucher.Uses, bool) {
		u, err := m.Vouchers.Uses(m.t.Context(), kit.Workspace, c.ID)
		return u, err == nil && u == voucher.Uses{Given: 5, Used: 1}
	})
	stock, err := m.Vouchers.Pool(m.t.Context(), kit.Workspace, pool)
	if err != nil || stock.Left != 1 || stock.Used != 1 {
		m.t.Errorf("%+v: %v", stock, err)
	}
}

// A campaign whose texts show a code does not start without a pool that has codes to give.
func TestVouchersBeforeStart(t *testing.T) {
	m := mailingOf(t)
	m.many(1, "u")
	all := m.everybody()
	gone, err := m.Vouchers.Create(t.Context(), kit.Workspace, voucher.PoolDraft{Name: "Cũ", Ends: "2020-01-31"})
	if err != nil {
		t.Fatal(err)
	}
	for pool, want := range map[string]string{"": "error.campaign.voucher", "none": "error.campaign.voucher",
		gone.ID: "error.campaign.voucherOver"} {
		check, err := m.Campaigns.Check(t.Context(), kit.Workspace, withCode(all, pool))
		if err != nil || len(check.Problems) != 1 || check.Problems[0].Key != want {
			t.Errorf("%q: %+v %v", pool, check.Problems, err)
		}
		c, err := m.Campaigns.Create(t.Context(), kit.Workspace, withCode(all, pool), "u")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Campaigns.Start(t.Context(), kit.Workspace, c.ID, 0, "https://cham.example.vn", "u"); err == nil {
			t.Errorf("%q was started", pool)
		}
	}
	if n := fmt.Sprint(m.server.Messages()); n != "[]" {
		t.Error(n)
	}
}
