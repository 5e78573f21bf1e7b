import { Drawer } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CustomersBehind } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty, Failed, Waiting } from '@/parts/parts'
import './customers.css'
import { behindQuery } from './data'
import { CustomerLine, More } from './items'

/** One number of one answer, as POST /v1/customers/list takes it. */
export interface Behind {
  query: CustomersBehind['query']
  figure: CustomersBehind['figure']
  /** What the number counts: "Khách rời ở Thanh toán · 24/10 – 22/11". */
  title: string
}

/** Lists the customers behind a number; nothing is shown while behind is null. */
export function CustomersDrawer({ behind, onClose }: { behind: Behind | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer opened={behind !== null} onClose={onClose} size={480} title={behind?.title} closeButtonProps={{ 'aria-label': t('customers.close') }} classNames={{ title: 'drawer-t', content: 'cust' }}>
      {behind && <List behind={behind} onClose={onClose} />}
    </Drawer>
  )
}

function List({ behind: { query: question, figure }, onClose }: { behind: Behind; onClose: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const query = useInfiniteQuery(behindQuery(question, figure))
  if (!query.data) return query.error ? <Failed error={query.error} retry={() => query.refetch()} /> : <Waiting rows={8} height={28} />
  const rows = query.data.pages.flatMap((p) => p.customers)
  const total = query.data.pages[0]?.total ?? rows.length
  if (rows.length === 0) return <Empty icon="users" title={t('customers.behindNone')} />
  return (
    <>
      <p className="behind-n"><b>{f.num(total)}</b> {t('customers.unit', { count: total })}</p>
      <ul className="behind">
        {rows.map((row) => (
          <li key={row.id}><Link to="/customers/$id" params={{ id: String(row.id) }} onClick={onClose}><CustomerLine row={row} /></Link></li>
        ))}
      </ul>
      <More query={query} />
    </>
  )
}
