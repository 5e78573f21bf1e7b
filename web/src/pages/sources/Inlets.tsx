import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { InletInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Failed, IconButton } from '@/parts/parts'
import { useMay } from '@/session'

const inletsQuery = queryOptions({
  queryKey: ['inlets'],
  queryFn: ({ signal }) => call(api.GET('/v1/inlets', { signal })),
  refetchInterval: 10_000,
})

/** Places that files come in from by themselves: watched folders and addresses. */
export function Inlets() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = useMay('sources')
  const query = useQuery({ ...inletsQuery, enabled: may })
  const remove = useMutation({
    mutationFn: (i: InletInfo) => call(api.DELETE('/v1/inlets/{id}', { params: { path: { id: i.id } } }) as never),
    onSettled: () => client.invalidateQueries({ queryKey: inletsQuery.queryKey }),
  })
  if (!may) return null
  return (
    <section className="card below" aria-labelledby="inlets">
      <div className="hd">
        <h2 id="inlets">{t('sources.inlets.title')}</h2>
      </div>
      <p className="quiet">{t('sources.inlets.hint')}</p>
      {query.error && !query.data && <Failed error={query.error} retry={() => query.refetch()} />}
      <ul className="hi">
        {query.data?.map((i) => (
          <li key={i.id}>
            <Icon name={i.kind === 'url' ? 'link' : 'upload'} />
            <div>
              <b title={i.place}>{i.place}</b>
              <State inlet={i} />
            </div>
            <IconButton
              icon="trash"
              label={t('sources.inlets.remove', { place: i.place })}
              onClick={() => remove.mutate(i)}
            />
          </li>
        ))}
      </ul>
      <Add />
    </section>
  )
}

function State({ inlet: i }: { inlet: InletInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <>
      {i.kind === 'url' && `${t('sources.inlets.every', { n: f.num(i.minutes ?? 60) })} · `}
      {i.errorKey ? (
        <span className="bad">{t(i.errorKey, { status: i.detail })}</span>
      ) : i.lastFile && i.checkedAt ? (
        <>
          {t('sources.inlets.last', { at: f.dateTime(i.checkedAt) })} ·{' '}
          <Link to="/sources/import" search={{ job: i.lastFile }}>
            {t('sources.inlets.see')}
          </Link>
        </>
      ) : (
        t('sources.inlets.waiting')
      )}
    </>
  )
}

function Add() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [kind, setKind] = useState<'folder' | 'url'>('folder')
  const [place, setPlace] = useState('')
  const [minutes, setMinutes] = useState(60)
  const add = useMutation({
    mutationFn: () => call(api.POST('/v1/inlets', { body: { kind, place, ...(kind === 'url' && { minutes }) } })),
    onSuccess: async () => {
      setPlace('')
      await client.invalidateQueries({ queryKey: inletsQuery.queryKey })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate()
  }
  return (
    <form className="mapmore" onSubmit={submit} aria-label={t('sources.inlets.add')}>
      <SegmentedControl
        aria-label={t('sources.inlets.kind')}
        value={kind}
        onChange={(v) => setKind(v as 'folder' | 'url')}
        data={[
          { value: 'folder', label: t('sources.inlets.folder') },
          { value: 'url', label: t('sources.inlets.url') },
        ]}
      />
      <TextInput
        aria-label={t(`sources.inlets.${kind}`)}
        placeholder={t(kind === 'url' ? 'sources.inlets.placeUrl' : 'sources.inlets.placeFolder')}
        value={place}
        onChange={(e) => setPlace(e.currentTarget.value)}
        error={add.error ? explain(add.error, t) : undefined}
      />
      {kind === 'url' && (
        <NumberInput
          aria-label={t('sources.inlets.minutes')}
          suffix={` ${t('sources.inlets.apart')}`}
          min={5}
          max={44640}
          value={minutes}
          onChange={(v) => setMinutes(Number(v) || 60)}
        />
      )}
      <button type="submit" className="btn o" disabled={add.isPending || !place.trim()}>
        {t('sources.inlets.add')}
      </button>
    </form>
  )
}
