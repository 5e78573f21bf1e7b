import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { mapQuery, mapsQuery } from '@/api/queries'
import type { JourneyMap, Query } from '@/api/types'
import { Failed, Waiting } from '@/parts/parts'
import { useLeadName } from '@/view/leads'
import { useNames } from '@/view/names'
import { useView, type View } from '@/view/view'
import type { JourneySearch } from './search'

/** A touchpoint of the map, or without a map a touch's name. */
export interface Place {
  id: string
  name: string
  channel?: string
  goal: boolean
  /** Id, name and place (from 0) of its stage; '' and −1 without a map. */
  stage: string
  stageName: string
  order: number
}

/** What the tabs share: the map, what is looked at, and how to ask. */
export interface Journeys {
  /** Null when touches are looked at by their names. */
  map: JourneyMap | null
  view: View
  search: JourneySearch
  /** Changes the address. Steps of a slider replace the last entry, so that Back leaves the page's choice, not its steps. */
  change: (patch: Partial<JourneySearch>, how?: 'slide') => void
  /** A question about what the bar says; more are the question's own choices. */
  ask: (question: Query['question'], more?: Partial<Query>) => Query
  place: (id: string) => Place
  /** What a dimension is called, a property of touches too. */
  dimensionName: (by: string) => string
  /** What a value of a dimension is called: a channel, a touchpoint, a stage, as people know it. */
  valueName: (by: string, value: string) => string
  /** The touchpoints at which a journey converts: chosen in the bar, else the map's. */
  goals: string[]
  /** How a journey ended, in words. Without a goal none is lost: they end. */
  outcomeWord: (outcome: string) => string
}

const Here = createContext<Journeys | null>(null)

/** Must stand inside JourneysProvider. */
export const useJourneys = () => useContext(Here)!

/** Finds the map of the address and waits for it. */
export function JourneysProvider({ children }: { children: ReactNode }) {
  const search = useSearch({ from: '/app/journeys/$tab' })
  const maps = useQuery(mapsQuery)
  const id = search.map === 'none' ? undefined : (search.map ?? maps.data?.[0]?.id)
  const map = useQuery({ ...mapQuery(id ?? ''), enabled: !!id })
  if (!maps.data && !search.map)
    return maps.error ? <Failed error={maps.error} retry={() => maps.refetch()} /> : <Waiting rows={6} />
  if (id && !map.data)
    return map.error ? <Failed error={map.error} retry={() => map.refetch()} /> : <Waiting rows={6} />
  return <Provide map={id ? map.data! : null}>{children}</Provide>
}

function Provide({ map, children }: { map: JourneyMap | null; children: ReactNode }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/app/journeys/$tab' })
  const navigate = useNavigate()
  const [view] = useView()
  const names = useNames()
  const leadName = useLeadName()
  const change = useCallback<Journeys['change']>(
    (patch, how) => {
      void navigate({
        to: '.',
        search: (old: JourneySearch) => ({ ...old, ...patch }),
        replace: how === 'slide',
        resetScroll: false,
      })
    },
    [navigate],
  )
  const journeys = useMemo((): Journeys => {
    const places = new Map(
      map
        ? map.touchpoints.map((p): [string, Place] => {
            const order = map.stages.findIndex((s) => s.id === p.stage)
            return [
              p.id,
              {
                id: p.id,
                name: p.name,
                channel: p.channel,
                goal: !!p.goal,
                stage: p.stage,
                stageName: map.stages[order]?.name ?? '',
                order,
              },
            ]
          })
        : [],
    )
    const place = (id: string): Place =>
      places.get(id) ?? {
        id,
        name: names.event(id),
        goal: search.goal?.includes(id) ?? false,
        stage: '',
        stageName: '',
        order: -1,
      }
    const goals = search.goal ?? (map ? map.touchpoints.filter((p) => p.goal).map((p) => p.id) : [])
    const segment = Object.keys(view.segment).length ? view.segment : undefined
    return {
      map,
      view,
      search,
      change,
      place,
      ask: (question, more) => ({
        question,
        map: map?.id,
        from: view.span.from,
        to: view.span.to,
        segment,
        collapse: search.repeats === 'all' ? undefined : true,
        goal: search.goal,
        unit: search.unit,
        by: search.by,
        compare: view.compare?.from && view.compare.to ? { from: view.compare.from, to: view.compare.to } : undefined,
        ...more,
      }),
      dimensionName: (by) => (by.startsWith('property:') ? names.property(by.slice(9)) : t(`journeys.by.${by}`)),
      valueName: (by, value) => {
        if (value === '') return t('journeys.noValue')
        if (by === 'touchpoint') return place(value).name
        if (by === 'stage') return map?.stages.find((s) => s.id === value)?.name ?? value
        if (by === 'channel' || by === 'first-channel') return t(`channel.${value}`, { defaultValue: value })
        if (by === 'first-lead' || by === 'last-lead') return leadName(value)
        if (by === 'status') return t(`view.${value}`, { defaultValue: value })
        if (by === 'device') return t(`customers.device.${value}`, { defaultValue: value })
        if (by === 'hour') return t('journeys.hour', { n: Number(value) })
        if (by === 'weekday') return t(`journeys.weekday.${value}`)
        return by === 'name' ? names.event(value) : value
      },
      goals,
      outcomeWord: (outcome) =>
        t(outcome === 'lost' && goals.length === 0 ? 'journeys.outcome.ended' : `journeys.outcome.${outcome}`),
    }
  }, [map, view, search, change, names, leadName, t])
  return <Here value={journeys}>{children}</Here>
}
