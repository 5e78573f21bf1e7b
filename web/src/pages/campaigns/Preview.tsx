import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Failed, Waiting } from '@/parts/parts'
import { calledAs, customersQuery } from '../customers/data'
import { type Width } from './frames'
import { MessageFrame } from './MessageFrame'
import { Picks } from './Picks'
import type { CampaignDraft, Way } from './types'
import { useLook } from './useLook'
import { isTemplate, lookedAt, saidBy, templateWord, type At } from './ways'

interface Props {
  of: CampaignDraft
  at: At
  /** It has been started: it is not written any more. */
  sent?: boolean
}

const widths: Width[] = ['phone', 'desktop']

/** The message as it arrives by each way, with example values or as one customer gets it. */
export function Preview({ of, at, sent }: Props) {
  const { t } = useTranslation()
  const [width, setWidth] = useState<Width>('phone')
  const [customer, setCustomer] = useState<number>()
  const letter = at.way === 'email'
  return (
    <section className="card camp-p" aria-labelledby="camp-look">
      <div className="hd">
        <h2 id="camp-look">{t(sent ? 'campaign.look.sent' : 'campaign.look.title')}</h2>
        <span className="sp" />
        {letter && (
          <div className="seg" role="group" aria-label={t('campaign.look.width')}>
            {widths.map((w) => (
              <button key={w} type="button" aria-pressed={width === w} onClick={() => setWidth(w)}>
                {t(`campaign.look.${w}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="camp-b">
        <Picks of={of} at={at} label={t('campaign.look.which')} />
        {!sent && <As value={customer} set={setCustomer} />}
        <Seen of={of} at={at} customer={customer} width={width} />
        {letter && saidBy(of, at.side).letter.blocks.some((b) => b.kind === 'image') && (
          <p className="t3 sm">{t('campaign.look.images')}</p>
        )}
        {at.way === 'web' && saidBy(of, at.side).texts?.web?.panel?.picture && (
          <p className="t3 sm">{t('campaign.look.pictures')}</p>
        )}
        {isTemplate(at.way, saidBy(of, at.side).texts?.[at.way] ?? {}) && (
          <p className="t3 sm">{t(templateWord(at.way, 'look'))}</p>
        )}
      </div>
    </section>
  )
}

/** What is to be written first, by ways that need more than a text. */
const unwritten: Partial<Record<Way, string>> = { web: 'campaign.web.none' }

type SeenProps = Pick<Props, 'of' | 'at'> & { customer?: number; width: Width }

function Seen({ of, at, customer, width }: SeenProps) {
  const { t } = useTranslation()
  const looked = lookedAt(of, at, customer)
  const note = saidBy(of, at.side).texts?.[at.way] ?? {}
  const templated = isTemplate(at.way, note)
  const { data, error, isFetching, refetch } = useLook(looked)
  if (!looked)
    return <p className="quiet">{t(templated ? 'campaign.zns.none' : (unwritten[at.way] ?? 'campaign.look.none'))}</p>
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Waiting rows={8} />
  return (
    <>
      {data.missing && (
        <p className="camp-note warn" role="status">
          <Icon name="alert" size="s" />
          {t('campaign.look.missing', { field: fieldWord(t, data.missing) })}
        </p>
      )}
      <MessageFrame way={at.way} note={note} seen={data} lang={of.lang} width={width} busy={isFetching} />
    </>
  )
}

/** What a field is called; one of the business's own is called as it is. */
export const fieldWord = (t: (k: string, o?: { defaultValue: string }) => string, field: string) =>
  t(`campaign.field.${field}`, { defaultValue: field })

/** A customer to look at the message as. */
function As({ value, set }: { value?: number; set: (id?: number) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 250)
  const found = useInfiniteQuery(customersQuery({ q: q || undefined }, 10))
  const data = (found.data?.pages[0]?.customers ?? []).map((c) => ({ value: String(c.id), label: calledAs(c, t) }))
  return (
    <Select
      label={t('campaign.look.as')}
      placeholder={t('campaign.look.example')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('campaign.look.example') }}
      data={data}
      filter={({ options }) => options}
      nothingFoundMessage={t('customers.noneFound')}
      value={value ? String(value) : null}
      onSearchChange={setTyped}
      onChange={(v) => set(v ? Number(v) : undefined)}
    />
  )
}
