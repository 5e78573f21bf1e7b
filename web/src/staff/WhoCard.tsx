/** @jsxImportSource preact */
import { cardOf, hushed, initials, phoneOf } from './find'
import { Icon } from './parts'
import { nameOf, type Who } from './who'
import { day, t } from './words'

/** Who was chosen. */
export function WhoCard({ who, zone }: { who: Who; zone: string }) {
  const name = nameOf(who)
  const c = 'customer' in who ? who.customer : undefined
  const phone = 'phone' in who ? who.phone : c && phoneOf(c)
  const card = c && cardOf(c)
  return (
    <div class="card who1">
      <span class="av" aria-hidden="true">
        {'unknown' in who ? <Icon name="user" /> : initials(name)}
      </span>
      <div>
        <b>{name}</b>
        {[phone && hushed(phone), card && t('staff.card', { n: card })].filter(Boolean).join(' · ') ||
          ('unknown' in who && t('staff.unknownAbout'))}
      </div>
      {(c?.lastAt || 'phone' in who) && (
        <div class="tgs">
          <span class="tag">{c?.lastAt ? t('staff.lastTime', { day: day(c.lastAt, zone) }) : t('staff.new')}</span>
        </div>
      )}
    </div>
  )
}
