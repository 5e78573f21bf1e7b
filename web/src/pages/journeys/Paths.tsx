import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { anyGoal, Ends } from './paths/Ends'
import { Findings, useFlowTable } from './paths/Findings'
import { Sankey } from './paths/Sankey'
import { ExitsCard, FunnelCard } from './paths/SideCards'
import { TopPaths } from './paths/TopPaths'
import './paths/paths.css'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

const steps = [3, 5, 8] as const

/** Which ways journeys take: as a flow from touchpoint to touchpoint, and the most frequent ones by name. */
export default function Paths() {
  const { t } = useTranslation()
  const { ask, search, change, place, goals } = useJourneys()
  const depth = steps.find((s) => s === search.depth) ?? 3
  const asked = useQuestion(ask('paths', { start: search.start, end: search.end, depth, width: 8, compare: undefined }))
  const [shown, show] = useState<{ steps: string[]; outcome: string } | null>(null)
  const table = useFlowTable()
  const from = search.start ? place(search.start).name : t('journeys.paths.firstTouch')
  const to = !search.end
    ? t('journeys.paths.end')
    : search.end !== anyGoal
      ? place(search.end).name
      : goals.length === 1
        ? place(goals[0]!).name
        : t('journeys.paths.theGoal')
  return (
    <div className={'pg' + (depth > 3 ? ' wide' : '')}>
      <div className="pg-main">
        <Frame
          className="pg-flow"
          title={t('journeys.paths.title', { from, to })}
          hint={t('journeys.paths.hint')}
          asked={asked}
          n={(a) => a.paths?.journeys ?? 0}
          file="duong-di"
          height={560}
          tools={
            <div className="seg" role="group" aria-label={t('journeys.paths.depth')}>
              {steps.map((s) => (
                <button
                  key={s}
                  type="button"
                  aria-pressed={s === depth}
                  onClick={() => change({ depth: s === 3 ? undefined : s })}
                >
                  {t('journeys.paths.steps', { count: s })}
                </button>
              ))}
            </div>
          }
          table={(a) => table(a.paths!)}
          note={(a) => <Findings paths={a.paths!} depth={depth} />}
        >
          {(a, query) => (
            <>
              <Ends />
              <Sankey paths={a.paths!} query={query} depth={depth} shown={shown} />
            </>
          )}
        </Frame>
        <TopPaths asked={asked} show={show} />
      </div>
      <aside className="pg-side">
        <FunnelCard />
        <ExitsCard />
      </aside>
    </div>
  )
}
