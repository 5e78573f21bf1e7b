import { Menu, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SourceChange, SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { sourcesQuery } from './data'
import { Debugger } from './Debugger'
import { Setup } from './Setup'
import { KeyCard, MixedCard, RefusalsCard, SwitchesCard, VolumeCard } from './SourceSide'
import { Health } from './SourcesPage'
import { OrdersCard, OrdersLost } from './Plugins'
import { TellsCard, ToldCards } from './Website'
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
      <PageHead
        title={source.name}
        help="source"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
        sub={
          <p className="row sub">
            <Health source={source} />
            {t(`sources.kind.${source.kind}`)} · {t('sources.since', { date: f.date(source.createdAt) })}
          </p>
        }
        keep
      >
        {may && <More source={source} />}
      </PageHead>
      <div className="sg2">
        <div className="stack">
          {!['demo', 'qr', 'form'].includes(source.kind) && <Setup key={source.id} source={source} />}
          {source.kind === 'website' && <TellsCard source={source} />}
          {source.kind === 'website' && <OrdersCard source={source} />}
          <Debugger key={source.id + 'd'} source={source} />
          {source.kind === 'website' && <ToldCards source={source} />}
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
      <Remove source={source} opened={dialog === 'delete'} close={close} />
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

function Remove({ source, opened, close }: { source: SourceInfo; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/sources/{id}', { params: { path: { id: source.id } } })),
    onSuccess: async () => {
      close()
      await navigate({ to: '/sources' })
      await client.invalidateQueries({ queryKey: ['sources'] })
    },
  })
  return (
    <Confirm
      opened={opened}
      close={close}
      title={t('sources.delete.title', { name: source.name })}
      go={t('sources.delete.go')}
      act={remove}
    >
      <p>{t('sources.delete.explain')}</p>
      <OrdersLost source={source} />
    </Confirm>
  )
}
