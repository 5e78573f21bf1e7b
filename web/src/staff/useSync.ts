import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { wipe } from './items'
import { send } from './send'
import { endSession, loadPage, Refused, whoami } from './server'
import { fact, setFact } from './store'
import { branchOf, type Kept } from './useKept'

// Asking the server who is here and what is new, and sending what waits, whenever there may be a line again.

export type Trouble =
  { kind: 'away' } | { kind: 'signedOut' } | { kind: 'other' } | { kind: 'may' } | { kind: 'refused'; why: string }

const pause = { least: 1_500, most: 10_000 } // between two tries; each is twice the one before

export function useSync(kept: Kept) {
  const [trouble, setTrouble] = useState<Trouble | undefined>(navigator.onLine ? undefined : { kind: 'away' })
  const look = useLook(kept)
  const { now, reread, close } = kept
  const run = useRef<Run>({ wait: pause.least })

  const once = useCallback(
    async (sendAlone: boolean): Promise<Trouble | undefined> => {
      try {
        const me = now.current.me
        if (sendAlone && run.current.fine && me && (await send(me, reread)).how === 'done') return undefined
        return await look()
      } catch (e) {
        return e instanceof Refused ? { kind: 'refused', why: e.message } : { kind: 'away' }
      }
    },
    [look, now, reread],
  )

  /** With sendAlone only what waits is sent, where all was fine before. */
  const sync = useCallback(
    async (sendAlone = false): Promise<void> => {
      const at = run.current
      if (at.busy) {
        at.again = true
        return at.busy
      }
      clearTimeout(at.timer)
      const untilQuiet = async () => {
        let next: Trouble | undefined
        do {
          at.again = false
          next = await once(sendAlone)
        } while (at.again)
        if (next?.kind === 'signedOut') await close()
        at.fine = !next
        setTrouble(next)
        at.busy = undefined
        at.wait = next ? Math.min(at.wait * 2, pause.most) : pause.least
        if (next) at.timer = window.setTimeout(() => void sync(), at.wait)
      }
      at.busy = untilQuiet()
      return at.busy
    },
    [close, once],
  )

  useLine(run.current, sync, setTrouble)
  return { trouble, sync, calm: () => setTrouble(undefined), idle: async () => run.current.busy }
}

/** One run of asking at a time; what is wanted meanwhile is asked again after it. */
interface Run {
  wait: number
  timer?: number
  busy?: Promise<void>
  again?: boolean
  /** The server was heard of, and all was well. */
  fine?: boolean
}

/** One look at the server: who is signed in, what may be written, whose list is kept, and what waits is sent. */
function useLook({ now, become, close, offer, refreshPeople, refreshTasks, reread }: Kept) {
  return useCallback(async (): Promise<Trouble | undefined> => {
    await sayGoodbye()
    const who = await whoami()
    if (!who) {
      await close()
      return { kind: 'signedOut' }
    }
    await become(who)
    await setFact('me', who)
    if (!who.may) {
      await close()
      return { kind: 'may' }
    }
    const page = await loadPage()
    await offer(page)
    const at = branchOf(page, now.current.branch)
    if (at !== undefined) await refreshPeople(who, at)
    const ended = await send(who, reread)
    if (ended.how === 'refused') return { kind: 'refused', why: ended.why }
    if (ended.how === 'done') await refreshTasks(who)
    return ended.how === 'done' ? undefined : { kind: ended.how }
  }, [now, become, close, offer, refreshPeople, refreshTasks, reread])
}

/** Ends the session of who signed out while there was no line. */
async function sayGoodbye() {
  if (!(await fact('leaving'))) return
  await endSession().catch((e: unknown) => {
    if (!(e instanceof Refused)) throw e
  })
  await wipe()
}

/** Asks when the line is back or the page is looked at, and says when it is lost. */
function useLine(run: Run, sync: () => Promise<void>, say: (to: (was?: Trouble) => Trouble | undefined) => void) {
  useEffect(() => {
    const again = () => {
      if (document.visibilityState !== 'visible') return
      run.wait = pause.least
      void sync()
    }
    const lost = () => {
      run.fine = false // nothing is tried before the server was heard of again
      say((was) => (was && was.kind !== 'refused' ? was : { kind: 'away' }))
    }
    addEventListener('online', again)
    addEventListener('offline', lost)
    document.addEventListener('visibilitychange', again)
    return () => {
      removeEventListener('online', again)
      removeEventListener('offline', lost)
      document.removeEventListener('visibilitychange', again)
    }
  }, [run, sync, say])
}
