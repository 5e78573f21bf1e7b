import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import { mapQuery } from '@/api/queries'
import { useLiveEvent } from '@/api/live'
import type { JourneyMap, LiveMap } from '@/api/types'
import type { Action } from './edit/actions'
import type { Clash } from './edit/clash'
import { begin, reduce, unsaved, type Editor, type Event } from './edit/editor'

const quiet = 700 // ms without an edit before it is saved
const again = 5000 // ms before a failed save is tried again

/** Edits a map and keeps it saved; stored is the map as last read. */
export function useMapEditor(stored: JourneyMap) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [e, show] = useState(() => begin(stored))
  // The one that counts: what is sent is exactly what is said to be sent, also while React has still to draw an edit.
  const now = useRef(e)
  const send = useCallback((event: Event) => show((now.current = reduce(now.current, event))), [])
  const busy = useRef(false)
  const heard = useRef(0) // the newest version that is known of

  useEffect(() => send({ type: 'stored', map: stored }), [send, stored])

  const save = useCallback(async () => {
    if (busy.current || !unsaved(now.current)) return
    busy.current = true
    const { map, base } = now.current
    send({ type: 'sending' })
    try {
      const saved = await call(
        api.PUT('/v1/maps/{id}', { params: { path: { id: map.id } }, body: { ...map, version: base.version } }),
      )
      send({ type: 'saved', map: saved, at: Date.now() })
      client.setQueryData(mapQuery(map.id).queryKey, saved)
      void client.invalidateQueries({ queryKey: ['maps'] })
    } catch (error) {
      const current =
        error instanceof ApiError && error.status === 409 ? (error.currentMap ?? (await reread(map.id))) : null
      if (current) {
        send({ type: 'conflict', map: current })
        client.setQueryData(mapQuery(map.id).queryKey, current)
        notifications.show({ message: t('map.merged') })
      } else send({ type: 'failed', error })
    } finally {
      busy.current = false
      if (heard.current > now.current.base.version) void client.invalidateQueries(mapQuery(map.id))
    }
    async function reread(id: string) {
      return call(api.GET('/v1/maps/{id}', { params: { path: { id } } })).catch(() => null)
    }
  }, [client, send, t])

  useEffect(() => {
    if (!unsaved(e) || e.sent > 0) return
    const wait = setTimeout(() => void save(), e.failed ? again : quiet)
    return () => clearTimeout(wait)
  }, [e, save])

  useEffect(() => {
    if (e.dropped === 0) return
    notifications.show({ color: 'yellow', autoClose: false, message: t('map.dropped', { count: e.dropped }) })
    send({ type: 'told' })
  }, [e.dropped, send, t])

  useArrivals(now, busy, heard)
  useClashes(e.clashes, send)

  // Leaving the page saves at once; when that fails, the browser asks.
  useBlocker({
    shouldBlockFn: async () => {
      if (!unsaved(now.current)) return false
      await save()
      return unsaved(now.current) && now.current.failed !== null && !confirm(t('map.leaveSure'))
    },
    enableBeforeUnload: () => unsaved(now.current),
  })

  return {
    map: e.map,
    version: e.base.version,
    savedAt: e.savedAt,
    failed: e.failed,
    unsaved: unsaved(e),
    canUndo: e.undo.length > 0,
    canRedo: e.redo.length > 0,
    save,
    act: useCallback((action: Action) => send({ type: 'do', action }), [send]),
    undo: useCallback(() => send({ type: 'undo' }), [send]),
    redo: useCallback(() => send({ type: 'redo' }), [send]),
  }
}

/** Reads the map again when somebody else saved it, and says who. */
function useArrivals(now: RefObject<Editor>, busy: RefObject<boolean>, heard: RefObject<number>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const arrive = useCallback(
    (e: LiveMap) => {
      const { map, base } = now.current
      const own = busy.current ? 1 : 0 // the next version may be the one that is on its way from here
      if (e.id !== map.id || e.version <= base.version + own) return
      heard.current = e.version
      notifications.show({ id: `arrived-${e.id}`, message: t('map.arrived', { name: e.by || t('map.somebody') }) })
      if (!busy.current) void client.invalidateQueries(mapQuery(map.id))
    },
    [now, busy, heard, client, t],
  )
  useLiveEvent('map', arrive)
}

/** Says where two people wrote into one cell: what was written here stands, and theirs is a click away. */
function useClashes(list: Clash[], send: (e: Event) => void) {
  const { t } = useTranslation()
  useEffect(() => {
    if (list.length === 0) return
    for (const c of list) {
      const id = notifications.show({
        color: 'yellow',
        autoClose: false,
        message: (
          <>
            {t('map.clash', { of: c.of, what: t(`map.cell.${c.key}`, { defaultValue: c.key }) })}{' '}
            {typeof c.theirs === 'string' && <>{t('map.clashTheirs', { theirs: c.theirs })} </>}
            <button
              type="button"
              className="link"
              onClick={() => {
                send({ type: 'do', action: c.take })
                notifications.hide(id)
              }}
            >
              {t('map.takeTheirs')}
            </button>
          </>
        ),
      })
    }
    send({ type: 'told' })
  }, [list, send, t])
}

export type MapEditor = ReturnType<typeof useMapEditor>
