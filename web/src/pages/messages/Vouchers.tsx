import { Menu } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Empty, Loaded, Tag } from '@/parts/parts'
import { useMaySend } from '../campaigns/data'
import { AddCodes } from './AddCodes'
import { useAsked, vouchersQuery, type Stock } from './data'
import { PoolDialog } from './PoolDialog'

/** Makes a pool; its codes are added right after. */
export function NewPool() {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<Stock>()
  if (!useMaySend()) return null
  return (
    <>
      <button type="button" className="btn p" onClick={() => setMaking(true)}>
        <Icon name="plus" size="s" />
        {t('voucher.make')}
      </button>
      <PoolDialog opened={making} close={() => setMaking(false)} done={setMade} />
      {made && <AddCodes pool={made} opened close={() => setMade(undefined)} />}
    </>
  )
}

/** The pools: how many codes each has left, how many were handed out and used. */
export function Vouchers() {
  const { t } = useTranslation()
  const query = useQuery(vouchersQuery)
  return (
    <section className="card" aria-label={t('nav.vouchers')}>
      <Loaded query={query} rows={5}>
        {({ pools }) =>
          pools.length === 0 ? (
            <Empty icon="gem" title={t('voucher.none')}>
              {t('voucher.noneHow')}
            </Empty>
          ) : (
            <Table pools={pools} />
          )
        }
      </Loaded>
    </section>
  )
}

const columns = ['left', 'given', 'used'] as const

function Table({ pools }: { pools: Stock[] }) {
  const { t } = useTranslation()
  return (
    <table className="camps tbl">
      <thead>
        <tr>
          <th scope="col">{t('voucher.name')}</th>
          {columns.map((c) => (
            <th key={c} scope="col" className={c === 'left' ? 'n' : 'n hide-m'}>
              {t(`voucher.${c}`)}
            </th>
          ))}
          <th scope="col" className="hide-m">
            {t('voucher.ends')}
          </th>
          <th scope="col">
            <span className="vh">{t('common.more')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {pools.map((p) => (
          <Row key={p.id} pool={p} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ pool }: { pool: Stock }) {
  const { t } = useTranslation()
  const f = useFormat()
  const over = !!pool.ends && pool.ends < f.isoDay(new Date())
  return (
    <tr>
      <td>
        <b>{pool.name}</b>
        <small className="t3">{t('voucher.codes', { n: f.num(pool.codes), count: pool.codes })}</small>
      </td>
      <td className="n">{pool.left === 0 ? <Tag tone="warn">{t('voucher.empty')}</Tag> : <b>{f.num(pool.left)}</b>}</td>
      <td className="n hide-m">{f.num(pool.given)}</td>
      <td className="n hide-m">{f.num(pool.used)}</td>
      <td className="hide-m nw">
        {pool.ends ? f.date(pool.ends) : <span className="t3">{t('voucher.noEnd')}</span>}{' '}
        {over && <Tag tone="warn">{t('voucher.over')}</Tag>}
      </td>
      <td className="n">
        <PoolMenu pool={pool} />
      </td>
    </tr>
  )
}

function PoolMenu({ pool }: { pool: Stock }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'add' | 'change' | 'remove'>()
  const asked = useAsked()
  const close = () => setOpen(undefined)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/vouchers/{id}', { params: { path: { id: pool.id } } })),
    onSuccess: async () => {
      await asked()
      close()
    },
  })
  if (!useMaySend()) return null
  return (
    <>
      <Menu position="bottom-end" returnFocus={false}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={t('voucher.menu', { name: pool.name })}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="plus" size="s" />} onClick={() => setOpen('add')}>
            {t('voucher.add')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="edit" size="s" />} onClick={() => setOpen('change')}>
            {t('voucher.change')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => setOpen('remove')}>
            {t('voucher.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'add' && <AddCodes pool={pool} opened close={close} />}
      {open === 'change' && <PoolDialog pool={pool} opened close={close} />}
      <Confirm
        opened={open === 'remove'}
        close={close}
        title={t('voucher.remove')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('voucher.removeSure', { name: pool.name })}</p>
      </Confirm>
    </>
  )
}
