import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FileItems, useFile } from '@/parts/FileMenu'
import { Icon } from '@/parts/Icon'
import { TickMenu } from '@/parts/TickMenu'
import { useMay } from '@/session'
import { columns, type Column } from './columns'
import { asked, type CustomerFilter } from './data'

/** Which columns are shown, and the list as a file; who sees values masked gets them masked there too. */
export function ListTools(p: { filter: CustomerFilter; shown: Column[]; toggle: (c: Column) => void }) {
  const { t } = useTranslation()
  const may = useMay('export')
  const file = useFile()
  const { from } = asked(p.filter)
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
            <FileItems
              get={file}
              files={[
                {
                  path: '/v1/customers',
                  query: asked(p.filter),
                  name: 'cham-customers',
                  label: t('export.file.customers'),
                },
                { path: '/v1/touches', query: { from }, name: 'cham-touches', label: t('export.file.touches') },
              ]}
            />
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
