/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { CustomerRow } from './CustomerRow'
import { digits, find, hushed, isWhole, withNumber } from './find'
import { Icon, Step } from './parts'
import { Away, search } from './server'
import type { Customer, Me, People } from './store'
import type { Who } from './who'
import { num, t } from './words'

interface Props {
  me: Me
  people?: People
  listTrouble?: string
  away: boolean
  onPick: (who: Who) => void
}

/** A customer by the last digits of a telephone, or a name, out of the list on the phone; or anew. */
export function Find({ me, people, listTrouble, away, onPick }: Props) {
  const [q, setQ] = useState('')
  const [byName, setByName] = useState(false)
  const beyond = useBeyond(q)
  const type = (text: string) => {
    setQ(text)
    beyond.reset()
  }
  const found = find(people?.customers ?? [], q)
  const list = [...found, ...beyond.found.filter((b) => !found.some((c) => c.id === b.id))]
  const asks = !away && me.sight !== 'hidden' && (byName ? q.trim().length > 1 : isWhole(q))
  const other = (
    <button type="button" class="txt" onClick={() => (setByName(!byName), type(''))}>
      {t(byName ? 'staff.byPhone' : 'staff.byName')}
    </button>
  )
  return (
    <section class="finding">
      <Step n="1" more={other}>
        {t(byName ? 'staff.findName' : 'staff.findPhone')}
      </Step>
      <Field key={String(byName)} byName={byName} q={q} type={type} />
      <ul class="card fnd" aria-label={t('staff.found')}>
        {list.map((c) => (
          <CustomerRow key={c.id} c={c} q={q} zone={me.zone} onPick={() => onPick({ customer: c })} />
        ))}
        {isWhole(q) && withNumber(list, q).length === 0 ? <Fresh q={q} onPick={onPick} /> : !byName && <FreshHow />}
        <Unknown onPick={() => onPick({ unknown: true })} />
      </ul>
      <p class="hint" role="status">
        {listSaid(me, people, listTrouble, away)}
      </p>
      {asks && (
        <button type="button" class="txt beyond" disabled={beyond.busy} onClick={() => beyond.ask()}>
          {t(beyond.said ?? 'staff.searchAll')}
        </button>
      )}
      {!byName && <Pad onDigit={(d) => type(q + d)} onBack={() => type(q.slice(0, -1))} />}
    </section>
  )
}

function Field({ byName, q, type }: { byName: boolean; q: string; type: (text: string) => void }) {
  return (
    <label class="phin">
      <span class="vh">{t(byName ? 'staff.name' : 'staff.phone')}</span>
      <input
        type="text"
        inputMode={byName ? 'text' : 'none'}
        autoComplete="off"
        maxLength={40}
        value={q}
        placeholder={t(byName ? 'staff.nameHint' : 'staff.phoneHint')}
        onInput={(e) => type(e.currentTarget.value)}
      />
    </label>
  )
}

/** A whole number that nobody in the list has. */
function Fresh({ q, onPick }: { q: string; onPick: (who: Who) => void }) {
  const [name, setName] = useState('')
  return (
    <li>
      <div class="new">
        <span class="av g" aria-hidden="true">
          <Icon name="plus" />
        </span>
        <label>
          <span class="vh">{t('staff.newName')}</span>
          <input
            value={name}
            maxLength={200}
            placeholder={t('staff.newName')}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </label>
        <button type="button" onClick={() => onPick({ phone: digits(q), name: name.trim() })}>
          {t('staff.addNew', { phone: hushed(q) })}
        </button>
      </div>
    </li>
  )
}

const FreshHow = () => (
  <li class="say">
    <span class="av g" aria-hidden="true">
      <Icon name="plus" />
    </span>
    <div>
      <b>{t('staff.newCustomer')}</b>
      {t('staff.newHow')}
    </div>
  </li>
)

const Unknown = ({ onPick }: { onPick: () => void }) => (
  <li>
    <button type="button" onClick={onPick}>
      <span class="av v" aria-hidden="true">
        <Icon name="user" />
      </span>
      <div>
        <b>{t('staff.unknown')}</b>
        {t('staff.unknownHow')}
      </div>
      <Icon name="right" size="s" />
    </button>
  </li>
)

function listSaid(me: Me, people: People | undefined, trouble: string | undefined, away: boolean) {
  if (me.sight === 'hidden') return t('staff.listHidden')
  if (people) return t('staff.listKept', { n: num(people.customers.length), count: people.customers.length })
  return trouble || t(away ? 'staff.listAway' : 'staff.listComing')
}

/** Everybody the server knows, when the phone's own list does not have them. */
function useBeyond(q: string) {
  const [found, setFound] = useState<Customer[]>([])
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<string>()
  const ask = () => {
    setBusy(true)
    search(q)
      .then(({ customers }) => {
        setFound(customers)
        setSaid(customers.length ? 'staff.searchDone' : 'staff.searchNone')
      })
      .catch((e: unknown) => setSaid(e instanceof Away ? 'staff.searchAway' : 'staff.searchNone'))
      .finally(() => setBusy(false))
  }
  return { found, busy, said, ask, reset: () => (setFound([]), setSaid(undefined)) }
}

function Pad({ onDigit, onBack }: { onDigit: (d: string) => void; onBack: () => void }) {
  return (
    <div class="pad">
      {['1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '0'].map((d) => (
        <button key={d} type="button" onClick={() => onDigit(d)}>
          {d}
        </button>
      ))}
      <button type="button" aria-label={t('staff.backspace')} onClick={onBack}>
        <Icon name="bsp" />
      </button>
    </div>
  )
}
