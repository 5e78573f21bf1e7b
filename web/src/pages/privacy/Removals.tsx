import { useTranslation } from 'react-i18next'
import type { Removal } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, Tag } from '@/parts/parts'
import { useCounts } from './WouldGo'

/** What was removed for its age: the counts stay. */
export function Removals({ runs }: { runs: Removal[] }) {
  const { t } = useTranslation()
  if (runs.length === 0) return <Empty icon="trash" title={t('privacy.retention.noRuns')} />
  return (
    <>
      <h3 className="sub">{t('privacy.retention.runs')}</h3>
      <ul className="rows">
        {runs.map((r) => (
          <Row key={r.id} run={r} />
        ))}
      </ul>
    </>
  )
}

function Row({ run: r }: { run: Removal }) {
  const { t } = useTranslation()
  const f = useFormat()
  const counts = useCounts()(r.report.removed)
  const kept = Object.entries(r.report.kept ?? {}).map(([why, n]) =>
    t(`privacy.retention.kept.${why}`, { count: n, n: f.num(n) }),
  )
  return (
    <li>
      <Icon name="trash" />
      <span className="two">
        <b>{t(r.by ? 'privacy.retention.byHand' : 'privacy.retention.byNight', { date: f.dateTime(r.at) })}</b>
        <small>{[...counts, ...kept].join(' · ') || t('privacy.retention.none')}</small>
        {r.error && <small className="bad">{t('privacy.retention.waits', { why: r.error })}</small>}
      </span>
      <Tag
        tone={r.state === 'done' ? 'good' : 'warn'}
        icon={r.state === 'done' ? 'check' : r.state === 'running' ? 'clock' : 'alert'}
      >
        {t(`privacy.retention.state.${r.state}`)}
      </Tag>
    </li>
  )
}
