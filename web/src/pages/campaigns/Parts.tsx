import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { everyone, partsOf, type Part } from './counts'
import type { Campaign, Counts, State } from './types'

// How far a send has come: one bar, its key, and the state in a word.

/** A bar with a length for each part; said in words to who cannot see it. */
export function PartsBar({ counts, big }: { counts: Counts; big?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const list = partsOf(counts)
  const words = list.map(({ part, n }) => `${t(`campaign.part.${part}`)} ${f.num(n)}`).join(', ')
  return (
    <div className={big ? 'prg big' : 'prg'} role="img" aria-label={words || t('campaign.noneYet')}>
      {list.map(({ part, n }) => (
        <i key={part} className={`pt pt-${part}`} style={{ flex: n }} />
      ))}
    </div>
  )
}

/** What the bar's colours mean and how many each is; a part opens its recipients. */
export function PartsKey({ counts, shown, open }: { counts: Counts; shown?: Part; open: (part: Part) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <ul className="lgd" aria-label={t('campaign.parts')}>
      {partsOf(counts).map(({ part, n }) => (
        <li key={part}>
          <button type="button" aria-pressed={shown === part} onClick={() => open(part)}>
            <i className={`pt pt-${part}`} aria-hidden="true" />
            {t(`campaign.part.${part}`)} <b>{f.num(n)}</b>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The numbers of a send on one line. */
export function PartsLine({ counts }: { counts: Counts }) {
  const { t } = useTranslation()
  const f = useFormat()
  const all = everyone(counts)
  if (all === 0) return <small className="t3">{t('campaign.noneYet')}</small>
  return (
    <small className="t3">
      {partsOf(counts)
        .map(({ part, n }) => `${t(`campaign.part.${part}`)} ${f.num(n)}`)
        .join(' · ')}
    </small>
  )
}

const look: Record<State, string> = {
  draft: 'new',
  scheduled: 'set',
  running: 'run',
  paused: 'hold',
  done: 'end',
  stopped: 'end',
}

export function StateTag({ of }: { of: Pick<Campaign, 'state' | 'preparing'> }) {
  const { t } = useTranslation()
  return (
    <span className={'stt ' + look[of.state]}>
      <i aria-hidden="true" />
      {t(of.preparing ? 'campaign.preparing' : `campaign.state.${of.state}`)}
    </span>
  )
}

/** When a campaign began, begins or ended, whichever says most. */
export function useWhenOf() {
  const { t } = useTranslation()
  const f = useFormat()
  return (c: Campaign) => {
    if (c.endedAt) return t('campaign.at.ended', { at: f.dateTime(c.endedAt) })
    if (c.startedAt) return t('campaign.at.started', { at: f.dateTime(c.startedAt) })
    if (c.state === 'scheduled' && c.startAt) return t('campaign.at.planned', { at: f.dateTime(c.startAt) })
    return t('campaign.at.made', { at: f.dateTime(c.createdAt) })
  }
}
