import type { LeadRow, LeadsAnswer, Rate } from '@/api/types'
import { told } from '@/stats'
import type { Cell } from '../download'

type Words = (k: string, o?: { what: string }) => string

/** All that is known of each source, heads first, for files: every estimate with its interval and age. */
export function sheet(a: LeadsAnswer, name: (id: string) => string, t: Words): Cell[][] {
  const estimate = (what: string) => [
    what,
    t('lead.lowOf', { what }),
    t('lead.highOf', { what }),
    t('lead.ageOf', { what }),
  ]
  const heads = [
    t('lead.source'),
    t('lead.customers'),
    t('lead.atOnceCol'),
    t('lead.firstDay'),
    t('lead.boughtN'),
    ...estimate(t('lead.buyersCol')),
    t('lead.ownBuy'),
    t('lead.othersBuy'),
    t('lead.differs'),
    t('lead.half'),
    ...estimate(t('lead.againCol')),
    t('lead.orders'),
    t('lead.revenue'),
    ...estimate(t('lead.each')),
    t('lead.cost'),
    t('lead.return'),
  ]
  const cells = (r: LeadRow): Cell[] => [
    r.lead ? name(r.lead) : t('lead.all'),
    r.customers,
    r.atOnce,
    told(r.buyers) ? r.firstDay : null,
    r.buyers.k,
    ...rate(r.buyers),
    r.against?.own.value,
    r.against?.others.value,
    r.against && (r.against.sure ? t('common.yes') : t('common.no')),
    r.halfDays || null,
    ...rate(r.again),
    r.orders,
    r.revenue,
    ...(r.each.age ? [r.each.value, r.each.low, r.each.high, r.each.age] : blank),
    a.costed ? r.cost : null,
    r.cost > 0 ? r.return : null,
  ]
  return [heads, ...a.rows.map(cells), cells(a.all)]
}

const blank = [null, null, null, null]
const rate = (r: Rate) => (told(r) ? [r.value, r.low, r.high, r.age || null] : blank)
