import { Menu, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapsQuery } from '@/api/queries'
import type { MapCard } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import './map.css'
import { NewMap } from './Templates'

/** Every map of the workspace, and a way to make another. */
export default function MapsPage() {
  const { t } = useTranslation()
  useTitle(t('maps.title'))
  const maps = useQuery(mapsQuery)
  const mayEdit = useMay('maps')
  const navigate = useNavigate()
  const [making, setMaking] = useState(false)
  const start = mayEdit && (
    <button type="button" className="btn p" onClick={() => setMaking(true)}>
      <Icon name="plus" size="s" />
      {t('maps.new')}
    </button>
  )
  return (
    <div className="page">
      <PageHead title={t('maps.title')} help="maps" lead={t('maps.lead')}>
        {start}
      </PageHead>
      <Loaded query={maps} rows={6}>
        {(list) =>
          list.length === 0 ? (
            <section className="card">
              <Empty icon="map" title={t('maps.empty')} action={start}>
                {t('maps.emptyHow')}
              </Empty>
            </section>
          ) : (
            <div className="mapl">
              {list.map((m) => (
                <Tile key={m.id} map={m} mayEdit={mayEdit} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Modal
        opened={making}
        onClose={() => setMaking(false)}
        size={980}
        title={t('maps.newTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <NewMap onMade={(m) => void navigate({ to: '/maps/$id', params: { id: m.id } })} />
      </Modal>
    </div>
  )
}

function Tile({ map, mayEdit }: { map: MapCard; mayEdit: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <article className="card mapc">
      <div className="row">
        <span className="ch">
          <Icon name="map" />
        </span>
        <h2 style={{ flex: 1, minWidth: 0 }}>
          <Link to="/maps/$id" params={{ id: map.id }}>
            {map.name}
          </Link>
        </h2>
        {mayEdit && <TileMenu map={map} />}
      </div>
      {map.persona && (
        <p>
          <Icon name="users" size="xs" /> {map.persona}
        </p>
      )}
      <div className="foot">
        <span>{t('maps.stages', { count: map.stages })}</span>
        <span>{t('maps.touchpoints', { count: map.touchpoints })}</span>
        <span>{t('maps.changed', { when: f.ago(map.updatedAt, Date.now()) })}</span>
      </div>
    </article>
  )
}

function TileMenu({ map }: { map: MapCard }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/maps/{id}', { params: { path: { id: map.id } } })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['maps'] }), client.invalidateQueries({ queryKey: ['home'] })]),
  })
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <button
            type="button"
            className="btn i"
            style={{ position: 'relative', zIndex: 1 }}
            aria-label={t('maps.menu', { name: map.name })}
          >
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => setAsking(true)}>
            {t('maps.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('maps.delete')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('maps.deleteSure', { name: map.name })}</p>
      </Confirm>
    </>
  )
}
