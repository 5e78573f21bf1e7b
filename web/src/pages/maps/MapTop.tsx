import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { versionsQuery } from '@/api/queries'
import type { JourneyMap } from '@/api/types'
import { useFormat } from '@/i18n'
import { FileMenu, save } from '@/parts/FileMenu'
import { Icon } from '@/parts/Icon'
import { IconButton, Loaded } from '@/parts/parts'
import { TickMenu } from '@/parts/TickMenu'
import { useMay } from '@/session'
import { Help } from '@/shell/Help'
import type { View } from '@/view/view'
import type { ViewSearch } from '@/view/search'
import { CompareFilter, FilterButton, PeriodFilter, SegmentFilter } from '@/view/ViewBar'
import type { Action } from './edit/actions'
import { measures, type Measure, type Numbers } from './numbers'
import { NameInput } from './StageHead'
import { laneNames, type Lane } from './useLanes'
import type { MapEditor } from './useMapEditor'

interface Props {
  map: JourneyMap
  editor: MapEditor
  act?: (a: Action) => void
  view: View
  change: (p: ViewSearch) => void
  numbers: Numbers | null
  by: Measure
  setBy: (m: Measure) => void
  lanes: Lane[]
  setLanes: (l: Lane[]) => void
  live: number
  stale?: string
  panel: boolean
  setPanel: (on: boolean) => void
  narrow: boolean
}

/** The two bars over the map: what it is and how it is looked at. */
export function MapTop(p: Props) {
  return (
    <>
      <Heading {...p} />
      <Filters {...p} />
    </>
  )
}

function Heading({ map, editor, act, narrow }: Props) {
  const { t } = useTranslation()
  const [naming, setNaming] = useState(false)
  const may = useMay('export')
  const goals = map.touchpoints.filter((x) => x.goal).map((x) => x.name)
  return (
    <header className="top">
      <span className="crumb">
        <Link to="/maps">{t('nav.maps')}</Link>
        <Icon name="right" size="xs" />
      </span>
      {naming && act ? (
        <div style={{ width: 260 }}>
          <NameInput
            value={map.name}
            onDone={(name) => {
              setNaming(false)
              if (name) act({ type: 'map.set', patch: { name } })
            }}
          />
        </div>
      ) : (
        <h1
          title={act ? `${map.name} · ${t('map.renameHint')}` : map.name}
          onDoubleClick={() => act && setNaming(true)}
        >
          {map.name}
        </h1>
      )}
      <Help page="map" />
      {map.persona.name && (
        <span className="tag hide" title={[map.persona.name, map.persona.description].filter(Boolean).join(' · ')}>
          <Icon name="users" size="xs" />
          {map.persona.name}
        </span>
      )}
      {goals.length > 0 && (
        <span className="tag hide" title={goals.join(', ')}>
          <Icon name="check" size="xs" />
          {t('map.goalIs', { name: goals.join(', ') })}
        </span>
      )}
      <span className="sp" />
      {act && (
        <>
          <Saved editor={editor} />
          <IconButton icon="undo" label={t('common.undo')} onClick={editor.undo} disabled={!editor.canUndo} />
          <IconButton icon="redo" label={t('common.redo')} onClick={editor.redo} disabled={!editor.canRedo} />
        </>
      )}
      {!narrow && may && <Files map={map} />}
      {!narrow && <History map={map} version={editor.version} />}
    </header>
  )
}

/** The map as a document, and flat for a spreadsheet. */
function Files({ map }: { map: JourneyMap }) {
  const { t } = useTranslation()
  const document = () => save('cham-map.json', new Blob([JSON.stringify(map, null, 2)], { type: 'application/json' }))
  return (
    <FileMenu
      label={t('export.file.ofMap')}
      files={[{ path: '/v1/maps/{id}/sheet', id: map.id, name: 'cham-map', label: t('export.file.map') }]}
    >
      <Menu.Item onClick={document}>{t('export.file.mapJSON')}</Menu.Item>
    </FileMenu>
  )
}

function Saved({ editor }: { editor: MapEditor }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (editor.failed && editor.unsaved)
    return (
      <span className="sv bad" role="status">
        <Icon name="alert" size="s" />
        {t('map.unsaved')}{' '}
        <button type="button" className="link" onClick={() => void editor.save()}>
          {t('common.retry')}
        </button>
      </span>
    )
  return (
    <span className="sv hide" role="status">
      {editor.unsaved
        ? t('map.saving')
        : editor.savedAt
          ? t('map.savedAt', { time: f.time(editor.savedAt) })
          : t('map.saved')}
    </span>
  )
}

function History({ map, version }: { map: JourneyMap; version: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, setOpen] = useState(false)
  const versions = useQuery({ ...versionsQuery(map.id, version), enabled: open })
  const navigate = useNavigate({ from: '/maps/$id' })
  const look = (version: number) => void navigate({ search: (s) => ({ ...s, version }) })
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={280}>
      <Menu.Target>
        <button type="button" className="btn i" aria-label={t('map.history')} title={t('map.history')}>
          <Icon name="hist" />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        <Menu.Label>{t('map.history')}</Menu.Label>
        <Loaded query={versions}>
          {(list) =>
            list.slice(0, 50).map((v) => (
              <Menu.Item
                key={v.version}
                aria-label={`${t('map.old.look', { version: f.num(v.version) })}, ${f.dateTime(v.updatedAt)}`}
                rightSection={v.version === version && <span className="t3 xs">{t('map.old.now')}</span>}
                onClick={() => v.version !== version && look(v.version)}
              >
                <span className="md">{f.dateTime(v.updatedAt)}</span>
                <div className="t3 xs">
                  {t('map.versionLine', { version: f.num(v.version), count: v.touchpoints, n: f.num(v.touchpoints) })}
                  {v.updatedName ? ` · ${v.updatedName}` : ''}
                </div>
              </Menu.Item>
            ))
          }
        </Loaded>
      </Menu.Dropdown>
    </Menu>
  )
}

const scales: Record<Measure, string[]> = {
  exit: ['n2', 'n1', '0', 'p1', 'p2'],
  next: ['n2', 'n1', '0', 'p1', 'p2'],
  time: ['n2', 'n1', '0', 'p1', 'p2'],
  reach: [],
}

function Filters({ view, change, by, setBy, lanes, setLanes, live, stale, panel, setPanel, narrow, numbers }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div className="bar" role="toolbar" aria-label={t('map.filters')}>
      <PeriodFilter view={view} change={change} label={!narrow} />
      <SegmentFilter view={view} change={change} label={!narrow} />
      {!narrow && <CompareFilter view={view} change={change} label allTime={view.span.preset === 'all'} />}
      {!narrow && <span className="vr" />}
      <Menu>
        <Menu.Target>
          <FilterButton icon="drop" label={narrow ? undefined : t('map.colorBy')} value={t(`map.measure.${by}`)}>
            <Scale by={by} />
          </FilterButton>
        </Menu.Target>
        <Menu.Dropdown>
          {measures.map((m) => (
            <Menu.Item key={m} onClick={() => setBy(m)} rightSection={m === by && <Icon name="check" size="s" />}>
              {t(`map.measure.${m}`)}
            </Menu.Item>
          ))}
          {numbers && (
            <div className="t3 xs" style={{ padding: '6px 12px', maxWidth: 240 }}>
              {t(`map.colorWhy.${by}`, {
                norm:
                  by === 'exit'
                    ? f.pct(numbers.norm.exit)
                    : by === 'next'
                      ? f.pct(numbers.norm.next)
                      : by === 'time'
                        ? f.brief(numbers.norm.time)
                        : f.num(numbers.norm.reach),
              })}
            </div>
          )}
        </Menu.Dropdown>
      </Menu>
      {!narrow && (
        <TickMenu
          label={t('map.lanes')}
          of={laneNames}
          on={lanes}
          toggle={(l) => setLanes(lanes.includes(l) ? lanes.filter((x) => x !== l) : [...lanes, l])}
          word={(l) => t(`map.lane.${l}`)}
        />
      )}
      <span className="sp" />
      {stale ? (
        <span className="stale" role="status">
          <Icon name="clock" size="xs" />
          {t('map.staleSince', { time: stale })}
        </span>
      ) : (
        live > 0 && (
          <span className="row sm t2 live" style={{ gap: 7 }}>
            <span className="dot live" />
            {t('map.liveNow', { count: live, n: f.num(live) })}
          </span>
        )
      )}
      {!narrow && !panel && (
        <button type="button" className="btn" onClick={() => setPanel(true)}>
          <Icon name="info" size="s" />
          {t('map.showPanel')}
        </button>
      )}
    </div>
  )
}

function Scale({ by }: { by: Measure }) {
  const inks =
    by === 'reach'
      ? [20, 40, 60, 80, 100].map((p) => `color-mix(in srgb, var(--brand) ${p}%, var(--sunken))`)
      : scales[by].map((s) => `var(--emo-${s})`)
  return (
    <span className="scale" aria-hidden="true">
      {inks.map((c) => (
        <i key={c} style={{ background: c }} />
      ))}
    </span>
  )
}
