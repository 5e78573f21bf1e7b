import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapQuery, versionQuery, versionsQuery } from '@/api/queries'
import type { JourneyMap } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { differences } from './differences'
import { MapGrid } from './MapGrid'
import { Narrow } from './Narrow'
import { useLanes } from './useLanes'

/** A map as it was in an earlier version: to look at, and to restore. */
export function OldMap({ now, version, narrow }: { now: JourneyMap; version: number; narrow: boolean }) {
  const { t } = useTranslation()
  const old = useQuery(versionQuery(now.id, version))
  return (
    <div className="map old">
      <header className="top">
        <span className="crumb">
          <Link to="/maps">{t('nav.maps')}</Link>
          <Icon name="right" size="xs" />
        </span>
        <h1>{old.data?.name ?? now.name}</h1>
      </header>
      <Loaded query={old} rows={10}>
        {(m) => (
          <>
            <About now={now} old={m} />
            <Drawing map={m} narrow={narrow} />
          </>
        )}
      </Loaded>
    </div>
  )
}

/** Which version it is, what is different by now, and the two ways on. */
function About({ now, old }: { now: JourneyMap; old: JourneyMap }) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('maps')
  const navigate = useNavigate({ from: '/maps/$id' })
  const back = () => navigate({ search: (s) => ({ ...s, version: undefined }), replace: true })
  const restore = useRestore(now, old, back)
  const by = useQuery(versionsQuery(now.id, now.version)).data?.find((v) => v.version === old.version)?.updatedName
  const d = differences(old, now)
  const said = [
    ...(['added', 'gone', 'edited'] as const).filter((k) => d[k] > 0).map((k) => t(`map.old.${k}`, { count: d[k] })),
    ...(['stages', 'about'] as const).filter((k) => d[k]).map((k) => t(`map.old.${k}`)),
  ]
  return (
    <div className="bar" role="status">
      <p className="md">
        {t('map.old.line', {
          version: f.num(old.version),
          when: f.dateTime(old.updatedAt),
          by: by ? t('map.old.by', { name: by }) : '',
        })}{' '}
        <span className="t2">
          {said.length > 0 ? `${t('map.old.differs')} ${said.join(', ')}.` : t('map.old.same')}
        </span>
      </p>
      <span className="sp" />
      <button type="button" className="btn" onClick={() => void back()}>
        {t('map.old.back')}
      </button>
      {may && old.version !== now.version && (
        <button type="button" className="btn p" disabled={restore.isPending} onClick={() => restore.mutate()}>
          {t('map.old.restore')}
        </button>
      )}
    </div>
  )
}

/** Saves what the map was as its newest version; the one it replaces stays in the history. */
function useRestore(now: JourneyMap, old: JourneyMap, done: () => Promise<void>) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call(api.PUT('/v1/maps/{id}', { params: { path: { id: now.id } }, body: { ...old, version: now.version } })),
    onSuccess: async (saved) => {
      client.setQueryData(mapQuery(now.id).queryKey, saved)
      notifications.show({ message: t('map.old.restored', { version: f.num(old.version) }) })
      await done()
      void client.invalidateQueries({ queryKey: ['maps'] })
    },
    onError: async (e) => {
      notifications.show({ color: 'red', message: explain(e, t) })
      await client.invalidateQueries(mapQuery(now.id)) // somebody may have saved meanwhile
    },
  })
}

function Drawing({ map, narrow }: { map: JourneyMap; narrow: boolean }) {
  const [lanes] = useLanes()
  const cards = {
    numbers: null,
    still: true,
    by: 'exit' as const,
    live: {},
    onOpen: nothing,
    onFocus: nothing,
    onBind: nothing,
    onRetry: nothing,
  }
  if (narrow) return <Narrow map={map} cards={cards} lanes={lanes} />
  return (
    <div className="work">
      <MapGrid
        map={map}
        cards={cards}
        lanes={lanes}
        setNaming={nothing}
        onCreate={nothing}
        onAdopt={nothing}
        panel={null}
      />
    </div>
  )
}

const nothing = () => {}
