import { useCallback, useRef, useState } from 'preact/hooks'
import { keeps } from './base'
import { forgetDone, items, wipe } from './items'
import { loadPeople, loadTasks, Refused } from './server'
import {
  fact,
  forgetPeople,
  isOf,
  keepPeople,
  keepTasks,
  keptTasks,
  listAge,
  people as keptPeople,
  setFact,
  type Item,
  type Me,
  type Page,
  type People,
  type Task,
} from './store'

/** What the phone keeps, as it is shown. */
export type Kept = ReturnType<typeof useKept>

export function useKept() {
  const [me, setMe] = useState<Me>()
  const [page, setPage] = useState<Page>()
  const [branch, setBranch] = useState<string>()
  const [people, setPeople] = useState<People>()
  const [tasks, setTasks] = useState<Task[]>([])
  const [all, setAll] = useState<Item[]>([])
  const [unkept, setUnkept] = useState(false)
  const [listTrouble, setListTrouble] = useState<string>()
  /** Who and where it is now, for what runs between two drawings. */
  const now = useRef<{ me?: Me; branch?: string }>({})

  const reread = useCallback(async () => {
    setAll(await items(now.current.me))
    setUnkept(!keeps())
  }, [])

  /** What tells of customers goes, what waits stays: nobody is signed in, or not to write, or somebody else. */
  const close = useCallback(async () => {
    await forgetPeople()
    await forgetDone()
    setPeople(undefined)
    setTasks([])
    await reread()
  }, [reread])

  /** Shows a person's own, and takes away what was kept for another. */
  const become = useCallback(
    async (next: Me) => {
      const before = now.current.me
      now.current.me = next
      setMe(next)
      if (before && !isOf(before, next)) {
        await close()
        setPage(undefined)
      }
      now.current.branch = await fact<string>('branch ' + next.workspace)
      setBranch(now.current.branch)
      await reread()
    },
    [close, reread],
  )

  const offer = useCallback(async (next: Page) => {
    await setFact('page', next)
    setPage(next)
  }, [])

  /** Gets the branch's customers where those kept are another's, or not fresh. */
  const refreshPeople = useCallback(async (who: Me, at: string) => {
    const kept = await keptPeople(who, Date.now())
    if (kept) setPeople(kept.branch === at ? kept : undefined)
    if (who.sight === 'hidden' || (kept?.branch === at && Date.now() - kept.at < listAge.fresh)) return
    try {
      const { customers } = await loadPeople(at)
      await keepPeople(who, at, customers, Date.now())
      setPeople({ customers, branch: at, at: Date.now() })
      setListTrouble(undefined)
    } catch (e) {
      if (e instanceof Refused) setListTrouble(e.message)
    }
  }, [])

  /** Gets what this person has in hand. */
  const refreshTasks = useCallback(async (who: Me) => {
    const mine = (await loadTasks()).tasks
    await keepTasks(who, mine, Date.now())
    setTasks(mine)
  }, [])

  const choose = useCallback(async (b: string | undefined) => {
    await setFact('branch ' + now.current.me!.workspace, b)
    now.current.branch = b
    setBranch(b)
  }, [])

  /** What is kept of who was signed in last, before the server is asked. */
  const recall = useCallback(async () => {
    const kept = await fact<Me>('me')
    if (!kept || (await fact('leaving'))) return
    await become(kept)
    setPage(await fact<Page>('page'))
    setPeople(await keptPeople(kept, Date.now()))
    setTasks((await keptTasks(kept)) ?? [])
  }, [become])

  /** Takes all off the phone, until the server has heard of it, too. */
  const empty = useCallback(async () => {
    now.current = {}
    setMe(undefined)
    setPeople(undefined)
    setTasks([])
    setPage(undefined)
    setAll([])
    await wipe()
    await setFact('leaving', true)
  }, [])

  const shown = { me, page, branch: branchOf(page, branch), people, tasks, all, unkept, listTrouble }
  return { shown, now, reread, close, become, offer, refreshPeople, refreshTasks, choose, recall, empty }
}

/** The branch, when there still is such a one; '' where there are none to choose from. */
export const branchOf = (page: Page | undefined, chosen: string | undefined) =>
  page?.branches.length === 0 ? '' : !page || page.branches.includes(chosen ?? '') ? chosen : undefined
