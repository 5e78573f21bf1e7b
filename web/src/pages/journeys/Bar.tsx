import { Checkbox, Menu, Popover, Radio, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery, mapsQuery } from '@/api/queries'
import { plain } from '@/format'
import { Icon } from '@/parts/Icon'
import { CompareFilter, FilterButton, PeriodFilter, SegmentFilter } from '@/view/ViewBar'
import { useNames } from '@/view/names'
import { useJourneys } from './useJourneys'

/** The bar of choices that all tabs share; every choice goes into the address. */
export function Bar() {
  const { t } = useTranslation()
  const { view, search, change } = useJourneys()
  return (
    <div className="bar" role="toolbar" aria-label={t('journeys.bar')}>
      <MapChoice />
      <GoalChoice />
      <PeriodFilter view={view} change={change} />
      <SegmentFilter view={view} change={change}>
        <UnitChoice />
      </SegmentFilter>
      <CompareFilter view={view} change={change} label allTime={view.span.preset === 'all'} />
      <ByChoice />
      <Switch
        size="xs"
        checked={search.repeats !== 'all'}
        onChange={(e) => change({ repeats: e.currentTarget.checked ? undefined : 'all' })}
        label={t('journeys.collapse')}
        title={t('journeys.collapseWhy')}
        classNames={{ label: 'sw-l' }}
      />
    </div>
  )
}

function MapChoice() {
  const { t } = useTranslation()
  const { map, change } = useJourneys()
  const maps = useQuery(mapsQuery).data ?? []
  // Touchpoints belong to a map: what was chosen among them goes when the map does.
  const pick = (id: string) =>
    change({
      map: id,
      goal: undefined,
      start: undefined,
      end: undefined,
      steps: undefined,
      without: undefined,
      touchpoint: undefined,
      part: undefined,
      by: undefined,
    })
  return (
    <Menu>
      <Menu.Target>
        <FilterButton icon="map" value={map?.name ?? t('journeys.noMap')} />
      </Menu.Target>
      <Menu.Dropdown>
        {maps.map((m) => (
          <Menu.Item
            key={m.id}
            onClick={() => pick(m.id)}
            rightSection={m.id === map?.id && <Icon name="check" size="s" />}
          >
            {m.name}
          </Menu.Item>
        ))}
        {maps.length > 0 && <Menu.Divider />}
        <Menu.Item onClick={() => pick('none')} rightSection={!map && <Icon name="check" size="s" />}>
          {t('journeys.noMap')}
          <div className="t3 xs">{t('journeys.noMapWhy')}</div>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** All touchpoints to choose from, by stage; names of touches without a map. */
export function usePlaces(
  enabled = true,
): { group: string; items: { id: string; name: string; channel?: string }[] }[] {
  const { map, view } = useJourneys()
  const names = useNames()
  const dims = useQuery({ ...dimensionsQuery(view), enabled: enabled && !map })
  if (!map)
    return [{ group: '', items: (dims.data?.events ?? []).map((e) => ({ id: e.value, name: names.event(e.value) })) }]
  return map.stages
    .map((s) => ({
      group: s.name,
      items: map.touchpoints
        .filter((p) => p.stage === s.id)
        .map((p) => ({ id: p.id, name: p.name, channel: p.channel })),
    }))
    .filter((g) => g.items.length > 0)
}

function GoalChoice() {
  const { t } = useTranslation()
  const { map, search, change, goals, place } = useJourneys()
  const [open, setOpen] = useState(false)
  const [find, setFind] = useState('')
  const groups = usePlaces(open)
  const names = goals.map((g) => place(g).name)
  const toggle = (id: string) => {
    const next = goals.includes(id) ? goals.filter((g) => g !== id) : [...goals, id]
    change({ goal: next.length ? next : undefined })
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <FilterButton
          icon="check"
          label={t('journeys.goal')}
          value={
            names.length === 0
              ? t('journeys.noGoal')
              : names.length === 1
                ? names[0]
                : t('journeys.goals', { name: names[0], count: names.length - 1 })
          }
          title={names.join(', ') || undefined}
          className={names.length ? 'cut' : 'cut unset'}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={t('journeys.goal')}>
        <div className="stack8">
          <TextInput
            aria-label={t('common.search')}
            placeholder={t('common.search')}
            value={find}
            onChange={(e) => setFind(e.currentTarget.value)}
            data-autofocus
          />
          <div className="goal-l">
            {groups.map((g) => {
              const items = g.items.filter((i) => plain(i.name).includes(plain(find)))
              if (items.length === 0) return null
              return (
                <fieldset key={g.group}>
                  {g.group && <legend className="t3 xs">{g.group}</legend>}
                  {items.map((i) => (
                    <Checkbox
                      key={i.id}
                      size="xs"
                      checked={goals.includes(i.id)}
                      onChange={() => toggle(i.id)}
                      label={i.name}
                    />
                  ))}
                </fieldset>
              )
            })}
          </div>
          {map && search.goal && (
            <button type="button" className="btn" onClick={() => change({ goal: undefined })}>
              <Icon name="undo" size="s" />
              {t('journeys.goalOfMap')}
            </button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

const dimensions = [
  'channel',
  'source',
  'medium',
  'campaign',
  'page',
  'device',
  'branch',
  'hour',
  'weekday',
  'touchpoint',
  'stage',
  'name',
  'status',
  'first-channel',
  'first-source',
  'first-lead',
  'last-lead',
  'segment',
  'persona',
  'account',
] as const
const ofTouches = dimensions.indexOf('status')

function ByChoice() {
  const { t } = useTranslation()
  const { map, view, search, change, dimensionName } = useJourneys()
  const [open, setOpen] = useState(false)
  const props = Object.keys(useQuery({ ...dimensionsQuery(view), enabled: open }).data?.properties ?? {})
  const by = search.by
  const item = (d: string) => (
    <Menu.Item
      key={d}
      onClick={() => change({ by: d, part: undefined })}
      rightSection={by === d && <Icon name="check" size="s" />}
    >
      {dimensionName(d)}
    </Menu.Item>
  )
  return (
    <Menu opened={open} onChange={setOpen}>
      <Menu.Target>
        <FilterButton
          icon="split"
          label={by && t('journeys.byLabel')}
          value={by ? dimensionName(by) : t('journeys.byLabel')}
          className={by ? 'cut' : 'cut quiet'}
        />
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        <Menu.Item
          onClick={() => change({ by: undefined, part: undefined })}
          rightSection={!by && <Icon name="check" size="s" />}
        >
          {t('journeys.byNone')}
        </Menu.Item>
        <Menu.Label>{t('journeys.byTouches')}</Menu.Label>
        {dimensions
          .slice(0, ofTouches)
          .filter((d) => map || (d !== 'touchpoint' && d !== 'stage'))
          .map(item)}
        <Menu.Label>{t('journeys.byCustomers')}</Menu.Label>
        {dimensions.slice(ofTouches).map(item)}
        {props.length > 0 && <Menu.Label>{t('journeys.byProperties')}</Menu.Label>}
        {props.map((p) => item(`property:${p}`))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Whose touches make a journey: part of choosing who is looked at. */
function UnitChoice() {
  const { t } = useTranslation()
  const { search, change } = useJourneys()
  return (
    <Radio.Group
      label={t('journeys.unitWhy')}
      value={search.unit ?? 'customer'}
      onChange={(u) => change({ unit: u === 'account' ? u : undefined })}
    >
      <div className="stack8" style={{ paddingTop: 6 }}>
        {(['customer', 'account'] as const).map((u) => (
          <Radio key={u} size="xs" value={u} label={t(`journeys.unit.${u}`)} description={t(`journeys.unitIs.${u}`)} />
        ))}
      </div>
    </Radio.Group>
  )
}
