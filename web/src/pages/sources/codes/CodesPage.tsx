import { Menu, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapsQuery } from '@/api/queries'
import type { QRCode } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { ChannelIcon, Empty, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { BrandCard } from './BrandCard'
import { CodeForm } from './CodeForm'
import { codesQuery, privateHost, whereOf } from './data'
import { PrintBar } from './PrintBar'
import '../sources.css'
import './codes.css'

/** Printed codes: where each hangs, what came by it, and sheets of them. */
export default function CodesPage() {
  const { t } = useTranslation()
  useTitle(t('qr.title'))
  const may = useMay('sources')
  const query = useQuery(codesQuery)
  const maps = useQuery(mapsQuery)
  const [form, setForm] = useState<QRCode | 'new' | null>(null)
  const make = may && maps.data && maps.data.length > 0 && (
    <button type="button" className="btn p" onClick={() => setForm('new')}>
      <Icon name="plus" size="s" />
      {t('qr.new')}
    </button>
  )
  return (
    <div className="page srcs codes">
      <PageHead
        title={t('qr.title')}
        help="qr"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
        lead={t('qr.lead')}
      >
        {query.data && query.data.length > 0 && make}
      </PageHead>
      <section className="card" aria-label={t('qr.title')}>
        <Loaded query={query} rows={4}>
          {(list) =>
            list.length > 0 ? (
              <Codes list={list} onEdit={setForm} />
            ) : maps.data?.length === 0 ? (
              <Empty
                icon="print"
                title={t('qr.none')}
                action={
                  <Link to="/maps" className="btn o">
                    {t('qr.toMaps')}
                  </Link>
                }
              >
                {t('qr.noMap')}
              </Empty>
            ) : (
              <Empty icon="print" title={t('qr.none')} action={make}>
                {t('qr.noneHint')}
              </Empty>
            )
          }
        </Loaded>
      </section>
      <BrandCard />
      <Modal
        opened={form !== null}
        onClose={() => setForm(null)}
        title={t(form === 'new' ? 'qr.form.title' : 'qr.form.changed')}
        size={560}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'srcs codes' }}
      >
        {form && <CodeForm code={form === 'new' ? undefined : form} onClose={() => setForm(null)} />}
      </Modal>
    </div>
  )
}

function Codes({ list, onEdit }: { list: QRCode[]; onEdit: (c: QRCode) => void }) {
  const { t } = useTranslation()
  const [picked, setPicked] = useState<string[]>([])
  const working = list.filter((c) => !c.revokedAt)
  const chosen = working.filter((c) => picked.includes(c.id)).map((c) => c.id)
  const host = working[0] && privateHost(working[0].url)
  const toggle = (id: string) => setPicked((now) => (now.includes(id) ? now.filter((x) => x !== id) : [...now, id]))
  return (
    <>
      {host && (
        <p className="warnline" role="note">
          <Icon name="alert" />
          {t('qr.local', { host })}
        </p>
      )}
      {chosen.length > 0 && <PrintBar ids={chosen} />}
      <table className="stable plain">
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('qr.pickAll')}
                checked={working.length > 0 && chosen.length === working.length}
                onChange={(e) => setPicked(e.target.checked ? working.map((c) => c.id) : [])}
                disabled={working.length === 0}
              />
            </th>
            <th scope="col">{t('qr.col.where')}</th>
            <th scope="col" className="hide-m">
              {t('qr.col.branch')}
            </th>
            <th scope="col" className="r">
              {t('qr.col.scans')}
            </th>
            <th scope="col" className="r hide-m">
              {t('qr.col.answers')}
            </th>
            <th scope="col" className="hide-m">
              {t('qr.col.last')}
            </th>
            <th scope="col">
              <span className="vh">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...working, ...list.filter((c) => c.revokedAt)].map((c) => (
            <Row
              key={c.id}
              code={c}
              picked={chosen.includes(c.id)}
              toggle={() => toggle(c.id)}
              onEdit={() => onEdit(c)}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

function Row(p: { code: QRCode; picked: boolean; toggle: () => void; onEdit: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { code: c } = p
  return (
    <tr className={c.revokedAt ? 'off' : undefined}>
      <td>
        {!c.revokedAt && (
          <input
            type="checkbox"
            aria-label={t('qr.pick', { name: whereOf(c) })}
            checked={p.picked}
            onChange={p.toggle}
          />
        )}
      </td>
      <td>
        <span className="row">
          <ChannelIcon channel={c.channel} label />
          <span className="two">
            <Link to="/maps/$id" params={{ id: c.map }} search={{ at: c.touchpoint }} className="b any">
              {c.name}
            </Link>
            <small className="only-m any">{[c.branch, c.place].filter(Boolean).join(' · ')}</small>
          </span>
          {c.revokedAt && <Tag>{t('qr.revoked')}</Tag>}
        </span>
      </td>
      <td className="any hide-m">{[c.branch, c.place].filter(Boolean).join(' · ') || '—'}</td>
      <td className="r">{f.num(c.scans)}</td>
      <td className="r hide-m">{c.page.ask || c.page.contact ? f.num(c.answers) : <span className="t3">—</span>}</td>
      <td className="hide-m nw t2">{c.lastAt ? f.ago(c.lastAt, Date.now()) : t('qr.never')}</td>
      <td className="r">{!c.revokedAt && <More code={c} onEdit={p.onEdit} />}</td>
    </tr>
  )
}

function More({ code: c, onEdit }: { code: QRCode; onEdit: () => void }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const [revoking, setRevoking] = useState(false)
  return (
    <>
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={`${t('common.more')}: ${whereOf(c)}`}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={c.url} target="_blank" rel="noreferrer" leftSection={<Icon name="link" />}>
            {t('qr.open')}
          </Menu.Item>
          {may && (
            <>
              <Menu.Item leftSection={<Icon name="edit" />} onClick={onEdit}>
                {t('qr.edit')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" />} onClick={() => setRevoking(true)}>
                {t('qr.revoke')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Revoke code={c} opened={revoking} close={() => setRevoking(false)} />
    </>
  )
}

function Revoke({ code: c, opened, close }: { code: QRCode; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => call(api.DELETE('/v1/qr-codes/{id}', { params: { path: { id: c.id } } }) as never),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: codesQuery.queryKey })
      close()
    },
  })
  return (
    <Confirm opened={opened} close={close} title={t('qr.revokeTitle')} go={t('qr.revoke')} act={revoke}>
      <p>
        <b className="any">{whereOf(c)}</b>
      </p>
      <p>{t('qr.revokeExplain')}</p>
    </Confirm>
  )
}
