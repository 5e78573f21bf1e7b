import { useEffect, useState } from 'preact/hooks'
import { addItem, change, tidy } from './items'
import type { Item, Me, Page, People, Task, Why, Written } from './store'
import { useKept } from './useKept'
import { useSync, type Trouble } from './useSync'

// The page's state: what the phone keeps, who is signed in, and whether the server is there. What was kept is shown at
// once; the server is asked behind it.

export interface Staff {
  ready: boolean
  me?: Me
  page?: Page
  branch?: string
  people?: People
  /** What this person has in hand and has not told the end of. */
  tasks: Task[]
  all: Item[]
  trouble?: Trouble
  /** The browser refused to keep something: it lives as long as the page. */
  unkept: boolean
  /** The list of customers cannot be had: why. */
  listTrouble?: string
  /** Keeps an entry and sends it; in place of one that was refused. */
  record: (w: Written, instead?: Item) => Promise<number>
  drop: (n: number) => Promise<void>
  undo: (item: Item, why: Why) => Promise<void>
  /** Says which branch this phone is at; undefined asks again. */
  choose: (branch: string | undefined) => Promise<void>
  sync: () => Promise<void>
  leave: () => Promise<void>
}

/** Tasks whose end was written down are in hand no more, whatever the server has heard. */
const inHand = (tasks: Task[], all: Item[]) => {
  const told = new Set(all.map((i) => (i.state !== 'refused' ? i.written?.touch.task?.id : undefined)))
  return tasks.filter((x) => (x.mine || x.kind === 'do') && !told.has(x.id))
}

const startOfToday = () => new Date().setHours(0, 0, 0, 0)

export function useStaff(): Staff {
  const [ready, setReady] = useState(false)
  const kept = useKept()
  const line = useSync(kept)
  const { recall, reread } = kept
  const { sync } = line
  useEffect(() => {
    void (async () => {
      await tidy(startOfToday())
      await recall()
      await reread()
      setReady(true)
      await sync()
    })()
  }, [recall, reread, sync])
  const drop = async (n: number) => {
    await change([n], () => null)
    await reread()
  }
  return {
    ready,
    ...kept.shown,
    tasks: inHand(kept.shown.tasks, kept.shown.all),
    trouble: line.trouble,
    drop,
    record: async (w, instead) => {
      void navigator.storage?.persist?.().catch(() => false) // so that the browser does not clear away what waits
      const n = await addItem(kept.now.current.me!, w)
      if (instead) await drop(instead.n)
      await reread()
      void sync(true)
      return n
    },
    undo: async (item, why) => {
      // Until a sending of it began nobody but this phone knows of it.
      await change([item.n], (row) => (row.tried ? { state: 'undo', why, reason: undefined } : null))
      await reread()
      void sync(true)
    },
    choose: async (b) => {
      await kept.choose(b)
      void sync()
    },
    sync: () => sync(),
    leave: async () => {
      await kept.empty()
      line.calm()
      await line.idle()
      await kept.empty() // what was under way may have kept something
      await sync()
    },
  }
}
