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
  const { place } = useJourneys()
  const leak = worstLeak(paths)
  if (!leak) return <span>{t('journeys.paths.noLeak', { count: depth })}</span>
  const [before = '', after = ''] = t('journeys.paths.leak', { n: '\u0000', name: place(leak.id).name, step: leak.depth + 1, share: f.pct(leak.share), rest: f.pct(leak.rest) }).split('\u0000')
  return <><span className="dn"><Icon name="crack" size="s" /></span><span>{before}<b className="b">{t('journeys.paths.leakN', { lost: f.num(leak.lost), of: f.num(leak.of) })}</b>{after}</span></>
}

/** The flow's ribbons as a table. */
export function useFlowTable() {
  const { t } = useTranslation()
  const words = useNodeWords()
  return (a: PathsAnswer): Cell[][] => [
    [t('journeys.paths.stepN'), t('journeys.paths.from'), t('journeys.paths.to'), t('journeys.paths.journeys'), t('journeys.paths.share')],
    ...a.links.map((l): Cell[] => {
      const from = a.nodes[l.from]!, to = a.nodes[l.to]!
      return [from.depth + 1, words(from), words(to), l.journeys, l.journeys / Math.max(1, from.journeys)]
    }),
  ]
}
