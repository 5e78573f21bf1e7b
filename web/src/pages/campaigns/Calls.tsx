import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { callFiguresQuery } from '../tasks/data'
import { Bar } from './Results'
import type { Campaign } from './types'

/** What became of a campaign's calls: how many were made, who was spoken to, how they ended. */
export function Calls({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const may = useMay('touch')
  const query = useQuery(callFiguresQuery(c.id, c.state === 'running'))
  return (
    <section className="card camp-res" aria-labelledby="camp-calls">
      <div className="hd">
        <h2 id="camp-calls">{t('campaign.calls.title')}</h2>
        <span className="sp" />
        {may && (
          <Link to="/tasks" search={{ campaign: c.id }} className="btn o">
            <Icon name="call" size="s" />
            {t('campaign.calls.toList')}
          </Link>
        )}
      </div>
      <Loaded query={query} rows={3}>
        {(f) =>
          f.listed === 0 ? (
            <p className="quiet camp-b">{t('campaign.calls.none')}</p>
          ) : (
            <div className="camp-2 camp-b">
              <div>
                <h3 className="camp-h">{t('campaign.calls.lists')}</h3>
                <ul className="rs">
                  <Bar name={t('campaign.calls.listed')} n={f.listed} all={f.listed} />
                  <Bar name={t('campaign.calls.called')} n={f.called} all={f.listed} share />
                  <Bar name={t('campaign.calls.reached')} n={f.reached} all={f.listed} share />
                  <Bar name={t('campaign.calls.open')} n={f.open} all={f.listed} share />
                  {f.dropped > 0 && <Bar name={t('campaign.calls.dropped')} n={f.dropped} all={f.listed} share bad />}
                  {f.expired > 0 && <Bar name={t('campaign.calls.expired')} n={f.expired} all={f.listed} share bad />}
                </ul>
              </div>
              <div>
                <h3 className="camp-h">{t('campaign.calls.ended')}</h3>
                <ul className="rs">
                  {f.outcomes.map((o) => (
                    <Bar key={o.outcome} name={t(`tasks.outcome.${o.outcome}`)} n={o.count} all={f.called} share />
                  ))}
                </ul>
              </div>
            </div>
          )
        }
      </Loaded>
    </section>
  )
}
