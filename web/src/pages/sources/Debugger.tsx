import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive, useLiveEvent } from '@/api/live'
import type { DebuggerEvent, LiveTouch, SourceInfo } from '@/api/types'
import { plain } from '@/format'
import { useFormat } from '@/i18n'
import { Body } from '@/parts/Body'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Empty, Failed, Waiting } from '@/parts/parts'
import { NameEdit, useNames, type Named } from '@/view/names'
import { keyText } from '../customers/data'
import { debuggerQuery, sourcesQuery, useDetail, useReason, type Show } from './data'

/** What comes in right now, taken or refused with the reason, within a second. */
export function Debugger({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [show, setShow] = useState<Show>('all')
  const { events, query, paused, setPaused, held, box, onScroll, toTop } = useEvents(source.id, show)
  const [find, setFind] = useState('')
  const names = useNames()
  const shown = events?.filter(
    (e) => (show === 'all' || e.accepted === (show === 'accepted')) && matches(e, find, names.event),
  )
  return (
    <section className="card" aria-labelledby="debugger">
      <div className="hd">
        <h2 id="debugger">{t('sources.debugger.title')}</h2>
        <Stream paused={paused} />
        <span className="sp" />
        <button type="button" className="btn o" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? 'play' : 'pause'} size="s" />
          {t(paused ? 'sources.debugger.resume' : 'sources.debugger.pause')}
        </button>
      </div>
      <div className="dbg-bar">
        <div className="seg" role="group" aria-label={t('sources.debugger.show')}>
          {(['all', 'accepted', 'refused'] as const).map((s) => (
            <button key={s} type="button" aria-pressed={show === s} onClick={() => setShow(s)}>
              {t(`sources.debugger.${s}`)}
            </button>
          ))}
        </div>
        <label className="find">
          <Icon name="search" size="s" />
          <span className="vh">{t('sources.debugger.find')}</span>
          <input
            type="search"
            value={find}
            onChange={(e) => setFind(e.target.value)}
            placeholder={t('sources.debugger.find')}
          />
        </label>
      </div>
      <div
        className="dbg"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={t('sources.debugger.title')}
      >
        {held > 0 && (
          <button type="button" className="dbg-new" onClick={toTop}>
            <Icon name="up" size="xs" />
            {t('sources.debugger.new', { count: held })}
          </button>
        )}
        {shown === undefined ? (
          query.error ? (
            <Failed error={query.error} retry={() => query.refetch()} />
          ) : (
            <Waiting rows={5} />
          )
        ) : shown.length > 0 ? (
          <ol aria-live="off">
            {shown.map((e) => (
              <Event key={idOf(e)} event={e} />
            ))}
          </ol>
        ) : events!.length > 0 ? (
          <Empty icon="filter" title={t('sources.debugger.noMatch')} />
        ) : (
          <Empty icon="clock" title={t('sources.debugger.none')}>
            {t('sources.debugger.noneHint')}
          </Empty>
        )}
      </div>
    </section>
  )
}

const idOf = (e: DebuggerEvent) => `${e.at}|${e.messageId ?? ''}|${e.accepted}`
const matches = (e: DebuggerEvent, find: string, event: Named) =>
  find === '' ||
  plain(
    [e.name, event(e.name ?? ''), e.type, e.messageId, e.reason, ...(e.keys ?? []).map((k) => k.value)].join(' '),
  ).includes(plain(find))

/** How many events from the stream are kept until a question brings them in full. */
const most = 100

/** What the stream sent and what was asked as one list, newest first; the full account wins. */
function newest(streamed: DebuggerEvent[], asked: DebuggerEvent[]): DebuggerEvent[] {
  const all = new Map([...streamed, ...asked].map((e) => [idOf(e), e]))
  return [...all.values()].sort((a, b) => b.at.localeCompare(a.at))
}

/**
 * The newest events. The live stream sends each at once and a question a second later brings
 * what it said in full; while the stream is down, a clock asks.
 * While paused, or while the reader has scrolled down, what is shown stands still and new ones are counted.
 */
function useEvents(source: string, show: Show) {
  const { connected } = useLive()
  const query = useQuery({ ...debuggerQuery(source, show), refetchInterval: connected ? 5000 : 1000 })
  const [paused, setPausedState] = useState(false)
  const [frozen, setFrozen] = useState<DebuggerEvent[] | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { refetch } = query
  const client = useQueryClient()
  const [streamed, setStreamed] = useState<DebuggerEvent[]>([])
  const hear = useCallback(
    (touch: LiveTouch) => {
      if (touch.source !== source) return
      setStreamed((list) => [touch, ...list].slice(0, most))
      timer.current ??= setTimeout(() => {
        // many at once are one question
        timer.current = undefined
        void refetch()
        void client.invalidateQueries({ queryKey: sourcesQuery.queryKey })
      }, 1000)
    },
    [source, refetch, client],
  )
  useLiveEvent('touch', hear)
  useEffect(() => () => clearTimeout(timer.current), [])
  const latest = useMemo(() => query.data && newest(streamed, query.data.events), [streamed, query.data])
  const freeze = (on: boolean) => setFrozen(on ? (frozen ?? latest ?? []) : null)
  const setPaused = (on: boolean) => {
    setPausedState(on)
    freeze(on || (box.current?.scrollTop ?? 0) > 8)
  }
  const onScroll = () => {
    const down = (box.current?.scrollTop ?? 0) > 8
    if (down !== (frozen !== null) && !paused) freeze(down)
  }
  const toTop = () => {
    setPausedState(false)
    setFrozen(null)
    box.current?.scrollTo({ top: 0 })
  }
  const seen = new Set(frozen?.map(idOf))
  const held = frozen && latest ? latest.filter((e) => !seen.has(idOf(e))).length : 0
  return { events: frozen ?? latest, query, paused, setPaused, held, box, onScroll, toTop }
}

function Stream({ paused }: { paused: boolean }) {
  const { t } = useTranslation()
  const { connected } = useLive()
  const word = paused ? 'paused' : connected ? 'live' : 'polling'
  return (
    <span className="row t3 sm" role="status">
      <span className={'dot' + (word === 'live' ? ' live' : ' off')} />
      {t(`sources.debugger.${word}`)}
    </span>
  )
}

function Event({ event: e }: { event: DebuggerEvent }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const names = useNames()
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <li className={e.accepted ? undefined : 'no'}>
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <time dateTime={e.at}>{f.clock(e.at)}</time>
        <span className={e.accepted ? 'ok' : 'ko'}>
          <Icon name={e.accepted ? 'check' : 'x'} size="s" />
          <span className="vh">{t(`sources.debugger.${e.accepted ? 'accepted' : 'refused'}`)}</span>
        </span>
        {e.channel && <ChannelIcon channel={e.channel} label />}
        <span className="what">
          <b title={e.name}>{e.name ? names.event(e.name) : t(`sources.type.${e.type || 'unknown'}`)}</b>
          {!e.accepted && <span className="why">{reason(e.reason ?? '')}</span>}
        </span>
        <span className="keys hide-m">{e.keys?.slice(0, 2).map(keyText).join(' · ')}</span>
        <Icon name={open ? 'up' : 'down'} size="xs" />
      </button>
      <div id={id} hidden={!open}>
        {open && <Details event={e} />}
      </div>
    </li>
  )
}

function Details({ event: e }: { event: DebuggerEvent }) {
  const { t } = useTranslation()
  const detail = useDetail()
  return (
    <div className="dbg-more">
      {e.detail && <p>{detail(e.detail)}</p>}
      {e.name && e.type === 'track' && (
        <p className="named">
          <NameEdit kind="event" name={e.name} />
          <span className="t3">{t('settings.names.own', { name: e.name })}</span>
        </p>
      )}
      {e.messageId && (
        <p className="t3">
          {t('sources.debugger.messageId')}: <code>{e.messageId}</code>
        </p>
      )}
      {e.sample !== undefined && e.sample !== null && <Body of={e.sample} label={t('sources.debugger.call')} />}
    </div>
  )
}
