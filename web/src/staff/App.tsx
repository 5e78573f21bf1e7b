/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { IconName } from '../parts/Icon'
import { able } from './base'
import { Calls } from './Calls'
import { Find } from './Find'
import { Icon } from './parts'
import { Queue, toSend } from './Queue'
import { Record } from './Record'
import type { Item, Me, Touch } from './store'
import { Tasks } from './Tasks'
import { useStaff, type Staff } from './useStaff'
import { keysOf, nameOf, whoOf, type Who } from './who'
import { num, t, today } from './words'

type View = 'find' | 'write' | 'calls' | 'tasks' | 'queue'

export function App() {
  return able() ? <Able /> : <Unable />
}

/** Without HTTPS a browser neither seals what it keeps nor works without a line. */
function Unable() {
  return (
    <main class="sf">
      <div class="empty" role="alert">
        <Icon name="lock" />
        <b>{t('staff.unable')}</b>
        <p>{t('staff.unableHow')}</p>
      </div>
    </main>
  )
}

function Able() {
  const staff = useStaff()
  const [view, setView] = useState<View>('find')
  const [who, setWho] = useState<Who>()
  const [last, setLast] = useState<number>()
  const [correcting, setCorrecting] = useState<Item>()
  const [filled, setFilled] = useState(0) // a form is empty again after it was written
  const main = useRef<HTMLElement>(null)
  const look = useRef(0) // what is on the screen: grows as somebody goes on
  const writtenAt = useRef(-1)
  useEffect(() => {
    main.current?.scrollTo?.(0, 0)
    scrollTo(0, 0)
  }, [view])
  const { me, page } = staff
  const write = async (whose: Who, label: string, more: Partial<Touch>) => {
    const here = look.current
    if (writtenAt.current === here) return // tapped twice: it is being kept
    writtenAt.current = here
    const was = correcting?.written?.touch // what is corrected happened when it did, where it did
    const at = was?.at ?? new Date().toISOString()
    const touch: Touch = { id: crypto.randomUUID(), at, ...keysOf(whose), ...more }
    const branch = was?.branch ?? staff.branch
    if (branch) touch.branch = branch
    const n = await staff.record({ touch, label, who: nameOf(whose) }, correcting).catch((e: unknown) => {
      writtenAt.current = -1
      throw e
    })
    if (look.current !== here) return // the next customer is being written already
    look.current++
    setLast(n)
    setWho(undefined)
    setCorrecting(undefined)
    setFilled((f) => f + 1)
    setView('queue')
  }
  const go = (v: View) => {
    if (v !== view) {
      if (writtenAt.current === look.current) {
        // what is still being kept is not written or corrected again
        setWho(undefined)
        setCorrecting(undefined)
      }
      look.current++
    }
    if (v !== 'queue') setLast(undefined)
    setView(v)
  }
  const correct = (item: Item | undefined) => {
    const from = item?.written
    setCorrecting(item)
    setWho(from && !from.touch.call ? whoOf(from, staff.people) : undefined)
    setFilled((n) => n + 1)
    go(!from ? 'queue' : from.touch.call ? 'calls' : 'write')
  }
  const body = () => {
    if (!staff.ready || (!me && !staff.trouble)) return <Bones />
    if (!me)
      return staff.trouble?.kind === 'away' ? (
        <Stranded retry={staff.sync} />
      ) : (
        <Door waiting={staff.all.length} trouble={staff.trouble} />
      )
    if (staff.trouble?.kind === 'may' && view !== 'queue') return <Door waiting={0} trouble={staff.trouble} />
    if (view === 'queue') return <Queue staff={staff} last={last} onNext={() => go('find')} onCorrect={correct} />
    if (!page) return staff.trouble?.kind === 'away' ? <Stranded retry={staff.sync} /> : <Bones />
    if (staff.branch === undefined) return <Branch staff={staff} />
    const away = staff.trouble?.kind === 'away'
    if (view === 'find')
      return (
        <Find
          me={me}
          people={staff.people}
          listTrouble={staff.listTrouble}
          away={away}
          onPick={(w) => {
            setWho(w)
            go('write')
          }}
        />
      )
    if (view === 'tasks') return <Tasks staff={staff} away={away} />
    if (view === 'calls')
      return (
        <Calls
          key={filled}
          me={me}
          people={staff.people}
          calls={page.calls}
          away={away}
          from={correcting?.written?.touch.call && correcting.written}
          onWrite={(w, l, m) => void write(w, l, m)}
        />
      )
    return (
      <Record
        key={filled}
        who={who}
        tiles={page.tiles}
        zone={me.zone}
        from={correcting?.written}
        onFind={() => go('find')}
        onUnknown={() => setWho({ unknown: true })}
        onWrite={(tile, more) => void write(who!, tile.label, { event: tile.event, channel: tile.channel, ...more })}
      />
    )
  }
  const waiting = staff.all.filter((i) => toSend(i) && i.written).length
  return (
    <>
      <main class={'sf v-' + view} ref={main}>
        <Head me={me} branch={staff.branch} />
        <Net staff={staff} waiting={waiting} onQueue={() => go('queue')} />
        {me && staff.unkept && <Unkept />}
        {correcting && view !== 'queue' && <Correcting onStop={() => correct(undefined)} />}
        {body()}
      </main>
      {me && <Nav view={view} waiting={waiting} tasks={staff.tasks.length} go={go} />}
    </>
  )
}

function Head({ me, branch }: { me?: Me; branch?: string }) {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <header>
      <span class="mark" aria-hidden="true">
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round">
          <path d="M16.5 7A6.5 6.5 0 1 0 16.5 17" />
          <circle cx="17.5" cy="12" r="1.6" fill="currentColor" stroke="none" />
        </svg>
      </span>
      <div>
        <h1>{branch || me?.business || t('staff.title')}</h1>
        {me && (
          <small>
            {me.name} · {today(now, me.zone)}
          </small>
        )}
      </div>
    </header>
  )
}

/** What stands between the phone and the server: amber, and never in the way. */
function Net({ staff, waiting, onQueue }: { staff: Staff; waiting: number; onQueue: () => void }) {
  const { trouble, me } = staff
  const count = waiting > 0 && me && (
    <button type="button" class="cnt" onClick={onQueue}>
      {t('staff.toSend', { n: num(waiting), count: waiting })}
    </button>
  )
  if (trouble?.kind === 'away')
    return (
      <div class="net" role="status">
        <Icon name="nowifi" />
        <span>
          <b>{t('staff.away')}</b> {me && t('staff.awayGoOn')}
        </span>
        {count}
      </div>
    )
  if (!me || !trouble || trouble.kind === 'may')
    return staff.page?.enabled === false ? (
      <div class="net" role="status">
        <Icon name="pause" />
        <span>
          <b>{t('staff.off')}</b> {t('staff.offHow')}
        </span>
        {count}
      </div>
    ) : null
  return (
    <div class="net" role="status">
      <Icon name={trouble.kind === 'signedOut' ? 'lock' : 'alert'} />
      <span>
        {trouble.kind === 'signedOut' && (
          <>
            <b>{t('staff.signedOut')}</b> {t('staff.signedOutGoOn')}{' '}
            <a href="/sign-in?to=%2Fstaff%2F">{t('staff.signIn')}</a>
          </>
        )}
        {trouble.kind === 'other' && t('staff.otherSender')}
        {trouble.kind === 'refused' && (trouble.why || t('staff.refused'))}
      </span>
      {count}
    </div>
  )
}

/** The browser keeps nothing: what is written must go at once. */
const Unkept = () => (
  <div class="net" role="status">
    <Icon name="alert" />
    <span>
      <b>{t('staff.unkept')}</b> {t('staff.unkeptHow')}
    </span>
  </div>
)

const Correcting = ({ onStop }: { onStop: () => void }) => (
  <div class="net" role="status">
    <Icon name="edit" />
    <span>{t('staff.correcting')}</span>
    <button type="button" class="cnt" onClick={onStop}>
      {t('staff.stopCorrecting')}
    </button>
  </div>
)

function Door({ waiting, trouble }: { waiting: number; trouble?: Staff['trouble'] }) {
  const may = trouble?.kind === 'may'
  return (
    <div class="empty">
      <Icon name={may ? 'lock' : 'user'} />
      <b>{t(may ? 'staff.mayNot' : 'staff.title')}</b>
      <p>{t(may ? 'staff.mayNotHow' : 'staff.doorHow')}</p>
      {waiting > 0 && <p>{t('staff.doorWaiting', { n: num(waiting), count: waiting })}</p>}
      <a class="big1" href={may ? '/' : '/sign-in?to=%2Fstaff%2F'}>
        {t(may ? 'staff.toApp' : 'staff.signIn')}
      </a>
    </div>
  )
}

function Stranded({ retry }: { retry: () => Promise<void> }) {
  return (
    <div class="empty" role="alert">
      <Icon name="nowifi" />
      <b>{t('staff.stranded')}</b>
      <p>{t('staff.strandedHow')}</p>
      <button type="button" class="big1" onClick={() => void retry()}>
        {t('staff.retry')}
      </button>
    </div>
  )
}

/** Which shop this phone is at; asked once. */
function Branch({ staff }: { staff: Staff }) {
  return (
    <section>
      <h2>{t('staff.whichBranch')}</h2>
      <ul class="card fnd">
        {staff.page!.branches.map((b) => (
          <li key={b}>
            <button type="button" onClick={() => void staff.choose(b)}>
              <span class="av" aria-hidden="true">
                <Icon name="store" />
              </span>
              <div>
                <b>{b}</b>
              </div>
              <Icon name="right" size="s" />
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">{t('staff.branchOnce')}</p>
    </section>
  )
}

const Bones = () => (
  <div class="bones" role="status" aria-label={t('staff.loading')}>
    <i />
    <i />
    <i />
  </div>
)

const places: { view: View; icon: IconName; word: string }[] = [
  { view: 'write', icon: 'edit', word: 'staff.nav.write' },
  { view: 'find', icon: 'search', word: 'staff.nav.find' },
  { view: 'calls', icon: 'call', word: 'staff.nav.calls' },
  { view: 'tasks', icon: 'list', word: 'staff.nav.tasks' },
  { view: 'queue', icon: 'clock', word: 'staff.nav.queue' },
]

function Nav({ view, waiting, tasks, go }: { view: View; waiting: number; tasks: number; go: (v: View) => void }) {
  const counts: Partial<Record<View, number>> = { queue: waiting, tasks }
  return (
    <nav class="nav4" aria-label={t('staff.nav.label')}>
      {places.map((p) => (
        <button
          key={p.view}
          type="button"
          aria-current={view === p.view ? 'page' : undefined}
          onClick={() => go(p.view)}
        >
          <Icon name={p.icon} />
          {t(p.word)}
          {!!counts[p.view] && <i>{num(counts[p.view]!)}</i>}
        </button>
      ))}
    </nav>
  )
}
