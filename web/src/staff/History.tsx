/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Away, profile, timeline } from './server'
import type { Customer, Me } from './store'
import { nameOf } from './who'
import { clock, day, t } from './words'

interface Past {
  at: string
  what: string
}

/** What happened with a customer lately; opening it is written to the log as opening the customer is. */
export function History({ of, me, away }: { of: Customer; me: Me; away: boolean }) {
  const [past, setPast] = useState<Past[]>()
  const [said, setSaid] = useState('staff.history.coming')
  useEffect(() => {
    let gone = false
    setPast(undefined)
    setSaid(away ? 'staff.history.away' : 'staff.history.coming')
    if (away) return
    Promise.all([timeline(of.id), profile(of.id)])
      .then(([page]) => {
        if (gone) return
        setPast(page.touches.filter((x) => x.name).map((x) => ({ at: x.at, what: eventName(x.name!) })))
        setSaid('staff.history.none')
      })
      .catch((e: unknown) => !gone && setSaid(e instanceof Away ? 'staff.history.away' : 'staff.history.failed'))
    return () => void (gone = true)
  }, [of.id, away])
  return (
    <>
      <h2>{t('staff.history.title', { name: nameOf({ customer: of }) })}</h2>
      {past && past.length > 0 ? (
        <ul class="card past">
          {past.map((p, i) => (
            <li key={i}>
              <b>{p.what}</b>
              <span>
                {day(p.at, me.zone)} {clock(p.at, me.zone)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p class="none" role="status">
          {t(said)}
        </p>
      )}
    </>
  )
}

/** The plain word for an event, where the page has one. */
function eventName(name: string) {
  const key = 'staff.event.' + name
  const word = t(key)
  return word === key ? name : word
}
