import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { mapQuery } from '@/api/queries'
import type { JourneyMap } from '@/api/types'
import { Loaded } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import './map.css'
import { EditableMap } from './EditableMap'
import { OldMap } from './OldMap'

/** One journey map, living. */
export default function MapPage() {
  const { id } = useParams({ from: '/app/maps/$id' })
  const stored = useQuery(mapQuery(id))
  return (
    <div className="map-page">
      {stored.data ? (
        <Titled key={id} map={stored.data} />
      ) : (
        <div className="page">
          <section className="card">
            <Loaded query={stored} rows={8}>
              {() => null}
            </Loaded>
          </section>
        </div>
      )}
    </div>
  )
}

function Titled({ map }: { map: JourneyMap }) {
  const { t } = useTranslation()
  useTitle(map.name || t('nav.maps'))
  const narrow = useMediaQuery('(max-width:720px)', undefined, { getInitialValueInEffect: false }) ?? false
  const { version } = useSearch({ from: '/app/maps/$id' })
  if (version) return <OldMap now={map} version={version} narrow={narrow} />
  return <EditableMap stored={map} narrow={narrow} />
}
