import { Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { WorkspaceOverview } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { forget, useEnterWorkspace, useSession } from '@/session'
import { useTitle } from '@/shell/PageStates'
import './workspaces.css'

type Sort = 'name' | 'data' | 'findings' | 'role'
const sorts: Sort[] = ['name', 'data', 'findings', 'role']
const day = 24 * 3600_000

/** A text without accents, to find it however it is typed. */
const plain = (s: string) =>
  s
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()

const ranks = ['owner', 'admin', 'editor', 'agent', 'analyst', 'viewer']
const orders: Record<Sort, (a: WorkspaceOverview, b: WorkspaceOverview) => number> = {
  name: (a, b) => a.name.localeCompare(b.name, 'vi'),
  data: (a, b) => (a.lastTouch ?? '').localeCompare(b.lastTouch ?? ''), // the quiet ones first
  findings: (a, b) => b.findings - a.findings,
  role: (a, b) => ranks.indexOf(a.role) - ranks.indexOf(b.role),
}

/** Every business the reader may enter: where data flows, and what needs a look. */
export default function WorkspacesPage() {
  const { t } = useTranslation()
  useTitle(t('overview.title'))
  const navigate = useNavigate()
  const { q = '', sort = 'name' } = useSearch({ from: '/app/workspaces' })
  const query = useQuery({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => call(api.GET('/v1/workspaces', { signal })),
  })
  const [making, setMaking] = useState(false)
  const by = sorts.find((s) => s === sort) ?? 'name'
  const set = (change: { q?: string; sort?: string }) =>
    void navigate({ to: '/workspaces', search: { q: q || undefined, sort: by, ...change }, replace: true })
  return (
    <div className="page">
      <PageHead title={t('overview.title')} lead={t('overview.lead')}>
        {query.data?.mayMake && (
          <button type="button" className="btn p" onClick={() => setMaking(true)}>
            <Icon name="plus" size="s" />
            {t('overview.new')}
          </button>
        )}
      </PageHead>
      <section className="card" aria-label={t('overview.title')}>
        <div className="form ov-find">
          <TextInput
            aria-label={t('overview.search')}
            placeholder={t('overview.search')}
            leftSection={<Icon name="search" size="s" />}
            value={q}
            onChange={(e) => set({ q: e.target.value || undefined })}
          />
        </div>
        <Loaded query={query} rows={6}>
          {(all) => <List all={all.workspaces} q={q} by={by} sort={(s) => set({ sort: s })} />}
        </Loaded>
      </section>
      <Modal
        opened={making}
        onClose={() => setMaking(false)}
        title={t('overview.newTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Make close={() => setMaking(false)} />
      </Modal>
    </div>
  )
}

function List({ all, q, by, sort }: { all: WorkspaceOverview[]; q: string; by: Sort; sort: (s: Sort) => void }) {
  const { t } = useTranslation()
  const found = all.filter((w) => plain(w.name).includes(plain(q.trim()))).sort(orders[by])
  const used = found.filter((w) => !w.archivedAt)
  const away = found.filter((w) => w.archivedAt)
  if (found.length === 0) return <Empty icon="store" title={t('overview.none')} />
  return (
    <div className="ov-scroll">
      <table className="ov">
        <thead>
          <tr>
            {sorts.map((s) => (
              <th key={s} scope="col" aria-sort={s === by ? 'ascending' : undefined}>
                <button type="button" onClick={() => sort(s)}>
                  {t(`overview.${s}`)}
                  {s === by && <Icon name="down" size="s" />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.map((w) => (
            <Row key={w.id} workspace={w} />
          ))}
        </tbody>
        {away.length > 0 && (
          <tbody>
            <tr>
              <th colSpan={4} scope="rowgroup" className="ov-away">
                {t('overview.archived')}
              </th>
            </tr>
            {away.map((w) => (
              <Row key={w.id} workspace={w} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  )
}

function Row({ workspace: w }: { workspace: WorkspaceOverview }) {
  const { t } = useTranslation()
  const f = useFormat()
  const here = useSession()?.workspace?.id
  const enter = useEnterWorkspace()
  const navigate = useNavigate()
  const go = async () => {
    if (w.id !== here) await enter(w.id)
    await navigate({ to: w.archivedAt || w.offered ? '/settings' : '/' })
  }
  const quiet = w.lastTouch && Date.now() - Date.parse(w.lastTouch) > day
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="link"
          aria-label={t('overview.open', { name: w.name })}
          onClick={() => void go()}
        >
          {w.name}
        </button>{' '}
        {w.demo && <Tag>{t('nav.demo')}</Tag>}
        {w.offered && <Tag tone="brand">{t('overview.offered')}</Tag>}
      </th>
      <td>
        {w.archivedAt ? (
          <span className="t3">{f.date(w.archivedAt)}</span>
        ) : !w.lastTouch ? (
          <span className="t3">{t('overview.never')}</span>
        ) : quiet ? (
          <Tag tone="warn" icon="clock">
            {t('overview.quiet', { when: f.dateTime(w.lastTouch) })}
          </Tag>
        ) : (
          t('overview.flows', { when: f.ago(w.lastTouch, Date.now()) })
        )}
      </td>
      <td>
        {w.findings > 0 ? (
          <Tag tone="warn" icon="alert">
            {t('overview.found', { n: w.findings })}
          </Tag>
        ) : (
          <span className="t3">{t('overview.fine')}</span>
        )}
      </td>
      <td>{t(`role.${w.role}`)}</td>
    </tr>
  )
}

function Make({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => call(api.POST('/v1/workspaces', { body: { name: name.trim() } })),
    onSuccess: async () => {
      close()
      await forget(client)
      await navigate({ to: '/start' })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    make.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('overview.newName')}
        description={t('overview.newHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={name}
        onChange={(e) => setName(e.target.value)}
        maxLength={200}
        required
        data-autofocus
      />
      {make.error && (
        <p className="bad" role="alert">
          {explain(make.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={make.isPending || !name.trim()}>
          {t('overview.newGo')}
        </button>
      </div>
    </form>
  )
}
