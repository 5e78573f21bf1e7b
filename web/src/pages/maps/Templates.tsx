import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapQuery, templatesQuery } from '@/api/queries'
import type { JourneyMap, MapTemplate } from '@/api/types'
import { explain, Loaded } from '@/parts/parts'
import { FormError } from '../start/Door'
import './map.css'

/** Maps to start from, with a name; makes the map and hands it over. */
export function NewMap({ onMade }: { onMade: (map: JourneyMap) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const templates = useQuery(templatesQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: (v: { name: string; template: string }) =>
      call(api.POST('/v1/maps', { body: v.template ? v : { name: v.name } })),
    onSuccess: (map) => {
      client.setQueryData(mapQuery(map.id).queryKey, map)
      void client.invalidateQueries({ queryKey: ['maps'] })
      onMade(map)
    },
  })
  const suggested = (list: MapTemplate[]) => list.find((x) => x.id === chosen)?.name ?? t('maps.newTitle')
  return (
    <Loaded query={templates} rows={6}>
      {(list) => (
        <form
          className="stack12"
          onSubmit={(e) => {
            e.preventDefault()
            if (chosen !== null) make.mutate({ name: name.trim() || suggested(list), template: chosen })
          }}
        >
          <FormError>{make.error && explain(make.error, t)}</FormError>
          <Group
            title={t('maps.industry')}
            list={list.filter((x) => x.kind === 'industry')}
            chosen={chosen}
            choose={setChosen}
          />
          <Group
            title={t('maps.models')}
            list={list.filter((x) => x.kind === 'stages')}
            chosen={chosen}
            choose={setChosen}
          />
          <div className="row foot-bar">
            <TextInput
              style={{ flex: 1 }}
              aria-label={t('maps.name')}
              placeholder={chosen === null ? t('maps.namePlaceholder') : suggested(list)}
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
              maxLength={200}
            />
            <button type="submit" className="btn p" style={{ height: 36 }} disabled={chosen === null || make.isPending}>
              {t('maps.create')}
            </button>
          </div>
        </form>
      )}
    </Loaded>
  )
}

function Group({
  title,
  list,
  chosen,
  choose,
}: {
  title: string
  list: MapTemplate[]
  chosen: string | null
  choose: (id: string) => void
}) {
  const { t } = useTranslation()
  if (list.length === 0) return null
  return (
    <section>
      <h3 className="sm t2 b" style={{ margin: '0 0 8px' }}>
        {title}
      </h3>
      <div className="mapl small">
        {list.map((x) => (
          <article key={x.id} className={'card mapc' + (x.id === chosen ? ' on' : '')}>
            <h2>
              <button type="button" aria-pressed={x.id === chosen} onClick={() => choose(x.id)}>
                {x.name}
              </button>
            </h2>
            <p>{x.description}</p>
            {x.stages.length > 0 && <Strip stages={x.stages} />}
            <div className="foot">
              {x.touchpoints > 0 && <span>{t('maps.touchpoints', { count: x.touchpoints })}</span>}
              {x.persona && <span>{x.persona}</span>}
            </div>
          </article>
        ))}
      </div>
    </section>
  )
}

/** The stages of a map in a row. */
export function Strip({ stages }: { stages: string[] }) {
  return (
    <div className="strip1">
      {stages.map((s, i) => (
        <i key={i}>{s}</i>
      ))}
    </div>
  )
}
