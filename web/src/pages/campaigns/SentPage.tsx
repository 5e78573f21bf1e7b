import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Calls } from './Calls'
import { Controls } from './Controls'
import { everyone, listed, partOf, settled, type Part } from './counts'
import { useWays } from './data'
import { Facts } from './Facts'
import { PartsBar, PartsKey, StateTag, useWhenOf } from './Parts'
import { Preview } from './Preview'
import { Reasons } from './Reasons'
import { Recipients, type Shown } from './Recipients'
import { Results } from './Results'
import { useCrumb } from './Step'
import { TrialCard } from './TrialCard'
import type { Campaign, ItemState } from './types'
import { useAt, waysOf } from './ways'

/** A campaign that was started: how far it has come, who did not get it and why, everybody in it, and the letter. */
export function SentPage({ campaign: c }: { campaign: Campaign }) {
  const [shown, setShown] = useState<Shown>({})
  const show = (next: Shown) => {
    setShown(next)
    document.getElementById('camp-all')?.scrollIntoView({ block: 'nearest' })
  }
  const at = useAt(c)
  return (
    <div className="page camp">
      <PageHead title={c.name} way={useCrumb()} help="campaign" sub={<StateTag of={c} />} />
      <Progress campaign={c} shown={shown} show={show} />
      {waysOf(c).includes('call') && <Calls campaign={c} />}
      {waysOf(c).some((w) => w !== 'call') && <Results campaign={c} />}
      {c.state !== 'scheduled' && <TrialCard campaign={c} />}
      <Reasons campaign={c} show={show} />
      <div className="camp-g">
        <div className="camp-f">
          {c.state !== 'scheduled' && <Recipients campaign={c} shown={shown} show={setShown} />}
          <Facts campaign={c} />
        </div>
        <Preview of={c} at={at} sent />
      </div>
    </div>
  )
}

const notes: Partial<Record<Campaign['state'], string>> = { scheduled: 'planned', paused: 'held' }

interface ProgressProps {
  campaign: Campaign
  shown: Shown
  show: (s: Shown) => void
}

function Progress({ campaign: c, shown, show }: ProgressProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const done = settled(c.counts)
  const all = everyone(c.counts)
  const left = useLeft(c)
  const when = useWhenOf()
  const at = shown.state && partOf(shown.state)
  return (
    <section className="card camp-run" aria-labelledby="camp-run">
      <div className="rh">
        <div className="bn">
          <h2 id="camp-run" className="vh">
            {t('campaign.run.title')}
          </h2>
          <p className="sm t2">
            {c.preparing ? t('campaign.list.preparing') : when(c)}
            {left && `, ${left}`}
          </p>
          {c.state === 'scheduled' && c.startAt ? (
            <p>
              <b>{f.time(c.startAt)}</b>
              <span>
                {f.weekday(c.startAt)}, {f.date(c.startAt)}
              </span>
            </p>
          ) : (
            <p aria-live="polite">
              <b>{f.num(done)}</b>
              <span>{t('campaign.run.of', { n: f.num(all), count: all })}</span>
            </p>
          )}
        </div>
        <span className="sp" />
        <Controls campaign={c} />
      </div>
      <WhyPaused campaign={c} />
      {all > 0 && (
        <>
          <PartsBar counts={c.counts} big />
          <PartsKey
            counts={c.counts}
            shown={at}
            open={(part: Part) => show(at === part ? {} : { state: listed(part) as ItemState })}
          />
        </>
      )}
      {c.why !== 'restored' && ( // then it is not known who got it
        <p className="ftr">
          <Icon name="info" size="s" />
          {t(`campaign.run.${c.endedAt ? over(c) : waitsOnSite(c) ? 'onSite' : (notes[c.state] ?? 'goesOn')}`)}
        </p>
      )}
    </section>
  )
}

/** About how long it still takes, at what the account may send. */
function useLeft(c: Campaign) {
  const { t } = useTranslation()
  const f = useFormat()
  const { channel } = useWays()
  const rate = Math.min(...waysOf(c).map((w) => channel(w)?.perMinute ?? Infinity)) // the slowest, as when it was checked
  const held = c.waiting?.reduce((n, w) => n + w.count, 0) ?? 0
  const todo = (c.counts.waiting ?? 0) + (c.counts.ready ?? 0) - held
  if (c.state !== 'running' || !Number.isFinite(rate) || todo <= 0) return ''
  return t('campaign.run.left', { time: f.duration(Math.max(60, (todo / rate) * 60)) })
}

/** What “sent” meant, once it is over. */
const over = (c: Campaign) => (waysOf(c).every((w) => w === 'web') ? 'overSite' : 'over')

/** Everything has gone, and lies ready on the website. */
const waitsOnSite = (c: Campaign) =>
  c.state === 'running' &&
  waysOf(c).includes('web') &&
  !c.counts.waiting &&
  !c.counts.ready &&
  !c.counts.sending &&
  !!c.counts.sent

function WhyPaused({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const f = useFormat()
  const guard = c.guard && { n: f.num(c.guard.n), of: f.num(c.guard.of), most: f.pct(c.guard.most) }
  const speaks = c.state === 'paused' || (c.why === 'account' ? c.state === 'running' : c.why !== 'person')
  if (!c.why || !speaks) return null
  return (
    <div className={'camp-note in ' + (c.why === 'person' ? '' : 'warn')} role="note">
      <Icon name="pause" />
      <p>
        <b>{t(`campaign.paused.${c.why}`)}</b> {guard && t(`campaign.guard.${c.why}`, guard)}{' '}
        {t(`campaign.paused.${c.why}How`)}
      </p>
    </div>
  )
}
