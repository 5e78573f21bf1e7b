import { useTranslation } from 'react-i18next'
import type { PathsAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import type { Cell } from '../download'
import { useJourneys } from '../useJourneys'
import { worstLeak } from './insight'
import { useNodeWords } from './Sankey'

/** What the flow says most loudly, in one sentence; and what it leaves out. */
export function Findings({ paths, depth }: { paths: PathsAnswer; depth: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place, search, goals } = useJourneys()
  if (goals.length === 0) return <span>{t('journeys.paths.noGoal')}</span>
  if (search.end && !search.start) return <LastStep paths={paths} />
  const leak = worstLeak(paths)
  if (!leak) return <span>{t('journeys.paths.noLeak', { count: depth })}</span>
  const [before = '', after = ''] = t('journeys.paths.leak', {
    n: '\u0000',
    name: place(leak.id).name,
    step: leak.depth + 1,
    share: f.pct(leak.share),
    rest: f.pct(leak.rest),
  }).split('\u0000')
  return (
    <>
      <span className="dn">
        <Icon name="crack" size="s" />
      </span>
      <span>
        {before}
        <b className="b">{t('journeys.paths.leakN', { lost: f.num(leak.lost), of: f.num(leak.of) })}</b>
        {after}
      </span>
    </>
  )
}

/** Of paths counted from their end: what comes right before it most often, and how many go further back than is drawn. */
function LastStep({ paths }: { paths: PathsAnswer }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place } = useJourneys()
  const last = Math.max(0, ...paths.nodes.filter((n) => !n.outcome).map((n) => n.depth))
  const into = new Map<string, number>()
  for (const l of paths.links) {
    const from = paths.nodes[l.from]!,
      to = paths.nodes[l.to]!
    if (to.depth === last && !to.outcome && from.id) into.set(from.id, (into.get(from.id) ?? 0) + l.journeys)
  }
  const [id, n] = [...into].sort((a, b) => b[1] - a[1])[0] ?? []
  const more = paths.nodes.reduce((s, x) => s + (x.more ?? 0), 0)
  return (
    <span>
      {id && (
        <>
          <b className="b">{t('journeys.paths.leakN', { lost: f.num(n!), of: f.num(paths.journeys) })}</b>{' '}
          {t('journeys.paths.rightBefore', { name: place(id).name })}{' '}
        </>
      )}
      {more > 0 && t('journeys.paths.fromFurther', { count: more, n: f.num(more) })}
    </span>
  )
}

/** The flow's ribbons as a table. */
export function useFlowTable() {
  const { t } = useTranslation()
  const words = useNodeWords()
  return (a: PathsAnswer): Cell[][] => [
    [
      t('journeys.paths.stepN'),
      t('journeys.paths.from'),
      t('journeys.paths.to'),
      t('journeys.paths.journeys'),
      t('journeys.paths.share'),
    ],
    ...a.links.map((l): Cell[] => {
      const from = a.nodes[l.from]!,
        to = a.nodes[l.to]!
      return [from.depth + 1, words(from), words(to), l.journeys, l.journeys / Math.max(1, from.journeys)]
    }),
  ]
}
