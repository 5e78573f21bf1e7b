import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { useGoalName } from './GoalPart'
import type { Campaign } from './types'
import { waysOf } from './ways'

/** What was decided when it was written. */
export function Facts({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const f = useFormat()
  const goal = useGoalName()
  const segments = useQuery(segmentsQuery).data ?? []
  const name = (id: string) => segments.find((s) => s.id === id)?.name ?? t('campaign.who.gone')
  const facts: [string, string | number | undefined][] = [
    [t('campaign.who.segment'), name(c.segment)],
    [t('campaign.who.exclude'), c.exclude?.map(name).join(', ')],
    [t('campaign.fact.class'), t(`reach.class.${c.class}`)],
    [
      t('campaign.ways.title'),
      waysOf(c)
        .map((w) => t(`reach.way.${w}`))
        .join(' → '),
    ],
    [t('campaign.what.lang'), t(`campaign.lang.${c.lang}`)],
    [t('campaign.goal.title'), c.goal && goal(c.goal)],
    [t('campaign.goal.skip'), c.skipReached ? t('common.yes') : undefined],
    [t('campaign.goal.end'), c.endAt && f.dateTime(c.endAt)],
    [t('campaign.trial.holdout'), c.holdout && t('campaign.fact.holdout', { n: c.holdout })],
    [t('campaign.trial.two'), c.b && t('campaign.fact.two')],
    [t('campaign.fact.started'), c.startedAt && f.dateTime(c.startedAt)],
    [t('campaign.fact.ended'), c.endedAt && f.dateTime(c.endedAt)],
  ]
  return (
    <section className="card" aria-labelledby="camp-facts">
      <div className="hd">
        <h2 id="camp-facts">{t('campaign.fact.title')}</h2>
      </div>
      <dl className="camp-d">
        {facts
          .filter(([, v]) => v)
          .map(([k, v]) => (
            <div key={k}>
              <dt>{k}</dt>
              <dd>{v}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}
