import { NumberInput, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Rates as Table } from '@/api/types'
import { useFormat, useLang } from '@/i18n'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'

/** What other currencies are worth, so that money in them counts. */
export function Rates() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['rates'],
    queryFn: ({ signal }) => call(api.GET('/v1/workspace/rates', { signal })),
  })
  return (
    <section className="card" aria-labelledby="rates">
      <div className="hd">
        <h2 id="rates">{t('settings.rates.title')}</h2>
      </div>
      <Loaded query={query} rows={3}>
        {(table) => <Form key={JSON.stringify([table.currency, table.rates])} table={table} />}
      </Loaded>
    </section>
  )
}

function Form({ table }: { table: Table }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const own = table.currency
  const [rates, setRates] = useState<Record<string, number | undefined>>(table.rates)
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT('/v1/workspace/rates', { body: { rates: JSON.parse(JSON.stringify(rates)) as typeof table.rates } }),
      ),
    onSuccess: async () => {
      notifications.show({ message: t('settings.saved') })
      await client.invalidateQueries() // every sum of money may have changed
    },
  })
  const met = table.seen.map((m) => m.currency).filter((c) => c !== '' && c !== own)
  const listed = [...new Set([...met, ...Object.keys(rates)])]
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      {listed.length === 0 ? (
        <Empty icon="check" title={t('settings.rates.none', { own })}>
          {t('settings.rates.noneHow')}
        </Empty>
      ) : (
        <>
          <p className="t2">{t('settings.rates.about', { own })}</p>
          <p className="t2">{t('settings.rates.undated')}</p>
        </>
      )}
      {listed.map((c) => (
        <Rate
          key={c}
          currency={c}
          table={table}
          rate={rates[c]}
          set={may ? (rate) => setRates({ ...rates, [c]: rate }) : undefined}
        />
      ))}
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may ? (
        <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <button type="submit" className="btn p" disabled={save.isPending || listed.length === 0}>
            {t('common.save')}
          </button>
          <Select
            searchable
            w={200}
            placeholder={t('settings.rates.add')}
            aria-label={t('settings.rates.add')}
            value={null}
            data={Intl.supportedValuesOf('currency').filter((c) => c !== own && !listed.includes(c))}
            onChange={(c) => c && setRates({ ...rates, [c]: undefined })}
          />
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </form>
  )
}

/** One currency: how much of it came in, and what one unit is worth. */
function Rate(p: { currency: string; table: Table; rate?: number; set?: (rate?: number) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const vi = useLang() === 'vi'
  const seen = p.table.seen.find((m) => m.currency === p.currency)
  return (
    <NumberInput
      label={t('settings.rates.one', { currency: p.currency, own: p.table.currency })}
      description={
        <>
          {seen
            ? t('settings.rates.seen', {
                count: seen.touches,
                n: f.num(seen.touches),
                amount: f.money(seen.amount, p.currency),
              })
            : t('settings.rates.unseen')}{' '}
          {seen && !p.table.rates[p.currency] && <Tag tone="warn">{t('settings.rates.missing')}</Tag>}
        </>
      }
      value={p.rate ?? ''}
      min={0}
      hideControls
      thousandSeparator={vi ? '.' : ','}
      decimalSeparator={vi ? ',' : '.'}
      disabled={!p.set}
      onChange={(v) => p.set?.(typeof v === 'number' && v > 0 ? v : undefined)}
    />
  )
}
