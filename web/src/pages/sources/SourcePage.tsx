import { Menu, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SourceChange, SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { sourcesQuery } from './data'
import { Debugger } from './Debugger'
import { Setup } from './Setup'
import { KeyCard, MixedCard, RefusalsCard, SwitchesCard, VolumeCard } from './SourceSide'
import { Health } from './SourcesPage'
import './sources.css'

/** One source: how to connect it, what comes in right now, and its switches. */
export default function SourcePage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({ ...sourcesQuery, refetchInterval: 5000 })
  const source = query.data?.find((s) => s.id === id)
  useTitle(source?.name ?? t('nav.sources'))
  if (source) return <Source source={source} />
  return (
    <div className="page srcs">
      <section className="card">
        {query.data ? (
          <Empty
            icon="plug"
            title={t('sources.gone')}
            action={
              <Link to="/sources" className="btn o">
                {t('sources.toAll')}
              </Link>
            }
          />
        ) : query.error ? (
          <Failed error={query.error} retry={() => query.refetch()} />
        ) : (
          <Waiting rows={8} />
        )}
      </section>
    </div>
  )
}

/** Saves a change of the source; what is shown follows the answer. */
export function useChange(source: SourceInfo) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: SourceChange) =>
      call(api.PATCH('/v1/sources/{id}', { params: { path: { id: source.id } }, body })),
    onSuccess: (next) =>
      client.setQueryData(sourcesQuery.queryKey, (list) => list?.map((s) => (s.id === next.id ? next : s))),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

function Source({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('sources')
  return (
    <div className="page srcs">
      <header className="ph keep">
        <div>
          <p className="crumb">
            <Link to="/sources">{t('nav.sources')}</Link>
            <Icon name="right" size="xs" />
          </p>
          <div className="ph-t">
            <h1>{source.name}</h1>
            <Help page="source" />
          </div>
          <p className="row sub">
            <Health source={source} />
            {t(`sources.kind.${source.kind}`)} · {t('sources.since', { date: f.date(source.createdAt) })}
          </p>
        </div>
        <span className="sp" />
        {may && <More source={source} />}
      </header>
      <div className="sg2">
        <div className="stack">
          {source.kind !== 'demo' && <Setup key={source.id} source={source} />}
          <Debugger key={source.id + 'd'} source={source} />
        </div>
        <div className="stack">
          <VolumeCard source={source} />
          <MixedCard source={source} />
          <RefusalsCard source={source} />
          {source.writeKey && source.kind !== 'demo' && source.kind !== 'file' && <KeyCard source={source} />}
          {may && <SwitchesCard source={source} />}
        </div>
      </div>
    </div>
  )
}

function More({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null)
  const close = () => setDialog(null)
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <button type="button" className="btn o i" aria-label={t('sources.more')}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => setDialog('rename')}>
            {t('common.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="trash" />} onClick={() => setDialog('delete')}>
            {t('sources.delete.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={dialog === 'rename'}
        onClose={close}
        title={t('common.rename')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Rename source={source} onClose={close} />
      </Modal>
      <Modal
        opened={dialog === 'delete'}
        onClose={close}
        title={t('sources.delete.title', { name: source.name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'srcs' }}
      >
        <Remove source={source} onClose={close} />
      </Modal>
    </>
  )
}

function Rename({ source, onClose }: { source: SourceInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(source.name)
  const change = useChange(source)
  return (
    <form
      className="dlg"
      onSubmit={(e) => {
        e.preventDefault()
        change.mutate({ name: name.trim() }, { onSuccess: onClose })
      }}
    >
      <TextInput
        label={t('common.name')}
        value={name}
        onChange={(e) => setName(e.target.value)}
        maxLength={200}
        required
        data-autofocus
      />
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!name.trim() || change.isPending}>
          {t('common.save')}
        </button>
      </div>
    </form>
  )
}

function Remove({ source, onClose }: { source: SourceInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/sources/{id}', { params: { path: { id: source.id } } })),
    onSuccess: async () => {
      onClose()
      await navigate({ to: '/sources' })
      await client.invalidateQueries({ queryKey: ['sources'] })
    },
  })
  return (
    <div className="dlg">
      <p>{t('sources.delete.explain')}</p>
      {remove.error && (
        <p className="bad" role="alert">
          {explain(remove.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t('sources.delete.go')}
        </button>
      </div>
    </div>
  )
}
