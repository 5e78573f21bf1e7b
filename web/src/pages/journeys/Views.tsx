import { Checkbox, Popover, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { defaultParseSearch, defaultStringifySearch, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { viewsQuery } from '@/api/queries'
import type { View } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain, IconButton, Loaded } from '@/parts/parts'
import { useSession } from '@/session'
import { journeySearch, tabs } from './search'

const page = 'journeys'

/** Views kept under a name, and the link that shows this one to a colleague. */
export function Views() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(location.href).then(
      () => notifications.show({ message: t('journeys.linkCopied') }),
      () => {},
    )
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus>
        <Popover.Target>
          <button
            type="button"
            className="btn o"
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name="star" size="s" />
            {t('journeys.views')}
            <Icon name="down" size="s" />
          </button>
        </Popover.Target>
        <Popover.Dropdown p={8} aria-label={t('journeys.views')}>
          <List close={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
      <IconButton icon="link" label={t('journeys.copyLink')} onClick={copy} />
    </>
  )
}

function List({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const views = useQuery(viewsQuery(page))
  return (
    <Loaded query={views} rows={2}>
      {(list) => (
        <>
          {list.length === 0 ? (
            <p className="t2 sm" style={{ padding: '2px 6px 8px' }}>
              {t('journeys.viewsNone')}
            </p>
          ) : (
            <ul className="views">
              {list.map((v) => (
                <Row key={v.id} view={v} close={close} />
              ))}
            </ul>
          )}
          <Keep views={list} close={close} />
        </>
      )}
    </Loaded>
  )
}

const tabOf = (v: View) =>
  tabs.find((x) => x === (defaultParseSearch('?' + v.search) as { tab?: string }).tab) ?? 'paths'

function Row({ view: v, close }: { view: View; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const me = useSession()?.user
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/views/{id}', { params: { path: { id: v.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['views'] }),
    onError: (e) => notifications.show({ message: explain(e, t), color: 'red' }),
  })
  const go = () => {
    close()
    void navigate({
      to: '/journeys/$tab',
      params: { tab: tabOf(v) },
      search: journeySearch(defaultParseSearch('?' + v.search) as Record<string, unknown>),
    })
  }
  return (
    <li>
      <button type="button" className="view-go" onClick={go}>
        <b>{v.name}</b>
        <small className="t3">
          {t(`journeys.tab.${tabOf(v)}`)}
          {v.shared && ` · ${t('journeys.viewShared')}`}
        </small>
      </button>
      {(v.createdBy === me?.id || me?.may.includes('settings')) && (
        <IconButton icon="trash" label={t('journeys.viewDelete', { name: v.name })} onClick={() => remove.mutate()} />
      )}
    </li>
  )
}

/** Keeps what the page shows now; a name of one's own that is there already is kept anew. */
function Keep({ views, close }: { views: View[]; close: () => void }) {
  const { t } = useTranslation()
  const { tab } = useParams({ from: '/app/journeys/$tab' })
  const search = useSearch({ from: '/app/journeys/$tab' })
  const client = useQueryClient()
  const me = useSession()?.user?.id
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const called = name.trim().normalize('NFC')
  const keep = useMutation({
    mutationFn: async () => {
      const body = { name: called, search: defaultStringifySearch({ ...search, tab }).replace(/^\?/, ''), shared }
      const old = views.find((v) => v.name === called && v.createdBy === me)
      if (old) await call(api.PATCH('/v1/views/{id}', { params: { path: { id: old.id } }, body }))
      else await call(api.POST('/v1/views', { body: { ...body, page } }))
    },
    onSuccess: () => {
      notifications.show({ message: t('journeys.viewKept', { name: called }) })
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['views'] }),
    onError: (e) => notifications.show({ message: explain(e, t), color: 'red' }),
  })
  return (
    <form
      className="view-new"
      onSubmit={(e) => {
        e.preventDefault()
        if (called) keep.mutate()
      }}
    >
      <div className="row">
        <TextInput
          size="xs"
          aria-label={t('journeys.viewName')}
          placeholder={t('journeys.viewName')}
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <button type="submit" className="btn p" disabled={!called || keep.isPending}>
          {t('common.save')}
        </button>
      </div>
      <Checkbox
        size="xs"
        label={t('journeys.viewShare')}
        checked={shared}
        onChange={(e) => setShared(e.currentTarget.checked)}
      />
    </form>
  )
}
