import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { machineQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useMay } from '@/session'

/** Says over every page, to who runs the business, that the machine refuses something already. */
export function Machine() {
  const { t } = useTranslation()
  const f = useFormat()
  const { data } = useQuery({ ...machineQuery, enabled: useMay('settings') })
  const full = data?.concerns.filter((c) => c.kind.endsWith('-full')) ?? []
  return (
    <div role="status" className="gone-s">
      {full.map((c) => (
        <p key={c.kind} className="gone-b">
          <Icon name="alert" size="s" />
          {t(`machine.${c.kind}`, { have: f.bytes(c.have ?? 0), need: f.bytes(c.need ?? 0) })}
        </p>
      ))}
    </div>
  )
}
