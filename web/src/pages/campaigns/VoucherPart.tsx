import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { vouchersQuery } from '../messages/data'
import type { CampaignDraft } from './types'
import type { Draft } from './useDraft'

/** Whether any text shows a code. */
const showsCode = ({ letter, texts, b }: CampaignDraft) =>
  /\{[{%][^}]*\bvoucher\b/.test(JSON.stringify([letter, texts, b]))

/** From which pool each gets a code, once a text shows one. */
export function VoucherPart({ draft: { now, change } }: { draft: Draft }) {
  const { t } = useTranslation()
  const f = useFormat()
  const shows = showsCode(now)
  const pools = useQuery({ ...vouchersQuery, enabled: shows }).data?.pools
  if (!shows || !pools) return null
  if (pools.length === 0)
    return (
      <p className="t2 sm">
        {t('voucher.noPool')}{' '}
        <Link to="/vouchers" className="link">
          {t('voucher.make')}
        </Link>
      </p>
    )
  return (
    <Select
      label={t('voucher.choose')}
      description={t('voucher.chooseHow')}
      placeholder={t('voucher.choosePlace')}
      data={pools.map((p) => ({
        value: p.id,
        label: `${p.name} · ${t('voucher.leftOf', { n: f.num(p.left), count: p.left })}`,
      }))}
      value={now.voucher ?? null}
      onChange={(voucher) => change({ voucher: voucher ?? undefined })}
      allowDeselect={false}
    />
  )
}
