import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, LeadsAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Wide } from '@/parts/plot'
import { useMay } from '@/session'
import { FEW, told } from '@/stats'
import { useBehind } from '@/view/behind'
import { leadCountsQuery } from '@/view/counted'
import { useLeadName } from '@/view/leads'
import '../figures.css'
import { Frame, marks } from '../Frame'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { CountedNote, Keywords, OwnGroups } from './Counted'
import { LeadsChart } from './LeadsChart'
import { LeadsTable } from './LeadsTable'
import { sheet } from './sheet'
import { days } from './row'
import './leads.css'

const GroupsDialog = lazy(() => import('./GroupsDialog'))

/** So many groups are drawn; all are in the table. */
const drawn = 12

/** What became of the customers of each lead source: how many came, who bought, what each brings, what the cost gave back. */
export default function LeadsTab() {
  const { t } = useTranslation()
  const { ask, goals, view } = useJourneys()
  const open = useBehind()
  const may = useMay('settings')
  const name = useLeadName()
  const [editing, setEditing] = useState(false)
  const asked = useQuestion(ask('leads'))
  const counts = useQuery(leadCountsQuery(view.span.from, view.span.to)).data
  const rows = (a: Answer) => a.leads?.rows.filter((r) => r.customers > 0) ?? []
  return (
    <>
      <Frame
        title={t('lead.title')}
        hint={t('lead.hint')}
        legend={marks(t, 'leads', !!asked.before)}
        asked={asked}
        n={(a) => a.leads?.all.customers ?? 0}
        unit="customers"
        file="lead-sources"
        empty={{ title: t('lead.empty'), how: t('lead.emptyHow') }}
        table={(a) => sheet(a.leads!, name, t)}
        note={(a) => goals.length > 0 && a.leads && <Said of={a.leads} name={name} />}
        tools={
          may && (
            <button type="button" className="btn o" onClick={() => setEditing(true)}>
              <Icon name="edit" size="s" />
              {t('lead.edit')}
            </button>
          )
        }
      >
        {(a, query) => (
          <>
            {goals.length === 0 && (
              <p className="caution">
                <Icon name="info" size="s" />
                <span>{t('lead.noGoal')}</span>
              </p>
            )}
            <Wide>
              {(width) => (
                <LeadsChart
                  rows={rows(a).slice(0, drawn)}
                  of={a.leads!}
                  name={name}
                  width={width}
                  open={(r) =>
                    open({
                      query,
                      figure: { kind: 'lead', value: r.lead },
                      title: t('lead.who', { name: name(r.lead) }),
                    })
                  }
                />
              )}
            </Wide>
            {rows(a).length > drawn && <p className="t3 xs">{t('lead.others', { count: rows(a).length - drawn })}</p>}
            <Known of={a.leads!} narrowed={!!query.segment || !!asked.part} />
            <h3 className="sub-h">{t('lead.table')}</h3>
            <LeadsTable of={a.leads!} query={query} name={name} counts={counts} />
            {counts && counts.days.from && <CountedNote of={a.leads!} counts={counts} name={name} />}
            {counts && <OwnGroups counts={counts} />}
            {counts && <Keywords counts={counts} />}
          </>
        )}
      </Frame>
      {editing && (
        <Suspense>
          <GroupsDialog close={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Why no costs stand there, and what to do about it. */
function Known({ of, narrowed }: { of: LeadsAnswer; narrowed: boolean }) {
  const { t } = useTranslation()
  const may = useMay('import')
  if (of.costed) return null
  if (narrowed) return <p className="t3 sm">{t('lead.partCost')}</p>
  return (
    <p className="t3 sm">
      {t('lead.noCost')} {may && <Link to="/sources/import">{t('lead.noCostHow')}</Link>}
    </p>
  )
}

/** Which sources surely do better and worse than the others, what moved, and which shares are not to be compared. */
function Said({ of, name }: { of: LeadsAnswer; name: (id: string) => string }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!told(of.all.buyers)) return null
  const sure = of.rows
    .flatMap((r) => (r.against?.sure ? [{ lead: r.lead, ...r.against }] : []))
    .sort((a, b) => b.own.value - b.others.value - (a.own.value - a.others.value))
  const best = sure.filter((a) => a.low > 0)[0]
  const worst = sure.filter((a) => a.high < 0).at(-1)
  const moved = of.rows.filter((r) => r.before?.sure).slice(0, 2)
  const blind = of.rows.filter((r) => r.customers >= FEW && !r.comparable)
  const beside = (word: string, a: (typeof sure)[number]) =>
    t(word, {
      name: name(a.lead),
      rate: f.pct(a.own.value),
      others: f.pct(a.others.value),
      count: Math.min(a.own.age || days(of), a.others.age || days(of)),
    })
  return (
    <>
      {best && beside('lead.best', best)} {worst && beside('lead.worst', worst)}
      {sure.length === 0 && t('lead.noneSure')}
      {moved.map((r) => (
        <span key={r.lead}>
          {' '}
          {t('lead.moved', { name: name(r.lead), then: f.pct(r.before!.buyers.value), now: f.pct(r.buyers.value) })}
        </span>
      ))}
      {blind.map((r) => (
        <span key={r.lead}>
          {' '}
          {t('lead.atOnce', { name: name(r.lead), share: f.pct(Math.max(r.firstDay, r.atOnce / r.customers), 0) })}
        </span>
      ))}
    </>
  )
}
