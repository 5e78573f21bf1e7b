import { useTranslation } from 'react-i18next'
import type { Answer, ExitRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { Wide } from '@/parts/plot'
import { useBehind } from '@/view/behind'
import type { Cell } from '../download'
import '../figures.css'
import { Frame, marks } from '../Frame'
import { RateRows } from '../RateRows'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { ExitPanel, useBackTip } from './ExitPanel'
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
  const list = rows(asked.answer),
    front = (a: Answer | undefined) => rows(a).filter((r) => !r.behind)
  const chosen = list.find((r) => r.id === search.touchpoint) ?? front(asked.answer)[0] ?? list[0]
  return (
    <div className="jg">
      <Frame
        title={t('exits.title')}
        hint={t('exits.hint')}
        legend={marks(t, 'exits', !!asked.before)}
        asked={asked}
        n={(a) => (a.exits?.reduce((n, r) => n + r.journeys, 0) ? a.customers : 0)}
        unit="customers"
        file="exits"
        table={(a) => table(rows(a), t)}
        note={(a) => <Most rows={front(a)} />}
      >
        {(a, query) => (
          <>
            <Wide>
              {(width) => (
                <ExitsChart
                  rows={front(a).slice(0, 24)}
                  before={asked.before?.exits}
                  chosen={chosen?.id}
                  width={width}
                  choose={(touchpoint) => change({ touchpoint })}
                  open={(figure, title) => open({ figure, title, query })}
                />
              )}
            </Wide>
            <ComingBack
              rows={rows(a).filter((r) => r.behind && r.back.n > 0)}
              before={asked.before?.exits}
              choose={(touchpoint) => change({ touchpoint })}
            />
          </>
        )}
      </Frame>
      {chosen && <ExitPanel row={chosen} asked={asked} />}
    </div>
  )
}

/** Behind the goal nobody fails to convert: who came back after each touchpoint there. */
function ComingBack({
  rows,
  before,
  choose,
}: {
  rows: ExitRow[]
  before?: ExitRow[]
  choose: (touchpoint: string) => void
}) {
  const { t } = useTranslation()
  const tip = useBackTip()
  if (rows.length === 0) return null
  const was = (id: string) => before?.find((b) => b.id === id)?.back
  return (
    <>
      <h3 className="sub-h">
        {t('exits.back')} <span className="t3">{t('exits.backHint')}</span>
      </h3>
      <Wide>
        {(width) => (
          <RateRows
            rows={rows.map((r) => ({
              key: r.id,
              name: r.name,
              rate: r.back,
              before: was(r.id),
              tip: tip(r.name, r.back),
              open: () => choose(r.id),
            }))}
            width={width}
            roomy
            label={t('exits.back')}
          />
        )}
      </Wide>
    </>
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
    'exits.backRate',
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
      ...(r.behind ? [null, null, null, r.back.value] : [r.exit.value, r.exit.low, r.exit.high, null]),
      r.after.median,
      r.after.p90,
    ]),
  ]
}
