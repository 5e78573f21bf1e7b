import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { countsDiffer, type Difference } from '@/stats'

const tone = (sure: boolean, better: boolean) => (sure ? (better ? 'up' : 'dn') : 't3')

/** A change in percentage points; coloured only when its 95 % interval leaves out zero. */
export function Delta({ d, bad }: { d: Difference | null; bad?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!d) return <small className="t3">{t('view.nothingBefore')}</small>
  return (
    <small className={tone(d.sure, bad ? d.value < 0 : d.value > 0)}>
      <Define what={t('view.deltaTitle', { low: f.points(d.low), high: f.points(d.high) })}>{f.points(d.value)}</Define>
    </small>
  )
}

/** A change of a count in per cent; coloured only beyond chance, and not at all when neither way is better. */
export function CountDelta({ now, before, neutral }: { now: number; before: number | undefined; neutral?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (before === undefined) return null
  if (before === 0) return <small className="t3">{t('view.nothingBefore')}</small>
  return (
    <small className={neutral ? 't3' : tone(countsDiffer(now, before), now > before)}>
      <Define what={t('view.before', { n: f.num(before) })}>{f.change(now, before)}</Define>
    </small>
  )
}
