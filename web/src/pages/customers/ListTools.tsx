import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { TickMenu } from '@/parts/TickMenu'
import { useMay } from '@/session'
import { save } from '../journeys/download'
import { columns, type Column } from './columns'
import { asked, type CustomerFilter } from './data'

/** Which columns are shown, and the list as a file; who sees values masked gets them masked there too. */
export function ListTools(p: { filter: CustomerFilter; shown: Column[]; toggle: (c: Column) => void }) {
  const { t } = useTranslation()
  const may = useMay('export')
  const file = useMutation({
    mutationFn: ({ kind, separator }: { kind: 'csv' | 'xlsx'; separator?: 'semicolon' }) =>
      call<Blob>(
        api.GET(`/v1/customers.${kind}`, {
          params: { query: { ...asked(p.filter), separator } },
          parseAs: 'blob',
        }) as never,
      ),
    onSuccess: (blob, { kind }) => save(`cham-customers.${kind}`, blob),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <>
      <TickMenu
        label={t('customers.columns')}
        of={columns}
        on={p.shown}
        toggle={p.toggle}
        word={(c) => t(`customers.col.${c}`)}
        className="btn o hide-m"
      />
      {may && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn o" disabled={file.isPending}>
              <Icon name="dl" size="s" />
              {t(file.isPending ? 'customers.exporting' : 'customers.export')}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => file.mutate({ kind: 'xlsx' })}>{t('common.xlsx')}</Menu.Item>
            <Menu.Item onClick={() => file.mutate({ kind: 'csv' })}>{t('journeys.csv')}</Menu.Item>
            <Menu.Item onClick={() => file.mutate({ kind: 'csv', separator: 'semicolon' })}>
              {t('common.csvSemicolon')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
