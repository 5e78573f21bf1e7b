/** @jsxImportSource preact */
import { cardOf, digits, hushed, initials, phoneOf } from './find'
import { Icon } from './parts'
import type { Customer } from './store'
import { day, t } from './words'

/** A customer to be tapped; the last digits that were typed are marked. */
export function CustomerRow({ c, q, zone, onPick }: { c: Customer; q: string; zone: string; onPick: () => void }) {
  const phone = phoneOf(c)
  const name = c.name || t('staff.nameless')
  const end = digits(q).slice(-3)
  const shown = phone ? hushed(phone) : cardOf(c) ? t('staff.card', { n: cardOf(c)! }) : ''
  const marked = end.length === 3 && shown.endsWith(end) ? shown.slice(0, -3) : undefined
  return (
    <li>
      <button type="button" onClick={onPick}>
        <span class="av" aria-hidden="true">
          {initials(name)}
        </span>
        <div>
          <b>{name}</b>
          {marked !== undefined ? (
            <>
              {marked}
              <mark>{end}</mark>
            </>
          ) : (
            shown
          )}
          {c.lastAt && ` · ${t('staff.cameOn', { day: day(c.lastAt, zone) })}`}
        </div>
        <Icon name="right" size="s" />
      </button>
    </li>
  )
}
