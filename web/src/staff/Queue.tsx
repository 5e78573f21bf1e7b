/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { Chips, Icon } from './parts'
import type { Item, Why } from './store'
import type { Staff } from './useStaff'
import { clock, language, num, speak, t, type Lang } from './words'

const whys: Why[] = ['customer', 'touchpoint', 'twice', 'not-happened', 'other']

/** What was just written, with undo. */
export function Done({ item, staff, onNext }: { item: Item; staff: Staff; onNext: () => void }) {
  const gone = item.state === 'undone' || item.state === 'undo'
  const refused = item.state === 'refused'
  return (
    <div class="okb">
      <div class={'o ' + (gone || refused ? 'off' : '')}>
        <Icon name={gone ? 'undo' : refused ? 'alert' : 'check'} />
      </div>
      <div role="status">
        <b>
          {t(gone ? 'staff.undone' : refused ? 'staff.notTaken' : 'staff.written', { what: item.written?.label ?? '' })}
        </b>
        <p>
          {item.written?.who} · {clock(item.at, staff.me?.zone ?? 'Asia/Ho_Chi_Minh')}
          <br />
          {t(staff.unkept && toSend(item) ? 'staff.say.unkept' : `staff.say.${item.state}`)}
        </p>
      </div>
      <Undo item={item} staff={staff}>
        <button type="button" class="go" onClick={onNext}>
          {t('staff.next')}
        </button>
      </Undo>
    </div>
  )
}

/** Takes back what waits at once; what was sent, or may have been, after a word why. */
function Undo({ item, staff, children }: { item: Item; staff: Staff; children?: preact.ComponentChildren }) {
  const [asking, setAsking] = useState(false)
  // Of a call of the list others know: it is taken back only while this phone alone does.
  const may =
    (item.state === 'waiting' && !(item.written?.touch.task && item.tried)) ||
    (item.state === 'sent' && !item.written?.touch.task)
  if (asking && may)
    return (
      <div class="why" role="group" aria-label={t('staff.why.ask')}>
        <p>{t('staff.why.ask')}</p>
        <Chips
          label={t('staff.why.ask')}
          of={whys.map((w) => ({ value: w, text: t(`staff.why.${w}`) }))}
          onPick={(w) => void staff.undo(item, w ?? 'other').then(() => setAsking(false))}
        />
        <button type="button" class="txt" onClick={() => setAsking(false)}>
          {t('staff.keep')}
        </button>
      </div>
    )
  return (
    <div class="x">
      {may && (
        <button type="button" onClick={() => (item.tried ? setAsking(true) : void staff.undo(item, 'other'))}>
          {t('staff.undo')}
        </button>
      )}
      {children}
    </div>
  )
}

export const toSend = (i: Item) => i.state === 'waiting' || i.state === 'undo'

interface QueueProps {
  staff: Staff
  /** What was written this moment. */
  last?: number
  onNext: () => void
  onCorrect: (item: Item) => void
}

/** What waits, what was refused, and the day's work. */
export function Queue({ staff, last, onNext, onCorrect }: QueueProps) {
  const mine = staff.all.filter((i) => i.written)
  const others = staff.all.filter((i) => !i.written && i.state === 'waiting').length
  const of = (f: (i: Item) => boolean) => mine.filter(f).reverse()
  const done = mine.find((i) => i.n === last)
  const groups = [
    { key: 'waiting', tone: 'warn', list: of(toSend) },
    { key: 'refused', tone: 'warn', list: of((i) => i.state === 'refused') },
    { key: 'sent', tone: '', list: of((i) => i.state === 'sent' || i.state === 'undone') },
  ]
  return (
    <section>
      {done && <Done item={done} staff={staff} onNext={onNext} />}
      {groups.map(
        (g) =>
          g.list.length > 0 && (
            <div key={g.key}>
              <h2>
                {t(`staff.group.${g.key}`)} <span class={'tag ' + g.tone}>{num(g.list.length)}</span>
              </h2>
              <ul class="card qq">
                {g.list.map((i) => (
                  <Row key={i.n} item={i} staff={staff} onCorrect={onCorrect} />
                ))}
              </ul>
            </div>
          ),
      )}
      {mine.length === 0 && (
        <div class="empty">
          <Icon name="clock" />
          <b>{t('staff.nothing')}</b>
          <p>{t('staff.nothingHow')}</p>
        </div>
      )}
      {others > 0 && <p class="none">{t('staff.others', { n: num(others), count: others })}</p>}
      {staff.me && <Leave staff={staff} waiting={staff.all.filter(toSend).length} onBranch={onNext} />}
    </section>
  )
}

function Row({ item, staff, onCorrect }: { item: Item; staff: Staff; onCorrect: (item: Item) => void }) {
  const [open, setOpen] = useState(false)
  const icon =
    item.state === 'sent' ? 'check' : item.state === 'undone' ? 'undo' : item.state === 'refused' ? 'alert' : 'clock'
  return (
    <li>
      <button type="button" class="qrow" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class={item.state === 'sent' ? 'ok' : item.state === 'undone' ? 't3' : ''}>
          <Icon name={icon} />
        </span>
        <div>
          <b>{item.written?.label}</b>
          {item.written?.who} · {clock(item.at, staff.me?.zone ?? 'Asia/Ho_Chi_Minh')}
          {item.state === 'refused' && <em>{refusal(item.reason)}</em>}
          {item.state === 'sent' && item.reason && <em>{item.reason}</em>}
        </div>
        <span>{t(`staff.state.${item.state}`)}</span>
      </button>
      {open && item.state === 'refused' && (
        <div class="x">
          <button type="button" onClick={() => void staff.drop(item.n)}>
            {t('staff.drop')}
          </button>
          {!item.written?.touch.task && (
            <button type="button" class="go" onClick={() => onCorrect(item)}>
              {t('staff.correct')}
            </button>
          )}
        </div>
      )}
      {open && item.state !== 'refused' && <Undo item={item} staff={staff} />}
    </li>
  )
}

const refusals = [
  'phone',
  'placeholder',
  'erased',
  'no_customer',
  'money',
  'no_consent',
  'denied',
  'minutes',
  'too_long',
  'entry',
  'task_gone',
]
const refusal = (reason = '') => t(`staff.refusal.${refusals.includes(reason) ? reason : 'other'}`)

/** Language, branch, and signing out, which takes everything off the phone. */
function Leave({ staff, waiting, onBranch }: { staff: Staff; waiting: number; onBranch: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <div class="foot">
      <Chips
        label={t('staff.language')}
        of={[
          { value: 'vi' as Lang, text: 'Tiếng Việt' },
          { value: 'en', text: 'English' },
        ]}
        value={language()}
        onPick={(l) => {
          if (!l) return
          speak(l)
          location.reload()
        }}
      />
      {asking && waiting > 0 ? (
        <div class="why" role="group" aria-label={t('staff.leave')}>
          <p>{t('staff.leaveWaiting', { n: num(waiting), count: waiting })}</p>
          <div class="x">
            <button type="button" onClick={() => setAsking(false)}>
              {t('staff.stay')}
            </button>
            <button type="button" class="dn" onClick={() => void staff.leave()}>
              {t('staff.leaveAnyway')}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="txt" onClick={() => (waiting > 0 ? setAsking(true) : void staff.leave())}>
          <Icon name="logout" size="s" />
          {t('staff.leave')}
        </button>
      )}
      {(staff.page?.branches.length ?? 0) > 1 && (
        <button type="button" class="txt" onClick={() => void staff.choose(undefined).then(onBranch)}>
          <Icon name="store" size="s" />
          {t('staff.changeBranch')}
        </button>
      )}
      <p class="hint">{t('staff.leaveAbout')}</p>
    </div>
  )
}
