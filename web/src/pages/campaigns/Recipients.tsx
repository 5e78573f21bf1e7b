import { Checkbox, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { FileMenu } from '@/parts/FileMenu'
import { Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { Again } from './Again'
import { partOf } from './counts'
import { recipientsQuery, useMaySend } from './data'
import { useProblem, useRule } from './rules'
import { Settle } from './Settle'
import type { Campaign, ItemState, Recipient, Way } from './types'
import { waysOf } from './ways'

/** Which recipients are listed: of one state, perhaps for one reason. */
export interface Shown {
  state?: ItemState
  rule?: string
}

const states: ItemState[] = ['sent', 'held', 'failed', 'unknown', 'sending', 'ready', 'waiting', 'stopped']

interface Props {
  campaign: Campaign
  shown: Shown
  show: (s: Shown) => void
}

/** Everybody in the campaign, what became of each and why. */
export function Recipients({ campaign: c, shown, show }: Props) {
  const { t } = useTranslation()
  const reason = useReason(shown.state)
  const files = useMay('export')
  const may = useMaySend()
  const [picked, pick] = useState<string[]>([])
  const at = [shown.state, shown.rule].join('/')
  const [pickedAt, setPickedAt] = useState(at)
  if (at !== pickedAt) {
    setPickedAt(at)
    pick([])
  }
  const again = may && shown.state === 'failed' && c.state !== 'stopped'
  const query = useInfiniteQuery(recipientsQuery(c, shown.state, shown.rule))
  const here = states.filter((s) => (c.counts[s] ?? 0) > 0 || s === shown.state)
  return (
    <section className="card" id="camp-all" aria-labelledby="camp-all-h">
      <div className="hd camp-wrap">
        <h2 id="camp-all-h">{t('campaign.list.title')}</h2>
        {shown.rule && (
          <button type="button" className="flt" onClick={() => show({ state: shown.state })}>
            <b>{reason(shown.rule)}</b>
            <span aria-hidden="true">×</span>
            <span className="vh">{t('campaign.list.anyRule')}</span>
          </button>
        )}
        <span className="sp" />
        <Select
          aria-label={t('campaign.list.state')}
          placeholder={t('campaign.list.everybody')}
          clearable
          clearButtonProps={{ 'aria-label': t('campaign.list.everybody') }}
          data={here.map((s) => ({ value: s, label: t(`campaign.item.${s}`) }))}
          value={shown.state ?? null}
          onChange={(v) => show(v ? { state: v as ItemState } : {})}
          w={180}
        />
        {files && (
          <FileMenu
            label={t('campaign.file.label')}
            files={[{ path: '/v1/campaigns/{id}/recipients', id: c.id, query: { ...shown }, name: 'cham-recipients' }]}
          />
        )}
      </div>
      <Loaded query={query} rows={6}>
        {({ pages }) => {
          const list = pages.flatMap((p) => p.recipients)
          return (
            <>
              {again && <Again campaign={c} problem={shown.rule} shown={list} picked={picked} pick={pick} />}
              <List of={c} list={list} picked={again ? picked : undefined} pick={pick} />
            </>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <div className="camp-b">
          <button
            type="button"
            className="btn o"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('campaign.list.more')}
          </button>
        </div>
      )}
    </section>
  )
}

/** The reason that is listed, in words: of what failed it is the provider's, else a rule. */
function useReason(state?: ItemState) {
  const rule = useRule()
  const problem = useProblem()
  return (of: string) => (state === 'failed' ? problem(of) : rule(of).name)
}

interface ListProps {
  of: Campaign
  list: Recipient[]
  /** Who is chosen; nobody can be without. */
  picked?: string[]
  pick: (ids: string[]) => void
}

function List({ of: c, list, picked, pick }: ListProps) {
  const { t } = useTranslation()
  if (list.length === 0)
    return <p className="quiet camp-b">{t(c.preparing ? 'campaign.list.preparing' : 'campaign.list.none')}</p>
  return (
    <ul className="rcp" aria-labelledby="camp-all-h">
      {list.map((r) => (
        <Row
          key={r.id}
          id={c.id}
          of={r}
          way={waysOf(c).length > 1 && r.state !== 'held' ? r.way : undefined}
          picked={picked?.includes(r.id)}
          pick={() => pick(picked!.includes(r.id) ? picked!.filter((id) => id !== r.id) : [...picked!, r.id])}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  id: string
  of: Recipient
  way?: Way
  picked?: boolean
  pick: () => void
}

function Row({ id, of: r, way, picked, pick }: RowProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMaySend()
  const why = useWhy()(r)
  return (
    <li>
      {picked === undefined ? (
        <i className={`pt pt-${partOf(r.state)}`} aria-hidden="true" />
      ) : (
        <Checkbox size="xs" aria-label={t('campaign.again.pick', { name: r.name })} checked={picked} onChange={pick} />
      )}
      <span className="two">
        {r.customer ? (
          <Link to="/customers/$id" params={{ id: String(r.customer) }} className="b">
            {r.name || t('customers.visitor', { id: r.customer })}
          </Link>
        ) : (
          <span className="t3">{t('campaign.list.erased')}</span>
        )}
        {why && <small>{why}</small>}
        {r.words && (
          <small className="any">
            {t('campaign.list.words')} <q>{r.words}</q>
          </small>
        )}
        {may && r.state === 'unknown' && <Settle campaign={id} item={r} />}
      </span>
      <span className="rcp-s">
        <span>
          {way && <b>{t(`reach.way.${way}`)} · </b>}
          {t(`campaign.item.${r.state}`)}
        </span>
        <time className="t3">{f.dateTime(r.at)}</time>
      </span>
    </li>
  )
}

/** Why somebody has not got it, in a sentence. */
function useWhy() {
  const { t } = useTranslation()
  const f = useFormat()
  const rule = useRule()
  const problem = useProblem()
  return (r: Recipient) => {
    const lacks = r.missing ? `: ${t(`campaign.field.${r.missing}`, { defaultValue: r.missing })}` : ''
    const why = r.rule ? rule(r.rule).name + lacks : r.problem ? problem(r.problem) : ''
    const until = r.until ? t('campaign.list.until', { at: f.dateTime(r.until) }) : ''
    return [why, until].filter(Boolean).join(' · ')
  }
}
