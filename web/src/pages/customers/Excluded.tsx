import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TimelineTouch } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { exclusionsQuery } from '../sources/exclusions/data'
import { useSaid } from '../sources/exclusions/said'

// Touches that rules leave out of every number, on the page of whose they are.

/** Which rule leaves a touch out, and what it looks at. */
export function ExcludedBy({ by }: { by: NonNullable<TimelineTouch['excluded']> }) {
  const { t } = useTranslation()
  const rules = useQuery(exclusionsQuery).data?.rules
  const said = useSaid()
  const rule = rules?.find((r) => r.id === by.rule)
  const why = rule ? said(rule) : t(`exclusions.kinds.${by.kind}`)
  return (
    <p className="d by">
      <Icon name="eyeoff" size="xs" />
      <span>
        {t('customers.excluded.by', { why: by.name ? t('customers.excluded.named', { name: by.name, why }) : why })}
      </span>
    </p>
  )
}

/** Hides what does not count, or shows it again. */
export function ExcludedSwitch({ hidden, hide }: { hidden: boolean; hide: (is: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Switch
      size="xs"
      label={t('customers.excluded.hide')}
      checked={hidden}
      onChange={(e) => hide(e.currentTarget.checked)}
    />
  )
}
