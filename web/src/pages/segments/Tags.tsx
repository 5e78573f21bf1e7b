import { Menu, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { tagsQuery } from '@/api/queries'
import type { ListTaken, SegmentInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { TagInput } from '@/parts/TagInput'
import { useMay } from '@/session'
import { saveCSV } from '../journeys/download'
import '../settings/settings.css' // of the dialogs
import './segments.css'

interface Opened {
  opened: boolean
  close: () => void
}

function useAsked() {
  const client = useQueryClient()
  return () => Promise.all(['tags', 'segments', 'customer'].map((k) => client.invalidateQueries({ queryKey: [k] })))
}

/** Puts a tag on everybody who is in a segment now. */
export function TagSegment({ segment, opened, close }: Opened & { segment: SegmentInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [name, setName] = useState('')
  const asked = useAsked()
  const put = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/segments/{id}/tags', { params: { path: { id: segment.id } }, body: { name } })),
    onSuccess: async ({ tagged }) => {
      await asked()
      notifications.show({ message: t('tags.put', { name: name.trim(), count: tagged, n: f.num(tagged) }) })
      close()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    put.mutate()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('tags.onSegment')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      <form className="dlg" onSubmit={submit}>
        <p>{t('tags.onSegmentHow', { name: segment.name })}</p>
        <TagInput name={name} set={setName} />
        {!!put.error && (
          <p className="bad" role="alert">
            {explain(put.error, t)}
          </p>
        )}
        <div className="dlg-act">
          <button type="submit" className="btn p" disabled={!name.trim() || put.isPending}>
            {t('tags.add')}
          </button>
        </div>
      </form>
    </Modal>
  )
}

/** A file of phones, e-mails or codes, whose customers get a tag. */
export function TagList() {
  const { t } = useTranslation()
  const [opened, open] = useState(false)
  return (
    <>
      <button type="button" className="btn o" onClick={() => open(true)}>
        <Icon name="upload" size="s" />
        {t('tags.list')}
      </button>
      <Modal
        opened={opened}
        onClose={() => open(false)}
        title={t('tags.list')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Send />
      </Modal>
    </>
  )
}

function Send() {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const asked = useAsked()
  const send = useMutation({
    mutationFn: (file: File) =>
      // The body is the file itself, which the schema knows only as bytes.
      call(
        api.POST('/v1/tags/list', {
          params: { query: { name, file: file.name } },
          body: file as never,
          bodySerializer: (b: unknown) => b as never,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      ),
    onSuccess: asked,
  })
  return (
    <div className="dlg">
      <p>{t('tags.listHow')}</p>
      <TagInput name={name} set={setName} />
      {!!send.error && (
        <p className="bad" role="alert">
          {explain(send.error, t)}
        </p>
      )}
      {send.data && <Result taken={send.data} />}
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.xlsx,.json,.parquet"
        hidden
        aria-label={t('tags.file')}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0]
          if (file) send.mutate(file)
          e.currentTarget.value = ''
        }}
      />
      <div className="dlg-act">
        <button
          type="button"
          className="btn p"
          disabled={!name.trim() || send.isPending}
          onClick={() => input.current?.click()}
        >
          {t(send.data ? 'tags.another' : 'tags.file')}
        </button>
      </div>
    </div>
  )
}

function Result({ taken }: { taken: ListTaken }) {
  const { t } = useTranslation()
  const f = useFormat()
  const missed = taken.lines - taken.found
  const head = ['line', 'text', 'why'].map((c) => t(`tags.col.${c}`))
  const take = () =>
    saveCSV('cham-not-found', [
      head,
      ...taken.missed.map((m) => [m.line, m.text, t(m.keys ? 'tags.why.unknown' : 'tags.why.noKey')]),
    ])
  return (
    <div aria-live="polite">
      <ul className="aud">
        {(['lines', 'found', 'had', 'tagged'] as const).map((what) => (
          <li key={what}>
            <span>{t(`tags.${what}`)}</span>
            <b>{f.num(taken[what])}</b>
          </li>
        ))}
      </ul>
      {missed > 0 && (
        <p className="aud-few">
          <Icon name="alert" size="s" />
          <span>
            {t('tags.missed', { count: missed, n: f.num(missed) })}{' '}
            <button type="button" className="link" onClick={take}>
              {t('tags.take')}
            </button>
            {missed > taken.missed.length && ` ${t('tags.missedMore', { n: f.num(taken.missed.length) })}`}
          </span>
        </p>
      )}
    </div>
  )
}

/** The tags there are, with how many have each. */
export function TagsCard() {
  const { t } = useTranslation()
  const f = useFormat()
  const all = useQuery({ ...tagsQuery, staleTime: 0 }).data ?? []
  if (all.length === 0) return null
  return (
    <section className="card" aria-label={t('tags.title')}>
      <table className="ctable">
        <thead>
          <tr>
            <th scope="col">{t('tags.name')}</th>
            <th scope="col" className="r">
              {t('segments.people')}
            </th>
            <th scope="col">
              <span className="vh">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((x) => (
            <tr key={x.name}>
              <td>
                <b className="cut">{x.name}</b>
              </td>
              <td className="r">{f.num(x.customers)}</td>
              <td className="r">
                <TagMenu name={x.name} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function TagMenu({ name }: { name: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const asked = useAsked()
  const mayAsk = useMay('ask')
  const may = useMay('customers')
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/tags', { params: { query: { name } } })),
    onSuccess: asked,
  })
  if (!may && !mayAsk) return null
  return (
    <>
      <Menu position="bottom-end" returnFocus={false}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={t('tags.menu', { name })}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayAsk && (
            <Menu.Item
              leftSection={<Icon name="users" size="s" />}
              onClick={() => void navigate({ to: '/segments/new', search: { tag: name } })}
            >
              {t('tags.make')}
            </Menu.Item>
          )}
          {may && (
            <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => setAsking(true)}>
              {t('tags.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('tags.delete')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('tags.deleteSure', { name })}</p>
      </Confirm>
    </>
  )
}
