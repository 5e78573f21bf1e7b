import { useTranslation } from 'react-i18next'
import type { Answer, ExitRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { Wide } from '@/parts/plot'
import { useBehind } from '@/view/behind'
import type { Cell } from '../download'
import '../figures.css'
import { Frame } from '../Frame'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { ExitPanel } from './ExitPanel'
import { ExitsChart } from './ExitsChart'

/** Where journeys end without the goal; beside it all about one touchpoint. */
export default function ExitsTab() {
  const { t } = useTranslation()
  const { ask, search, change, goals, place } = useJourneys()
  const open = useBehind()
  const asked = useQuestion(ask('exits'))
  // A goal ends a journey, it does not lose it.
  const rows = (a: Answer | undefined) =>
    (a?.exits ?? [])
      .filter((r) => !goals.includes(r.id) && r.journeys > 0)
      .map((r) => ({ ...r, name: place(r.id).name }))
      .sort((a, b) => b.exits - a.exits || b.journeys - a.journeys)
  const list = rows(asked.answer)
  const chosen = list.find((r) => r.id === search.touchpoint) ?? list[0]
  return (
    <div className="jg">
      <Frame
        title={t('exits.title')}
        hint={t('exits.hint')}
        asked={asked}
        n={(a) => (a.exits?.reduce((n, r) => n + r.journeys, 0) ? a.customers : 0)}
        unit="customers"
        file="exits"
        table={(a) => table(rows(a), t)}
        note={(a) => <Most rows={rows(a)} />}
      >
        {(a, query) => (
          <Wide>
            {(width) => (
              <ExitsChart
                rows={rows(a).slice(0, 24)}
                before={asked.before?.exits}
                chosen={chosen?.id}
                width={width}
                choose={(touchpoint) => change({ touchpoint })}
                open={(figure, title) => open({ figure, title, query })}
              />
            )}
          </Wide>
        )}
      </Frame>
      {chosen && <ExitPanel row={chosen} asked={asked} />}
    </div>
  )
}

/** Which place loses most, in words, and what open journeys have to do with it. */
function Most({ rows }: { rows: ExitRow[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const top = rows[0]
  const open = Math.max(0, ...rows.map((r) => r.open))
  if (!top || top.exits === 0) return null
  return (
    <span>
      {t('exits.most', { name: top.name, count: top.exits, n: f.num(top.exits), rate: f.pct(top.exit.value) })}{' '}
      {open > 0 && <span className="t3">{t('exits.censored')}</span>}
    </span>
  )
}

function table(rows: ExitRow[], t: (k: string) => string): Cell[][] {
  const heads = [
    'home.touchpoint',
    'exits.journeys',
    'exits.left',
    'exits.open',
    'exits.rate',
    'figures.low',
    'figures.high',
    'exits.afterS',
    'exits.p90S',
  ].map(t)
  return [
    heads,
    ...rows.map((r): Cell[] => [
      r.name,
      r.journeys,
      r.exits,
      r.open,
      r.exit.value,
      r.exit.low,
      r.exit.high,
      r.after.median,
      r.after.p90,
    ]),
  ]
}
