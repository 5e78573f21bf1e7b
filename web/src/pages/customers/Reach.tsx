import { Popover, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerProfile, CustomerReach, GateEntry, GateReason, Judged } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { ChannelIcon, Loaded, Tag, type Tone } from '@/parts/parts'
import { wayIcon } from '../campaigns/ways'
import { WorksAgain } from './WorksAgain'

type Way = Judged['way']
type Verdict = Judged['verdict']
type Class = CustomerReach['classes'][number]

const sign: Record<Verdict, IconName> = { now: 'check', later: 'clock', never: 'x' }
const tone: Record<Verdict, Tone | undefined> = { now: 'good', later: 'warn', never: undefined }
const limits = ['lawCap', 'zaloDay', 'zaloMonth', 'day', 'week']
const windows = ['zaloWindow', 'zaloYear', 'messengerWindow', 'messengerHuman']
const shownFirst = 4
const minute = 60_000

/** What the customer may be sent by each way and why not, and what was asked of the gate. */
export function Reach({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const key = ['customer', customer.id, 'reach']
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call(api.GET('/v1/customers/{id}/reach', { signal, params: { path: { id: customer.id } } })),
    refetchInterval: minute, // what waits for an hour goes when it strikes
  })
  useAgainWhenSaid(customer.id, key)
  return (
    <section className="card" aria-labelledby="reach">
      <div className="hd">
        <h2 id="reach">{t('reach.title')}</h2>
      </div>
      <Loaded query={query} rows={6}>
        {({ classes, decisions }) => (
          <>
            <Ways customer={customer.id} classes={classes} />
            <Asked decisions={decisions} />
          </>
        )}
      </Loaded>
    </section>
  )
}

/** Asks again once the card of consent has heard something new. */
function useAgainWhenSaid(id: number, key: readonly unknown[]) {
  const client = useQueryClient()
  const { data: said } = useQuery<unknown>({ queryKey: ['customer', id, 'consent'], enabled: false })
  const known = useRef(said)
  useEffect(() => {
    if (known.current && known.current !== said) void client.invalidateQueries({ queryKey: key })
    known.current = said
  })
}

const judged = (of: Class, way: Way) => of.ways.find((w) => w.way === way)
const hasNoAddress = (classes: Class[], way: Way) =>
  classes.some((c) => judged(c, way)?.reasons?.some((r) => r.rule === 'noAddress'))

const hasBounced = (classes: Class[], way: Way) =>
  classes.some((c) => judged(c, way)?.reasons?.some((r) => r.rule === 'bounced'))

function Ways({ customer, classes }: { customer: number; classes: Class[] }) {
  const { t } = useTranslation()
  const all = classes[0]?.ways.map((w) => w.way) ?? []
  const without = all.filter((w) => hasNoAddress(classes, w))
  if (without.length === all.length) return <p className="quiet">{t('reach.nowhere')}</p>
  return (
    <>
      <table className="rch" aria-labelledby="reach">
        <thead>
          <tr>
            {classes.map((c) => (
              <th key={c.class} scope="col">
                {t(`reach.class.${c.class}`)}
              </th>
            ))}
          </tr>
        </thead>
        {all
          .filter((w) => !without.includes(w))
          .map((way) => (
            <tbody key={way}>
              <tr>
                <th colSpan={classes.length} scope="rowgroup">
                  <span className="row">
                    <ChannelIcon channel={wayIcon(way)} />
                    {t(`reach.way.${way}`)}
                    {hasBounced(classes, way) && <WorksAgain customer={customer} way={way} />}
                  </span>
                </th>
              </tr>
              <tr>
                {classes.map((c) => (
                  <td key={c.class}>
                    <Cell of={c.class} way={judged(c, way)!} />
                  </td>
                ))}
              </tr>
            </tbody>
          ))}
      </table>
      {without.length > 0 && (
        <p className="rch-no">{t('reach.noAddress', { ways: without.map((w) => t(`reach.way.${w}`)).join(', ') })}</p>
      )}
    </>
  )
}

/** One way of one class: its verdict, and on hover or a press the reasons. */
function Cell({ of, way }: { of: Class['class']; way: Judged }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const says = useVerdict()(way.verdict, way.at)
  const reasons = useReasons()(way)
  const face = (
    <>
      <Icon name={sign[way.verdict]} size="xs" />
      <span>{says}</span>
    </>
  )
  if (reasons.length === 0) return <span className={'rch-c ' + way.verdict}>{face}</span>
  const about = { way: t(`reach.way.${way.way}`), class: t(`reach.class.${of}`), verdict: says }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom" width={260} trapFocus returnFocus>
      <Tooltip label={reasons.join(' ')} disabled={open}>
        <Popover.Target>
          <button
            type="button"
            className={'rch-c ' + way.verdict}
            aria-label={t('reach.whyOf', about)}
            onClick={() => setOpen(!open)}
          >
            {face}
          </button>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown aria-label={t('reach.whyOf', about)} className="rch-why">
        <div tabIndex={0} data-autofocus>
          <b>{t('reach.whyOf', about)}</b>
          <ul>
            {reasons.map((r) => (
              <li key={r}>{r}</li>
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function Asked({ decisions }: { decisions: GateEntry[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [all, setAll] = useState(false)
  return (
    <>
      <h3 className="rch-h" id="reach-asked">
        {t('reach.asked.title')}
      </h3>
      {decisions.length === 0 ? (
        <p className="quiet">{t('reach.asked.none')}</p>
      ) : (
        <ul className="rch-l" aria-labelledby="reach-asked">
          {decisions.slice(0, all ? undefined : shownFirst).map((d) => (
            <Decision key={d.id} entry={d} />
          ))}
        </ul>
      )}
      {!all && decisions.length > shownFirst && (
        <div className="cons-act">
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t('reach.asked.more', { n: f.num(decisions.length) })}
          </button>
        </div>
      )}
    </>
  )
}

function Decision({ entry: e }: { entry: GateEntry }) {
  const { t } = useTranslation()
  const f = useFormat()
  const verdict = useVerdict()
  const { verdict: is, way, at, ways } = e.decision
  const outcome = e.outcome || 'unknown'
  const by = way ?? (ways.length === 1 ? ways[0]!.way : undefined)
  const facts = [t(`reach.class.${e.class}`), by && t(`reach.way.${by}`), f.dateTime(e.at)]
  return (
    <li>
      <b>{[e.message, e.occasion].filter(Boolean).join(' · ')}</b>
      <small>{facts.filter(Boolean).join(' · ')}</small>
      <span className="cons-tags">
        <Tag tone={tone[is]} icon={sign[is]}>
          {verdict(is, at)}
        </Tag>
        {is === 'now' && (
          <Tag
            tone={outcome === 'failed' ? 'pain' : undefined}
            what={outcome === 'unknown' ? t('reach.asked.unknownHow') : undefined}
          >
            {t(`reach.asked.outcome.${outcome}`)}
          </Tag>
        )}
      </span>
      {is !== 'now' && ways.map((w) => <Why key={w.way} way={w} named={ways.length > 1} />)}
    </li>
  )
}

/** Why a way of a decision did not go; named where others were looked at, too. */
function Why({ way, named }: { way: Judged; named: boolean }) {
  const { t } = useTranslation()
  const reasons = useReasons()(way)
  if (reasons.length === 0) return null
  return (
    <small>
      {named && `${t(`reach.way.${way.way}`)}: `}
      {reasons.join(' ')}
    </small>
  )
}

/** A time as short as it can be: the hour, with its day unless that is today. */
function useWhen() {
  const { t } = useTranslation()
  const f = useFormat()
  return (at: string) => {
    const now = Date.now()
    const time = f.time(at)
    if (f.isoDay(at) === f.isoDay(now)) return time
    if (f.isoDay(at) === f.isoDay(now + 24 * 60 * minute)) return t('reach.tomorrow', { time })
    return t('reach.onDay', { time, day: f.dayMonth(at) })
  }
}

/** A verdict in a word or two. */
function useVerdict() {
  const { t } = useTranslation()
  const when = useWhen()
  return (verdict: Verdict, at?: string) =>
    t(`reach.verdict.${verdict}`, { when: verdict === 'later' && at ? when(at) : '' })
}

/** The sentences that say why a way has to wait or may not be used. */
function useReasons() {
  const { t } = useTranslation()
  const when = useWhen()
  const reason = useReason()
  return (way: Judged) => [
    ...(way.reasons ?? []).map((r) => reason(r, way.way)),
    ...(way.verdict === 'later' && way.at ? [t('reach.mayFrom', { when: when(way.at) })] : []),
  ]
}

function useReason() {
  const { t } = useTranslation()
  const f = useFormat()
  const when = useWhen()
  return (r: GateReason, way: Way) => {
    const said = t(`reach.reason.${r.rule}`, {
      way: t(`reach.by.${way}`),
      date: r.since && f.date(r.since),
      at: r.since && f.dateTime(r.since),
      when: r.until && when(r.until),
      from: r.from,
      to: r.to,
      count: r.count ?? 0,
      n: f.num(r.count ?? 0),
      limit: f.num(r.limit ?? 0),
      day: r.day && t(`privacy.dayOff.${r.day}`),
    })
    if (windows.includes(r.rule))
      return `${said} ${r.since ? t('reach.lastWrote', { at: f.dateTime(r.since) }) : t('reach.neverWrote')}`
    return limits.includes(r.rule) && r.until ? `${said} ${t('reach.freeFrom', { when: when(r.until) })}` : said
  }
}
