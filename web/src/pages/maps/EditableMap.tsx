import { Drawer } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { overlayQuery } from '@/api/queries'
import type { JourneyMap, KindGroup } from '@/api/types'
import { useFormat } from '@/i18n'
import { Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { useNames } from '@/view/names'
import { question, useView } from '@/view/view'
import { inStage } from './edit/actions'
import { adopt, newTouchpoint } from './make'
import { MapGrid } from './MapGrid'
import { MapTop } from './MapTop'
import { Narrow } from './Narrow'
import { arrange, measures, type Measure, type Numbers } from './numbers'
import { MapPanel, PanelEmpty, Unmapped } from './Panels'
import { RuleDialog } from './RuleDialog'
import { TouchpointPanel } from './TouchpointPanel'
import { useFresh } from './useFresh'
import { useLanes } from './useLanes'
import { useMapEditor } from './useMapEditor'

/** The map with its bars and panel; all state of the page lives here and in the address. */
export function EditableMap({ stored, narrow }: { stored: JourneyMap; narrow: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const mayEdit = useMay('maps') && !narrow
  const editor = useMapEditor(stored)
  const { map, act: run, undo, redo } = editor
  const act = mayEdit ? run : undefined
  const [view, change] = useView()
  const names = useNames()
  const search = useSearch({ from: '/app/maps/$id' })
  const navigate = useNavigate({ from: '/maps/$id' })
  const selected = search.at
  const by = (measures as readonly string[]).includes(search.color ?? '') ? (search.color as Measure) : 'exit'
  const select = useCallback(
    (at: string | undefined) => void navigate({ search: (s) => ({ ...s, at }), replace: true, resetScroll: false }),
    [navigate],
  )

  const overlay = useQuery(overlayQuery(map.id, editor.version, view))
  const numbers = useMemo(
    (): Numbers | null => (overlay.data ? arrange(overlay.data, question(view, map.id, 'touchpoints')) : null),
    [overlay.data, view, map.id],
  )
  const stale = useFresh(overlay)
  const live = useLive().tick?.live ?? none
  const [lanes, setLanes] = useLanes()
  const [binding, setBinding] = useState<string | null>(null)
  const [panel, setPanel] = useState(true)
  const [naming, setNaming] = useState<string>()
  const [focus, setFocus] = useState<string | undefined>(selected)

  const open = useCallback(
    (id: string) => {
      setPanel(true)
      select(id)
    },
    [select],
  )
  const close = () => {
    if (selected) document.getElementById(`tp-${selected}`)?.focus()
    else setPanel(false)
    select(undefined)
  }
  const added = (name: string, stage: string) =>
    notifications.show({ message: t('map.added', { name, stage: map.stages.find((s) => s.id === stage)?.name }) })
  const take = (g: KindGroup, stage: string, index = 999) => {
    const tp = adopt(g, stage, names.event)
    run({ type: 'tp.add', touchpoint: tp, index })
    added(tp.name, stage)
    open(tp.id)
  }
  const create = (stage: string) => {
    const tp = newTouchpoint(stage, t('map.newTouchpoint'))
    run({ type: 'tp.add', touchpoint: tp, index: 999 })
    open(tp.id)
    setNaming(tp.id)
  }
  const named = (id: string, name: string | null) => {
    setNaming(undefined)
    if (name) run({ type: 'tp.set', id, patch: { name } })
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById(`tp-${id}`)?.focus()
    })
  }
  useUndoKeys(act ? undo : null, redo)

  const cardProps = {
    numbers,
    by,
    live,
    selected,
    focus,
    failed: !!overlay.error && !overlay.data,
    stale: stale ? `${f.time(stale)}, ${f.dayMonth(stale)}` : undefined,
    naming,
    onRename: act && setNaming,
    onName: act && named,
    onOpen: open,
    onFocus: setFocus,
    onBind: setBinding,
    onRetry: () => void overlay.refetch(),
  }
  const tp = selected ? map.touchpoints.find((x) => x.id === selected) : undefined
  const bound = binding ? map.touchpoints.find((x) => x.id === binding) : undefined
  const unmapped = numbers && (
    <Unmapped
      map={map}
      numbers={numbers}
      stage={tp?.stage ?? map.stages[0]?.id ?? ''}
      editable={mayEdit}
      adopt={take}
    />
  )
  const side = tp ? (
    <TouchpointPanel
      key={tp.id}
      map={map}
      touchpoint={tp}
      version={editor.version}
      view={view}
      numbers={numbers}
      act={act}
      onBind={() => setBinding(tp.id)}
      onOpen={open}
      onClose={close}
    >
      {unmapped}
    </TouchpointPanel>
  ) : selected ? (
    <PanelEmpty onClose={close} />
  ) : numbers ? (
    <MapPanel map={map} numbers={numbers} act={act} onOpen={open} onClose={close}>
      {unmapped}
    </MapPanel>
  ) : overlay.error ? (
    <Failed error={overlay.error} retry={() => overlay.refetch()} />
  ) : (
    <Waiting rows={10} />
  )

  return (
    <div className="map" onKeyDown={(e) => onKeys(e, map, focus, open, close)}>
      <MapTop
        map={map}
        editor={editor}
        act={act}
        view={view}
        change={change}
        by={by}
        lanes={lanes}
        setLanes={setLanes}
        live={Object.values(live).reduce((a, b) => a + b, 0)}
        stale={cardProps.stale}
        panel={panel}
        setPanel={setPanel}
        narrow={narrow}
        numbers={numbers}
        setBy={(m) => void navigate({ search: (s) => ({ ...s, color: m === 'exit' ? undefined : m }), replace: true })}
      />
      {narrow ? (
        <Narrow map={map} cards={cardProps} lanes={lanes} />
      ) : (
        <div className={'work' + (panel ? ' with' : '')}>
          <MapGrid
            map={map}
            cards={cardProps}
            lanes={lanes}
            act={act}
            setNaming={setNaming}
            onCreate={create}
            onAdopt={take}
            panel={
              panel && (
                <aside className="pan" aria-label={tp ? tp.name : t('map.whole')}>
                  {side}
                </aside>
              )
            }
          />
        </div>
      )}
      {narrow && (
        <Drawer.Root opened={!!selected} onClose={() => select(undefined)} size="100%" position="bottom" padding={0}>
          <Drawer.Content aria-label={tp?.name ?? t('map.whole')}>
            <Drawer.Body>
              <div className="pan">{side}</div>
            </Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
      {bound && (
        <RuleDialog
          map={map.id}
          touchpoint={bound}
          view={view}
          readOnly={!mayEdit}
          onClose={() => setBinding(null)}
          onSave={(rule) => {
            run({ type: 'tp.set', id: bound.id, patch: { rule } })
            setBinding(null)
          }}
        />
      )}
    </div>
  )
}

const none: Record<string, number> = {}

/** Ctrl+Z and Ctrl+Shift+Z, outside of text being written. */
function useUndoKeys(undo: (() => void) | null, redo: () => void) {
  useEffect(() => {
    if (!undo) return
    const onKey = (e: globalThis.KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || /^(INPUT|TEXTAREA)$/.test((e.target as Element | null)?.tagName ?? '')) return
      const key = e.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      e.preventDefault()
      if (key === 'y' || e.shiftKey) redo()
      else undo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [undo, redo])
}

/** Arrow keys move between cards, Enter opens, Esc closes. */
function onKeys(
  e: KeyboardEvent,
  map: JourneyMap,
  focus: string | undefined,
  open: (id: string) => void,
  close: () => void,
) {
  const target = e.target as HTMLElement
  const onCard = target.classList.contains('tp-name')
  if (e.key === 'Escape' && (onCard || target.closest('.pan'))) return close()
  if (!onCard) return
  const grid = map.stages.map((s) => inStage(map, s.id).map((t) => t.id))
  const x = grid.findIndex((c) => c.includes(focus ?? ''))
  if (x < 0) return
  const y = grid[x]!.indexOf(focus!)
  const beside = (step: number) => {
    for (let i = x + step; i >= 0 && i < grid.length; i += step)
      if (grid[i]!.length) return grid[i]![Math.min(y, grid[i]!.length - 1)]
  }
  const moves: Record<string, () => string | undefined> = {
    ArrowUp: () => grid[x]![y - 1],
    ArrowDown: () => grid[x]![y + 1],
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
    Home: () => grid[x]![0],
    End: () => grid[x]![grid[x]!.length - 1],
  }
  const next = moves[e.key]?.()
  if (e.key === 'Enter') {
    e.preventDefault()
    open(focus!)
  }
  if (!next) return
  e.preventDefault()
  document.getElementById(`tp-${next}`)?.focus()
}
